"""Celery only wakes functions whose queue of record is the database (see cchc/notices/services.py)."""

import os

from celery import Celery
from celery.signals import worker_init
from django.conf import settings

from cchc.web.busy import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.settings")

app = Celery("cchc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _limit_statements(**_: object) -> None:
    """Before the first connection; the pool's processes inherit it."""
    limit_statements(settings.DATABASES["default"], settings.WORKER_STATEMENT_SECONDS)
