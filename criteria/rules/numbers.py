"""Numbers as officials write and read them, and the one arithmetic context of the product.

Written: «0,5», «0.5», «1 904», «1.904,5». Shown: points with two decimals and a comma, a no-break space before %.
Rounding (half up) happens for display and at the ten decimals of storage, nowhere else.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

POINT_QUANTUM = Decimal("1E-10")
"""Points are stored with ten decimals: 2/3 of a point is 0.6666666667, never 0.67."""

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Sixty digits: sums and products of entered numbers are exact, quotients agree far beyond any real tie."""

NBSP = "\u00a0"
HUNDRED = Decimal(100)
ZERO = Decimal(0)
MAX_WHOLE_DIGITS = 18
MAX_DECIMALS = 10

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
_GROUPED_BY_SPACE = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?", re.ASCII)
_GROUPED_BY_DOT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_GROUPED_BY_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}", re.ASCII)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)


class EntryError(ValueError):
    """What an official entered can't be used.

    ``field`` names the input (option, items, numerator, denominator, count, answer, points, not_applicable or number);
    ``message`` says in Vietnamese what, where and what to do.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def parse_number(text: str, field: str = "number") -> Decimal:
    """The number an official typed, either with a decimal comma or a decimal point.

    «1.904» could be 1904 or 1,904 and is asked about, never guessed. Raises ``EntryError``.
    """
    trimmed = _SPACES.sub(" ", text).strip()
    if not trimmed:
        raise EntryError(field, "Chưa nhập số – ô đang trống – nhập một số, ví dụ 0,5.")
    digits = trimmed[1:].strip() if trimmed[0] in "-−" else trimmed
    number = _magnitude(digits, trimmed, field)
    return -number if trimmed[0] in "-−" else number


def _magnitude(digits: str, typed: str, field: str) -> Decimal:
    if _AMBIGUOUS.fullmatch(digits):
        whole = digits.replace(".", "")
        comma = digits.replace(".", ",")
        raise EntryError(field, f"{typed} là {whole} hay {comma}? – Viết {whole} hoặc {comma} rồi nhập lại.")
    plain = _ungrouped(digits)
    if plain is None:
        raise EntryError(field, f"“{typed}” không phải là số – Nhập chữ số, phần thập phân sau dấu phẩy, ví dụ 12,5.")
    whole, _, decimals = plain.partition(".")
    if len(whole.lstrip("0")) > MAX_WHOLE_DIGITS or len(decimals) > MAX_DECIMALS:
        raise EntryError(field, f"“{typed}” quá dài – Nhập không quá {MAX_WHOLE_DIGITS} chữ số và 10 số lẻ.")
    return Decimal(plain)


def _ungrouped(digits: str) -> str | None:
    """The digits with a decimal point and no thousands separators; None where the text is no number."""
    if _GROUPED_BY_SPACE.fullmatch(digits):
        return digits.replace(" ", "").replace(",", ".")
    if _GROUPED_BY_DOT.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    if _GROUPED_BY_COMMA.fullmatch(digits):
        return digits.replace(",", "")
    return digits.replace(",", ".") if _PLAIN.fullmatch(digits) else None


def is_usable(number: Decimal) -> bool:
    """Whether a number is finite and of the size and fineness that the arithmetic here keeps exact."""
    if not number.is_finite():
        return False
    exponent = number.normalize(EXACT).as_tuple().exponent
    return number.adjusted() < MAX_WHOLE_DIGITS and isinstance(exponent, int) and exponent >= -MAX_DECIMALS


def stored(points: Decimal) -> Decimal:
    """Points at the ten decimals of storage, half up."""
    return points.quantize(POINT_QUANTUM, context=EXACT)


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever the caller's decimal context is."""
    result = ZERO
    for number in numbers:
        result = EXACT.add(result, number)
    return result


def percentage(numerator: Decimal, denominator: Decimal) -> Decimal:
    """numerator × 100 / denominator to sixty digits: for showing. Comparing is done by ``reaches``."""
    return EXACT.divide(EXACT.multiply(numerator, HUNDRED), denominator)


def reaches(numerator: Decimal, denominator: Decimal, percent: Decimal) -> bool:
    """Whether numerator/denominator is at least ``percent`` per cent, compared exactly by cross multiplication."""
    return EXACT.multiply(numerator, HUNDRED) >= EXACT.multiply(percent, denominator)


def rounded(number: Decimal, places: int = 2) -> Decimal:
    """Half up, for display only: rounded figures are never added."""
    return number.quantize(Decimal(1).scaleb(-places), context=EXACT)


@lru_cache(maxsize=4096)
def show_points(points: Decimal | None) -> str:
    """«1,88»: two decimals, half up; «–» for not scored; U+2212 before a negative number."""
    return "–" if points is None else _written(f"{rounded(points):,.2f}")


def show_number(number: Decimal) -> str:
    """«1.904», «12,5»: a count or an amount with all its decimals and none that are zero."""
    plain = rounded(number, MAX_DECIMALS).normalize(EXACT)
    return _written(f"{plain:,f}")


def show_rate(points: Decimal) -> str:
    """«0,25», «0,125»: points per thing, with two decimals or as many as it has."""
    places = -int(points.normalize(EXACT).as_tuple().exponent)
    return _written(f"{rounded(points, min(max(places, 2), MAX_DECIMALS)):,f}")


def show_percent(percent: Decimal | None, places: int = 2) -> str:
    """«93,94 %» with a no-break space, without trailing zeros; «–» for none."""
    return "–" if percent is None else f"{show_number(rounded(percent, places))}{NBSP}%"


def _written(text: str) -> str:
    """Python's 1,234.50 in Vietnamese: 1.234,50, with a real minus sign, and no minus before zero."""
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.translate(str.maketrans(",.-", ".,−"))
