import csv
import json
from decimal import Decimal as D
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.results import (
    Group,
    QuestionResult,
    SurveyError,
    answer_percent,
    criterion_percent,
    criterion_points,
    criterion_result,
    groups_percent,
    question_percent,
    question_result,
    sums_percent,
)

LIKERT = (D(100), D(75), D(50), D(25), D(0))
YEN_BAI = (D(100), D(60), D(20), D(0))


def percents(*values):
    return [None if value is None else D(value) for value in values]


@pytest.mark.parametrize(
    ("answers", "mean"),
    [
        pytest.param(percents(100, 75, 50), Fraction(75), id="mean"),
        pytest.param(percents(100, 75, 75), Fraction(250, 3), id="exact third"),
        pytest.param(percents(100, None, 50), Fraction(75), id="a skipped answer is not 0"),
        pytest.param(percents(0, 0), Fraction(0), id="an answer of 0 is an answer"),
        pytest.param(percents(None, None), None, id="nobody answered"),
        pytest.param([], None, id="no forms"),
    ],
)
def test_a_question_is_the_mean_of_the_answers_given(answers, mean):
    assert question_percent(answers) == mean


@pytest.mark.parametrize(("option", "percents", "expected"), [(1, LIKERT, 100), (5, LIKERT, 0), (2, YEN_BAI, 60)])
def test_percentages_of_options_are_data(option, percents, expected):
    assert answer_percent(option, percents) == expected


def test_a_skipped_question_and_an_option_that_is_not_scored_have_no_percentage():
    assert (answer_percent(None, LIKERT), answer_percent(3, (D(100), D(0), None))) == (None, None)


@pytest.mark.parametrize("option", [0, 6])
def test_an_option_that_does_not_exist_is_refused(option):
    with pytest.raises(SurveyError) as refused:
        answer_percent(option, LIKERT, "Q4")
    assert refused.value.message == f"Phương án {option} không có – câu Q4 – chọn từ 1 đến 5."


def test_counts_per_option_give_the_same_mean():
    assert question_result("Q1", {1: 7, 2: 5, 5: 3}, LIKERT) == QuestionResult("Q1", 15, Fraction(1075, 15))


def test_answers_that_are_not_scored_are_not_counted():
    assert question_result("Q1", {1: 1, 3: 9}, (D(100), D(0), None)) == QuestionResult("Q1", 1, Fraction(100))


def test_a_question_nobody_answered_has_no_result():
    assert question_result("Q1", {}, LIKERT) == QuestionResult("Q1", 0, None)


@pytest.mark.parametrize(
    ("questions", "mean"),
    [
        ([Fraction(80), Fraction(70)], Fraction(75)),
        ([Fraction(80), None], Fraction(80)),
        ([Fraction(80), Fraction(0)], Fraction(40)),
        ([None, None], None),
    ],
)
def test_a_criterion_is_the_mean_of_its_answered_questions(questions, mean):
    assert criterion_percent(questions) == mean


@pytest.mark.parametrize(
    ("percent", "maximum", "points"),
    [
        (Fraction(75), 4, "3"),
        (Fraction(250, 3), 4, "3.3333333333"),
        (Fraction(0), 4, "0"),
        (Fraction(100), "1.5", "1.5"),
    ],
)
def test_points_are_the_percentage_of_the_maximum(percent, maximum, points):
    assert criterion_points(percent, D(maximum)) == D(points)


def test_without_a_percentage_there_are_no_points():
    assert criterion_points(None, D(4)) is None


def test_the_working_names_every_question():
    asked = [
        QuestionResult("Q14", 15, Fraction(250, 3)),
        QuestionResult("Q15", 0, None),
        QuestionResult("Q16", 4, Fraction(75)),
    ]
    found = criterion_result([Group(asked)], D(4))
    assert (found.points, found.applicable_max, found.percent) == (D("3.1666666667"), D(4), Fraction(475, 6))
    assert found.working == (
        "Q14 83,33\u00a0%, Q15 chưa có trả lời, Q16 75\u00a0% → trung bình 79,17\u00a0% × 4 / 100 = 3,17 điểm"
    )


