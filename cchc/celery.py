"""Celery only wakes functions whose queue of record is the database (see cchc/notices/services.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.settings")

CAN_WAIT = 9
"""Priority of work that takes long: letters and sums go first (0, the default; Redis serves the smallest number)."""

app = Celery("cchc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
