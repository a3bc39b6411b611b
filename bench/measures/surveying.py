"""The citizens' page while many answer at once: forms a second through the whole stack, and errors among them."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.db import connections
from django.test import Client
from django.utils import timezone

from bench.district import Desk
from bench.report import Result
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from surveys.models import LinkSheet, Questionnaire, Response
from surveys.rules.forms import AnswerType, Choice, QuestionRule
from surveys.services import FormHead, import_questionnaire
from surveys.services.linking import make_links

WANTED = 50
"""Forms a second."""
SECONDS, AT_ONCE, QUESTIONS = 4, 4, 20
FORMS = WANTED * SECONDS
LIKERT = tuple(Choice(f"Mức {place}") for place in range(1, 6))


def _questionnaire(desk: Desk) -> Questionnaire:
    """A questionnaire of the demo's running survey."""
    campaign = Campaign.objects.get(year=desk.year)
    rules = [QuestionRule(f"Q{number}", "Hài lòng", AnswerType.LIKERT5, LIKERT) for number in range(QUESTIONS)]
    head = FormHead("tai")
    done = import_questionnaire(campaign=campaign, head=head, questions=rules, by=desk.officer, at=timezone.now())
    return done.questionnaire


def _tokens(desk: Desk) -> list[str]:
    """One desk's code and as many links of one form: half of the forms come by each."""
    with tenant_scope(desk.tenant):
        form, now = _questionnaire(desk), timezone.now()
        common = {"questionnaire": form, "agency": desk.file.agency, "by": desk.officer, "at": now}
        common["expires_at"] = now + timedelta(days=2)
        desk_token = make_links(kind=LinkSheet.Kind.DESK, count=FORMS, **common).tokens[0]
        singles = [
            token
            for _ in range(10)
            for token in make_links(kind=LinkSheet.Kind.SINGLE, count=FORMS // 20, **common).tokens
        ]
    return [token for pair in zip([desk_token] * len(singles), singles, strict=True) for token in pair]


def _send(tokens: list[str], first: int, said: Counter) -> None:
    client = Client()
    answers = {f"a-Q{number}": 1 + number % 5 for number in range(QUESTIONS)}
    for place in range(first, len(tokens), AT_ONCE):
        body = urlencode(answers | {"once": f"khoa-{place}"})
        answer = client.post(
            f"/khao-sat/{tokens[place]}/",
            body,
            content_type="application/x-www-form-urlencoded",
            headers={"X-Requested-With": "fetch"},
        )
        said[answer.status_code] += 1
    connections.close_all()


def measure(desk: Desk) -> Iterator[Result]:
    tokens, said = _tokens(desk), Counter()
    threads = [threading.Thread(target=_send, args=(tokens, first, said)) for first in range(AT_ONCE)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - started
    with tenant_scope(desk.tenant):
        stored = Response.objects.filter(questionnaire__code="tai").count()
    if said != {200: len(tokens)} or stored != len(tokens):
        raise RuntimeError(f"{len(tokens)} forms were sent, {dict(said)} answered, {stored} stored")
    yield Result(
        f"{len(tokens)} survey forms by link",
        spent,
        len(tokens) / WANTED,
        1,
        "s",
        f"{QUESTIONS} answers each, {AT_ONCE} at once, half of them by one desk's code; every one answered 200 and "
        f"stored once, checked; reference: {WANTED} forms a second",
    )
