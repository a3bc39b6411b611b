"""Figures, dates and times as officials write them on screen."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.web import formatting as fmt

NBSP = "\u00a0"
MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("87.5"), "87,50"),
        (Decimal("0"), "0,00"),
        (Decimal("0.005"), "0,01"),
        (Decimal("1.8788"), "1,88"),
        (Decimal("1234.5"), "1.234,50"),
        (Decimal("-0.25"), f"{MINUS}0,25"),
        (Decimal("-0.001"), "0,00"),
        (70, "70,00"),
        (None, "–"),
    ],
)
def test_points_have_two_decimals_and_a_comma(value, written):
    assert fmt.points(value) == written


@pytest.mark.parametrize(("value", "written"), [(0, "0"), (999, "999"), (1904, "1.904"), (1234567, "1.234.567")])
def test_counts_have_dots_for_thousands_and_no_decimals(value, written):
    assert fmt.count(value) == written


def test_nothing_counted_is_a_dash_and_not_a_zero():
    assert fmt.count(None) == "–"


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("93.939393"), 2, f"93,94{NBSP}%"),
        (Decimal(94), 0, f"94{NBSP}%"),
        (Decimal("99.995"), 2, f"100,00{NBSP}%"),
        (None, 2, "–"),
    ],
)
def test_percent_stands_after_a_space_that_does_not_break(value, places, written):
    assert fmt.percent(value, places) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("2.36"), "+2,36"),
        (Decimal("-0.25"), f"{MINUS}0,25"),
        (Decimal("0"), "0,00"),
        (Decimal("0.004"), "0,00"),
        (None, "–"),
    ],
)
def test_a_difference_carries_its_sign_unless_it_is_written_as_zero(value, written):
    assert fmt.difference(value) == written


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=4))
def test_a_written_number_reads_back_as_the_rounded_one(value):
    read = Decimal(fmt.points(value).replace(".", "").replace(",", ".").replace(MINUS, "-"))
    assert abs(read - value) <= Decimal("0.005")


@given(st.integers(min_value=0, max_value=10**12))
def test_groups_of_thousands_always_have_three_digits(value):
    first, *others = fmt.count(value).split(".")
    assert [len(group) for group in others] == [3] * len(others)
    assert int(first + "".join(others)) == value


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2024, 12, 7), date(2024, 12, 8), "07–08/12/2024"),
        (date(2024, 11, 30), date(2024, 12, 2), "30/11–02/12/2024"),
        (date(2024, 12, 30), date(2025, 1, 2), "30/12/2024–02/01/2025"),
        (date(2024, 12, 7), date(2024, 12, 7), "07/12/2024"),
    ],
)
def test_a_range_of_days_names_a_month_once(first, last, written):
    assert fmt.day_range(first, last) == written


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (datetime(2024, 12, 15, 0, 0), "24:00 ngày 14/12/2024"),
        (datetime(2025, 1, 1, 0, 0), "24:00 ngày 31/12/2024"),
        (datetime(2024, 12, 14, 17, 0), "17:00 ngày 14/12/2024"),
        (None, "–"),
    ],
)
def test_a_deadline_at_midnight_closes_at_the_end_of_the_day_before(when, written):
    assert fmt.closing_moment(when) == written


def test_days_and_times_are_written_the_office_way():
    when = datetime(2024, 12, 9, 9, 41)
    assert fmt.day(when) == "09/12/2024"
    assert fmt.day_month(when) == "09/12"
    assert fmt.clock(when) == "09:41"
    assert fmt.moment(when) == "09:41 ngày 09/12/2024"
    assert fmt.weekday_and_day(when) == "thứ Hai, ngày 09/12/2024"
    assert fmt.weekday_and_day(date(2024, 12, 15)) == "Chủ nhật, ngày 15/12/2024"


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (datetime(2024, 12, 9, 9, 41), "hôm nay, 09:41"),
        (datetime(2024, 12, 8, 20, 14), "08/12, 20:14"),
        (datetime(2023, 12, 9, 9, 41), "09/12/2023, 09:41"),
    ],
)
def test_today_is_said_only_within_the_day(when, written):
    assert fmt.moment_near(when, date(2024, 12, 9)) == written


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Xã Cẩm Giàng", "Cẩm Giàng"),
        ("Thị trấn Phủ Thông", "Phủ Thông"),
        ("Phường 1", "1"),
        ("Đặc khu Côn Đảo", "Côn Đảo"),
        ("ỦY BAN NHÂN DÂN HUYỆN BẠCH THÔNG", "UBND HUYỆN BẠCH THÔNG"),
        ("Ủy ban nhân dân xã Cẩm Giàng", "UBND xã Cẩm Giàng"),
        ("Phòng Nội vụ", "Phòng Nội vụ"),
        ("Xã", "Xã"),
    ],
)
def test_a_short_name_leaves_out_the_kind_of_unit(name, short):
    assert fmt.short_unit(name) == short
