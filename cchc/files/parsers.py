"""Cells as typed values.

A parser takes the cell's value as the file holds it (text, or in a workbook a number, date or truth value) with its
number format, and gives the value or raises `ValueError` with a sentence in Vietnamese: what is wrong – what to do.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any

_FIXED_PLACES = re.compile(r"0\.(0+)")
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{1,20})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_VIETNAMESE_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_YES = frozenset({"yes", "có", "1", "true"})
_NO = frozenset({"no", "không", "0", "false"})
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A day outside is surely a slip; at the ends of the calendar neither the day before nor UTC can be computed."""
# Excel keeps 15 significant digits: 0.1 + 0.2 stands in the file as 0.30000000000000004 and is shown as 0.3.
_EXCEL_DIGITS = 15
# The largest number of a cell has 309 digits: wide enough to keep each one while zeros at the end are taken off.
_WIDE = Context(prec=400)


@dataclass(frozen=True, slots=True)
class Parser:
    """How a cell becomes a value, and what an empty cell stands for."""

    convert: Callable[[Any, str], Any]
    empty: Any = None


def clean_text(value: str) -> str:
    """Composed letters, plain line ends, no unprintable characters, no blanks around: "ệ" typed in two ways is one."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNPRINTABLE.sub("", text).strip()


def shown(value: object) -> str:
    """A value as quoted in a message, cut to a readable length."""
    text = str(value)
    return f"«{text if len(text) <= 40 else text[:39] + '…'}»"


def _as_text(value: Any, number_format: str) -> str:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number_as_text(value, number_format)
    raise ValueError(f"ô là ngày tháng {shown(value)} – định dạng lại ô thành Văn bản rồi nhập lại")


def _number_as_text(value: int | float, number_format: str) -> str:
    """A number is text where it can be read in one way only: whole, or shown with a fixed number of decimals.

    1.1 in the General format could be mục 1.1 or mục 1.10. 01969 is kept by Excel as 1969 with the format 00000.
    """
    fixed = _FIXED_PLACES.fullmatch(number_format)
    if fixed and round(value, len(fixed[1])) == value:
        return f"{value:.{len(fixed[1])}f}"
    if value == int(value) and not fixed:
        return (
            f"{int(value):0{len(number_format)}d}"
            if number_format and not number_format.strip("0")
            else str(int(value))
        )
    raise ValueError(f"ô là số {shown(_plain(value))} – định dạng lại ô thành Văn bản rồi nhập lại (1.1 khác 1.10)")


def _plain(value: int | float) -> str:
    return f"{value:.{_EXCEL_DIGITS}g}"


def _decimal(value: Any, _format: str) -> Decimal:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(_plain(value)) if isinstance(value, float) else Decimal(value)
    text = _numeral(value)
    if not _NUMBER.fullmatch(text):
        raise ValueError(
            f"{shown(value)} không phải là số – ghi số như 0,5 hoặc 0.5, không dùng dấu phân cách hàng nghìn"
        )
    return Decimal(text.replace(",", "."))


def _places_of(number: Decimal) -> int:
    """Decimals without the zeros at the end. Rounding to compare would fail for a number of 20 digits."""
    return -int(number.normalize(_WIDE).as_tuple().exponent)


def _integer(value: Any, _format: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    text = _numeral(_plain(value) if isinstance(value, float) else value)
    if not _WHOLE.fullmatch(text):
        raise ValueError(
            f"{shown(text)} không phải là số nguyên – ghi số như 1904, không dùng dấu phân cách hàng nghìn"
        )
    return int(text)


def _numeral(value: Any) -> str:
    """Text of a number; officials' documents write the minus as U+2212."""
    return value.strip().replace("−", "-") if isinstance(value, str) else str(value)


def _date(value: Any, _format: str) -> date:
    day = _any_date(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"năm {day.year:04d} ngoài khoảng {FIRST_YEAR}–{LAST_YEAR} – kiểm tra lại năm")
    return day


def _any_date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return _date_of_text(str(value).strip())
    except ValueError:
        message = f"{shown(value)} không phải là ngày có thật – ghi như 15/12/2024 hoặc 2024-12-15"
        raise ValueError(message) from None


def _date_of_text(text: str) -> date:
    printed = _VIETNAMESE_DATE.fullmatch(text)
    if printed:
        return date(int(printed[3]), int(printed[2]), int(printed[1]))
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _yes_no(value: Any, _format: str) -> bool:
    word = clean_text(str(value)).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(f"{shown(value)} không rõ có hay không – ghi yes hoặc no (có, không, 1, 0)")


def _json(value: Any, _format: str) -> Any:
    try:
        return json.loads(value, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_no_twins)
    except (TypeError, ValueError, RecursionError):
        raise ValueError(
            f"{shown(value)} không đọc được theo JSON – kiểm tra dấu ngoặc, dấu nháy và khóa lặp"
        ) from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice")
    return read


def _pieces(value: Any, number_format: str) -> tuple[str, ...]:
    return tuple(piece for piece in map(str.strip, _as_text(value, number_format).split(";")) if piece)


def _whole_numbers(value: Any, number_format: str) -> tuple[int, ...]:
    return tuple(_integer(piece, "") for piece in _pieces(value, number_format))


text = Parser(_as_text, empty="")
code = Parser(_as_text, empty="")
decimal = Parser(_decimal)
integer = Parser(_integer)
day = Parser(_date)
yes_no = Parser(_yes_no)
json_value = Parser(_json)
codes = Parser(_pieces, empty=())
integers = Parser(_whole_numbers, empty=())


def choice(*allowed: str, **also: str) -> Parser:
    """One of `allowed`, upper and lower case alike; `also` maps further spellings to one of them."""
    known = {word.casefold(): word for word in allowed} | {word.casefold(): to for word, to in also.items()}

    def convert(value: Any, number_format: str) -> str:
        word = _as_text(value, number_format)
        if word.casefold() not in known:
            raise ValueError(f"{shown(word)} không có trong danh mục – chọn một trong: {', '.join(allowed)}")
        return known[word.casefold()]

    return Parser(convert, empty="")


def decimal_with(
    *, places: int | None = None, minimum: Decimal | None = None, maximum: Decimal | None = None
) -> Parser:
    """A number with at most `places` decimals between the bounds, both included."""

    def convert(value: Any, number_format: str) -> Decimal:
        number = _decimal(value, number_format)
        if places is not None and _places_of(number) > places:
            raise ValueError(f"{shown(value)} có quá {places} chữ số thập phân – làm tròn, không dùng dấu hàng nghìn")
        if minimum is not None and number < minimum:
            raise ValueError(f"{shown(value)} nhỏ hơn {minimum} – ghi số từ {minimum} trở lên")
        if maximum is not None and number > maximum:
            raise ValueError(f"{shown(value)} lớn hơn {maximum} – ghi số không quá {maximum}")
        return number

    return Parser(convert)


def integer_between(minimum: int, maximum: int) -> Parser:
    """A whole number between the bounds, both included."""

    def convert(value: Any, number_format: str) -> int:
        number = _integer(value, number_format)
        if not minimum <= number <= maximum:
            raise ValueError(f"{shown(number)} ngoài khoảng {minimum}–{maximum} – kiểm tra lại số")
        return number

    return Parser(convert)


def from_text(convert: Callable[[str], Any], *, empty: Any = None) -> Parser:
    """A parser of one's own over the cell's text; `convert` raises `ValueError` with a sentence in Vietnamese."""
    return Parser(lambda value, number_format: convert(_as_text(value, number_format)), empty=empty)
