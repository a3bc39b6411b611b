"""Fixtures of the account tests: mail sent at once, counters of their own."""

from random import randrange

import pytest
from django.test import Client

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
