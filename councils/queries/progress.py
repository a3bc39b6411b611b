"""How far the appraisal is: per leaf, per department, per file. The number of queries doesn't grow with the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from assessments.models import Score
from assessments.states import State
from cchc.tenancy.models import Agency
from councils.queries.assigned import LeafAssignment, leaf_assignments
from councils.queries.missing import exempted_leaves, self_leaves, trees_of
from criteria.models import Campaign, Criterion
from criteria.queries import exempted_codes

APPRAISED = Score.Stage.APPRAISED
SENT = (State.SUBMITTED, State.APPRAISED, State.ADOPTED)


@dataclass(slots=True)
class LeafProgress:
    """One leaf: files it applies to, those of them not sent yet, appraised, and appraised unlike the self-score."""

    leaf: Criterion
    total: int = 0
    unsent: int = 0
    done: int = 0
    differs: int = 0

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
    codes: list[str] = field(default_factory=list)


def differing() -> Exists:
    """For an appraised Score: whether there is a self-score with the same result."""
    mine = Score.objects.at_stage(Score.Stage.SELF).filter(
        assessment=OuterRef("assessment"), criterion=OuterRef("criterion"), applicable_max=OuterRef("applicable_max")
    )
    return Exists(mine.filter(Q(points=OuterRef("points")) | Q(points=None, not_applicable=True)))


def leaf_progress(
    campaign: Campaign, leaf_ids: Iterable[int] | None = None, own: Iterable[int] = ()
) -> dict[int, LeafProgress]:
    """Progress by leaf id, in printed order; ``own`` agencies are left out. Five queries."""
    passed = frozenset(own)
    wanted = None if leaf_ids is None else frozenset(leaf_ids)
    found: dict[int, LeafProgress] = {}
    trees = trees_of(campaign)
    files = dict(campaign.assessments.values_list("agency_id", "state"))
    gone = exempted_codes(campaign)
    for agency_id, set_id in campaign.participants.values_list("agency_id", "criteria_set_id"):
        if agency_id in passed:
            continue
        tree = trees[set_id]
        exempted = exempted_leaves(tree, gone[agency_id]) if agency_id in gone else frozenset()
        for leaf in self_leaves(tree):
            if leaf.pk not in exempted and (wanted is None or leaf.pk in wanted):
                row = found.setdefault(leaf.pk, LeafProgress(leaf))
                row.total += 1
                row.unsent += files.get(agency_id) not in SENT
    _count(campaign, found, passed)
    return dict(sorted(found.items(), key=lambda pair: (pair[1].leaf.criteria_set_id, pair[1].leaf.position)))


def _count(campaign: Campaign, found: Mapping[int, LeafProgress], passed: frozenset[int]) -> None:
    scores = Score.objects.at_stage(APPRAISED).filter(assessment__campaign=campaign).exclude(agency__in=passed)
    rows = scores.annotate(same=differing()).values("criterion_id")
    for row in rows.annotate(done=Count("pk"), differs=Count("pk", filter=Q(same=False))).order_by():
        if row["criterion_id"] in found:
            found[row["criterion_id"]].done = row["done"]
            found[row["criterion_id"]].differs = row["differs"]


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
        lead = given[leaf_id].lead if leaf_id in given else None
        if lead is None:
            continue
        mine = found.setdefault(lead.department_id, DepartmentProgress(lead.department))
        mine.leaves += 1
        mine.done += row.done
        mine.total += row.total
        if row.open:
            mine.codes.append(row.leaf.code)
    return sorted(found.values(), key=lambda one: one.department.sort_key)


def files_appraised(campaign: Campaign) -> dict[int, int]:
    """How many leaves have been appraised, by file id."""
    rows = Score.objects.at_stage(APPRAISED).filter(assessment__campaign=campaign).values("assessment_id")
    return {row["assessment_id"]: row["done"] for row in rows.annotate(done=Count("pk")).order_by()}
