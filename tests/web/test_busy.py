"""A statement that takes too long: ended by the database, told in words, what was typed sent again by one button."""

from runpy import run_module
from time import monotonic

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.utils import OperationalError
from django.http import HttpResponse
from django.urls import path
from psycopg2.errors import QueryCanceled

from cchc import celery, urls
from cchc.web.busy import limit_statements
from cchc.web.views import write
from tests.accounts.test_entry import words

WORDS = "Máy chủ đang bận, việc vừa làm chưa được lưu"


@write()
def hung(request):
    """A view that writes and then waits for a lock nobody gives back."""
    if request.method == "POST":
        type(request.tenant).objects.update(place="đã ghi")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 100; SELECT pg_sleep(20)")
    return HttpResponse("xong")


handler500 = urls.handler500
urlpatterns = [path("<slug:tenant>/treo/", hung), *urls.urlpatterns]


@pytest.fixture
def browser(cast, login, settings):
    settings.ROOT_URLCONF = __name__
    client = login(cast.chi)
    client.raise_request_exception = False
    return client


def connected(seconds, options=None):
    """A connection of its own, as a process with this limit makes it."""
    database = connection.settings_dict | {"OPTIONS": {"options": options} if options else {}}
    limit_statements(database, seconds)
    return DatabaseWrapper(database, "of-its-own")


def asked(wrapper, statement):
    try:
        with wrapper.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]
    finally:
        wrapper.close()


@pytest.mark.parametrize(
    ("seconds", "options", "limit"),
    [(30, None, "30s"), (0, None, "0"), (30, "-c statement_timeout=5000", "5s"), (2, "-c lock_timeout=900", "2s")],
)
def test_the_limit_is_said_when_connecting(cast, seconds, options, limit):
    assert asked(connected(seconds, options), "SHOW statement_timeout") == limit


def test_the_database_ends_what_takes_longer(cast):
    start = monotonic()
    with pytest.raises(OperationalError) as ended:
        asked(connected(0.2), "SELECT 1 FROM pg_sleep(20)")
    assert (type(ended.value.__cause__), monotonic() - start < 5) == (QueryCanceled, True)


def test_the_web_has_half_a_minute_and_this_process_none(cast):
    assert (settings.WEB_STATEMENT_SECONDS, settings.WORKER_STATEMENT_SECONDS) == (30, 300)
    assert asked(connection.copy(), "SHOW statement_timeout") == "0"


def test_the_web_and_the_workers_say_their_limit_as_they_start(monkeypatch):
    said = []
    for place in ("cchc.web.busy", "cchc.celery"):
        monkeypatch.setattr(f"{place}.limit_statements", lambda database, seconds: said.append((database, seconds)))
    run_module("cchc.wsgi")
    celery._limit_statements()
    assert said == [(settings.DATABASES["default"], 30), (settings.DATABASES["default"], 300)]


def test_a_form_is_told_nothing_was_saved_and_can_be_sent_again(browser, cast):
    answer = browser.post("/huyen-a/treo/", {"a": "phải «giữ»", "password": "khong-giu"})
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    text = answer.content.decode()
    assert WORDS in words(answer)
    assert ('name="a" value="phải «giữ»"' in text, "khong-giu" in text) == (True, False)
    cast.tenant_a.refresh_from_db()
    assert cast.tenant_a.place == "A"
    with_file = browser.post("/huyen-a/treo/", {"a": "giữ", "tep": SimpleUploadedFile("a.txt", b"a")})
    assert ("Quay lại của trình duyệt" in words(with_file), 'name="a"' in with_file.content.decode()) == (True, False)


def test_a_page_is_told_to_come_again(browser):
    answer = browser.get("/huyen-a/treo/?trang=2")
    assert (answer.status_code, "Đợi 10 giây rồi tải lại trang." in words(answer)) == (503, True)
    assert 'href="/huyen-a/treo/?trang=2"' in answer.content.decode()
