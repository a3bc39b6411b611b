"""How figures and dates are written in the papers: decimal comma, thousands dot, padded days (NĐ 30/2020, Phụ lục I).

Values come as Python objects or as the strings of a JSON file; a value that is neither raises DocumentError.
"""

from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from .errors import DocumentError

NO_FIGURE = "-"
NO_DATE = "…"
_GAP = " " * 5
_CENT = Decimal("0.01")
# Việt Nam has kept one offset since 1975, so the papers need no time zone database.
VIETNAM = timezone(timedelta(hours=7))


def diem(value: object) -> str:
    """Points without trailing zeros, at most two decimals, half up: 0,5; None is «-»."""
    number = to_decimal(value)
    return NO_FIGURE if number is None else format_decimal(_rounded(number), trim=True)


def so2(value: object) -> str:
    """Two decimals, half up: 87,65; None is «-»."""
    number = to_decimal(value)
    return NO_FIGURE if number is None else format_decimal(_rounded(number), trim=False)


def haiso(value: object) -> str:
    """A whole number of at least two digits: 07; None is «-»."""
    number = to_decimal(value)
    if number is None:
        return NO_FIGURE
    if number != number.to_integral_value():
        raise DocumentError(f"«{value}» không phải số nguyên")
    return f"{int(number):02d}" if number < 1000 else format_decimal(number, trim=True)


def hoa(value: object) -> str:
    """A sentence or heading that begins with a name written small elsewhere: «Các sở, ban»."""
    text = str(value)
    return text[:1].upper() + text[1:]


def ngay(value: object) -> str:
    """15/12/2024, 01/9/2021, 15/01/2025: days below 10 and months 1 and 2 get a zero; None is «…»."""
    day = to_date(value)
    return NO_DATE if day is None else f"{day.day:02d}/{_month(day)}/{day.year}"


def ngaychu(value: object, year: object = "") -> str:
    """«ngày 15 tháng 12 năm 2024»; None leaves day and month blank and keeps the given year."""
    day = to_date(value)
    if day is None:
        return f"ngày{_GAP}tháng{_GAP}năm {year}".rstrip()
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def gio(value: object) -> str:
    """17 giờ 00, Vietnam time; None is «… giờ …»; a date without a time raises DocumentError."""
    moment = _parse_moment(value)
    if moment is None:
        return f"{NO_DATE} giờ {NO_DATE}"
    if not isinstance(moment, datetime):
        raise DocumentError(f"«{value}» thiếu giờ, phút")
    return f"{moment.hour:02d} giờ {moment.minute:02d}"


def han(value: object, year: object = "") -> str:
    """The end of a deadline: «17 giờ 00 ngày 15 tháng 12 năm 2024»; midnight is «24 giờ 00» of the day before."""
    clock, day = _closing(value)
    return f"{clock} {ngaychu(day, year)}"


def hanngan(value: object) -> str:
    """The same in a column of a table: 24 giờ 00 14/12/2024."""
    clock, day = _closing(value)
    return f"{clock} {ngay(day)}"


def _closing(value: object) -> tuple[str, date | None]:
    clock, moment = gio(value), _parse_moment(value)
    if isinstance(moment, datetime) and moment.time() == time():
        return "24 giờ 00", moment.date() - timedelta(days=1)
    return clock, to_date(moment)


def to_decimal(value: object) -> Decimal | None:
    """The figure as Decimal; None and blank text stay None. Raises DocumentError on anything else."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise DocumentError(f"«{value}» không phải số")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise DocumentError(f"«{value}» không phải số") from None
    if not number.is_finite() or abs(number) >= Decimal("1e15"):
        raise DocumentError(f"«{value}» không phải số in được")
    return number


def to_date(value: object) -> date | None:
    """The day, in Vietnam time for a moment; None and blank text stay None. Raises DocumentError on anything else."""
    moment = _parse_moment(value)
    return moment.date() if isinstance(moment, datetime) else moment


def _parse_moment(value: object) -> date | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    moment = _from_iso(value) if isinstance(value, str) else value
    if not isinstance(moment, date):
        raise DocumentError(f"«{value}» không phải ngày tháng")
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(VIETNAM)
    return moment


def _from_iso(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return None


def format_decimal(number: Decimal, *, trim: bool) -> str:
    """Vietnamese writing of a figure; `trim` takes the trailing zeros of the decimals away."""
    text = f"{number:,f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    if trim and "," in text:
        text = text.rstrip("0").rstrip(",")
    return "0" if text == "-0" else text


def _rounded(number: Decimal) -> Decimal:
    # Adding 0 turns -0.00 into 0.00.
    return number.quantize(_CENT, rounding=ROUND_HALF_UP) + 0


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)
