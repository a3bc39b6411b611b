"""Answers to each question of one questionnaire, for all agencies or one; small groups are not shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count

from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from cchc.web.svg import Bar
from surveys.models import Answer, Question, Questionnaire
from surveys.rules.results import as_decimal, question_result

SMALLEST_GROUP = 5
"""Fewer forms than this are not broken down: somebody could be recognised."""
MOST_OPINIONS = 200


@dataclass(frozen=True, slots=True)
class OptionShare:
    """How often an option was chosen out of the forms that answer the question."""

    label: str
    percent: Decimal | None
    times: int
    bar: Bar


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question with what was answered. ``forms`` counts the forms that answer it.

    ``mean`` is the mean percentage of a scored question, ``average`` the mean of numbers; both None where hidden.
    """

    question: Question
    forms: int
    options: tuple[OptionShare, ...] = ()
    mean: Decimal | None = None
    average: Decimal | None = None
    opinions: tuple[str, ...] = ()

    @property
    def is_hidden(self) -> bool:
        return 0 < self.forms < SMALLEST_GROUP


def distribution(questionnaire: Questionnaire, agency: Agency | None = None) -> list[QuestionShown]:
    """Every question in printed order: five queries."""
    answers = Answer.objects.filter(question__questionnaire=questionnaire).order_by()
    if agency is not None:
        answers = answers.filter(response__agency=agency)
    totals = {
        pk: (forms, average)
        for pk, forms, average in answers.values_list("question_id").annotate(
            forms=Count("response", distinct=True), average=Avg("number")
        )
    }
    counts, opinions = _option_counts(answers), _opinions(answers)
    questions = questionnaire.questions.prefetch_related("options")
    return [_shown(question, *totals.get(question.pk, (0, None)), counts, opinions) for question in questions]


def _option_counts(answers: Any) -> Mapping[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    chosen = answers.filter(option__isnull=False).values_list("question_id", "option__position")
    for question_id, option, times in chosen.annotate(times=Count("pk")):
        found[question_id][option] = times
    return found


def _opinions(answers: Any) -> Mapping[int, list[str]]:
    """Texts in alphabetical order, so that the order of entry tells nothing about who wrote them."""
    found: dict[int, list[str]] = defaultdict(list)
    for question_id, text in answers.exclude(text="").values_list("question_id", "text"):
        found[question_id].append(text)
    return {question_id: sorted(texts, key=fold)[:MOST_OPINIONS] for question_id, texts in found.items()}


def _shown(
    question: Question,
    forms: int,
    average: Decimal | None,
    counts: Mapping[int, dict[int, int]],
    opinions: Mapping[int, Sequence[str]],
) -> QuestionShown:
    if forms < SMALLEST_GROUP:
        return QuestionShown(question, forms)
    chosen = counts.get(question.pk, {})
    options = list(question.options.all())
    shares = tuple(
        OptionShare(option.label, option.percent, times, Bar(Decimal(times), Decimal(forms)))
        for option in options
        for times in [chosen.get(option.position, 0)]
    )
    mean = question_result(question.code, chosen, [option.percent for option in options]).percent
    shown_mean = as_decimal(mean) if question.scored and mean is not None else None
    return QuestionShown(question, forms, shares, shown_mean, average, tuple(opinions.get(question.pk, ())))
