"""What beat wakes for the accounts."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from cchc.accounts.tasks import clear_sessions
from cchc.celery import app


def session(key: str, hours: int) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=hours))


def test_expired_sessions_are_cleared_and_the_others_stay(db) -> None:
    for key, hours in (("over", -1), ("long-over", -900), ("open", 1)):
        session(key, hours)
    clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_beat_knows_every_task_it_wakes_and_clears_the_sessions_once_a_night() -> None:
    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted - set(app.tasks) == set()
    nightly = settings.CELERY_BEAT_SCHEDULE["sessions-clear"]
    assert (nightly["task"], nightly["schedule"].hour, nightly["schedule"].minute) == (clear_sessions.name, {2}, {30})
