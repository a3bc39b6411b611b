"""From answers to points: a question is the mean of its answers, a criterion the mean of its questions.

A skipped question has no answer and counts nothing, never 0. A question nobody answered is left out of that mean.
Means are exact fractions; points are rounded to the ten decimals of storage only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from criteria.rules.numbers import EXACT, show_number, show_percent, show_points, stored


class SurveyError(ValueError):
    """An answer or a questionnaire can't be used; ``message`` says in Vietnamese what, where and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """Mean percentage (None: nobody answered) over so many answers."""

    code: str
    answers: int
    percent: Fraction | None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What the survey gives a criterion. Points None: none of its questions was answered, so it isn't scored."""

    points: Decimal | None
    applicable_max: Decimal
    percent: Fraction | None
    groups: "Sequence[Group]" = ()

    @property
    def working(self) -> str:
        """«Q1 75 %, Q2 80 % → trung bình 77,5 % × 4 / 100 = 3,10 điểm»."""
        if self.points is None or self.percent is None:
            return "Chưa có phiếu trả lời nào cho tiêu chí này"
        shown = show_percent(as_decimal(self.percent))
        maximum, points = show_number(self.applicable_max), show_points(self.points)
        return f"{_parts(self.groups)} → trung bình {shown} × {maximum} / 100 = {points} điểm"


def answer_percent(option: int | None, percents: Sequence[Decimal | None], code: str = "") -> Decimal | None:
    """The percentage of a 1-based option; None for a skipped question or an option that isn't scored.

    Raises ``SurveyError`` for an option that doesn't exist.
    """
    if option is None:
        return None
    if not 1 <= option <= len(percents):
        raise SurveyError(f"Phương án {option} không có – câu {code or '?'} – chọn từ 1 đến {len(percents)}.")
    return percents[option - 1]


def question_percent(percents: Iterable[Decimal | None]) -> Fraction | None:
    """The mean over the answers given; skipped ones (None) don't count. None where nobody answered."""
    return _mean(Fraction(percent) for percent in percents if percent is not None)


def question_result(code: str, counts: Mapping[int, int], percents: Sequence[Decimal | None]) -> QuestionResult:
    """The same mean from the number of answers per 1-based option, as counted by a database query."""
    answers, achieved = 0, Fraction(0)
    for option, times in counts.items():
        percent = answer_percent(option, percents, code)
        if percent is not None:
            answers += times
            achieved += Fraction(percent) * times
    return QuestionResult(code, answers, achieved / answers if answers else None)


def criterion_percent(questions: Iterable[Fraction | None]) -> Fraction | None:
    """The mean over the questions that somebody answered; each weighs the same whatever its number of answers."""
    return _mean(percent for percent in questions if percent is not None)


@dataclass(frozen=True, slots=True)
class Group:
    """The questions one group of respondents answers for a criterion, and what the group weighs beside others."""

    questions: Sequence[QuestionResult]
    weight: Decimal | None = None


def groups_percent(groups: Sequence[Group]) -> Fraction | None:
    """Σ weight × mean of the group ÷ Σ weight, over the groups that answered; a group without a weight weighs 1.

    Where no group has one, every question weighs the same whoever answers it.
    """
    if all(group.weight is None for group in groups):
        return criterion_percent(question.percent for group in groups for question in group.questions)
    means = [
        (Fraction(1 if group.weight is None else group.weight), percent)
        for group in groups
        if (percent := criterion_percent(question.percent for question in group.questions)) is not None
    ]
    weights = sum((weight for weight, _ in means), Fraction(0))
    return sum((weight * percent for weight, percent in means), Fraction(0)) / weights if weights else None


Sum = tuple[int, int]
"""Percentages reached together, in ten-thousandths, and by how many answers."""
TEN_THOUSANDTHS = 10_000


def sums_percent(groups: Sequence[tuple[Decimal | None, Sequence[Sum]]]) -> Fraction | None:
    """The same as ``groups_percent`` from sums counted by the database, for thousands of agencies at once.

    Questions with as many answers have one denominator: their sums are added before any fraction is made.
    """
    if all(weight is None for weight, _ in groups):
        return _mean_of_sums([one for _, sums in groups for one in sums])
    means = [
        (Fraction(1 if weight is None else weight), percent)
        for weight, sums in groups
        if (percent := _mean_of_sums(sums)) is not None
    ]
    weights = sum((weight for weight, _ in means), Fraction(0))
    return sum((weight * percent for weight, percent in means), Fraction(0)) / weights if weights else None


def _mean_of_sums(sums: Sequence[Sum]) -> Fraction | None:
    by_answers: dict[int, int] = {}
    questions = 0
    for reached, answers in sums:
        if answers:
            by_answers[answers] = by_answers.get(answers, 0) + reached
            questions += 1
    if not questions:
        return None
    parts = [Fraction(reached, answers * questions * TEN_THOUSANDTHS) for answers, reached in by_answers.items()]
    return sum(parts[1:], parts[0])


def criterion_points(percent: Fraction | None, max_points: Decimal) -> Decimal | None:
    """percent × max / 100, stored with ten decimals; None stays None."""
    if percent is None:
        return None
    over, under = max_points.as_integer_ratio()  # one division instead of three fractions: of thousands of leaves
    return stored(EXACT.divide(Decimal(percent.numerator * over), Decimal(percent.denominator * under * 100)))


def criterion_result(groups: Sequence[Group], max_points: Decimal) -> CriterionResult:
    """Points of a surveyed leaf; the working is put into words when asked for."""
    percent = groups_percent(groups)
    return CriterionResult(criterion_points(percent, max_points), max_points, percent, groups)


def _parts(groups: Sequence[Group]) -> str:
    weighted = any(group.weight is not None for group in groups)
    return "; ".join(_group_words(group) for group in groups) if weighted else _questions(groups)


def _group_words(group: Group) -> str:
    weight = Decimal(1) if group.weight is None else group.weight
    return f"({_questions([group])}) trọng số {show_number(weight)}"


def _questions(groups: Sequence[Group]) -> str:
    return ", ".join(_shown(question) for group in groups for question in group.questions)


def as_decimal(fraction: Fraction) -> Decimal:
    """A fraction as a decimal of sixty digits, for showing and storing."""
    return EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def _shown(question: QuestionResult) -> str:
    if question.percent is None:
        return f"{question.code} chưa có trả lời"
    return f"{question.code} {show_percent(as_decimal(question.percent))}"


def _mean(values: Iterable[Fraction]) -> Fraction | None:
    known = list(values)
    return sum(known, Fraction(0)) / len(known) if known else None
