"""Fixtures of the account tests: mail sent at once, counters of their own."""

from datetime import UTC, datetime
from random import randrange

import pytest
from django.test import Client
from django.utils import timezone

from cchc.accounts import totp
from cchc.celery import app


@pytest.fixture
def mail_at_once():
    """Tasks run where they are called, as a worker would run them later."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = before


def unused_address() -> str:
    """An address nobody has used: the limits are counted in the shared cache and outlive a test."""
    return f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}"


@pytest.fixture
def address():
    return unused_address()


@pytest.fixture
def elsewhere():
    return unused_address()


@pytest.fixture
def visitor(address):
    """A browser at that address, logged out."""
    return Client(REMOTE_ADDR=address)


@pytest.fixture
def still(monkeypatch):
    """The clock stands in the middle of a half minute, so that no code changes during a test."""
    middle = totp.step_of(timezone.now().timestamp()) * totp.SECONDS + totp.SECONDS // 2
    at = datetime.fromtimestamp(middle, tz=UTC)
    monkeypatch.setattr(timezone, "now", lambda: at)
