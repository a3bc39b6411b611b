"""What was answered to each question of one questionnaire, beside last year and the block; small groups are hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc.web.svg import Bar
from surveys.models import Question, Questionnaire
from surveys.queries.figures import Before, Scope, Year
from surveys.rules.figures import Difference, Figure, Tally
from surveys.rules.margins import share_margin


@dataclass(frozen=True, slots=True)
class OptionShare:
    """How often an option was chosen out of the forms that answer the question; ``margin`` in percentage points, None
    where all or nobody chose it, since the formula then knows no spread.
    """

    label: str
    percent: Decimal | None
    times: int
    bar: Bar
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question with what was answered. ``forms`` counts the forms that answer it.

    ``figure`` is the mean percentage of a scored question, ``average`` the mean of numbers; ``before`` and ``beside``
    compare the first with last year and with the block. All of them are None where the group is too small.
    """

    question: Question
    forms: int
    is_hidden: bool = False
    options: tuple[OptionShare, ...] = ()
    figure: Figure | None = None
    average: Decimal | None = None
    before: Difference | None = None
    beside: Difference | None = None

    @property
    def is_text(self) -> bool:
        return self.question.answer_type == Question.AnswerType.TEXT


def distribution(
    year: Year,
    form: Questionnaire,
    scope: Scope,
    *,
    before: Before | None = None,
    beside: Scope | None = None,
    codes: frozenset[str] | None = None,
) -> list[QuestionShown]:
    """The questions in printed order; with ``codes`` those that feed one of these leaves. Asks the database nothing."""
    asked = [one for one in year.asked.of(form.pk) if codes is None or one.criterion_code in codes]
    return [_shown(year, question, scope, before, beside) for question in asked]


def _shown(year: Year, question: Question, scope: Scope, before: Before | None, beside: Scope | None) -> QuestionShown:
    tally = year.tally(question, scope.agency_ids)
    if not tally.forms:
        return QuestionShown(question, 0)
    if not year.shows(question, scope):
        return QuestionShown(question, tally.forms, is_hidden=True)
    figure = year.figure(question, scope.agency_ids)
    form = next(one for one in year.asked.forms if one.pk == question.questionnaire_id)
    return QuestionShown(
        question,
        tally.forms,
        options=_shares(question, tally, year.population(question, scope.agency_ids)),
        figure=figure,
        average=tally.average,
        before=figure.less(before.figure(question, form, scope)) if figure and before else None,
        beside=figure.less(year.shown_figure(question, beside)) if figure and beside else None,
    )


def _shares(question: Question, tally: Tally, population: int | None) -> tuple[OptionShare, ...]:
    return tuple(
        OptionShare(
            option.label,
            option.percent,
            times,
            Bar(Decimal(times), Decimal(tally.forms)),
            share_margin(times, tally.forms, population) if 0 < times < tally.forms else None,
        )
        for option in question.options.all()
        for times in [tally.options.get(option.position, 0)]
    )


def scored_of(shown: Sequence[QuestionShown]) -> list[QuestionShown]:
    """Those with a mean, for the chart."""
    return [one for one in shown if one.figure is not None]
