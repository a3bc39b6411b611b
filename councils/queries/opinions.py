"""What departments that take part have said of appraised leaves, and by when they have to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from assessments.models import Assessment, Score
from cchc.tenancy.models import Agency
from councils.models import Assignment, Opinion
from councils.queries.assigned import LeafAssignment, groups_of, leaf_assignments
from criteria.models import Campaign, Criterion
from criteria.queries import phase_state
from criteria.rules.calendar import Phase


def opinions_of(campaign: Campaign, leaf: Criterion, agencies: Collection[int]) -> dict[int, list[Opinion]]:
    """The opinions on one leaf by agency, for the lines of a page: one query."""
    rows = Opinion.objects.filter(assessment__campaign=campaign, criterion=leaf, assessment__agency__in=agencies)
    found: dict[int, list[Opinion]] = {}
    for row in rows.select_related("department", "assessment", "given_by"):
        found.setdefault(row.assessment.agency_id, []).append(row)
    return found


def due_of(assignment: Assignment, campaign: Campaign, at: datetime) -> datetime | None:
    """By when a department that takes part has to speak: its own deadline, else the end of appraisal."""
    return assignment.opinion_until or phase_state(campaign, Phase.APPRAISAL, at=at).window.closes


@dataclass(frozen=True, slots=True)
class Awaited:
    """An opinion that has not been given: whose, on what, until when."""

    leaf_id: int
    department: Agency
    due: datetime | None

    def is_over(self, at: datetime) -> bool:
        return self.due is not None and at >= self.due


def awaited_opinions(
    file: Assessment, department: Agency, at: datetime, given: Mapping[int, LeafAssignment] | None = None
) -> list[Awaited]:
    """Opinions not given on the leaves a department leads in one file; a file's own agency is never asked."""
    campaign = file.campaign
    given = leaf_assignments(campaign) if given is None else given
    group = groups_of(campaign).get(file.agency_id)
    said = set(Opinion.objects.filter(assessment=file).values_list("criterion_id", "department_id"))
    found = []
    for leaf_id, one in given.items():
        part = one.of(group)
        if part.lead is None or part.lead.department_id != department.pk:
            continue
        found += [
            Awaited(leaf_id, joint.department, due_of(joint, campaign, at))
            for joint in part.joint
            if (leaf_id, joint.department_id) not in said and joint.department_id != file.agency_id
        ]
    return found


def joint_of(campaign: Campaign, leaf: Criterion, department: Agency | None) -> list[Assignment]:
    """The assignments by which departments (or one) take part in a leaf, for agencies in general and for groups."""
    one = leaf_assignments(campaign).get(leaf.pk)
    rows = {joint.pk: joint for part in (one.every if one else ()) for joint in part.joint}
    return [row for row in rows.values() if department is None or row.department_id == department.pk]


@dataclass(frozen=True, slots=True)
class Asked:
    """A leaf on which a department is asked: lines appraised so far, opinions given, the deadline."""

    leaf: Criterion
    department: Agency
    lead: Agency | None
    judged: int
    given: int
    due: datetime | None
    over: bool


def asked_leaves(campaign: Campaign, departments: Collection[int], at: datetime) -> list[Asked]:
    """Every leaf in which one of the departments takes part, in printed order: five queries."""
    given = leaf_assignments(campaign)
    leaves = Criterion.objects.in_bulk(list(given))
    judged = _counts(Score.objects.at_stage(Score.Stage.APPRAISED).filter(assessment__campaign=campaign))
    said = _counts(Opinion.objects.filter(assessment__campaign=campaign, department__in=departments))
    closes = phase_state(campaign, Phase.APPRAISAL, at=at).window.closes
    found = []
    for leaf_id, one in given.items():
        rows = {joint.department_id: joint for part in one.every for joint in part.joint}
        for pk, joint in rows.items():
            if pk in departments:
                due, lead = joint.opinion_until or closes, one.lead.department if one.lead else None
                counts = (judged.get(leaf_id, 0), said.get(leaf_id, 0))
                over = due is not None and at >= due
                found.append(Asked(leaves[leaf_id], joint.department, lead, *counts, due, over))
    return sorted(found, key=lambda row: (row.leaf.criteria_set_id, row.leaf.position))


def _counts(rows: QuerySet) -> dict[int, int]:
    counted = rows.order_by().values("criterion_id").annotate(count=Count("pk"))
    return {row["criterion_id"]: row["count"] for row in counted}
