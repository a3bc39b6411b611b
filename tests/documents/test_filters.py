"""Figures and dates as the papers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cchc.documents import filters
from cchc.documents.errors import DocumentError


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("0.50"), "0,5"),
        ("0.5", "0,5"),
        (2, "2"),
        (Decimal("2.00"), "2"),
        (Decimal("10"), "10"),
        ("1.6666666667", "1,67"),
        ("0.125", "0,13"),
        ("-0.25", "-0,25"),
        ("-0.001", "0"),
        (1500, "1.500"),
        ("1234567.5", "1.234.567,5"),
        (None, "-"),
        ("", "-"),
        (0.1, "0,1"),
    ],
)
def test_diem_drops_trailing_zeros_and_rounds_half_up(value: object, written: str) -> None:
    assert filters.diem(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("87.65"), "87,65"),
        ("87.645", "87,65"),
        ("87.6449999999", "87,64"),
        (100, "100,00"),
        (0, "0,00"),
        ("-0.001", "0,00"),
        (None, "-"),
        ("1000", "1.000,00"),
    ],
)
def test_so2_keeps_two_decimals(value: object, written: str) -> None:
    assert filters.so2(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(7, "07"), (12, "12"), ("3", "03"), (0, "00"), (1232, "1.232"), (None, "-")]
)
def test_haiso_pads_to_two_digits(value: object, written: str) -> None:
    assert filters.haiso(value) == written


@pytest.mark.parametrize(("value", "written"), [("các sở, ban", "Các sở, ban"), ("ủy ban", "Ủy ban"), ("", "")])
def test_hoa_begins_with_a_capital(value: str, written: str) -> None:
    assert filters.hoa(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2024, 12, 15), "15/12/2024"),
        (date(2021, 9, 1), "01/9/2021"),
        ("2025-01-15", "15/01/2025"),
        (date(2025, 2, 3), "03/02/2025"),
        (date(2025, 10, 9), "09/10/2025"),
        (datetime(2024, 12, 15, 20, 0, tzinfo=UTC), "16/12/2024"),
        (None, "…"),
    ],
)
def test_ngay_pads_days_below_ten_and_the_first_two_months(value: object, written: str) -> None:
    assert filters.ngay(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2024-12-15", "ngày 15 tháng 12 năm 2024"),
        (date(2025, 2, 5), "ngày 05 tháng 02 năm 2025"),
        (date(2024, 3, 29), "ngày 29 tháng 3 năm 2024"),
        (None, "ngày     tháng     năm 2024"),
    ],
)
def test_ngaychu_writes_the_day_out_and_leaves_room_for_it(value: object, written: str) -> None:
    assert filters.ngaychu(value, 2024) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2024-12-15T17:00:00", "17 giờ 00"),
        ("2024-12-15T17:05:00+07:00", "17 giờ 05"),
        (datetime(2024, 12, 15, 1, 30, tzinfo=UTC), "08 giờ 30"),
        (None, "… giờ …"),
    ],
)
def test_gio_is_vietnam_time(value: object, written: str) -> None:
    assert filters.gio(value) == written


@pytest.mark.parametrize(
    ("writer", "value", "message"),
    [
        (filters.diem, "năm điểm", "«năm điểm» không phải số"),
        (filters.diem, True, "«True» không phải số"),
        (filters.so2, "NaN", "«NaN» không phải số in được"),
        (filters.diem, "1e400000", "«1e400000» không phải số in được"),
        (filters.haiso, "1.5", "«1.5» không phải số nguyên"),
        (filters.ngay, "31/12/2024", "«31/12/2024» không phải ngày tháng"),
        (filters.ngay, 2024, "«2024» không phải ngày tháng"),
        (filters.gio, "2024-12-15", "«2024-12-15» thiếu giờ, phút"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(writer, value: object, message: str) -> None:
    with pytest.raises(DocumentError) as fault:
        writer(value)
    assert str(fault.value) == message
