"""How figures, dates and times are written on screen: decimal comma, dots for thousands, no-break space before %.

Pure functions without Django. Points are always ``Decimal`` with two decimals, rounded half up for display only.
"""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"
MINUS = "\u2212"
NONE = "–"
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def _quantized(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def number(value: Decimal | int, places: int = 0) -> str:
    """A number with dots for thousands and a decimal comma: ``1904`` -> ``1.904``."""
    rounded = _quantized(Decimal(value), places)
    text = f"{abs(rounded):,.{places}f}".translate(str.maketrans(",.", ".,"))
    return MINUS + text if rounded < 0 else text


def points(value: Decimal | int | None) -> str:
    """Points, always two decimals: ``87.5`` -> ``87,50``; nothing scored yet -> ``–``."""
    return NONE if value is None else number(value, 2)


def count(value: int | None) -> str:
    """A count of things, no decimals: ``1904`` -> ``1.904``."""
    return NONE if value is None else number(value)


def percent(value: Decimal | int | None, places: int = 2) -> str:
    """A percentage (94 means 94 %), with the no-break space of screens: ``94,00 %``."""
    return NONE if value is None else f"{number(value, places)}{NBSP}%"


def difference(value: Decimal | int | None, places: int = 2) -> str:
    """A signed difference: ``+2,36``, ``−0,25``, ``0,00``."""
    if value is None:
        return NONE
    text = number(value, places)
    return f"+{text}" if _quantized(Decimal(value), places) > 0 else text


def day(value: date | None) -> str:
    """``15/12/2024``."""
    return NONE if value is None else f"{value:%d/%m}/{value.year:04d}"


def day_month(value: date | None) -> str:
    """``15/12``, where the year is plain from the page."""
    return NONE if value is None else f"{value:%d/%m}"


def day_range(first: date, last: date) -> str:
    """``07–08/12/2024``, ``30/11–02/12/2024`` or, over the turn of the year, both dates in full."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    start = f"{first:%d}" if first.month == last.month else day_month(first)
    return f"{start}–{day(last)}"


def weekday_and_day(value: date) -> str:
    """``thứ Hai, ngày 09/12/2024``."""
    return f"{WEEKDAYS[value.weekday()]}, ngày {day(value)}"


def clock(value: datetime | time | None) -> str:
    """``09:41``."""
    return NONE if value is None else f"{value:%H:%M}"


def moment(value: datetime | None) -> str:
    """``16:30 ngày 17/01/2025``."""
    return NONE if value is None else f"{clock(value)} ngày {day(value)}"


def closing_moment(value: datetime | None) -> str:
    """The last minute of a deadline. Midnight is written as the end of the day before: ``24:00 ngày 14/12/2024``."""
    if value is None:
        return NONE
    if value.time() == time(0, 0):
        return f"24:00 ngày {day(value - timedelta(days=1))}"
    return moment(value)


def moment_near(value: datetime | None, today: date) -> str:
    """``hôm nay, 09:41`` within the day, else ``08/12, 20:14``, with the year when it is another one."""
    if value is None:
        return NONE
    if value.date() == today:
        return f"hôm nay, {clock(value)}"
    text = day_month(value) if value.year == today.year else day(value)
    return f"{text}, {clock(value)}"


def short_unit(name: str) -> str:
    """A unit's name without its kind (``Xã Cẩm Giàng`` -> ``Cẩm Giàng``); ``Ủy ban nhân dân`` becomes ``UBND``."""
    for full, short in (("ỦY BAN NHÂN DÂN", "UBND"), ("Ủy ban nhân dân", "UBND")):
        if name.startswith(full):
            return short + name[len(full) :]
    for kind in ("Xã", "Phường", "Thị trấn", "Đặc khu"):
        if name.startswith(f"{kind} ") and len(name) > len(kind) + 1:
            return name[len(kind) + 1 :]
    return name
