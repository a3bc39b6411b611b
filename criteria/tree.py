"""A criteria set as the pages of a file read it: all nodes in printed order, each leaf with its parsed rule.

A frozen set never changes again, so its tree is kept by the process (README, decision 15); a draft is read each time.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

from cchc.tenancy.rows import made
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import CriteriaSet, Criterion

KEPT_SETS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One node; ``rule`` is None above the leaves. ``path`` holds the node and what stands above it.

    Compared by identity: what is made of a node of a kept set can be remembered by it.
    """

    pk: int
    parent_id: int | None
    area_id: int | None
    code: str
    name: str
    is_leaf: bool
    max_points: Decimal
    evidence: str
    evidence_required: bool
    guidance: str
    area_code: str
    area_name: str
    is_surveyed: bool
    rule: LeafRule | None
    path: frozenset[int | None]
    row: tuple[Any, ...] = field(repr=False)

    @property
    def is_self_scored(self) -> bool:
        return self.is_leaf and not self.is_surveyed

    def criterion(self) -> Criterion:
        """The node as an instance of its own, for what writes."""
        return made(Criterion, self.row)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """The nodes in printed order, and by id; compared by identity, as its nodes are."""

    nodes: tuple[Branch, ...]
    by_id: dict[int, Branch]

    def shown(self, area: str | None = None) -> Iterator[Branch]:
        """What agencies fill in, with the headings above it: of one area, or of all."""
        return (node for node in self.nodes if not node.is_surveyed and (area is None or node.area_code == area))

    def leaves(self) -> Iterator[Branch]:
        """The leaves an agency scores itself."""
        return (node for node in self.nodes if node.is_self_scored)

    def applicable_max(self, exempted: Collection[int] = (), *, surveyed: bool = True) -> Decimal:
        """The maximum that is left for an agency: every leaf counts once, whatever lies above it is exempted too.

        ``surveyed`` is whether the campaign has a survey: without one the index is over the appraised maximum alone.
        """
        out = frozenset(exempted)
        return sum((leaf.max_points for leaf in self._counted(surveyed) if not leaf.path & out), Decimal(0))

    def _counted(self, surveyed: bool) -> Iterator[Branch]:
        return (node for node in self.nodes if node.is_leaf and (surveyed or not node.is_surveyed))


def tree_of(criteria_set: CriteriaSet) -> Tree:
    """The set's tree: for a frozen set one reading per process, else three queries."""
    if criteria_set.frozen_at is None:
        return _read(criteria_set.pk)
    database = str(connection.settings_dict["NAME"])
    return _kept(database, criteria_set.pk, criteria_set.created_at, criteria_set.frozen_at)


@lru_cache(maxsize=KEPT_SETS)
def _kept(database: str, pk: int, created_at: datetime, frozen_at: datetime) -> Tree:
    """``created_at`` and ``frozen_at`` tell two sets apart that have had the same number in turn."""
    return _read(pk)


def _read(pk: int) -> Tree:
    rows = list(Criterion.objects.filter(criteria_set=pk).with_rules().order_by("position"))
    by_id = {row.pk: row for row in rows}
    nodes = tuple(_branch(row, by_id.get(row.area_id, row)) for row in rows)
    return Tree(nodes, {node.pk: node for node in nodes})


def _branch(row: Criterion, area: Criterion) -> Branch:
    return Branch(
        pk=row.pk,
        parent_id=row.parent_id,
        area_id=row.area_id,
        code=row.code,
        name=row.name,
        is_leaf=row.is_leaf,
        max_points=row.max_points,
        evidence=row.evidence,
        evidence_required=row.evidence_required,
        guidance=row.guidance,
        area_code=area.code,
        area_name=area.name,
        is_surveyed=row.source == Criterion.Source.SURVEY,
        rule=leaf_rule(row) if row.is_leaf and hasattr(row, "scoring") else None,
        path=frozenset((row.pk, row.parent_id, row.area_id)),
        row=tuple(getattr(row, column.attname) for column in Criterion._meta.concrete_fields),
    )
