"""Settings of the web server that the run starts as processes of their own: the run's database, the product's pages."""

from bench.settings import *  # noqa: F403 - everything but what is named below
from bench.settings import DATABASES

ALLOWED_HOSTS = ["127.0.0.1"]
for _alias in DATABASES.values():
    _alias["NAME"] = "cchc_bench"
