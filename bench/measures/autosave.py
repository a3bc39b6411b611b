"""Autosave of one field against a view that does the same UPDATE."""

import re
from collections.abc import Iterator
from itertools import cycle

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.district import Desk
from bench.measures.pages import logged_in, score_with_numerator
from bench.report import Result, timed
from bench.timing import alternate

VERSION = re.compile(rb'data-version="(\d+)" data-base="([^"]*)"')


class Typing:
    """An officer who changes one number to and fro, each time from what the page knows."""

    def __init__(self, desk: Desk) -> None:
        self.client = logged_in(desk.officer)
        self.score = score_with_numerator(desk)
        self.url = reverse("assessments:save", args=[desk.tenant.slug, desk.year, desk.file.pk])
        self.bare_url = reverse("bare_save")
        self.tenant = desk.tenant.pk
        known = int(self.score.numerator)
        self.values = cycle((str(known - 1), str(known)))
        self.version, self.base = self.score.version, str(known)

    def ours(self) -> None:
        sent = {
            "leaf": self.score.criterion_id,
            "field": "numerator",
            "value": next(self.values),
            "version": self.version,
            "base": self.base,
        }
        answer = self.client.post(self.url, sent, headers={"HX-Request": "true"})
        found = VERSION.search(answer.content)
        if answer.status_code != 200 or found is None or int(found[1]) != self.version + 1:
            raise RuntimeError(f"autosave answered {answer.status_code}")
        self.version, self.base = int(found[1]), found[2].decode()

    def bare(self) -> None:
        sent = {
            "tenant": self.tenant,
            "value": next(self.values),
            "points": self.score.points,
            "working": self.score.working,
            "score": self.score.pk,
        }
        answer = self.client.post(self.bare_url, sent)
        if answer.status_code != 200:
            raise RuntimeError(f"the bare view answered {answer.status_code}")
        self.version = int(answer.content)
        self.base = sent["value"]


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
