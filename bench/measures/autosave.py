"""Autosave of one field against a view that does the same UPDATE."""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.district import Desk
from bench.measures.keyboard import Typing
from bench.report import Result, timed
from bench.timing import alternate


def measure(desk: Desk) -> Iterator[Result]:
    typing = Typing(desk)
    typing.ours()
    with CaptureQueriesContext(connection) as queries:
        typing.ours()
    taken = len(queries)
    yield timed(
        "autosave of a field",
        alternate(typing.ours, typing.bare, times=40, warm=3),
        2.5,
        f"ours: tenant, membership, right, file locked, phase, exemptions, rule, version, diary line with its hash, "
        f"fragment ({taken} statements), committed; reference: an atomic view with login, the tenant's setting and "
        "the same UPDATE, committed",
    )
