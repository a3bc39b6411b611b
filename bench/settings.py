"""The product's settings with a third connection, of the superuser: row-level security lets it pass."""

from cchc import embedded
from cchc.settings import env
from cchc.settings.base import *  # noqa: F403 - everything but what is named below
from cchc.settings.base import DATA_DIR, DATABASES, LOGGING

ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "bench.urls"
DATABASES["superuser"] = env.database(embedded.ensure_postgres(DATA_DIR).superuser)
LOGGING["loggers"]["cchc"] = {"level": "WARNING"}
