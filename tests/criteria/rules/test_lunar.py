from datetime import date, timedelta

import pytest

from criteria.rules.holidays import day_off, holiday, next_working_day
from criteria.rules.lunar import LunarDay, solar_day

# Vietnam's own almanac; in 1985, 2007 and 2030 the Chinese one differs.
TET = {
    1985: date(1985, 1, 21),
    2000: date(2000, 2, 5),
    2007: date(2007, 2, 17),
    2015: date(2015, 2, 19),
    2020: date(2020, 1, 25),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2030: date(2030, 2, 2),
}
HUNG_KINGS = {2019: date(2019, 4, 14), 2023: date(2023, 4, 29), 2024: date(2024, 4, 18), 2025: date(2025, 4, 7)}


@pytest.mark.parametrize(("year", "day"), TET.items())
def test_the_lunar_year_begins_on_the_day_of_vietnams_almanac(year, day):
    assert solar_day(LunarDay(1, 1, year)) == day


@pytest.mark.parametrize(("year", "day"), HUNG_KINGS.items())
def test_the_hung_kings_day_follows_leap_months(year, day):
    assert solar_day(LunarDay(10, 3, year)) == day


def test_a_leap_month_is_a_month_of_its_own():
    assert solar_day(LunarDay(1, 2, 2023, is_leap=True)) == date(2023, 3, 22)
    assert solar_day(LunarDay(1, 6, 2025, is_leap=True)) == date(2025, 7, 25)


def test_every_year_has_a_first_day_between_21_january_and_21_february():
    for year in range(1950, 2101):
        assert date(year, 1, 20) <= solar_day(LunarDay(1, 1, year)) <= date(year, 2, 21)


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no day of the lunar calendar"):
        solar_day(LunarDay(1, 3, 2024, is_leap=True))


def test_the_days_off_of_tet_2025():
    eve = date(2025, 1, 28)
    assert [holiday(eve + timedelta(days=number)) for number in range(-1, 6)] == [
        "",
        "giao thừa Tết Nguyên đán",
        "mùng 1 Tết Nguyên đán",
        "mùng 2 Tết Nguyên đán",
        "mùng 3 Tết Nguyên đán",
        "mùng 4 Tết Nguyên đán",
        "",
    ]


def test_weekends_and_holidays_are_passed_over():
    assert [day_off(date(2024, 12, day)) for day in (13, 14, 15, 16)] == [False, True, True, False]
    assert next_working_day(date(2025, 1, 28)) == date(2025, 2, 3)
    assert next_working_day(date(2024, 12, 13)) == date(2024, 12, 13)
