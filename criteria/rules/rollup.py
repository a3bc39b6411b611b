"""From leaf points to the index: sums per criterion, area and set over the agency's own maximum.

Only leaves carry points; a branch carries the sum of its leaves. A leaf without points is «chưa chấm», counted as such
and never as 0. An excluded leaf or branch leaves both the points and the maximum: the index is over what applies.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from criteria.rules.numbers import EXACT, HUNDRED, ZERO, total

WHOLE_SET = ""
"""The code under which ``roll_up`` gives the total of the whole set."""


class Source(StrEnum):
    """Where the points of a leaf come from: appraisal of the self-score, or the survey."""

    SELF = "self"
    SURVEY = "survey"


class HasPoints(Protocol):
    """What a roll-up needs of a leaf's result: ``scoring.LeafResult`` and ``LeafPoints`` both have it."""

    @property
    def points(self) -> Decimal | None: ...

    @property
    def applicable_max(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Node:
    """An area, criterion or sub-criterion; a node without children is a leaf and has points of its own."""

    code: str
    parent: str | None
    max_points: Decimal
    source: Source = Source.SELF


class LeafPoints(NamedTuple):
    """Points of one leaf as stored. None with a maximum of 0: an excluded leaf; None otherwise: not scored yet."""

    points: Decimal | None
    applicable_max: Decimal


class NodeTotal(NamedTuple):
    """The sum below a node. ``scored`` counts the leaves decided (scored or excluded) out of ``total_leaves``."""

    points: Decimal
    applicable_max: Decimal
    max_points: Decimal
    scored: int
    total_leaves: int

    @property
    def is_complete(self) -> bool:
        """Whether every leaf is decided."""
        return self.scored == self.total_leaves

    @property
    def is_excluded(self) -> bool:
        """Whether nothing below applies to the agency."""
        return self.total_leaves > 0 and self.applicable_max == 0

    @property
    def share(self) -> Decimal | None:
        """Points in per cent of the applicable maximum, exact; None where nothing applies."""
        return index(self.points, ZERO, ZERO, self.applicable_max)


@dataclass(frozen=True, slots=True)
class AgencyResult:
    """One agency's year: the columns of the result table and the totals of every node (key ``WHOLE_SET``: the set)."""

    appraised_points: Decimal
    survey_points: Decimal
    bonus_points: Decimal
    penalty_points: Decimal
    total_points: Decimal
    applicable_max: Decimal
    index: Decimal | None
    totals: Mapping[str, NodeTotal]


def index(points: Decimal, bonus: Decimal, penalty: Decimal, applicable_max: Decimal) -> Decimal | None:
    """100 × (points + bonus − penalty) ÷ applicable maximum, between 0 and 100, unrounded; None for a maximum of 0."""
    if applicable_max <= 0:
        return None
    achieved = EXACT.subtract(EXACT.add(points, bonus), penalty)
    percent = EXACT.divide(EXACT.multiply(achieved, HUNDRED), applicable_max)
    return min(HUNDRED, max(ZERO, percent))


def leaves(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes that have no children, in the order given."""
    parents = {node.parent for node in nodes}
    return tuple(node for node in nodes if node.code not in parents)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a tree is for every agency alike, worked out once: each leaf with the codes above it, and the maxima.

    ``blank`` gives the totals of an agency without any score, by source (None: all).
    """

    leaves: tuple[tuple[Node, tuple[str, ...]], ...]
    blank: Mapping[Source | None, Mapping[str, NodeTotal]] = field(repr=False)


def outline(nodes: Sequence[Node]) -> Outline:
    """The tree of ``nodes``, for ``roll_up`` of many agencies."""
    by_code = {node.code: node for node in nodes}
    found = tuple((leaf, (*_path(leaf, by_code), WHOLE_SET)) for leaf in leaves(nodes))
    return Outline(found, {source: _blank(by_code, found, source) for source in (None, *Source)})


def _blank(
    codes: Collection[str], found: Sequence[tuple[Node, tuple[str, ...]]], source: Source | None
) -> dict[str, NodeTotal]:
    sums = dict.fromkeys((WHOLE_SET, *codes), (ZERO, 0))
    for leaf, path in found:
        if source is None or leaf.source is source:
            for code in path:
                maximum, count = sums[code]
                sums[code] = EXACT.add(maximum, leaf.max_points), count + 1
    return {code: NodeTotal(ZERO, maximum, maximum, 0, count) for code, (maximum, count) in sums.items()}


def roll_up(
    nodes: Sequence[Node] | Outline,
    results: Mapping[str, HasPoints],
    *,
    excluded: Collection[str] = (),
    source: Source | None = None,
) -> dict[str, NodeTotal]:
    """Totals of every node and of the whole set.

    ``excluded`` names branches (or leaves) that don't apply as a whole: they go out even where a leaf's own policy
    gives full marks. ``source`` limits the sum to the appraised or to the surveyed leaves.
    """
    tree = nodes if isinstance(nodes, Outline) else outline(nodes)
    blank, add = tree.blank[source], EXACT.add
    if not results and not excluded:
        return dict(blank)
    points, applicable = dict.fromkeys(blank, ZERO), dict.fromkeys(blank, ZERO)
    scored = dict.fromkeys(blank, 0)
    for leaf, path in tree.leaves:
        if source is not None and leaf.source is not source:
            continue
        earned, maximum, decided = _counted(leaf, results.get(leaf.code), bool(excluded) and _is_out(path, excluded))
        for code in path:
            if earned:
                points[code] = add(points[code], earned)
            if maximum:
                applicable[code] = add(applicable[code], maximum)
            scored[code] += decided
    maxima, counts = (one.max_points for one in blank.values()), (one.total_leaves for one in blank.values())
    totals = map(NodeTotal, points.values(), applicable.values(), maxima, scored.values(), counts)
    return dict(zip(blank, totals, strict=True))


def appraised_points(
    nodes: Sequence[Node], results: Mapping[str, HasPoints], *, excluded: Collection[str] = ()
) -> NodeTotal:
    """The part of the set that is self-scored and appraised (thẩm định)."""
    return roll_up(nodes, results, excluded=excluded, source=Source.SELF)[WHOLE_SET]


def survey_points(
    nodes: Sequence[Node], results: Mapping[str, HasPoints], *, excluded: Collection[str] = ()
) -> NodeTotal:
    """The part of the set that comes from the survey (điều tra xã hội học)."""
    return roll_up(nodes, results, excluded=excluded, source=Source.SURVEY)[WHOLE_SET]


def agency_result(
    nodes: Sequence[Node] | Outline,
    results: Mapping[str, HasPoints],
    *,
    bonus: Decimal = ZERO,
    penalty: Decimal = ZERO,
    excluded: Collection[str] = (),
    survey_counted: bool = True,
) -> AgencyResult:
    """The whole result of one agency.

    ``survey_counted=False`` is the campaign's rule «không điều tra xã hội học»: index over the appraised maximum alone.
    """
    tree = nodes if isinstance(nodes, Outline) else outline(nodes)
    totals = roll_up(tree, results, excluded=excluded, source=None if survey_counted else Source.SELF)
    whole = totals[WHOLE_SET]
    return AgencyResult(
        appraised_points=_points_from(tree, totals, Source.SELF),
        survey_points=_points_from(tree, totals, Source.SURVEY) if survey_counted else ZERO,
        bonus_points=bonus,
        penalty_points=penalty,
        total_points=EXACT.subtract(EXACT.add(whole.points, bonus), penalty),
        applicable_max=whole.applicable_max,
        index=index(whole.points, bonus, penalty, whole.applicable_max),
        totals=totals,
    )


def _points_from(tree: Outline, totals: Mapping[str, NodeTotal], source: Source) -> Decimal:
    """What the leaves of one source add to the whole."""
    return total(totals[leaf.code].points for leaf, _ in tree.leaves if leaf.source is source)


def _path(leaf: Node, by_code: Mapping[str, Node]) -> tuple[str, ...]:
    """The leaf's code and those above it. Codes are text: «1.1» isn't above «1.10» unless its parent says so."""
    path = [leaf.code]
    parent = leaf.parent
    while parent and parent in by_code and parent not in path:
        path.append(parent)
        parent = by_code[parent].parent
    return tuple(path)


def _is_out(path: Sequence[str], excluded: Collection[str]) -> bool:
    return any(code in excluded for code in path)


def _counted(leaf: Node, result: HasPoints | None, branch_excluded: bool) -> tuple[Decimal, Decimal, int]:
    """Points, applicable maximum, and 1 where the leaf is decided."""
    if branch_excluded:
        return ZERO, ZERO, 1
    if result is None:
        return ZERO, leaf.max_points, 0
    decided = result.points is not None or result.applicable_max == 0
    return result.points or ZERO, result.applicable_max, int(decided)
