from decimal import Decimal

import pytest

from surveys.rules.second import differing, seconds_due


@pytest.mark.parametrize(
    ("forms", "share", "due"), [(0, 10, 0), (9, 10, 0), (10, 10, 1), (15, 10, 1), (15, 20, 3), (7, 100, 7)]
)
def test_the_share_of_forms_to_enter_twice_is_rounded_down(forms, share, due):
    assert seconds_due(forms, Decimal(share)) == due


def test_the_questions_that_differ_come_in_printed_order():
    codes = ["Q1", "Q2", "Q3", "Q4"]
    assert differing(codes, {"Q1": 4, "Q2": 1, "Q3": 2}, {"Q1": 2, "Q2": 1, "Q4": 5}) == ("Q1", "Q3", "Q4")


def test_the_order_of_several_options_and_blanks_in_a_text_make_no_difference():
    first = {"M": (3, 1), "T": "Trả  kết quả đúng hẹn. "}
    assert differing(["M", "T"], first, {"M": (1, 3), "T": "Trả kết quả đúng hẹn."}) == ()
