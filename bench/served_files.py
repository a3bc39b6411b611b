"""Settings of the web server that files are sent to: the run's database, files of 60 MB, a quota that holds them."""

from bench.database import NAME
from bench.settings import *  # noqa: F403 - everything but what is named below
from bench.settings import DATABASES

ALLOWED_HOSTS = ["127.0.0.1"]
UPLOAD_MAX_BYTES = 60 * 1024 * 1024
UPLOAD_AGENCY_QUOTA_BYTES = 4 * 1024 * 1024 * 1024
for _alias in DATABASES.values():
    _alias["NAME"] = NAME
