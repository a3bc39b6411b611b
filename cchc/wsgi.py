"""WSGI entry point for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from cchc.web.busy import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.settings")
application = get_wsgi_application()
limit_statements(settings.DATABASES["default"], settings.WEB_STATEMENT_SECONDS)
