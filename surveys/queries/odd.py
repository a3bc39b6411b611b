"""Forms that look odd, for the standing office to read: see ``surveys.rules.patterns``."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from criteria.models import Campaign
from criteria.rules.calendar import HANOI
from surveys.models import Answer, Question, Response, SetAside
from surveys.rules.patterns import Filled, Finding, findings
from surveys.rules.results import question_percent

BY_LINK = (Response.Channel.LINK, Response.Channel.DESK)


@dataclass(frozen=True, slots=True)
class Odd:
    """One finding with its forms, those set aside already left out."""

    finding: Finding
    forms: tuple[Response, ...]

    @property
    def numbers(self) -> str:
        return ", ".join(form.respondent for form in self.forms)


def odd_forms(campaign: Campaign) -> list[Odd]:
    """Every pattern in the year's forms, agency by agency: three queries."""
    responses = _responses(campaign).filter(aside__isnull=True)
    known = {response.pk: response for response in responses}
    found = findings([_filled(known[pk], rows) for pk, rows in _answers(campaign, known).items()])
    odd = [Odd(one, tuple(sorted((known[pk] for pk in one.forms), key=lambda form: form.respondent))) for one in found]
    return sorted(odd, key=lambda one: (one.forms[0].agency.sort_key, one.finding.pattern))


def _responses(campaign: Campaign):
    rows = Response.objects.filter(questionnaire__campaign=campaign)
    return rows.select_related("agency", "questionnaire", "entered_by")


def set_aside_forms(campaign: Campaign) -> Iterable[SetAside]:
    """Forms left out of the count, with who did it and why."""
    rows = SetAside.objects.filter(response__questionnaire__campaign=campaign)
    return rows.select_related("response__agency", "response__questionnaire", "by").order_by(
        "response__agency__sort_key", "response__respondent", "pk"
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    question: Question
    option: int
    percent: Fraction | None


def _answers(campaign: Campaign, known: dict[int, Response]) -> dict[int, list[_Chosen]]:
    found: dict[int, list[_Chosen]] = defaultdict(list)
    rows = Answer.objects.filter(response__questionnaire__campaign=campaign, option__isnull=False)
    for answer in rows.select_related("question", "option").order_by():
        if answer.response_id in known and answer.option is not None:
            percent = answer.option.percent if answer.question.scored else None
            worth = None if percent is None else Fraction(percent)
            found[answer.response_id].append(_Chosen(answer.question, answer.option.position, worth))
    return found


def _filled(response: Response, rows: list[_Chosen]) -> Filled:
    """Answers about the person (questions that are not scored) say nothing here and are left out."""
    scored = [row for row in rows if row.question.scored]
    return Filled(
        key=response.pk,
        place=(response.questionnaire_id, response.agency_id),
        options={row.question.code: row.option for row in scored},
        scale=frozenset(row.question.code for row in scored if row.question.answer_type == Question.AnswerType.LIKERT5),
        percent=question_percent(row.percent for row in scored),
        enterer=response.entered_by_id if response.channel == Response.Channel.PAPER else None,
        hour=response.entered_at.astimezone(HANOI) if response.channel in BY_LINK else None,
    )
