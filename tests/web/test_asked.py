import pytest

from cchc.web.asked import number_asked


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None)]
    + [(text, None) for text in ("", "-1", "1.0", "²", "１２", "1 2", "\x00", "abc")],
)
def test_a_number_in_an_address_is_read_or_passed_over(text, number):
    assert number_asked(text) == number
