import csv
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.rules.rollup import (
    WHOLE_SET,
    LeafPoints,
    Node,
    NodeTotal,
    Source,
    agency_result,
    appraised_points,
    index,
    leaves,
    roll_up,
    survey_points,
)

CRITERIA = Path(__file__).parents[3] / "fixtures" / "criteria"
SELF, SURVEY = Source


def sample(kind_of_agency):
    with (CRITERIA / f"criteria_{kind_of_agency}_sample.csv").open(encoding="utf-8", newline="") as file:
        return [
            Node(row["code"], row["parent_code"] or None, D(row["max_points"]), Source(row["source"]))
            for row in csv.DictReader(file)
        ]


COMMUNE, PROVINCE = sample("commune"), sample("province")

SMALL = [
    Node("1", None, D(6)),
    Node("1.1", "1", D(3)),
    Node("1.1.1", "1.1", D(1)),
    Node("1.1.2", "1.1", D(2)),
    Node("1.10", "1", D(3)),
    Node("2", None, D(4), SURVEY),
    Node("2.1", "2", D(4), SURVEY),
]


def got(points, maximum):
    return LeafPoints(None if points is None else D(points), D(maximum))


def full_marks(nodes):
    return {leaf.code: LeafPoints(leaf.max_points, leaf.max_points) for leaf in leaves(nodes)}


def total(points, applicable, maximum, scored, of):
    return NodeTotal(D(points), D(applicable), D(maximum), scored, of)


def test_sums_go_up_the_tree_and_1_1_is_not_1_10():
    results = {"1.1.1": got("0.5", 1), "1.1.2": got(2, 2), "1.10": got(1, 3), "2.1": got("3.2", 4)}
    assert roll_up(SMALL, results) == {
        "": total("6.7", 10, 10, 4, 4),
        "1": total("3.5", 6, 6, 3, 3),
        "1.1": total("2.5", 3, 3, 2, 2),
        "1.1.1": total("0.5", 1, 1, 1, 1),
        "1.1.2": total(2, 2, 2, 1, 1),
        "1.10": total(1, 3, 3, 1, 1),
        "2": total("3.2", 4, 4, 1, 1),
        "2.1": total("3.2", 4, 4, 1, 1),
    }


def test_a_leaf_not_scored_is_counted_as_missing_and_keeps_its_maximum():
    totals = roll_up(SMALL, {"1.1.1": got(1, 1), "1.1.2": got(None, 2)})
    assert totals["1.1"] == total(1, 3, 3, 1, 2)
    assert totals[WHOLE_SET] == total(1, 10, 10, 1, 4)
    assert (totals["1.1"].is_complete, totals["1.1.1"].is_complete) == (False, True)


def test_a_score_of_zero_is_a_score():
    assert roll_up(SMALL, {"1.1.1": got(0, 1)})["1.1"] == total(0, 3, 3, 1, 2)


def test_an_excluded_leaf_leaves_points_and_maximum_and_is_decided():
    assert roll_up(SMALL, {"1.1.1": got(None, 0), "1.1.2": got(2, 2)})["1.1"] == total(2, 2, 3, 2, 2)


def test_an_excluded_branch_goes_out_even_where_a_leaf_would_give_full_marks():
    totals = roll_up(SMALL, full_marks(SMALL), excluded={"1.1"})
    assert totals["1.1"] == total(0, 0, 3, 2, 2)
    assert totals["1"] == total(3, 3, 6, 3, 3)
    assert (totals["1.1"].is_excluded, totals["1"].is_excluded) == (True, False)
    assert (totals["1.1"].share, totals["1"].share) == (None, D(100))


def test_excluding_an_area_excludes_its_surveyed_leaves_too():
    whole = roll_up(PROVINCE, full_marks(PROVINCE), excluded={"3", "4"})[WHOLE_SET]
    assert (whole.points, whole.applicable_max) == (D(75), D(75))


@pytest.mark.parametrize(
    ("nodes", "appraised", "surveyed", "count"),
    [pytest.param(COMMUNE, 70, 30, 98, id="commune"), pytest.param(PROVINCE, 80, 20, 56, id="province")],
)
def test_the_sample_sets_split_into_appraisal_and_survey(nodes, appraised, surveyed, count):
    results = full_marks(nodes)
    assert appraised_points(nodes, results).points == appraised
    assert survey_points(nodes, results).points == surveyed
    assert roll_up(nodes, results)[WHOLE_SET].total_leaves == count


