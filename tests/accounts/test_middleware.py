"""When a session ends."""

import time

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from cchc.accounts.middleware import SEEN, SEEN_EVERY, STARTED, SessionLimitMiddleware

NOON = 1_734_000_000
NAMES = {"started": STARTED, "seen": SEEN}
IDLE, ABSOLUTE = settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS


@pytest.fixture
def visit(cast):
    """``visit(at, started=..., seen=...)``: who the request belongs to afterwards, and its session."""

    def go(at, **times):
        request = RequestFactory().get("/")
        request.session, request.user = SessionStore(), cast.an
        request.session.update({NAMES[name]: moment for name, moment in times.items()})
        SessionLimitMiddleware(lambda request: None)._watch(request, at)
        return not isinstance(request.user, AnonymousUser), dict(request.session.items())

    return go


def test_a_first_visit_notes_its_time(visit):
    stays, session = visit(NOON)
    assert (stays, session[STARTED], session[SEEN]) == (True, NOON, NOON)


@pytest.mark.parametrize(("silence", "stays"), [(IDLE - 1, True), (IDLE, False)])
def test_an_hour_of_silence_ends_the_session(visit, silence, stays):
    assert visit(NOON, started=NOON - silence, seen=NOON - silence)[0] == stays


@pytest.mark.parametrize(("age", "stays"), [(ABSOLUTE - 1, True), (ABSOLUTE, False)])
def test_twelve_hours_end_it_however_busy_it_was(visit, age, stays):
    assert visit(NOON, started=NOON - age, seen=NOON - 1)[0] == stays


@pytest.mark.parametrize(("since", "noted"), [(SEEN_EVERY - 1, False), (SEEN_EVERY, True)])
def test_the_last_visit_is_written_once_a_minute(visit, since, noted):
    _, session = visit(NOON, started=NOON - 600, seen=NOON - since)
    assert (session[SEEN] == NOON) == noted


def test_a_page_that_brings_itself_up_to_date_keeps_no_session_alive(login, cast):
    client = login(cast.an)
    session = client.session
    session[STARTED] = session[SEEN] = long_ago = int(time.time()) - SEEN_EVERY * 2
    session.save()
    client.get("/huyen-a/", headers={"X-Passive": "1"})
    assert client.session[SEEN] == long_ago
    client.get("/huyen-a/")
    assert client.session[SEEN] > long_ago


def test_an_ended_session_keeps_nothing(visit):
    assert visit(NOON, started=NOON - ABSOLUTE, seen=NOON)[1] == {}
