"""The ground every room stands on: tenants, accounts, documents, notices and the web kit of the CCHC index software."""

from cchc.celery import app as celery_app

__all__ = ["celery_app"]
