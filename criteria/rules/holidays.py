"""Public holidays of a year (Bộ luật Lao động 2019, Điều 112), those of the lunar calendar included.

The law gives Tết five days, of which the Prime Minister fixes the place every year; the days named here are those that
have been among them in every year so far: the last day of the old year and the first four of the new one. The second
day of Quốc khánh (01/9 or 03/9) changes from year to year and is not named.
"""

from datetime import date, timedelta

from criteria.rules.lunar import LunarDay, solar_day

FIXED = {(1, 1): "Tết Dương lịch", (4, 30): "ngày 30/4", (5, 1): "ngày 01/5", (9, 2): "Quốc khánh"}
TET = ("giao thừa Tết Nguyên đán", *(f"mùng {day} Tết Nguyên đán" for day in range(1, 5)))
HUNG_KINGS = "Giỗ Tổ Hùng Vương"


def holidays(year: int) -> dict[date, str]:
    """Every named day off of a solar year."""
    new_year = solar_day(LunarDay(1, 1, year))
    days = {date(year, month, day): name for (month, day), name in FIXED.items()}
    days |= {new_year + timedelta(days=place - 1): name for place, name in enumerate(TET)}
    return days | {solar_day(LunarDay(10, 3, year)): HUNG_KINGS}


def holiday(day: date) -> str:
    """The holiday's name; empty on any other day."""
    return holidays(day.year).get(day, "") if 1950 <= day.year <= 2100 else ""


def day_off(day: date) -> bool:
    """Whether offices are closed: a weekend or a named holiday."""
    return day.weekday() >= 5 or bool(holiday(day))


def next_working_day(day: date) -> date:
    """The day itself or the first working day after it."""
    while day_off(day):
        day += timedelta(days=1)
    return day
