from decimal import Decimal as D

import pytest

from criteria.rules.carrying import Leaf, Way, carried
from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    Choice,
    CountDeductRule,
    LevelsRule,
    ManualRule,
    NaPolicy,
    RatioBand,
    RatioBandsRule,
    RatioLinearRule,
)
from criteria.rules.rollup import LeafPoints
from criteria.rules.scoring import Entry


def leaf(rule, points="2", policy=NaPolicy.NONE):
    return Leaf(rule, D(points), policy)


def levels(*pairs):
    return LevelsRule(tuple(Choice(label, D(points)) for label, points in pairs))


def bands(*pairs):
    return RatioBandsRule("a", "b", tuple(RatioBand(D(low), D(points)) for low, points in pairs), D(0))


LINEAR = RatioLinearRule("a", "b", D(0), D(100))
RATIO = Entry(numerator=D(9), denominator=D(10))


def test_an_unchanged_leaf_keeps_its_points_whatever_was_entered():
    points = LeafPoints(D("1.23"), D(2))
    assert carried(leaf(LINEAR), leaf(LINEAR), points, None) == (points, Way.SAME)


@pytest.mark.parametrize(
    ("old", "new", "entry", "points", "expected"),
    [
        pytest.param(LINEAR, bands(("90", "2"), ("80", "1")), RATIO, "1.8", "2", id="linear to bands"),
        pytest.param(bands(("90", "2")), bands(("95", "2"), ("80", "0.5")), RATIO, "2", "0.5", id="other bands"),
        pytest.param(
            levels(("sớm", "2"), ("muộn", "1")),
            levels(("muộn", "0.5"), ("sớm", "2"), ("không", "0")),
            Entry(option=2),
            "1",
            "0.5",
            id="a level by its words",
        ),
        pytest.param(
            levels(("sớm", "2"), ("muộn", "1")),
            levels(("rất sớm", "2"), ("muộn hơn", "0")),
            Entry(option=2),
            "1",
            "0",
            id="a reworded level by its place",
        ),
        pytest.param(
            ChecklistRule((Choice("a", D(1)), Choice("b", D(1)))),
            ChecklistRule((Choice("b", D("0.5")), Choice("c", D(1)))),
            Entry(items=(1, 2)),
            "2",
            "0.5",
            id="contents by their words",
        ),
        pytest.param(
            CountDeductRule(D("0.5"), "văn bản", D(0)),
            CountDeductRule(D(1), "văn bản", D(0)),
            Entry(count=D(1)),
            "1.5",
            "1",
            id="a dearer deduction",
        ),
        pytest.param(BooleanRule(D(2), D(0)), BooleanRule(D(2), D(1)), Entry(answer=False), "0", "1", id="yes or no"),
    ],
)
def test_a_changed_rule_is_computed_anew_from_what_was_entered(old, new, entry, points, expected):
    found, way = carried(leaf(old), leaf(new), LeafPoints(D(points), D(2)), entry)
    assert (found.points, found.applicable_max, way) == (D(expected), D(2), Way.RECOMPUTED)


@pytest.mark.parametrize(
    ("new", "entry"),
    [
        pytest.param(ManualRule(D("0.5")), RATIO, id="another kind"),
        pytest.param(bands(("95", "4")), Entry(numerator=D(5), denominator=D(10)), id="the council gave other points"),
        pytest.param(bands(("95", "4")), None, id="no entry"),
        pytest.param(None, RATIO, id="a draft without rule"),
    ],
)
def test_else_points_are_kept_in_proportion_to_the_new_maximum(new, entry):
    found, way = carried(leaf(LINEAR), leaf(new, "4"), LeafPoints(D("1.8"), D(2)), entry)
    assert (found.points, found.applicable_max, way) == (D("3.6"), D(4), Way.SCALED)


def test_what_did_not_apply_still_does_not_and_what_was_not_scored_is_still_not():
    out, _ = carried(leaf(LINEAR), leaf(LINEAR, "4"), LeafPoints(None, D(0)), None)
    missing, _ = carried(leaf(LINEAR), leaf(LINEAR, "4"), LeafPoints(None, D(2)), None)
    assert (out, missing) == (LeafPoints(None, D(0)), LeafPoints(None, D(4)))
