"""An answer that comes by a link, without a name and without a way back to the link.

What is stored of it: a random key, a random number, the hour. The link keeps how often it was used and no moment. All
links of a sheet are written together with every use, so that not even PostgreSQL's own numbering of row versions says
which of them a form came by. No line in the diary: its moment and address would say more than the answer may.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, connection, transaction
from django.db.models import prefetch_related_objects

from cchc.tenancy.rows import fetched
from cchc.tenancy.scope import active_tenant_id
from criteria.queries import phase_state
from criteria.rules.calendar import Phase
from surveys.exchange import question_rule
from surveys.models import Answer, LinkSheet, Question, Questionnaire, Response, SurveyLink
from surveys.reading import Read
from surveys.rules.tokens import random_key, random_number
from surveys.services.responses import answer_rows, freeze_questions


class Door(StrEnum):
    """What stands behind a link at this moment."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that exists, and what it leads to."""

    link: SurveyLink
    door: Door

    @property
    def sheet(self) -> LinkSheet:
        return self.link.sheet

    @property
    def questionnaire(self) -> Questionnaire:
        return self.link.sheet.questionnaire


class Taken(StrEnum):
    """What became of a form that was sent."""

    NEW = "new"
    AGAIN = "again"
    REFUSED = "refused"


def open_link(token_hash: str, at: datetime) -> Opened | None:
    """The link with this hash in the open scope: two or three queries, the same whether it exists or not to a guess."""
    links = SurveyLink.objects.select_related("sheet__questionnaire__campaign", "sheet__agency")
    link = links.filter(token_hash=token_hash).first()
    return Opened(link, _door(link, at)) if link else None


def _door(link: SurveyLink, at: datetime) -> Door:
    sheet = link.sheet
    form = sheet.questionnaire
    if link.uses >= sheet.each:
        return Door.USED
    if sheet.withdrawn_at is not None or form.closed_at is not None:
        return Door.CLOSED
    if sheet.expires_at <= at:
        return Door.EXPIRED
    phase = phase_state(form.campaign, Phase.SURVEY, at=at, agency=sheet.agency)
    return Door.OPEN if form.campaign.has_survey and phase.open else Door.CLOSED


def has_come(once: str) -> bool:
    """Whether a form with this key has been taken: the answer to somebody who sends it again."""
    return Response.objects.filter(once=once).exists()


def submit(opened: Opened, read: Read, *, once: str, at: datetime) -> Taken:
    """Take a form that has been judged. Sent again under the same key, it is taken once."""
    if has_come(once):
        return Taken.AGAIN
    try:
        with transaction.atomic():
            return _take(opened, read, once, at)
    except IntegrityError:  # the same form came by two lines at the same moment
        if has_come(once):
            return Taken.AGAIN
        raise


def _take(opened: Opened, read: Read, once: str, at: datetime) -> Taken:
    form = opened.questionnaire
    if not _still_open(form.campaign_id):
        return Taken.REFUSED
    if form.frozen_at is None:
        freeze_questions(form, at, True)
    _write(opened, read, once, at)
    if not _use(opened.link):
        transaction.set_rollback(True)
        return Taken.REFUSED
    return Taken.NEW


def _still_open(campaign_id: int) -> bool:
    """Hold the year against its adoption, side by side with the others who answer."""
    return bool(
        fetched("SELECT 1 FROM criteria_campaign WHERE id = %s AND adopted_at IS NULL FOR SHARE", [campaign_id])
    )


def _write(opened: Opened, read: Read, once: str, at: datetime) -> None:
    desk = opened.sheet.kind == LinkSheet.Kind.DESK
    response = Response.objects.create(
        pk=random_key(),
        questionnaire=opened.questionnaire,
        agency=opened.sheet.agency,
        respondent=f"T-{random_number()}",
        entered_at=at.replace(minute=0, second=0, microsecond=0),
        channel=Response.Channel.DESK if desk else Response.Channel.LINK,
        once=once,
    )
    questions = {row.code: row for row in _questions(opened.questionnaire)}
    rows = [
        answer
        for code, given in read.answers.items()
        for answer in answer_rows(
            response.pk, questions[code], list(questions[code].options.all()), given, active_tenant_id() or 0
        )
    ]
    for row in rows:
        row.pk = random_key()
    Answer.objects.bulk_create(rows)


def _use(link: SurveyLink) -> bool:
    """Count one use; every link of the sheet is written anew. False once the link has been used up."""
    sheet = link.sheet
    rows = fetched("SELECT id, uses FROM surveys_surveylink WHERE sheet_id = %s ORDER BY id FOR UPDATE", [sheet.pk])
    if dict(rows)[link.pk] >= sheet.each:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE surveys_surveylink SET uses = uses + (id = %s)::int WHERE sheet_id = %s", [link.pk, sheet.pk]
        )
    return True


def rules_of(questionnaire: Questionnaire) -> list:
    """The questions as asked."""
    return [question_rule(question) for question in _questions(questionnaire)]


def _questions(questionnaire: Questionnaire) -> list[Question]:
    """The questions with their options: two queries for a page that judges a form and stores it."""
    prefetch_related_objects([questionnaire], "questions__options")
    return list(questionnaire.questions.all())
