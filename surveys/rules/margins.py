"""How far a result from a sample may lie from that of everybody: margins at 95 % confidence, in percentage points.

A sample that takes in much of its population is surer than one of the same size from a large one: the finite
population correction √((N − n) / (N − 1)). Without a known population it is left out, which errs on the wide side.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from criteria.rules.numbers import EXACT
from surveys.rules.results import as_decimal

CONFIDENCE = Fraction(196, 100)
"""Standard errors to each side that hold the true value in 95 cases out of 100."""
FEWEST = 2
"""One answer has no spread, and so no margin."""


def share_margin(times: int, forms: int, population: int | None = None) -> Decimal | None:
    """Margin of «times out of forms chose it»; None where fewer than two forms answer."""
    if forms < FEWEST:
        return None
    share = Fraction(times, forms)
    return _margin(share * (1 - share) / forms * 10_000, forms, population)


def mean_margin(
    counts: Mapping[int, int], percents: Sequence[Decimal | None], population: int | None = None
) -> Decimal | None:
    """Margin of a question's mean percentage, from the times each 1-based option was chosen; None as above."""
    scored = [
        (Fraction(percent), counts.get(place, 0)) for place, percent in enumerate(percents, 1) if percent is not None
    ]
    answers = sum(times for _, times in scored)
    if answers < FEWEST:
        return None
    mean = sum((percent * times for percent, times in scored), Fraction(0)) / answers
    spread = sum((times * (percent - mean) ** 2 for percent, times in scored), Fraction(0)) / (answers - 1)
    return _margin(spread / answers, answers, population)


def _margin(variance: Fraction, answers: int, population: int | None) -> Decimal:
    corrected = variance * _correction(answers, population)
    return EXACT.multiply(as_decimal(CONFIDENCE), EXACT.sqrt(as_decimal(corrected)))


def _correction(answers: int, population: int | None) -> Fraction:
    """(N − n) / (N − 1); 0 where everybody was asked, 1 where nobody knows how many there are."""
    if population is None:
        return Fraction(1)
    if population <= answers or population < FEWEST:
        return Fraction(0)
    return Fraction(population - answers, population - 1)
