"""The day on which the demo stands: nobody in it has worked later than the clock on the wall shows."""

from datetime import date, datetime

import pytest

from cchc.demo.days import middle_day
from criteria.rules.calendar import HANOI


@pytest.mark.parametrize(("hour", "day"), [(2, 21), (9, 21), (10, 22), (23, 22)])
def test_before_ten_in_the_morning_the_day_before_counts(hour, day):
    assert middle_day(datetime(2026, 11, 22, hour, 59, tzinfo=HANOI)) == date(2026, 11, day)
