"""Cells as values, and the sentences about cells that are none."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from cchc.files import parsers


def said(parser, value, number_format="General"):
    with pytest.raises(ValueError) as error:
        parser.convert(value, number_format)
    return str(error.value)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (" 1.10 ", "", "1.10"),
        ("e\u0302\u0323", "", "ệ"),
        ("a\r\nb\rc\x07", "", "a\nb\nc"),
        (1969, "00000", "01969"),
        (1969, "General", "1969"),
        (7, "0", "7"),
        (7.0, "General", "7"),
        (1.1, "0.0", "1.1"),
        (1.1, "0.00", "1.10"),
        (1, "0.0", "1.0"),
        (True, "General", "TRUE"),
    ],
)
def test_a_code_is_kept_as_it_is_shown(value, number_format, text):
    assert parsers.code.convert(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "quoted"),
    [(1.1, "General", "1.1"), (1.15, "0.0", "1.15"), (0.1 + 0.2, "General", "0.3")],
)
def test_a_number_that_could_be_two_codes_is_refused(value, number_format, quoted):
    expected = f"ô là số «{quoted}» – định dạng lại ô thành Văn bản rồi nhập lại (1.1 khác 1.10)"
    assert said(parsers.code, value, number_format) == expected


def test_a_code_that_excel_turned_into_a_date_is_refused():
    assert said(parsers.code, datetime(2024, 1, 2)) == (
        "ô là ngày tháng «2024-01-02 00:00:00» – định dạng lại ô thành Văn bản rồi nhập lại"
    )


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0,5", "0.5"),
        ("0.5", "0.5"),
        (" −1,25 ", "-1.25"),
        ("+3", "3"),
        (2, "2"),
        (0.1 + 0.2, "0.3"),
        (1e21, "1E+21"),
        ("66.6666666667", "66.6666666667"),
    ],
)
def test_a_number_is_exact_and_takes_comma_or_point(value, number):
    assert parsers.decimal.convert(value, "") == Decimal(number)


@pytest.mark.parametrize(
    "value", ["1.904,5", "1,904.5", "abc", "1e5", "NaN", "Infinity", "١", "1 000", "--1", "5.", "9" * 30]
)
def test_what_is_no_plain_number_is_refused(value):
    assert said(parsers.decimal, value).endswith(
        "không phải là số – ghi số như 0,5 hoặc 0.5, không dùng dấu phân cách hàng nghìn"
    )


@pytest.mark.parametrize("value", [True, datetime(2024, 1, 2)])
def test_a_truth_value_or_date_is_no_number(value):
    said(parsers.decimal, value)
    said(parsers.integer, value)


@pytest.mark.parametrize(("value", "number"), [("12", 12), (" -3 ", -3), (4, 4), (4.0, 4)])
def test_a_whole_number_is_read(value, number):
    assert parsers.integer.convert(value, "") == number


@pytest.mark.parametrize("value", ["1.904", "1,0", "x", 1.5, "1" * 30])
def test_a_whole_number_with_a_thousands_mark_is_asked_about(value):
    assert said(parsers.integer, value).endswith(
        "không phải là số nguyên – ghi số như 1904, không dùng dấu phân cách hàng nghìn"
    )


@pytest.mark.parametrize(
    "value", ["2024-12-05", "05/12/2024", "5/12/2024", date(2024, 12, 5), datetime(2024, 12, 5, 9, 41)]
)
def test_a_day_is_read_in_both_ways_of_writing(value):
    assert parsers.day.convert(value, "") == date(2024, 12, 5)


@pytest.mark.parametrize("value", ["30/02/2024", "2024-13-01", "20241205", "2024-W01-1", "12/2024", 45000, True, "x"])
def test_a_day_that_does_not_exist_is_refused(value):
    assert said(parsers.day, value) == f"«{value}» không phải là ngày có thật – ghi như 15/12/2024 hoặc 2024-12-15"


@pytest.mark.parametrize(
    ("value", "year"),
    [("31/12/9999", "9999"), ("0001-01-01", "0001"), (datetime(2200, 1, 1), "2200"), (date(1899, 12, 31), "1899")],
)
def test_a_day_at_the_ends_of_the_calendar_is_refused(value, year):
    assert said(parsers.day, value) == f"năm {year} ngoài khoảng 1900–2199 – kiểm tra lại năm"


@pytest.mark.parametrize("value", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_the_last_day_are_taken(value):
    assert parsers.day.convert(value, "") == value


@pytest.mark.parametrize(
    ("value", "answer"),
    [("yes", True), ("Có", True), ("1", True), (1, True), (True, True), ("TRUE", True)]
    + [("no", False), ("KHÔNG", False), (0, False), (False, False), ("false", False)],
)
def test_yes_and_no_in_all_their_spellings(value, answer):
    assert parsers.yes_no.convert(value, "") is answer


def test_neither_yes_nor_no_is_refused():
    assert said(parsers.yes_no, "x") == "«x» không rõ có hay không – ghi yes hoặc no (có, không, 1, 0)"


def test_a_choice_knows_its_other_spellings():
    role = parsers.choice("assessed", "appraiser", thẩm_định="appraiser")
    assert role.convert("Assessed", "") == "assessed"
    assert role.convert("thẩm_định", "") == "appraiser"
    assert said(role, "x") == "«x» không có trong danh mục – chọn một trong: assessed, appraiser"


def test_json_keeps_numbers_exact():
    assert parsers.json_value.convert('{"points": 0.1}', "") == {"points": Decimal("0.1")}


@pytest.mark.parametrize("value", ["{", '{"a": 1, "a": 2}', "NaN", "[" * 100_000, 1.5])
def test_json_that_cannot_be_trusted_is_refused(value):
    assert said(parsers.json_value, value).endswith(
        "không đọc được theo JSON – kiểm tra dấu ngoặc, dấu nháy và khóa lặp"
    )


def test_lists_are_joined_by_semicolons():
    assert parsers.codes.convert(" 01972; 01975 ;;", "") == ("01972", "01975")
    assert parsers.integers.convert("1;3", "") == (1, 3)
    assert parsers.integers.convert(2, "General") == (2,)
    assert said(parsers.integers, "1;x").startswith("«x» không phải là số nguyên")


def test_a_number_with_bounds_says_which_one_is_broken():
    points = parsers.decimal_with(places=2, minimum=Decimal(0), maximum=Decimal(3))
    assert points.convert("2,50", "") == Decimal("2.5")
    assert said(points, "1.904") == "«1.904» có quá 2 chữ số thập phân – làm tròn, không dùng dấu hàng nghìn"
    assert said(points, "-1") == "«-1» nhỏ hơn 0 – ghi số từ 0 trở lên"
    assert said(points, "4") == "«4» lớn hơn 3 – ghi số không quá 3"


def test_a_parser_of_ones_own_sees_clean_text():
    assert parsers.from_text(str.upper).convert(" ab ", "") == "AB"
    assert parsers.from_text(str.upper, empty="-").empty == "-"


def test_a_long_value_is_cut_where_it_is_quoted():
    assert parsers.shown("x" * 50) == f"«{'x' * 39}…»"


@pytest.mark.parametrize("value", ["9" * 20, "9" * 20 + "," + "9" * 2, 1e308])
def test_a_number_of_any_size_is_measured_against_its_places(value):
    number = parsers.decimal_with(places=10).convert(value, "")
    assert number > 10**19
    assert said(parsers.decimal_with(places=10, maximum=Decimal(99999)), value).endswith("ghi số không quá 99999")


@pytest.mark.parametrize("value", ["-1", "0", "100000", "9" * 18])
def test_a_whole_number_outside_its_bounds_is_refused(value):
    assert said(parsers.integer_between(1, 99999), value) == f"«{value}» ngoài khoảng 1–99999 – kiểm tra lại số"
    assert parsers.integer_between(1, 99999).convert("99999", "") == 99999
