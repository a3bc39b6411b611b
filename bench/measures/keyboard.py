"""An officer at the keyboard, as the measures of pages and of autosave need one."""

import re
from itertools import cycle

from django.test import Client
from django.urls import reverse

from assessments.models import Score
from bench.district import Desk
from cchc.tenancy.scope import tenant_scope

VERSION = re.compile(rb'data-version="(\d+)" data-base="([^"]*)"')


def logged_in(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def score_with_numerator(desk: Desk) -> Score:
    """A leaf with a numerator that is entered, to be saved again and again."""
    with tenant_scope(desk.tenant):
        known = Score.objects.filter(assessment=desk.file, stage=Score.Stage.SELF, numerator__gt=2)
        return known.select_related("criterion").order_by("criterion__position")[0]


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
