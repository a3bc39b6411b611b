from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.results import SurveyError
from surveys.rules.sampling import response_gate, sample_size


@pytest.mark.parametrize(
    ("population", "error", "size"),
    [
        pytest.param(1904, "0.05", 331, id="1904 / 5,76 = 330,56"),
        pytest.param(400, "0.05", 200, id="400 / 2 = 200 exactly"),
        pytest.param(401, "0.05", 201, id="401 / 2,0025 = 200,25"),
        pytest.param(10000, "0.1", 100, id="10000 / 101 = 99,01"),
        pytest.param(1, "0.05", 1, id="one"),
        pytest.param(0, "0.05", 0, id="none"),
        pytest.param(500, "0", 500, id="no error: everybody"),
    ],
)
def test_the_sample_size_is_rounded_up(population, error, size):
    assert sample_size(population, D(error)) == size


@pytest.mark.parametrize(("population", "error"), [(-1, "0.05"), (10, "1"), (10, "-0.05")])
def test_impossible_numbers_are_refused(population, error):
    with pytest.raises(SurveyError):
        sample_size(population, D(error))


@pytest.mark.parametrize(
    ("quota", "received", "rate", "reached", "needed", "words"),
    [
        pytest.param(15, 15, 100, True, 15, "15/15 phiếu = 100 % → đủ số phiếu để tính điểm", id="full"),
        pytest.param(
            15, 14, 100, False, 15, "14/15 phiếu = 93,33 % → còn thiếu 1 phiếu, chưa tính điểm", id="one short"
        ),
        pytest.param(15, 11, 70, True, 11, "11/15 phiếu = 73,33 % → đủ số phiếu để tính điểm", id="70 % of 15 is 10,5"),
        pytest.param(
            15, 10, 70, False, 11, "10/15 phiếu = 66,67 % → còn thiếu 1 phiếu, chưa tính điểm", id="10 is not 70 %"
        ),
        pytest.param(15, 18, 100, True, 15, "18/15 phiếu = 120 % → đủ số phiếu để tính điểm", id="more than asked"),
        pytest.param(0, 0, 100, True, 0, "Không đặt số phiếu tối thiểu", id="no quota"),
    ],
)
def test_points_flow_once_the_response_reaches_the_rate(quota, received, rate, reached, needed, words):
    gate = response_gate(quota, received, D(rate))
    assert (gate.reached, gate.needed) == (reached, needed)
    assert gate.words == words.replace(" %", "\u00a0%").replace("1 phiếu,", "1\u00a0phiếu,")


@given(st.integers(0, 10**7))
def test_a_sample_is_never_larger_than_the_population_nor_than_400_at_5_per_cent(population):
    assert sample_size(population) <= min(population, 400)


@given(st.integers(0, 500), st.integers(0, 100))
def test_the_needed_number_of_answers_is_the_least_that_reaches_the_rate(quota, rate):
    needed = response_gate(quota, 0, D(rate)).needed
    assert needed * 100 >= quota * rate
    assert needed == 0 or (needed - 1) * 100 < quota * rate
