"""Who appraises which leaf: the assignment nearest to the leaf decides (leaf, then criterion, then area).

Nobody appraises their own agency. For the file of the leading department itself a department that takes part stands
in, and where there is none the secretariat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cchc.accounts.grants import granted_ids, grantees
from cchc.accounts.members import Member
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from councils.models import Assignment
from criteria.models import Campaign, Criterion

CODENAME = "appraise_assignment"


@dataclass(frozen=True, slots=True)
class LeafAssignment:
    """The department that leads a leaf's appraisal, and those that take part."""

    leaf_id: int
    lead: Assignment | None
    joint: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """What one person appraises: whole leaves, and single leaves of the files of departments that lead them.

    ``led`` gives each leaf's own department; ``standing_in`` the department for a leaf by the agency stood in for.
    """

    own: frozenset[int]
    led: Mapping[int, Agency] = field(default_factory=dict)
    standing_in: Mapping[tuple[int, int], Agency | None] = field(default_factory=dict)

    def covers(self, agency_id: int, leaf_id: int) -> bool:
        """Whether the person appraises this leaf of this agency's file."""
        return agency_id not in self.own and (leaf_id in self.led or (agency_id, leaf_id) in self.standing_in)

    def department(self, agency_id: int, leaf_id: int) -> Agency | None:
        """In whose name the person appraises; None for the secretariat."""
        return self.led.get(leaf_id) or self.standing_in.get((agency_id, leaf_id))

    @property
    def leaf_ids(self) -> frozenset[int]:
        """Every leaf of which the person appraises something."""
        reachable = {leaf_id for agency_id, leaf_id in self.standing_in if agency_id not in self.own}
        return frozenset(self.led) | reachable


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


def cells_of(member: Member, campaign: Campaign) -> Cells:
    """What the person appraises in the campaign. An assignment shared out belongs to the people named, and the head.

    At most five queries.
    """
    departments = member.agency_ids(Role.APPRAISER, Role.DEPARTMENT_HEAD)
    if not departments and not member.has(Role.SECRETARY):
        return Cells(member.own_agency_ids)
    found = leaf_assignments(campaign)
    mine = _assignments_of(member, found.values(), departments)
    led = {leaf_id: one.lead.department for leaf_id, one in found.items() if one.lead and one.lead.pk in mine}
    return Cells(member.own_agency_ids, led, _standing_in(member, found.values(), mine))


def _assignments_of(member: Member, found: Iterable[LeafAssignment], departments: frozenset[int]) -> set[int]:
    """The assignments of the person's departments that are theirs to work on, by id."""
    given = {one.pk: one for leaf in found for one in (leaf.lead, *leaf.joint) if one is not None}
    ours = {pk: one for pk, one in given.items() if one.department_id in departments}
    shared = grantees(set(ours), CODENAME, Assignment)
    named = granted_ids(member.user, CODENAME, Assignment)
    heads = member.agency_ids(Role.DEPARTMENT_HEAD)
    return {pk for pk, one in ours.items() if pk in named or pk not in shared or one.department_id in heads}


def _standing_in(
    member: Member, found: Iterable[LeafAssignment], mine: set[int]
) -> dict[tuple[int, int], Agency | None]:
    """Leaves of the leading department's own file, which it can't appraise itself."""
    places: dict[tuple[int, int], Agency | None] = {}
    for leaf in found:
        if leaf.lead is None or not leaf.lead.department.is_assessed:
            continue
        others = [one for one in leaf.joint if one.department_id != leaf.lead.department_id]
        for one in others:
            if one.pk in mine:
                places[leaf.lead.department_id, leaf.leaf_id] = one.department
        if not others and member.has(Role.SECRETARY):
            places[leaf.lead.department_id, leaf.leaf_id] = None
    return places


def leaves_of(member: Member, campaign: Campaign) -> frozenset[int]:
    """Leaves the person appraises: those their department leads, or only the branches given to them by name."""
    return frozenset(cells_of(member, campaign).led)


def unassigned_leaves(campaign: Campaign) -> list[Criterion]:
    """Self-scored leaves that no department leads; they block the opening of appraisal."""
    missing = [leaf_id for leaf_id, found in leaf_assignments(campaign).items() if found.lead is None]
    return list(Criterion.objects.filter(pk__in=missing).order_by("criteria_set", "position"))


def people_of(assignments: Iterable[Assignment]) -> dict[int, list[User]]:
    """The people named for each assignment, by assignment id."""
    return grantees({assignment.pk for assignment in assignments}, CODENAME, Assignment)
