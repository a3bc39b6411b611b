"""The browser of the journeys (Debian's Chromium, found by CHROMIUM_PATH or where Debian puts it) and an office."""

import os
import shutil
from uuid import uuid4

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from tests import conftest
from tests.journeys.office import furnished
from tests.servers import Place, run_web

expect.set_options(timeout=30_000)  # a busy machine is no fault of the page


@pytest.fixture(scope="module")
def browser():
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium, or set CHROMIUM_PATH")
    # The sync driver runs an event loop in this thread; Django's guard against that is not about this.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
        )
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def window(browser):
    """The browser. While it runs, this thread asks the database through connections of their own: closed here."""
    yield browser
    connections.close_all()


@pytest.fixture(scope="module")
def office(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """An office in the middle of its year, with a web server of its own, for all tests of a module."""
    with django_db_blocker.unblock():
        before = conftest.settings.DATABASES["default"]["NAME"]
        with conftest.fresh_database(f"bad_{uuid4().hex[:8]}") as name:
            conftest._use(name)
            try:
                office = furnished()
                place = Place(name, tmp_path_factory.mktemp("office"))
                with run_web(place) as web:
                    office.address = web.address
                    yield office
            finally:
                conftest._use(before)
