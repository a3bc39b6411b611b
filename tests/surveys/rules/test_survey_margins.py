from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.margins import mean_margin, share_margin

TENTH = D("0.0001")
LIKERT = [D(100), D(75), D(50), D(25), D(0)]


@pytest.mark.parametrize(
    ("times", "forms", "population", "margin"),
    [
        pytest.param(50, 100, None, "9.8000", id="1,96 × √(0,25 / 100) = 9,8"),
        pytest.param(80, 100, None, "7.8400", id="1,96 × 4"),
        pytest.param(50, 100, 200, "6.9470", id="× √(100 / 199)"),
        pytest.param(50, 100, 100, "0.0000", id="everybody asked"),
        pytest.param(0, 40, None, "0.0000", id="nobody chose it"),
    ],
)
def test_the_margin_of_a_share(times, forms, population, margin):
    assert share_margin(times, forms, population).quantize(TENTH) == D(margin)


def test_one_form_has_no_margin():
    assert (share_margin(1, 1), mean_margin({1: 1}, LIKERT), mean_margin({}, LIKERT)) == (None, None, None)


def test_the_margin_of_a_mean_uses_the_spread_of_the_answers():
    # 100, 100, 50, 50: mean 75, s² = 2500/3, standard error √(2500/12) = 14.4338
    assert mean_margin({1: 2, 3: 2}, LIKERT).quantize(TENTH) == D("28.2902")
    assert mean_margin({2: 30}, LIKERT) == 0


def test_an_option_that_is_not_scored_does_not_count():
    percents = [D(100), D(0), None]
    assert mean_margin({1: 2, 2: 2, 3: 50}, percents) == mean_margin({1: 2, 2: 2}, percents)


@given(st.integers(2, 500), st.integers(0, 500), st.integers(1, 5000))
def test_a_known_population_never_widens_the_margin(forms, times, population):
    times = min(times, forms)
    assert share_margin(times, forms, population) <= share_margin(times, forms)
