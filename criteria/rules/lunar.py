"""The lunar calendar of Vietnam (âm lịch), for the public holidays that move with it.

Months begin on the day of the new moon in Vietnam's time (UTC+7); the month that holds the winter solstice is the
eleventh; in a year of thirteen months the first one without a principal term (trung khí) is the leap month. The
astronomical series are those of J. Meeus, «Astronomical Algorithms» (1991), in the form published by Hồ Ngọc Đức for
Vietnam; they are exact to a few minutes.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import floor, pi, sin

UTC_OFFSET = 7.0
NEW_MOON, MONTH = 2415021.076998695, 29.530588853
"""Julian day of the first new moon counted (1 January 1900), and the mean length of a lunar month in days."""
FIRST_JULIAN_DAY = 2415021
FIRST_DAY = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar; a leap month carries the number of the month before it."""

    day: int
    month: int
    year: int
    is_leap: bool = False


def solar_day(lunar: LunarDay) -> date:
    """The date of a lunar day (``is_leap`` for one of a leap month). Raises ``ValueError`` without such a day."""
    for first, last, month, is_leap in _months_around(lunar.year):
        if (month, is_leap) == (lunar.month, lunar.is_leap) and 0 < lunar.day <= (last - first).days + 1:
            return first + timedelta(days=lunar.day - 1)
    raise ValueError(f"{lunar} is no day of the lunar calendar")


def _months_around(year: int) -> list[tuple[date, date, int, bool]]:
    """First day, last day, number and leap of the twelve or thirteen months of a lunar year."""
    spring, winter = _from_solstice(year), _from_solstice(year + 1)
    return [row for row in spring if row[2] <= 10] + [row for row in winter if row[2] >= 11]


@cache
def _from_solstice(year: int) -> list[tuple[date, date, int, bool]]:
    """The months from the eleventh of the lunar year before to the tenth of ``year``."""
    first, last = _solstice_moon(year - 1), _solstice_moon(year)
    starts = [_new_moon(number) for number in range(first, last + 1)]
    leap = _leap_place(starts) if len(starts) == 14 else None
    rows, number = [], 10
    for place, (begins, ends) in enumerate(pairwise(starts)):
        is_leap = place == leap
        number += 0 if is_leap else 1
        rows.append((_date(begins), _date(ends - 1), (number - 1) % 12 + 1, is_leap))
    return rows


def _solstice_moon(year: int) -> int:
    """The number of the new moon that begins the month of the winter solstice of a solar year."""
    offset = (date(year, 12, 31) - FIRST_DAY).days + FIRST_JULIAN_DAY - NEW_MOON
    number = floor(offset / MONTH)
    return number - 1 if _sun_sector(_new_moon(number)) >= 9 else number


def _leap_place(starts: list[int]) -> int:
    """The first month during which the sun does not enter a new sector of thirty degrees."""
    sectors = [_sun_sector(begins) for begins in starts]
    return next(place for place in range(1, len(sectors) - 1) if sectors[place] == sectors[place + 1])


def _date(julian_day: int) -> date:
    return FIRST_DAY + timedelta(days=julian_day - FIRST_JULIAN_DAY)


@cache
def _new_moon(number: int) -> int:
    """The Julian day on which the new moon of that number falls in Vietnam."""
    t = number / 1236.85
    moment = 2415020.75933 + 29.53058868 * number + 0.0001178 * t**2 - 0.000000155 * t**3
    moment += 0.00033 * _sin(166.56 + 132.87 * t - 0.009173 * t**2)
    return floor(moment + _anomalies(number, t) - _clock_drift(t) + 0.5 + UTC_OFFSET / 24)


def _anomalies(number: int, t: float) -> float:
    """How far the true new moon lies from the mean one, in days."""
    sun = 359.2242 + 29.10535608 * number - 0.0000333 * t**2 - 0.00000347 * t**3
    moon = 306.0253 + 385.81691806 * number + 0.0107306 * t**2 + 0.00001236 * t**3
    node = 21.2964 + 390.67050646 * number - 0.0016528 * t**2 - 0.00000239 * t**3
    terms = (0.1734 - 0.000393 * t) * _sin(sun) + 0.0021 * _sin(2 * sun)
    terms += -0.4068 * _sin(moon) + 0.0161 * _sin(2 * moon) - 0.0004 * _sin(3 * moon)
    terms += 0.0104 * _sin(2 * node) - 0.0051 * _sin(sun + moon)
    terms += -0.0074 * _sin(sun - moon) + 0.0004 * _sin(2 * node + sun)
    terms += -0.0004 * _sin(2 * node - sun) - 0.0006 * _sin(2 * node + moon)
    return terms + 0.0010 * _sin(2 * node - moon) + 0.0005 * _sin(2 * moon + sun)


def _clock_drift(t: float) -> float:
    """The difference between uniform time and the earth's turning, in days (from 1885 on)."""
    return -0.000278 + 0.000265 * t + 0.000262 * t**2


def _sun_sector(julian_day: int) -> int:
    """In which of twelve sectors of thirty degrees the sun stands at the beginning of that day in Vietnam."""
    t = (julian_day - 0.5 - UTC_OFFSET / 24 - 2451545.0) / 36525
    anomaly = 357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t**2) * _sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * _sin(2 * anomaly) + 0.000290 * _sin(3 * anomaly)
    return floor(longitude % 360 / 30)


def _sin(degrees: float) -> float:
    return sin(degrees * pi / 180)