CITIZENS = [QuestionResult("Q1", 15, Fraction(90)), QuestionResult("Q2", 15, Fraction(60))]
HEADS = [QuestionResult("T1", 6, Fraction(30))]


@pytest.mark.parametrize(
    ("weights", "percent"),
    [
        pytest.param((None, None), Fraction(60), id="no weights: (90 + 60 + 30) / 3"),
        pytest.param((D(1), D(1)), Fraction(105, 2), id="(75 + 30) / 2"),
        pytest.param((D("0.7"), D("0.3")), Fraction(123, 2), id="75 × 0,7 + 30 × 0,3"),
        pytest.param((D(3), None), Fraction(255, 4), id="a group without a weight weighs 1: (225 + 30) / 4"),
    ],
)
def test_groups_weigh_as_the_plan_says(weights, percent):
    assert groups_percent([Group(CITIZENS, weights[0]), Group(HEADS, weights[1])]) == percent


def test_a_group_that_nobody_answered_for_leaves_its_weight_to_the_others():
    silent = Group([QuestionResult("T1", 0, None)], D("0.3"))
    assert groups_percent([Group(CITIZENS, D("0.7")), silent]) == Fraction(75)
    assert groups_percent([silent]) is None


def test_the_working_tells_the_weights():
    found = criterion_result([Group(CITIZENS, D("0.7")), Group(HEADS, D("0.3"))], D(2))
    assert found.working == (
        "(Q1 90\u00a0%, Q2 60\u00a0%) trọng số 0,7; (T1 30\u00a0%) trọng số 0,3 → trung bình 61,5\u00a0% × 2 / 100 "
        "= 1,23 điểm"
    )


def test_a_criterion_without_answers_is_not_scored():
    found = criterion_result([Group([QuestionResult("Q1", 0, None)])], D(4))
    assert (found.points, found.applicable_max) == (None, D(4))
    assert found.working == "Chưa có phiếu trả lời nào cho tiêu chí này"


def test_every_question_of_the_sample_set_s_survey_criteria_is_named_once():
    path = Path(__file__).parents[3] / "fixtures" / "criteria" / "criteria_commune_sample.csv"
    with path.open(encoding="utf-8", newline="") as file:
        codes = [
            code
            for row in csv.DictReader(file)
            if row["rule_kind"] == "survey"
            for code in json.loads(row["rule"])["questions"]
        ]
    assert sorted(codes) == sorted([f"Q{n}" for n in range(1, 17)] + [f"H{n}" for n in range(1, 11)])


options = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=40)


@given(options)
def test_counting_first_or_averaging_answers_is_the_same(chosen):
    counts = {option: chosen.count(option) for option in chosen if option is not None}
    assert question_result("Q1", counts, LIKERT).percent == question_percent(answer_percent(o, LIKERT) for o in chosen)


@given(st.lists(options, min_size=1, max_size=4))
def test_points_lie_between_0_and_the_maximum(forms):
    means = [question_percent(answer_percent(option, LIKERT) for option in answers) for answers in forms]
    points = criterion_points(criterion_percent(means), D(4))
    assert points is None or 0 <= points <= 4


@given(options.filter(lambda chosen: any(chosen)))
def test_more_skipped_forms_change_nothing(chosen):
    given_percents = [answer_percent(option, LIKERT) for option in chosen]
    assert question_percent([*given_percents, None, None]) == question_percent(given_percents)


SUMS = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda pair: (pair[0] * pair[1] * 25_000, pair[1]))
WEIGHTS = st.one_of(st.none(), st.sampled_from([D("0.3"), D("0.7"), D(1)]))


@given(st.lists(st.tuples(WEIGHTS, st.lists(SUMS, max_size=5)), min_size=1, max_size=3))
def test_sums_counted_by_the_database_give_the_same_as_results_question_by_question(groups):
    slow = [
        Group([QuestionResult("Q", n, Fraction(reached, n * 10_000) if n else None) for reached, n in sums], weight)
        for weight, sums in groups
    ]
    assert sums_percent(groups) == groups_percent(slow)
