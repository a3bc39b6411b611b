from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from surveys.rules.figures import Figure, Tally, added, groups_figure, mean_figure, question_figure, same_question
from surveys.rules.forms import AnswerType, Choice, QuestionRule
from surveys.rules.privacy import hidden_cells
from surveys.rules.sampling import expected_by

D = Decimal
PERCENTS = [D(100), D(75), D(50), D(25), D(0)]
ASKED = QuestionRule(
    "CD1",
    "Nơi chờ",
    AnswerType.SINGLE,
    (Choice("Có", D(100)), Choice("Không", D(0))),
    criterion_code="3.1",
    scored=True,
)


def test_tallies_of_two_places_are_added_option_by_option():
    assert added([Tally(3, {1: 2, 2: 1}, D(5)), Tally(2, {2: 2}), Tally(0)]) == Tally(5, {1: 2, 2: 3}, D(5))
    assert Tally(4, {}, D(10)).average == D("2.5")


def test_a_question_has_its_mean_and_its_margin_and_one_answer_has_none():
    figure = question_figure(Tally(4, {1: 2, 2: 2}), PERCENTS, None)
    assert (figure.percent, figure.forms, round(figure.margin, 2)) == (D("87.5"), 4, D("14.15"))
    assert question_figure(Tally(1, {3: 1}), PERCENTS, None) == Figure(D(50), 1, None)
    assert question_figure(Tally(), PERCENTS, None) is None


def test_everybody_asked_leaves_no_margin():
    assert question_figure(Tally(4, {1: 2, 2: 2}), PERCENTS, 4).margin == 0


def test_questions_of_the_same_people_go_wrong_together_and_different_groups_do_not():
    same = [Figure(D(80), 10, D(4)), Figure(D(90), 9, D(2))]
    assert mean_figure(same) == Figure(D(85), 10, D(3))
    both = groups_figure([(D(1), [Figure(D(80), 10, D(3))]), (D(1), [Figure(D(60), 5, D(4))])])
    assert (both.percent, both.forms, both.margin) == (D(70), 15, D("2.5"))


def test_without_weights_every_question_weighs_the_same_and_with_them_groups_do():
    groups = [(None, [Figure(D(90), 9), Figure(D(60), 9)]), (None, [Figure(D(30), 4)])]
    assert groups_figure(groups).percent == 60
    assert groups_figure([(D("0.7"), groups[0][1]), (D("0.3"), groups[1][1])]).percent == D("61.5")


@pytest.mark.parametrize(("earlier", "beyond"), [(D(70), True), (D(77), False)])
def test_a_difference_matters_where_it_is_larger_than_both_margins_explain(earlier, beyond):
    change = Figure(D(80), 20, D(3)).less(Figure(earlier, 20, D(4)))
    assert (change.points, change.is_beyond_chance) == (80 - earlier, beyond)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"text": "Nơi ngồi chờ"}, True),
        ({"required": False}, True),
        ({"code": "CD2"}, False),
        ({"criterion_code": "3.2"}, False),
        ({"options": (Choice("Có", D(100)), Choice("Không", D(20)))}, False),
    ],
)
def test_a_question_of_an_earlier_version_counts_where_it_asked_the_same(changed, same):
    assert same_question(ASKED, replace(ASKED, **changed)) is same


def test_a_hidden_cell_takes_companions_on_every_line_it_stands_on():
    """Question a about place x has 2 forms. Beside the question's total x alone would tell, so y goes too; beside the
    points of the leaf (questions a and b of one place) a alone would tell, so b goes in both places."""
    counts = {("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 9, ("b", "x"): 15, ("b", "y"): 15, ("b", "z"): 15}
    lines = [[(q, p) for p in "xyz"] for q in "ab"] + [[(q, p) for q in "ab"] for p in "xyz"]
    assert hidden_cells(counts, lines) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_nothing_small_hides_nothing():
    assert hidden_cells({"a": 5, "b": 0}, [["a", "b"]]) == frozenset()


@pytest.mark.parametrize(("day", "forms"), [(1, 0), (2, 1), (6, 7), (11, 15), (30, 15)])
def test_an_even_pace_brings_its_share_by_the_evening_before(day, forms):
    assert expected_by(15, date(2024, 12, 1), date(2024, 12, 10), date(2024, 12, day)) == forms
