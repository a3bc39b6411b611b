"""Who appraises which leaf: the assignment nearest to the leaf decides (leaf, then criterion, then area)."""

from dataclasses import dataclass

from cchc.accounts.grants import granted_ids, grantees
from cchc.accounts.members import Member
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from councils.models import Assignment
from criteria.models import Campaign, Criterion

CODENAME = "appraise_assignment"


@dataclass(frozen=True, slots=True)
class LeafAssignment:
    """The department that leads a leaf's appraisal, and those that take part."""

    leaf_id: int
    lead: Assignment | None
    joint: tuple[Assignment, ...]


def leaf_assignments(campaign: Campaign) -> dict[int, LeafAssignment]:
    """Assignment of every self-scored leaf of the campaign's sets, by leaf id: two queries."""
    given: dict[int, list[Assignment]] = {}
    for assignment in Assignment.objects.filter(campaign=campaign).select_related("department", "criterion"):
        given.setdefault(assignment.criterion_id, []).append(assignment)
    rows = Criterion.objects.filter(criteria_set__in=campaign.sets.values("criteria_set")).order_by("position")
    nodes = {row.pk: row for row in rows}
    leaves = (node for node in nodes.values() if node.is_leaf and node.source == Criterion.Source.SELF)
    return {leaf.pk: _nearest(leaf, nodes, given) for leaf in leaves}


def _nearest(leaf: Criterion, nodes: dict[int, Criterion], given: dict[int, list[Assignment]]) -> LeafAssignment:
    lead: Assignment | None = None
    joint: list[Assignment] = []
    node: Criterion | None = leaf
    while node is not None and lead is None:
        for assignment in given.get(node.pk, []):
            if assignment.role == Assignment.Role.LEAD:
                lead = assignment
            else:
                joint.append(assignment)
        node = nodes.get(node.parent_id) if node.parent_id else None
    return LeafAssignment(leaf.pk, lead, tuple(joint))


def leaves_of(member: Member, campaign: Campaign) -> frozenset[int]:
    """Leaves the person appraises: those their department leads, or only the branches given to them by name.

    An assignment that the department has shared out belongs to the people named; the others keep the rest.
    """
    departments = member.agency_ids(Role.APPRAISER, Role.DEPARTMENT_HEAD)
    if not departments:
        return frozenset()
    led = {
        leaf_id: found.lead
        for leaf_id, found in leaf_assignments(campaign).items()
        if found.lead is not None and found.lead.department_id in departments
    }
    shared = grantees({lead.pk for lead in led.values()}, CODENAME, Assignment)
    mine = granted_ids(member.user, CODENAME, Assignment)
    head_of = member.agency_ids(Role.DEPARTMENT_HEAD)
    return frozenset(
        leaf_id
        for leaf_id, lead in led.items()
        if lead.pk in mine or lead.pk not in shared or lead.department_id in head_of
    )


def unassigned_leaves(campaign: Campaign) -> list[Criterion]:
    """Self-scored leaves that no department leads; they block the opening of appraisal."""
    missing = [leaf_id for leaf_id, found in leaf_assignments(campaign).items() if found.lead is None]
    return list(Criterion.objects.filter(pk__in=missing).order_by("criteria_set", "position"))


def people_of(assignments: list[Assignment]) -> dict[int, list[User]]:
    """The people named for each assignment, by assignment id."""
    return grantees({assignment.pk for assignment in assignments}, CODENAME, Assignment)
