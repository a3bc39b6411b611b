"""A leaf's score of a past year under another rule: recomputed where the entry allows it, else in proportion."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from criteria.rules.kinds import (
    BooleanRule,
    ChecklistRule,
    CountAddRule,
    CountDeductRule,
    LevelsRule,
    NaPolicy,
    RatioBandsRule,
    RatioLinearRule,
    Rule,
)
from criteria.rules.numbers import EXACT, ZERO, EntryError, stored
from criteria.rules.rollup import LeafPoints
from criteria.rules.scoring import Entry, LeafState, score


class Way(StrEnum):
    """How the points under the new rule came about."""

    SAME = "same"
    RECOMPUTED = "recomputed"
    SCALED = "scaled"

    @property
    def label(self) -> str:
        return {
            "same": "giữ nguyên cách chấm",
            "recomputed": "tính lại từ số liệu đã nhập",
            "scaled": "quy đổi theo tỷ lệ điểm",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as it is scored; a draft's rule may be missing."""

    rule: Rule | None
    max_points: Decimal
    policy: NaPolicy


def carried(old: Leaf, new: Leaf, points: LeafPoints, entry: Entry | None) -> tuple[LeafPoints, Way]:
    """Points of the old leaf under the new one. An entry counts only if the old rule gives the stored points for it."""
    if old == new:
        return points, Way.SAME
    if points.applicable_max == 0:
        return LeafPoints(None, ZERO), Way.SAME
    if points.points is None:
        return LeafPoints(None, new.max_points), Way.SAME
    again = _recomputed(old, new, points, entry) if entry is not None else None
    return (again, Way.RECOMPUTED) if again is not None else (_scaled(points, new.max_points), Way.SCALED)


def _scaled(points: LeafPoints, max_points: Decimal) -> LeafPoints:
    share = EXACT.divide(EXACT.multiply(points.points or ZERO, max_points), points.applicable_max)
    return LeafPoints(stored(min(share, max_points)), max_points)


def _recomputed(old: Leaf, new: Leaf, points: LeafPoints, entry: Entry) -> LeafPoints | None:
    if old.rule is None or new.rule is None or not _explains(old, entry, points):
        return None
    fitting = _fitting(old.rule, new.rule, entry)
    return None if fitting is None else _points(new, fitting)


def _points(leaf: Leaf, entry: Entry) -> LeafPoints | None:
    if leaf.rule is None:
        return None
    try:
        result = score(leaf.rule, entry, max_points=leaf.max_points, na_policy=leaf.policy)
    except EntryError:
        return None
    return None if result.state is LeafState.INCOMPLETE else LeafPoints(result.points, result.applicable_max)


def _explains(old: Leaf, entry: Entry, points: LeafPoints) -> bool:
    """A council that gave other points than the entry's own leaves an entry that says nothing about them."""
    again = _points(old, entry)
    return again is not None and again.points == points.points


def _fitting(old: Rule, new: Rule, entry: Entry) -> Entry | None:
    """The same facts as an entry of the new rule; None where the new rule asks for others."""
    ratios = RatioBandsRule | RatioLinearRule
    if isinstance(old, ratios) and isinstance(new, ratios):
        return entry
    if isinstance(old, LevelsRule) and isinstance(new, LevelsRule):
        return _option(old, new, entry)
    if isinstance(old, ChecklistRule) and isinstance(new, ChecklistRule):
        return _items(old, new, entry)
    for kind in (CountDeductRule, CountAddRule, BooleanRule):
        if isinstance(old, kind) and isinstance(new, kind):
            return entry
    return None


def _option(old: LevelsRule, new: LevelsRule, entry: Entry) -> Entry | None:
    """The level of the same words; where the words changed but not how many levels there are, the one in its place."""
    if entry.option is None:
        return None
    label = old.options[entry.option - 1].label
    places = [place for place, option in enumerate(new.options, start=1) if option.label == label]
    if places:
        return replace(entry, option=places[0])
    return entry if len(old.options) == len(new.options) else None


def _items(old: ChecklistRule, new: ChecklistRule, entry: Entry) -> Entry | None:
    """The contents met, by their words. A content that is new counts as not met, one that went is left out."""
    if entry.items is None:
        return None
    met = {old.items[number - 1].label for number in entry.items}
    places = tuple(place for place, item in enumerate(new.items, start=1) if item.label in met)
    if met and not places:
        return None
    return replace(entry, items=places)
