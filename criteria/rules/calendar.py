"""Deadlines: from the words of a plan to the exact closing minute, and back to words.

«Trước ngày D» closes at 24:00 of the day before D; «đến ngày», «chậm nhất» and a plain date at 24:00 of D; a month at
its end. Times are in Asia/Ho_Chi_Minh. A closing minute is exclusive: at that very moment the step is closed.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from cchc.files.parsers import FIRST_YEAR, LAST_YEAR

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
KEPT = 1024
"""Deadlines a process remembers: every page asks for those of its plan."""
MIDNIGHT = time(0, 0)

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class DeadlineKind(StrEnum):
    """How a plan prints a deadline."""

    BEFORE = "before"
    ON_OR_BEFORE = "on_or_before"
    ON = "on"
    PERIOD = "period"
    NONE = "none"

    @property
    def label(self) -> str:
        """The kind in an official's words."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    DeadlineKind.BEFORE: "trước ngày",
    DeadlineKind.ON_OR_BEFORE: "chậm nhất ngày",
    DeadlineKind.ON: "ngày",
    DeadlineKind.PERIOD: "tháng",
    DeadlineKind.NONE: "chưa có thời hạn",
}


class Phase(StrEnum):
    """What is going on in a campaign; a plan's step opens and closes a phase."""

    PREPARING = "preparing"
    SELF_ASSESSMENT = "self_assessment"
    SURVEY = "survey"
    APPRAISAL = "appraisal"
    EXPLANATION = "explanation"
    REAPPRAISAL = "reappraisal"
    COUNCIL = "council"
    APPROVAL = "approval"
    PUBLICATION = "publication"

    @property
    def label(self) -> str:
        """The phase in an official's words."""
        return _PHASE_LABELS[self]


_PHASE_LABELS = {
    Phase.PREPARING: "Chuẩn bị",
    Phase.SELF_ASSESSMENT: "Tự đánh giá",
    Phase.SURVEY: "Điều tra xã hội học",
    Phase.APPRAISAL: "Thẩm định",
    Phase.EXPLANATION: "Giải trình",
    Phase.REAPPRAISAL: "Thẩm định lần 2",
    Phase.COUNCIL: "Họp Hội đồng thẩm định",
    Phase.APPROVAL: "Phê duyệt kết quả",
    Phase.PUBLICATION: "Công bố kết quả",
}


@dataclass(frozen=True, slots=True)
class Window:
    """From ``opens`` (inclusive) to ``closes`` (exclusive); None is no bound on that side."""

    opens: datetime | None
    closes: datetime | None


def is_open(window: Window, at: datetime) -> bool:
    """Whether the moment ``at`` (aware) lies in the window."""
    _aware(at)
    has_begun = window.opens is None or at >= window.opens
    return has_begun and (window.closes is None or at < window.closes)


def parse_period(text: str) -> date:
    """The first day of a month written «2024-11». Raises ``ValueError`` with a message in Vietnamese."""
    year, dash, month = text.strip().partition("-")
    if not (dash and len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        raise ValueError(f"Tháng “{text}” không đọc được – ghi theo dạng 2024-11.")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(f"Tháng “{text}” ngoài khoảng {FIRST_YEAR}–{LAST_YEAR} – kiểm tra lại năm.")
    return date(int(year), int(month), 1)


def last_day(kind: DeadlineKind | str, day: date | None, period: str | None = None) -> date | None:
    """The last day on which a step may still be done; None where no deadline is printed."""
    closes = _closes_before(DeadlineKind(kind), day, period)
    return None if closes is None else closes - timedelta(days=1)


@lru_cache(maxsize=KEPT)
def closing_minute(
    kind: DeadlineKind | str, day: date | None, period: str | None = None, override: datetime | None = None
) -> datetime | None:
    """The moment a step closes (exclusive), in Vietnam's time; None where there is no deadline.

    ``override`` is the minute the coordinator set by hand and goes before the plan's words.
    """
    if override is not None:
        _aware(override)
        return override.astimezone(HANOI)
    closes = _closes_before(DeadlineKind(kind), day, period)
    return None if closes is None else datetime.combine(closes, MIDNIGHT, HANOI)


def _closes_before(kind: DeadlineKind, day: date | None, period: str | None) -> date | None:
    """The first day on which the step is closed from 00:00 on."""
    if kind is DeadlineKind.NONE:
        return None
    if kind is DeadlineKind.PERIOD:
        return _next_month(parse_period(period)) if period else None
    if day is None:
        return None
    return day if kind is DeadlineKind.BEFORE else day + timedelta(days=1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


@lru_cache(maxsize=KEPT)
def deadline_words(
    kind: DeadlineKind | str, day: date | None, period: str | None = None, override: datetime | None = None
) -> str:
    """The plan's words with the exact minute: «trước ngày 15/12/2024 (đóng lúc 24:00 ngày 14/12)»."""
    closes = closing_minute(kind, day, period, override)
    printed = printed_words(DeadlineKind(kind), day, period)
    if closes is None:
        return printed
    return f"{printed} (đóng lúc {closing_words(closes, _printed_year(day, period))})"


def closing_words(closes: datetime, printed_year: int | None = None) -> str:
    """«24:00 ngày 14/12»; with the year where it differs from the one printed beside it."""
    local = closes.astimezone(HANOI)
    if local.time() == MIDNIGHT:
        day, clock = local.date() - timedelta(days=1), "24:00"
    else:
        day, clock = local.date(), f"{local:%H:%M}"
    return f"{clock} ngày {day:%d/%m}" if day.year == printed_year else f"{clock} ngày {day:%d/%m/%Y}"


def printed_words(kind: DeadlineKind, day: date | None, period: str | None) -> str:
    """The deadline as a plan prints it: «trước ngày 15/12/2024», «tháng 11/2024»."""
    if kind is DeadlineKind.PERIOD and period:
        return f"tháng {parse_period(period):%m/%Y}"
    if kind in (DeadlineKind.NONE, DeadlineKind.PERIOD) or day is None:
        return DeadlineKind.NONE.label
    return f"{kind.label} {day:%d/%m/%Y}"


def _printed_year(day: date | None, period: str | None) -> int | None:
    if day is not None:
        return day.year
    return parse_period(period).year if period else None


def remaining(at: datetime, closes: datetime | None) -> str:
    """«Còn 5 ngày 14 giờ», «Còn 40 phút», «Quá hạn 2 ngày». Both moments are aware; parts are cut off, not rounded."""
    _aware(at)
    if closes is None:
        return "Chưa có thời hạn"
    if at >= closes:
        return f"Quá hạn {_largest_part(at - closes)}"
    return f"Còn {_two_parts(closes - at)}"


def _two_parts(span: timedelta) -> str:
    days, hours, minutes = _split(span)
    if days:
        return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"
    if hours:
        return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"
    return f"{minutes} phút" if minutes else "dưới 1 phút"


def _largest_part(span: timedelta) -> str:
    days, hours, minutes = _split(span)
    if days:
        return f"{days} ngày"
    if hours:
        return f"{hours} giờ"
    return f"{minutes} phút" if minutes else "dưới 1 phút"


def _split(span: timedelta) -> tuple[int, int, int]:
    hours, seconds = divmod(span.seconds, 3600)
    return span.days, hours, seconds // 60


def weekday_name(day: date) -> str:
    """«thứ Hai» … «Chủ nhật»."""
    return _WEEKDAYS[day.weekday()]


def _aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone can't be compared with a deadline.")
