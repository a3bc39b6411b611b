"""What was answered to one question by some group of people, added up and turned into figures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from criteria.rules.numbers import EXACT, total
from surveys.rules.forms import QuestionRule
from surveys.rules.margins import mean_margin
from surveys.rules.results import as_decimal, question_result


@dataclass(frozen=True, slots=True)
class Tally:
    """Forms that answer a question, how often each 1-based option was chosen, and the sum of the numbers given."""

    forms: int = 0
    options: Mapping[int, int] = field(default_factory=dict)
    sum: Decimal | None = None

    def __add__(self, other: "Tally") -> "Tally":
        numbers = [one.sum for one in (self, other) if one.sum is not None]
        options = Counter(self.options)
        options.update(other.options)
        return Tally(self.forms + other.forms, options, total(numbers) if numbers else None)

    @property
    def average(self) -> Decimal | None:
        """The mean of the numbers given; None where there are none."""
        return EXACT.divide(self.sum, Decimal(self.forms)) if self.sum is not None and self.forms else None


def added(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean percentage over so many forms with its margin in percentage points; None: too few to have one."""

    percent: Decimal
    forms: int
    margin: Decimal | None = None

    @property
    def low(self) -> Decimal:
        return max(Decimal(0), self.percent - (self.margin or 0))

    @property
    def high(self) -> Decimal:
        return min(Decimal(100), self.percent + (self.margin or 0))

    def less(self, other: "Figure | None") -> "Difference | None":
        """The difference from another figure, in percentage points."""
        return Difference(self, other) if other is not None else None


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a figure lies from an earlier one or from that of others."""

    figure: Figure
    other: Figure

    @property
    def points(self) -> Decimal:
        return self.figure.percent - self.other.percent

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the difference is larger than the two margins together explain: √(m₁² + m₂²)."""
        margins = [one.margin for one in (self.figure, self.other)]
        if any(margin is None for margin in margins):
            return False
        return self.points**2 > sum(margin**2 for margin in margins if margin is not None)


def question_figure(tally: Tally, percents: Sequence[Decimal | None], population: int | None) -> Figure | None:
    """The mean of a scored question with its margin; None where nobody chose an option that counts."""
    mean = question_result("", tally.options, percents).percent
    if mean is None:
        return None
    return Figure(as_decimal(mean), tally.forms, mean_margin(tally.options, percents, population))


def mean_figure(figures: Sequence[Figure]) -> Figure | None:
    """The mean over questions, each weighing the same. The margin is the mean of theirs: the same people answer them,
    so their errors go together, and it is no smaller than the true one.
    """
    if not figures:
        return None
    margins = [figure.margin for figure in figures if figure.margin is not None]
    return Figure(
        _mean([figure.percent for figure in figures]),
        max(figure.forms for figure in figures),
        _mean(margins) if len(margins) == len(figures) else None,
    )


def groups_figure(groups: Sequence[tuple[Decimal | None, Sequence[Figure]]]) -> Figure | None:
    """Several groups of respondents together, weighted as for points: see ``surveys.rules.results.groups_percent``.

    Different people answer in each group, so their errors don't go together: √Σ(w·m)² ÷ Σw.
    """
    weighted = any(weight is not None for weight, _ in groups)
    known = [
        (Decimal(len(figures)) if not weighted else Decimal(1) if weight is None else weight, mean)
        for weight, figures in groups
        if (mean := mean_figure(figures)) is not None
    ]
    if not known:
        return None
    weights = total(weight for weight, _ in known)
    margins = [weight * mean.margin for weight, mean in known if mean.margin is not None]
    squares = total(margin**2 for margin in margins)
    return Figure(
        EXACT.divide(total(weight * mean.percent for weight, mean in known), weights),
        sum(mean.forms for _, mean in known),
        EXACT.divide(EXACT.sqrt(squares), weights) if len(margins) == len(known) else None,
    )


def _mean(values: Sequence[Decimal]) -> Decimal:
    return EXACT.divide(total(values), Decimal(len(values)))


def same_question(earlier: QuestionRule, later: QuestionRule) -> bool:
    """Whether a question of an earlier version asks the same: its answers then count with those of the later one.

    Code, type, options with their percentages and the leaf it feeds have to be equal; the wording may be mended. What
    asks something else is to have another code.
    """
    return _sense(earlier) == _sense(later)


def _sense(rule: QuestionRule) -> tuple[object, ...]:
    return rule.code, rule.answer_type, rule.options, rule.criteria_set_code, rule.criterion_code, rule.scored
