"""Settings of the servers that tests start as processes of their own (tests/servers.py).

The embedded default with another database, quick hashing as in the tests, and keys of its own in Redis, so that two
test runs beside each other don't take each other's tasks. ``SERVED_BY_TESTS`` holds what differs, as JSON.
"""

import json
import os

from cchc.settings.base import *  # noqa: F403 - everything but what is named below
from cchc.settings.base import CACHES, DATABASES

_given = json.loads(os.environ["SERVED_BY_TESTS"])
for _alias in DATABASES.values():
    _alias["NAME"] = _given["database"]
CACHES["default"]["KEY_PREFIX"] = _given["redis_prefix"]
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"{_given['redis_prefix']}:"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_FILE_PATH = _given["mail"]
globals().update(_given["settings"])
