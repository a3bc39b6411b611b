"""Forms entered twice: how many, and where the two entries differ."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from surveys.rules.forms import Answer


def seconds_due(forms: int, share: Decimal) -> int:
    """How many of so many paper forms are to have been drawn by now: ``share`` per cent, rounded down.

    Rounded down, the first form isn't always drawn; the coordinator draws the last one by hand when all are in.
    """
    return int(Fraction(forms) * Fraction(share) / 100)


def differing(codes: Sequence[str], first: Mapping[str, Answer], second: Mapping[str, Answer]) -> tuple[str, ...]:
    """Codes of the questions entered differently, in printed order; several options in any order are equal."""
    return tuple(code for code in codes if _plain(first.get(code)) != _plain(second.get(code)))


def _plain(answer: Answer | None) -> Answer | None:
    if isinstance(answer, tuple):
        return tuple(sorted(answer))
    return " ".join(answer.split()) if isinstance(answer, str) else answer
