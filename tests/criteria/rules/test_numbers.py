from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.rules.numbers import (
    EntryError,
    is_usable,
    parse_number,
    percentage,
    reaches,
    show_number,
    show_percent,
    show_points,
    show_rate,
    stored,
    total,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0,5", "0.5"),
        ("0.5", "0.5"),
        (" 47 ", "47"),
        ("1 904", "1904"),
        ("1\u00a0904", "1904"),
        ("1\u202f904,5", "1904.5"),
        ("1.904,5", "1904.5"),
        ("1,904.5", "1904.5"),
        ("1.904.000", "1904000"),
        ("1,904,000", "1904000"),
        ("1,904", "1.904"),
        ("0.500", "0.5"),
        ("1904.500", "1904.5"),
        ("12.34", "12.34"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_as_officials_write_them(typed, number):
    assert parse_number(typed) == D(number)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1.904", "1.904 là 1904 hay 1,904? – Viết 1904 hoặc 1,904 rồi nhập lại."),
        ("100.000", "100.000 là 100000 hay 100,000? – Viết 100000 hoặc 100,000 rồi nhập lại."),
        ("", "Chưa nhập số – ô đang trống – nhập một số, ví dụ 0,5."),
        ("\u00a0", "Chưa nhập số – ô đang trống – nhập một số, ví dụ 0,5."),
    ],
)
def test_an_ambiguous_number_is_asked_about_and_an_empty_one_is_none(typed, message):
    with pytest.raises(EntryError) as refused:
        parse_number(typed, "count")
    assert (refused.value.field, refused.value.message) == ("count", message)


@pytest.mark.parametrize(
    "typed", ["abc", "12 34", "1.90.4", "1..2", ",5", "5,", "1,2,3", "٣", "1e5", "NaN", "--3", "47%", "1 234 56"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(EntryError) as refused:
        parse_number(typed)
    assert refused.value.message == (
        f"“{typed}” không phải là số – Nhập chữ số, phần thập phân sau dấu phẩy, ví dụ 12,5."
    )


@pytest.mark.parametrize("typed", ["1" * 19, "0," + "1" * 11])
def test_a_number_too_long_to_be_kept_exactly_is_refused(typed):
    with pytest.raises(EntryError, match="quá dài"):
        parse_number(typed)


@pytest.mark.parametrize(
    ("number", "usable"),
    [
        ("0", True),
        ("123456789012345678", True),
        ("1E18", False),
        ("1E-10", True),
        ("1E-11", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_numbers_that_the_arithmetic_keeps_exact_are_usable(number, usable):
    assert is_usable(D(number)) is usable


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        (None, "–"),
        ("0", "0,00"),
        ("1.875", "1,88"),
        ("1.8749999999", "1,87"),
        ("1.005", "1,01"),
        ("-0.25", "−0,25"),
        ("-0.001", "0,00"),
        ("1904", "1.904,00"),
    ],
)
def test_points_are_shown_with_two_decimals_half_up(points, shown):
    assert show_points(None if points is None else D(points)) == shown


@pytest.mark.parametrize(("number", "shown"), [("1904", "1.904"), ("12.50", "12,5"), ("0", "0"), ("1E3", "1.000")])
def test_numbers_are_shown_with_the_decimals_they_have(number, shown):
    assert show_number(D(number)) == shown


@pytest.mark.parametrize(("rate", "shown"), [("0.05", "0,05"), ("1", "1,00"), ("0.125", "0,125"), ("0.5", "0,50")])
def test_rates_have_at_least_two_decimals_and_none_is_lost(rate, shown):
    assert show_rate(D(rate)) == shown


@pytest.mark.parametrize(
    ("percent", "shown"),
    [
        (None, "–"),
        ("94", "94\u00a0%"),
        ("93.939393", "93,94\u00a0%"),
        ("93.9", "93,9\u00a0%"),
        ("99.995", "100\u00a0%"),
    ],
)
def test_percentages_are_shown_with_a_no_break_space(percent, shown):
    assert show_percent(None if percent is None else D(percent)) == shown


def test_two_thirds_of_a_point_are_stored_with_ten_decimals():
    assert stored(D(2) / 3) == D("0.6666666667")


def test_ties_of_storage_are_rounded_half_up():
    assert (stored(D("0.00000000005")), stored(D("0.00000000015"))) == (D("0.0000000001"), D("0.0000000002"))


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent", "reached"),
    [
        ("95", "100", "95", True),
        ("94999999999", "100000000000", "95", False),
        ("1", "3", "33.3333333333", True),
        ("1", "3", "33.3333333334", False),
        ("2", "3", "66.67", False),
    ],
)
def test_percentages_are_compared_without_rounding(numerator, denominator, percent, reached):
    assert reaches(D(numerator), D(denominator), D(percent)) is reached


usable = st.decimals(min_value=0, max_value=10**12, places=4)


@given(usable)
def test_every_number_can_be_typed_with_a_decimal_comma(number):
    assert parse_number(f"{number:f}".replace(".", ",")) == number


@given(st.lists(usable, max_size=20))
def test_sums_do_not_depend_on_the_order(numbers):
    assert total(numbers) == total(reversed(numbers))


@given(usable, st.decimals(min_value=D("0.0001"), max_value=10**12, places=4))
def test_a_percentage_reaches_the_whole_per_cents_below_it(numerator, denominator):
    whole = percentage(numerator, denominator).to_integral_value(rounding="ROUND_FLOOR")
    assert reaches(numerator, denominator, whole)
    assert not reaches(numerator, denominator, whole + 1)
