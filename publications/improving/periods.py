"""The months and quarters that a plan is reported on. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

ROMAN = ("I", "II", "III", "IV")
KEY = re.compile(r"(20\d\d)-(?:(0[1-9]|1[0-2])|q([1-4]))")


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter; ``key`` is «2025-04» or «2025-q2»."""

    key: str
    label: str
    first: date
    last: date

    def until(self, today: date) -> date:
        """The day up to which its figures count: its last one, or today while it runs."""
        return min(self.last, today)


def month(year: int, number: int) -> Period:
    last = date(year, number, monthrange(year, number)[1])
    return Period(f"{year}-{number:02d}", f"tháng {number} năm {year}", date(year, number, 1), last)


def quarter(year: int, number: int) -> Period:
    first, last = month(year, 3 * number - 2).first, month(year, 3 * number).last
    return Period(f"{year}-q{number}", f"quý {ROMAN[number - 1]} năm {year}", first, last)


def period_of(key: str) -> Period | None:
    """The period of a key; None where it isn't one."""
    found = KEY.fullmatch(key)
    if found is None:
        return None
    year, in_month, in_quarter = found.groups()
    return month(int(year), int(in_month)) if in_month else quarter(int(year), int(in_quarter))


def periods(begun: date, today: date, *, year: int) -> list[Period]:
    """The months and quarters of the plan's year from its beginning to today, the newest first, a quarter before the
    last of its months."""
    of_year = [month(year, number) for number in range(1, 13)] + [quarter(year, number) for number in range(1, 5)]
    shown = [one for one in of_year if one.last >= begun and one.first <= today]
    return sorted(shown, key=lambda one: (one.last, "q" in one.key), reverse=True)


def following(period: Period) -> Period:
    """The month after a month, the quarter after a quarter."""
    year, number = period.first.year, period.first.month
    if "q" in period.key:
        return quarter(year + 1, 1) if number == 10 else quarter(year, number // 3 + 2)
    return month(year + 1, 1) if number == 12 else month(year, number + 1)
