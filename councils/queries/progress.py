"""How far the appraisal is: per leaf, per department, per file. The number of queries doesn't grow with the rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from assessments.models import Score
from assessments.queries import file_states
from assessments.states import State
from cchc.tenancy.models import Agency
from councils.models import GroupMember
from councils.queries.assigned import Cells, LeafAssignment, groups_of, leaf_assignments
from councils.queries.missing import exempted_leaves, self_leaves, trees_of
from criteria.models import Campaign, Criterion
from criteria.queries import exempted_codes, taking_part

APPRAISED = Score.Stage.APPRAISED
SENT = (State.SUBMITTED, State.APPRAISED, State.ADOPTED)


@dataclass(slots=True)
class Counts:
    """Files a leaf applies to, those of them not sent yet, appraised, and appraised unlike the self-score."""

    total: int = 0
    unsent: int = 0
    done: int = 0
    differs: int = 0


@dataclass(slots=True)
class LeafProgress:
    """One leaf with its counts by group of agencies (None: the agencies of no group)."""

    leaf: Criterion
    parts: dict[int | None, Counts] = field(default_factory=dict)

    def part(self, group_id: int | None) -> Counts:
        return self.parts.setdefault(group_id, Counts())

    @property
    def total(self) -> int:
        return sum(one.total for one in self.parts.values())

    @property
    def unsent(self) -> int:
        return sum(one.unsent for one in self.parts.values())

    @property
    def done(self) -> int:
        return sum(one.done for one in self.parts.values())

    @property
    def differs(self) -> int:
        return sum(one.differs for one in self.parts.values())

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.done >= self.total

    @property
    def open(self) -> int:
        """What can be appraised now and isn't yet."""
        return max(self.total - self.unsent - self.done, 0)


@dataclass(slots=True)
class DepartmentProgress:
    """One lead department: leaves, cells done of all, and whether people are named."""

    department: Agency
    leaves: int = 0
    done: int = 0
    total: int = 0
    unsent: int = 0
    codes: list[str] = field(default_factory=list)


def differing() -> Exists:
    """For an appraised Score: whether there is a self-score with the same result."""
    mine = Score.objects.at_stage(Score.Stage.SELF).filter(
        assessment=OuterRef("assessment"), criterion=OuterRef("criterion"), applicable_max=OuterRef("applicable_max")
    )
    return Exists(mine.filter(Q(points=OuterRef("points")) | Q(points=None, not_applicable=True)))


def leaf_progress(campaign: Campaign, cells: Cells | None = None) -> dict[int, LeafProgress]:
    """Progress by leaf id, in printed order; with ``cells`` of what the person appraises. Six queries."""
    found: dict[int, LeafProgress] = {}
    trees = trees_of(campaign)
    files = dict(file_states(campaign))
    gone, groups = exempted_codes(campaign), groups_of(campaign)
    leaves = {pk: self_leaves(tree) for pk, tree in trees.items()}
    for agency_id, set_id in taking_part(campaign):
        exempted = exempted_leaves(trees[set_id], gone[agency_id]) if agency_id in gone else frozenset()
        unsent, group_id = files.get(agency_id) not in SENT, groups.get(agency_id)
        for leaf in leaves[set_id]:
            if leaf.pk in exempted or (cells is not None and not cells.covers(agency_id, leaf.pk)):
                continue
            part = found.setdefault(leaf.pk, LeafProgress(leaf)).part(group_id)
            part.total += 1
            part.unsent += unsent
    _count(campaign, found, cells)
    return dict(sorted(found.items(), key=lambda pair: (pair[1].leaf.criteria_set_id, pair[1].leaf.position)))


def _count(campaign: Campaign, found: Mapping[int, LeafProgress], cells: Cells | None) -> None:
    """Add what has been appraised, by leaf and group; agencies stood in for are counted one by one."""
    scores = Score.objects.at_stage(APPRAISED).filter(assessment__campaign=campaign)
    single = {agency_id for agency_id, _ in cells.standing_in} if cells else set()
    if cells is not None:
        scores = scores.exclude(agency__in=cells.barred)
    group = GroupMember.objects.filter(campaign=campaign, agency=OuterRef("agency")).values("group_id")
    rows = scores.annotate(same=differing(), group_id=Subquery(group))
    keys = ("criterion_id", "group_id")
    counted = {"done": Count("pk"), "differs": Count("pk", filter=Q(same=False))}
    many = rows.exclude(agency__in=single) if single else rows
    for row in many.values(*keys).annotate(**counted).order_by():
        if cells is None or cells.of_group(row["group_id"], row["criterion_id"]) is not None:
            _add(found, row)
    if cells is not None and single:
        few = rows.filter(agency__in=single)
        for row in few.values(*keys, "agency_id").annotate(**counted).order_by():
            if cells.covers(row["agency_id"], row["criterion_id"]):
                _add(found, row)


def _add(found: Mapping[int, LeafProgress], row: Mapping[str, Any]) -> None:
    if row["criterion_id"] in found:
        part = found[row["criterion_id"]].part(row["group_id"])
        part.done += row["done"]
        part.differs += row["differs"]


def department_progress(
    campaign: Campaign,
    by_leaf: Mapping[int, LeafProgress] | None = None,
    given: Mapping[int, LeafAssignment] | None = None,
) -> list[DepartmentProgress]:
    """Progress of every lead department, in the order of names."""
    by_leaf = leaf_progress(campaign) if by_leaf is None else by_leaf
    given = leaf_assignments(campaign) if given is None else given
    found: dict[int, DepartmentProgress] = {}
    for leaf_id, row in by_leaf.items():
        counted: set[int] = set()
        for group_id, part in row.parts.items():
            lead = given[leaf_id].of(group_id).lead if leaf_id in given else None
            if lead is None:
                continue
            mine = found.setdefault(lead.department_id, DepartmentProgress(lead.department))
            mine.leaves += lead.department_id not in counted
            counted.add(lead.department_id)
            mine.done += part.done
            mine.total += part.total
            mine.unsent += part.unsent
            if part.total - part.unsent > part.done and row.leaf.code not in mine.codes:
                mine.codes.append(row.leaf.code)
    return sorted(found.values(), key=lambda one: one.department.sort_key)


def files_appraised(campaign: Campaign) -> dict[int, int]:
    """How many leaves have been appraised, by file id."""
    rows = Score.objects.at_stage(APPRAISED).filter(assessment__campaign=campaign).values("assessment_id")
    return {row["assessment_id"]: row["done"] for row in rows.annotate(done=Count("pk")).order_by()}
