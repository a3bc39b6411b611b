"""Settings of the tests: the same servers and middleware, with quick hashing and mail kept in memory."""

from cchc.settings.base import *  # noqa: F403 - everything but what is named below

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = True
PUBLIC_PAGES_SECONDS = 0  # a test publishes and reads in the same moment
