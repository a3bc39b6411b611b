"""Answers that look as if nobody had given them. They are shown to the standing office, which decides; none is deleted.

A pattern is no proof: a person may well think all is «rất hài lòng». So each finding says what was seen, in figures.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from criteria.rules.numbers import EXACT, NBSP, show_percent
from surveys.rules.results import as_decimal

FEWEST_QUESTIONS = 5
"""Fewer answers alike say nothing."""
FEWEST_ALIKE = 3
FEWEST_BURST = 10
BURST_TIMES = 3
FEWEST_ENTERED = 10
FAR = Fraction(3)
"""Standard errors between one enterer's mean and the others' that chance hardly explains (about 3 in 1,000)."""
FAR_POINTS = Fraction(10)
"""Less than this many percentage points matters to nobody."""


class Pattern(StrEnum):
    """What looks odd."""

    STRAIGHT = "straight"
    IDENTICAL = "identical"
    BURST = "burst"
    ENTERER = "enterer"


LABELS = {
    Pattern.STRAIGHT: "Chọn một mức từ đầu đến cuối",
    Pattern.IDENTICAL: "Phiếu giống hệt nhau",
    Pattern.BURST: "Nhiều phiếu trong một giờ từ một đường dẫn, mã QR",
    Pattern.ENTERER: "Người nhập có kết quả khác hẳn",
}


@dataclass(frozen=True, slots=True)
class Filled:
    """One form as far as patterns need it. ``place`` is what it is compared within: questionnaire and agency.

    ``options`` are 1-based choices by question code, ``scale`` those of them on the five-step scale; ``percent`` is the
    mean percentage of its scored answers, ``enterer`` who typed it (None for a form that came by link), ``hour`` the
    hour in which it came by link or desk.
    """

    key: int
    place: Hashable
    options: Mapping[str, int]
    scale: frozenset[str] = frozenset()
    percent: Fraction | None = None
    enterer: Hashable = None
    hour: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern, the forms that show it and what was seen, in words."""

    pattern: Pattern
    place: Hashable
    forms: tuple[int, ...] = field(default=())
    words: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.pattern]


def findings(forms: Sequence[Filled]) -> list[Finding]:
    """Every pattern in the forms, by kind."""
    return [*straight_lined(forms), *identical(forms), *bursts(forms), *odd_enterers(forms)]


def straight_lined(forms: Iterable[Filled]) -> list[Finding]:
    """Forms with one and the same step of the scale at five questions or more; one finding per place and step."""
    found: dict[tuple[Hashable, int], list[int]] = defaultdict(list)
    for form in forms:
        steps = [option for code, option in form.options.items() if code in form.scale]
        if len(steps) >= FEWEST_QUESTIONS and len(set(steps)) == 1:
            found[form.place, steps[0]].append(form.key)
    return [
        Finding(Pattern.STRAIGHT, place, tuple(keys), f"{len(keys)}{NBSP}phiếu chọn mức {step} ở mọi câu thang 5 mức")
        for (place, step), keys in found.items()
    ]


def identical(forms: Iterable[Filled]) -> list[Finding]:
    """Three forms or more of one place with the same answer to each of five questions or more.

    Straight-lined ones are told already and left out: they are alike by themselves.
    """
    alike: dict[tuple[Hashable, tuple[tuple[str, int], ...]], list[int]] = defaultdict(list)
    for form in forms:
        if len(form.options) >= FEWEST_QUESTIONS and len(set(form.options.values())) > 1:
            alike[form.place, tuple(sorted(form.options.items()))].append(form.key)
    return [
        Finding(
            Pattern.IDENTICAL,
            place,
            tuple(keys),
            f"{len(keys)}{NBSP}phiếu trả lời giống hệt nhau ở cả {len(answers)}{NBSP}câu",
        )
        for (place, answers), keys in alike.items()
        if len(keys) >= FEWEST_ALIKE
    ]


def bursts(forms: Iterable[Filled]) -> list[Finding]:
    """An hour with ten forms or more by link about one place, and three times as many as its usual hour."""
    hours: dict[Hashable, dict[datetime, list[int]]] = defaultdict(lambda: defaultdict(list))
    for form in forms:
        if form.hour is not None:
            hours[form.place][form.hour].append(form.key)
    return [
        Finding(Pattern.BURST, place, tuple(keys), _burst_words(hour, len(keys), usual))
        for place, found in hours.items()
        for usual in [_usual(found.values())]
        for hour, keys in sorted(found.items())
        if len(keys) >= FEWEST_BURST and len(keys) >= BURST_TIMES * usual
    ]


def _usual(hours: Iterable[Sequence[int]]) -> Fraction:
    """The median of forms an hour, the fullest hour left out; 0 for a place that has one hour only."""
    counts = sorted(map(len, hours))[:-1]
    if not counts:
        return Fraction(0)
    middle = len(counts) // 2
    return Fraction(counts[middle]) if len(counts) % 2 else Fraction(counts[middle - 1] + counts[middle], 2)


def _burst_words(hour: datetime, forms: int, usual: Fraction) -> str:
    beside = "các giờ khác không có phiếu" if not usual else f"giờ khác thường có {round(usual)}{NBSP}phiếu"
    return f"{forms}{NBSP}phiếu trong giờ {hour:%H}:00 ngày {hour:%d/%m/%Y}; {beside}"


def odd_enterers(forms: Iterable[Filled]) -> list[Finding]:
    """People whose forms average far from those the others entered about the same place."""
    by_place: dict[Hashable, list[Filled]] = defaultdict(list)
    for form in forms:
        if form.enterer is not None and form.percent is not None:
            by_place[form.place].append(form)
    return [finding for place, found in by_place.items() for finding in _odd_in(place, found)]


def _odd_in(place: Hashable, forms: Sequence[Filled]) -> Iterable[Finding]:
    for enterer in Counter(form.enterer for form in forms):
        own = [form for form in forms if form.enterer == enterer]
        others = [form for form in forms if form.enterer != enterer]
        if len(own) < FEWEST_ENTERED or len(others) < FEWEST_ENTERED:
            continue
        mine, theirs = _mean(own), _mean(others)
        if abs(mine - theirs) >= FAR_POINTS and _is_far(mine - theirs, own, others):
            words = f"{len(own)}{NBSP}phiếu, trung bình {_shown(mine)}; phiếu người khác nhập {_shown(theirs)}"
            yield Finding(Pattern.ENTERER, place, tuple(form.key for form in own), words)


def _is_far(difference: Fraction, own: Sequence[Filled], others: Sequence[Filled]) -> bool:
    """Welch: the difference of means against its standard error, without the root."""
    error = _variance(own) / len(own) + _variance(others) / len(others)
    return difference**2 >= FAR**2 * error


def _mean(forms: Sequence[Filled]) -> Fraction:
    return sum((form.percent or Fraction(0) for form in forms), Fraction(0)) / len(forms)


def _variance(forms: Sequence[Filled]) -> Fraction:
    mean = _mean(forms)
    return sum((((form.percent or Fraction(0)) - mean) ** 2 for form in forms), Fraction(0)) / (len(forms) - 1)


def _shown(percent: Fraction) -> str:
    return show_percent(EXACT.quantize(as_decimal(percent), Decimal("0.1")))
