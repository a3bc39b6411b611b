"""Two hundred officers saving at once through real web processes, against a bare view doing the same UPDATE."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Score
from assessments.states import State
from bench.district import Desk
from bench.report import Result
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy.scope import tenant_scope

OFFICERS, SAVES, ROUNDS = 200, 2, 2
TOKEN = "a" * 32
Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Officer:
    """A session, and the leaf that is this officer's alone."""

    session: str
    user: User
    score: Score


def measure(desk: Desk) -> Iterator[Result]:
    officers = _officers(desk)
    ours: list[float] = []
    bare: list[float] = []
    with _served() as port:
        _rush(port, officers, lambda one, turn: (reverse("bare_save"), _bare(desk, one, turn)))  # both processes warm
        for round_ in range(ROUNDS):
            bare += _rush(port, officers, lambda one, turn: (reverse("bare_save"), _bare(desk, one, turn)))
            typed = _typing(desk, officers, round_)
            ours += _rush(port, officers, lambda one, turn, typed=typed: (_address(desk, one), typed(one, turn)))  # type: ignore[misc]
    lost = _lost(desk, officers)
    yield Result(
        f"autosave of {OFFICERS} officers at once, 95 of 100 within",
        _within(ours),
        _within(bare),
        None,
        "ms",
        f"{ROUNDS} rounds in turn of {SAVES} saves each without a pause, 2 processes of 4 threads; lost: {lost} of "
        f"{OFFICERS}; the diary numbers and "
        "chains one line of a tenant at a time, which the bare view doesn't do",
    )


def _officers(desk: Desk) -> list[Officer]:
    """Two hundred accounts in the communes whose files are open, each with a scored leaf nobody else has."""
    users = User.objects.bulk_create(
        User(username=f"dong{number}", full_name=f"Người thứ {number}") for number in range(OFFICERS)
    )
    with tenant_scope(desk.tenant):
        open_files = Assessment.objects.filter(campaign__year=desk.year, state=State.DRAFT, shares=None)
        scores = list(
            Score.objects.filter(assessment__in=open_files, stage=Score.Stage.SELF, points__isnull=False).order_by(
                "pk"
            )[:OFFICERS]
        )
        Membership.objects.bulk_create(
            Membership(user=user, role=Role.OFFICER, agency_id=score.agency_id)
            for user, score in zip(users, scores, strict=True)
        )
    return [Officer(_session(user), user, score) for user, score in zip(users, scores, strict=True)]


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def _served() -> Iterator[int]:
    """gunicorn on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "cchc.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers=2", "--threads=4", "--timeout=120", "--no-control-socket", "--log-level=error"]
    process = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "bench.served"})
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server has not started")


def _rush(port: int, officers: list[Officer], request: Callable[[Officer, int], tuple[str, Fields]]) -> list[float]:
    """Everybody saves at the same moment, several times; milliseconds of every save."""
    start = Barrier(len(officers))

    def work(one: Officer) -> list[float]:
        start.wait()
        return [_timed(port, one, *request(one, turn)) for turn in range(SAVES)]

    with ThreadPoolExecutor(len(officers)) as pool:
        return [spent for times in pool.map(work, officers) for spent in times]


def _timed(port: int, one: Officer, address: str, fields: Fields) -> float:
    cookies = f"{settings.SESSION_COOKIE_NAME}={one.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("POST", address, urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return (time.perf_counter() - started) * 1000


def _bare(desk: Desk, one: Officer, turn: int) -> Fields:
    score = one.score
    return {
        "tenant": desk.tenant.pk,
        "value": turn,
        "points": score.points,
        "working": score.working,
        "score": score.pk,
    }


def _address(desk: Desk, one: Officer) -> str:
    return reverse("assessments:save", args=[desk.tenant.slug, desk.year, one.score.assessment_id])


def _versions(desk: Desk, officers: list[Officer]) -> dict[int, int]:
    with tenant_scope(desk.tenant):
        rows = Score.objects.filter(pk__in=[one.score.pk for one in officers])
        return dict(rows.values_list("pk", "version"))


def _typing(desk: Desk, officers: list[Officer], round_: int) -> Callable[[Officer, int], Fields]:
    """What each officer sends in a round, from the versions that stand at its beginning."""
    versions = _versions(desk, officers)

    def typed(one: Officer, turn: int) -> Fields:
        number = round_ * SAVES + turn
        return {
            "leaf": one.score.criterion_id,
            "field": "explanation",
            "value": _words(one, number),
            "version": versions[one.score.pk] + turn,
            "base": _words(one, number - 1) if number else one.score.explanation,
        }

    return typed


def _words(one: Officer, number: int) -> str:
    return f"Lần {number} của {one.user.username}"


def _lost(desk: Desk, officers: list[Officer]) -> int:
    """Officers whose last confirmed words don't stand in the database."""
    with tenant_scope(desk.tenant):
        rows = Score.objects.filter(pk__in=[one.score.pk for one in officers])
        found = dict(rows.values_list("pk", "explanation"))
    return sum(found[one.score.pk] != _words(one, ROUNDS * SAVES - 1) for one in officers)


def _within(spent: list[float], share: float = 0.95) -> float:
    return sorted(spent)[int(len(spent) * share) - 1]
