"""One settings file for the embedded default and for production; what differs is decided by the environment alone."""

import secrets
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from cchc import embedded
from cchc.settings import env

BASE_DIR = env.ROOT
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data"))).resolve()
DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
EMBEDDED = not DATABASE_URL
"""True without DATABASE_URL: servers from the wheels, plain HTTP on loopback, demo accounts allowed."""
DEBUG = env.flag("DEBUG")
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
LANGUAGE_CODE = "vi"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False


def _embedded_secret() -> str:
    """A random key kept beside the embedded data, so that sessions outlive a restart and no key stands in the code."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.text("SECRET_KEY") or (_embedded_secret() if EMBEDDED else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set in production")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if EMBEDDED else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
"""Address used in mails; never taken from the request."""

if EMBEDDED:
    _urls = embedded.ensure_postgres(DATA_DIR)
    DATABASES = {"default": env.database(_urls.app), "owner": env.database(_urls.owner)}
else:
    DATABASES = {"default": env.database(DATABASE_URL)}
    if env.text("DATABASE_OWNER_URL"):
        DATABASES["owner"] = env.database(env.text("DATABASE_OWNER_URL"))
WEB_STATEMENT_SECONDS = env.number("WEB_STATEMENT_SECONDS", 30)
WORKER_STATEMENT_SECONDS = env.number("WORKER_STATEMENT_SECONDS", 300)
"""After so long the database ends a statement (cchc/web/busy.py); 0: never. Commands have no limit."""
REDIS_URL = REDIS_URL or embedded.ensure_redis(DATA_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "cchc",
    "cchc.web",  # before whoever makes forms: it gives their fields words and bounds
    "cchc.tenancy",
    "cchc.accounts",
    "cchc.documents",
    "cchc.notices",
    "criteria",
    "assessments",
    "surveys",
    "councils",
    "publications",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "axes",
    "csp",
    "django_htmx",
    "bootstrap",
    "import_export",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cchc.web.middleware.RequestContextMiddleware",
    "cchc.web.public.PublicPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "cchc.web.middleware.ReadableAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cchc.accounts.middleware.SessionLimitMiddleware",
    "cchc.accounts.middleware.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "cchc.urls"
WSGI_APPLICATION = "cchc.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cchc.web.context.chrome",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "cchc.accounts.password_rules.EnoughCharacters", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:start"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_RESET_TIMEOUT = 3600
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
# An office works behind one address: a lock on the address alone would shut everybody out (RFC 6585 answer: 429).
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_CALLABLE = "cchc.accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
# Logging in by an identity provider (OpenID Connect), beside the password; no issuer: there is none. What is missing
# or wrong is told by `manage.py check`, and until it is mended nobody is sent there (cchc/accounts/sign_on/config.py).
OIDC_ISSUER = env.text("OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET")
OIDC_NAME = env.text("OIDC_NAME") or "tài khoản của tỉnh"
"""What people call the account there; the button says «Đăng nhập bằng …»."""
OIDC_CLAIM = env.text("OIDC_CLAIM") or "email"
"""By what a person is known the first time: ``email``, if verified, or a claim that holds our user name."""

# Sessions end after an hour of silence and after twelve hours in any case.
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_SECONDS", 3600)
SESSION_ABSOLUTE_SECONDS = env.number("SESSION_ABSOLUTE_SECONDS", 12 * 3600)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
# In the database alone: a copy in Redis would make every page depend on it, and let a session ended while Redis was
# away come back to life with it.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cchc.web.errors.csrf_failure"

# Wire
PROXY_COUNT = env.number("PROXY_COUNT", 0)
"""Proxies of ours in front: the visitor's address is that many places from the end of X-Forwarded-For."""
if not EMBEDDED:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Storage
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(DATA_DIR / "media")))
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
if EMBEDDED:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder; finders do the serving
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_AUTOREFRESH = False
# Source maps are half of all bytes to compress, and only developers' tools ask for them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {
        "BACKEND": "cchc.files.store.EvidenceStorage",
        "OPTIONS": {
            "location": str(MEDIA_ROOT),
            "base_url": None,
            "file_permissions_mode": 0o640,
            "directory_permissions_mode": 0o750,
        },
    },
    "staticfiles": {
        "BACKEND": "cchc.web.statics.PlainStorage" if EMBEDDED else "cchc.web.statics.HashedStorage",
        # Collected by whoever builds the image, read by the application's user: not the modes of uploads.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
X_ACCEL_PREFIX = env.text("X_ACCEL_PREFIX")
EXPORT_SIGNING_KEY = env.text("EXPORT_SIGNING_KEY")
"""32 bytes in base64 that sign records handed out; the embedded servers make their own on first use."""
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_MB", 25) * 1024 * 1024
UPLOAD_AGENCY_QUOTA_BYTES = env.number("UPLOAD_AGENCY_QUOTA_MB", 2048) * 1024 * 1024
CLAMD_URL = env.text("CLAMD_URL")
"""tcp://host:3310 or unix:///path of a ClamAV daemon that scans every file; empty: files are not scanned."""
TRASH_DAYS = env.number("TRASH_DAYS", 30)
"""How long a document put into the bin can be taken back before it is destroyed."""
ARCHIVE_DAYS = 3
UPLOAD_ABANDONED_HOURS = 48
SIGNATURE_TRUST_ROOTS = env.text("SIGNATURE_TRUST_ROOTS")
"""Folder of root certificates (.pem, .crt, .cer) that signed PDFs are held against; empty: trust is not judged."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # one commune's file is 98 leaves x at most 10 inputs, plus the form's own
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "cchc.files.handlers.BodyLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Cache and background work: the database is the queue of record, Celery only wakes the sweep.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}
PUBLIC_PAGES_SECONDS = env.number("PUBLIC_PAGES_SECONDS", 30)
"""How long a process hands out a page for everybody without asking whether it has changed; 0: always asks."""
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# Work that takes long waits: letters and sums go first (0, the default; Redis serves the smallest number).
CELERY_TASK_ROUTES = {
    name: {"priority": 9}
    for name in (
        "assessments.tasks.sweep_one",
        "councils.tasks.make_record",
        "councils.tasks.sweep_records",
        "publications.tasks.make_papers",
    )
}
NOTICES_LEASE_SECONDS = 300  # one sending, EMAIL_TIMEOUT included, must end well within it
CELERY_BEAT_SCHEDULE = {
    "notices-sweep": {"task": "cchc.notices.tasks.sweep", "schedule": env.number("SWEEP_SECONDS", 60)},
    "surveys-tally": {"task": "surveys.tasks.tally", "schedule": env.number("TALLY_SECONDS", 300)},
    "surveys-reduce": {"task": "surveys.tasks.reduce", "schedule": 6 * 3600},
    "records-sweep": {"task": "councils.tasks.sweep_records", "schedule": 300},
    "evidence-sweep": {"task": "assessments.tasks.sweep", "schedule": env.number("SWEEP_SECONDS", 60)},
    "sessions-clear": {"task": "cchc.accounts.tasks.clear_sessions", "schedule": crontab(hour="2", minute="30")},
}

# Mail: SMTP where a host is named, else files under the data directory that one can open.
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Chỉ số CCHC <khong-tra-loi@cchc.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "cchc.notices.mailbox.FileMailbox"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20
MESSAGE_GATEWAY_URL = env.text("MESSAGE_GATEWAY_URL")
MESSAGE_GATEWAY_TOKEN = env.text("MESSAGE_GATEWAY_TOKEN")
MESSAGE_FILE = DATA_DIR / "messages.jsonl"
MESSAGES = "http" if MESSAGE_GATEWAY_URL else "file" if EMBEDDED else ""
"""What carries messages to mobile telephones (cchc/notices/texting.py); empty: there are none."""
if MESSAGE_GATEWAY_URL and not EMBEDDED and not MESSAGE_GATEWAY_URL.startswith("https://"):
    raise ImproperlyConfigured("MESSAGE_GATEWAY_URL must begin with https://: its token must not go in the clear")
OUTBOUND_PRIVATE = env.flag("OUTBOUND_PRIVATE", EMBEDDED or DEBUG)
"""Whether addresses that are told of results (webhooks) may be in a private network, and plain http."""

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {
        "cchc": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        # A signature that does not hold is an answer, given on the page; the libraries log it with a traceback.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}