@pytest.mark.parametrize(
    ("points", "bonus", "penalty", "maximum", "expected"),
    [
        pytest.param("68.32", 0, 0, 84, "81." + "3" * 58, id="Ban Dân tộc"),
        pytest.param(97, 3, 0, 98, "100", id="a bonus never takes it over 100"),
        pytest.param(1, 0, 5, 100, "0", id="a penalty never takes it under 0"),
        pytest.param(50, "0.5", "0.25", 100, "50.25", id="bonus and penalty"),
        pytest.param(45, 0, 0, 60, "75", id="a set of 60 points"),
        pytest.param(0, 0, 0, 0, None, id="nothing applies"),
    ],
)
def test_the_index_is_over_the_agency_s_own_maximum_unrounded(points, bonus, penalty, maximum, expected):
    assert index(D(points), D(bonus), D(penalty), D(maximum)) == (None if expected is None else D(expected))


def test_the_result_of_an_agency_has_its_parts_and_their_sum():
    results = {"1.1.1": got("0.5", 1), "1.1.2": got(2, 2), "1.10": got(None, 0), "2.1": got("3.2", 4)}
    result = agency_result(SMALL, results, bonus=D("0.5"), penalty=D("0.2"))
    assert (result.appraised_points, result.survey_points) == (D("2.5"), D("3.2"))
    assert (result.bonus_points, result.penalty_points) == (D("0.5"), D("0.2"))
    assert (result.total_points, result.applicable_max) == (D(6), D(7))
    assert result.index == index(D("5.7"), D("0.5"), D("0.2"), D(7))


def test_without_a_survey_the_index_is_over_the_appraised_maximum_alone():
    results = {"1.1.1": got("0.5", 1), "1.1.2": got(2, 2), "1.10": got("0.5", 3), "2.1": got(4, 4)}
    result = agency_result(SMALL, results, survey_counted=False)
    assert (result.survey_points, result.applicable_max, result.index) == (D(0), D(6), D(50))


def test_a_circle_of_parents_does_not_hang():
    nodes = [Node("a", "b", D(1)), Node("b", "a", D(1)), Node("c", "a", D(1))]
    assert roll_up(nodes, {"c": got(1, 1)})[WHOLE_SET] == total(1, 1, 1, 1, 1)


scores = st.fixed_dictionaries(
    {
        leaf.code: st.one_of(
            st.just(LeafPoints(None, D(0))),
            st.decimals(0, leaf.max_points, places=10).map(lambda points, m=leaf.max_points: LeafPoints(points, m)),
        )
        for leaf in leaves(PROVINCE)
    }
)


@given(scores)
def test_every_branch_is_the_sum_of_its_children(results):
    totals = roll_up(PROVINCE, results)
    for node in [*PROVINCE, Node(WHOLE_SET, None, D(100))]:
        parts = [totals[child.code] for child in PROVINCE if (child.parent or WHOLE_SET) == node.code]
        if parts:
            assert totals[node.code].points == sum(part.points for part in parts)
            assert totals[node.code].applicable_max == sum(part.applicable_max for part in parts)


@given(scores)
def test_appraisal_and_survey_add_up_to_the_whole(results):
    whole = roll_up(PROVINCE, results)[WHOLE_SET]
    parts = appraised_points(PROVINCE, results), survey_points(PROVINCE, results)
    assert (whole.points, whole.scored) == (sum(p.points for p in parts), sum(p.scored for p in parts))


@given(scores)
def test_the_index_lies_between_0_and_100(results):
    found = agency_result(PROVINCE, results).index
    assert found is None or 0 <= found <= 100


@given(st.sets(st.sampled_from([node.code for node in PROVINCE])))
def test_excluding_anything_leaves_full_marks_at_100(excluded):
    result = agency_result(PROVINCE, full_marks(PROVINCE), excluded=excluded)
    assert result.index == (D(100) if result.applicable_max else None)
