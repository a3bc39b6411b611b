from decimal import Decimal as D

import pytest

from criteria.rules.bands import WrittenBand, band_faults

NBSP = "\u00a0"


def bands(*pairs):
    return [
        WrittenBand(None if lower is None else D(lower), None if upper is None else D(upper)) for lower, upper in pairs
    ]


@pytest.mark.parametrize(
    "written",
    [
        bands(("100", None), ("90", None), ("80", None)),
        bands(("100", None), ("90", "100"), ("80", "90")),
        bands((None, None), ("90", "100")),
        [],
    ],
)
def test_bands_that_meet_have_no_fault(written):
    assert band_faults(written) == ()


def test_a_gap_and_an_overlap_name_the_percentages():
    gap, overlap = band_faults(bands(("100", None), ("90", "95"), ("80", "91.5")))
    mend = " – sửa cận của hai khoảng liền nhau."
    assert gap == f"Hở khoảng: tỷ lệ từ 95{NBSP}% đến dưới 100{NBSP}% chưa thuộc khoảng nào{mend}"
    assert overlap == f"Chồng khoảng: tỷ lệ từ 90{NBSP}% đến dưới 91,5{NBSP}% thuộc hai khoảng{mend}"


def test_a_band_without_any_percentage_is_a_fault_of_its_own():
    assert band_faults(bands(("90", "90"))) == (f"Khoảng từ 90{NBSP}% đến dưới 90{NBSP}% không có tỷ lệ nào.",)
