"""Who appraises which leaf: the assignment nearest to the leaf decides (leaf, then criterion, then area).

Nobody appraises their own agency. For the file of the leading department itself a department that takes part stands
in, and where there is none the secretariat.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cchc.accounts.grants import grantees
from cchc.accounts.members import Member
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from cchc.tenancy.once import shared
from cchc.tenancy.rows import fetched
from councils.models import Assignment, DeclaredConflict, GroupMember
from criteria.models import Campaign, Criterion

CODENAME = "appraise_assignment"


@dataclass(frozen=True, slots=True)
class LeafAssignment:
    """The department that leads a leaf's appraisal, and those that take part.

    ``by_group`` says the same for the groups of agencies that have an assignment of their own.
    """

    leaf_id: int
    lead: Assignment | None
    joint: tuple[Assignment, ...]
    by_group: Mapping[int, "LeafAssignment"] = field(default_factory=dict)

    def of(self, group_id: int | None) -> "LeafAssignment":
        """What holds for the agencies of a group; None for those of no group."""
        return self.by_group.get(group_id, self) if group_id else self

    @property
    def every(self) -> tuple["LeafAssignment", ...]:
        return (self, *self.by_group.values())


@dataclass(frozen=True, slots=True)
class Cells:
    """What one person appraises: whole leaves, and single leaves of the files of departments that lead them.

    ``led`` gives each leaf's own department, ``grouped`` the same for groups of agencies with an assignment of their
    own (None: somebody else's); ``standing_in`` the department for a leaf by the agency stood in for. ``conflicted``
    are agencies that the person has declared a conflict with.
    """

    own: frozenset[int]
    led: Mapping[int, Agency] = field(default_factory=dict)
    standing_in: Mapping[tuple[int, int], Agency | None] = field(default_factory=dict)
    groups: Mapping[int, int] = field(default_factory=dict)
    grouped: Mapping[tuple[int, int], Agency | None] = field(default_factory=dict)
    conflicted: frozenset[int] = frozenset()

    @property
    def barred(self) -> frozenset[int]:
        """Agencies whose files the person never appraises."""
        return self.own | self.conflicted

    def covers(self, agency_id: int, leaf_id: int) -> bool:
        """Whether the person appraises this leaf of this agency's file."""
        if agency_id in self.own or agency_id in self.conflicted:
            return False
        return (agency_id, leaf_id) in self.standing_in or self.of_group(
            self.groups.get(agency_id), leaf_id
        ) is not None

    def of_group(self, group_id: int | None, leaf_id: int) -> Agency | None:
        """The person's department for a leaf of the agencies of a group; None where it isn't theirs."""
        key = (group_id or 0, leaf_id)
        return self.grouped[key] if key in self.grouped else self.led.get(leaf_id)

    def department(self, agency_id: int, leaf_id: int) -> Agency | None:
        """In whose name the person appraises; None for the secretariat."""
        return self.of_group(self.groups.get(agency_id), leaf_id) or self.standing_in.get((agency_id, leaf_id))

    @property
    def leaf_ids(self) -> frozenset[int]:
        """Every leaf of which the person appraises something."""
        reachable = {leaf_id for agency_id, leaf_id in self.standing_in if agency_id not in self.barred}
        return frozenset(self.led) | reachable | {leaf_id for (_, leaf_id), mine in self.grouped.items() if mine}


@shared
def leaf_assignments(campaign: Campaign) -> dict[int, LeafAssignment]:
    """Assignment of every self-scored leaf of the campaign's sets, by leaf id: two queries."""
    given: dict[int, list[Assignment]] = {}
    for assignment in Assignment.objects.filter(campaign=campaign).select_related("department", "criterion"):
        given.setdefault(assignment.criterion_id, []).append(assignment)
    rows = Criterion.objects.filter(criteria_set__in=campaign.sets.values("criteria_set")).order_by("position", "pk")
    nodes = {row.pk: row for row in rows}
    leaves = (node for node in nodes.values() if node.is_leaf and node.source == Criterion.Source.SELF)
    return {leaf.pk: _leaf_assignment(leaf, nodes, given) for leaf in leaves}


def _leaf_assignment(
    leaf: Criterion, nodes: dict[int, Criterion], given: dict[int, list[Assignment]]
) -> LeafAssignment:
    branch = [given.get(pk, []) for pk in _branch(leaf, nodes)]
    groups = {one.group_id for rows in branch for one in rows if one.group_id}
    lead, joint = _nearest(branch, None)
    by_group = {group: LeafAssignment(leaf.pk, *_nearest(branch, group)) for group in sorted(groups)}
    return LeafAssignment(leaf.pk, lead, joint, by_group)


def _branch(leaf: Criterion, nodes: dict[int, Criterion]) -> Iterator[int]:
    """The leaf and the nodes above it, nearest first."""
    node: Criterion | None = leaf
    while node is not None:
        yield node.pk
        node = nodes.get(node.parent_id) if node.parent_id else None


def _nearest(
    branch: Sequence[Sequence[Assignment]], group_id: int | None
) -> tuple[Assignment | None, tuple[Assignment, ...]]:
    """Lead and joint assignments up to the nearest node with a lead; a group's own lead goes before the general one."""
    joint: list[Assignment] = []
    for rows in branch:
        mine = [one for one in rows if one.group_id in (None, group_id)]
        joint += [one for one in mine if one.role == Assignment.Role.JOINT]
        if leads := [one for one in mine if one.role == Assignment.Role.LEAD]:
            lead = next((one for one in leads if one.group_id), leads[0])
            return lead, tuple(one for one in joint if one.department_id != lead.department_id)
    return None, tuple(joint)


@shared
def groups_of(campaign: Campaign) -> dict[int, int]:
    """The group of each agency that is in one."""
    return dict(GroupMember.objects.filter(campaign=campaign).values_list("agency_id", "group_id"))


@dataclass(frozen=True, slots=True)
class Given:
    """What cells are made of, asked once for however many people: five queries.

    ``named``: ids of the people an assignment is shared out to, by assignment; ``conflicts``: agency, who declared it
    and who appraises in their place.
    """

    found: Mapping[int, LeafAssignment]
    named: Mapping[int, frozenset[int]]
    groups: Mapping[int, int]
    conflicts: Sequence[tuple[int, int, int | None]]


@shared
def given_in(campaign: Campaign) -> Given:
    found = leaf_assignments(campaign)
    parts = [part for leaf in found.values() for part in leaf.every]
    ids = {one.pk for part in parts for one in (part.lead, *part.joint) if one is not None}
    named = {pk: frozenset(user.pk for user in users) for pk, users in grantees(ids, CODENAME, Assignment).items()}
    groups = groups_of(campaign) if any(leaf.by_group for leaf in found.values()) else {}
    rows = DeclaredConflict.objects.filter(campaign=campaign, lifted_at=None)
    return Given(found, named, groups, list(rows.values_list("agency_id", "user_id", "substitute_id")))


def cells_of(member: Member, campaign: Campaign) -> Cells:
    """What the person appraises in the campaign. An assignment shared out belongs to the people named, and the head."""
    return cells_from(member, given_in(campaign)) if _may_appraise(member) else Cells(member.own_agency_ids)


def _may_appraise(member: Member) -> bool:
    return member.has(Role.APPRAISER, Role.DEPARTMENT_HEAD, Role.SECRETARY)


def cells_from(member: Member, given: Given) -> Cells:
    """The same of what has been asked already: no query."""
    if not _may_appraise(member):
        return Cells(member.own_agency_ids)
    departments = member.agency_ids(Role.APPRAISER, Role.DEPARTMENT_HEAD)
    found = given.found
    mine = _assignments_of(member, given, departments)
    led = {leaf_id: one.lead.department for leaf_id, one in found.items() if one.lead and one.lead.pk in mine}
    grouped = {
        (group_id, leaf_id): part.lead.department if part.lead and part.lead.pk in mine else None
        for leaf_id, one in found.items()
        for group_id, part in one.by_group.items()
    }
    groups = given.groups if grouped else {}
    conflicted, replaced = _conflicts(member, given)
    standing = _standing_in(member, found.values(), mine, groups)
    for agency_id in replaced:
        for leaf_id, one in found.items():
            lead = one.of(groups.get(agency_id)).lead
            if lead is not None and lead.department_id in departments:
                standing[agency_id, leaf_id] = lead.department
    return Cells(member.own_agency_ids, led, standing, groups, grouped, conflicted)


def _conflicts(member: Member, given: Given) -> tuple[frozenset[int], frozenset[int]]:
    """Agencies the person has declared a conflict with, and those they appraise in somebody's place."""
    me = member.user.pk
    mine = frozenset(agency for agency, user, _ in given.conflicts if user == me)
    return mine, frozenset(agency for agency, user, other in given.conflicts if other == me and user != me) - mine


def _assignments_of(member: Member, given: Given, departments: frozenset[int]) -> set[int]:
    """The assignments of the person's departments that are theirs to work on, by id."""
    parts = [part for leaf in given.found.values() for part in leaf.every]
    every = {one.pk: one for part in parts for one in (part.lead, *part.joint) if one is not None}
    ours = {pk: one for pk, one in every.items() if one.department_id in departments}
    heads, me = member.agency_ids(Role.DEPARTMENT_HEAD), member.user.pk
    return {
        pk for pk, one in ours.items() if pk not in given.named or me in given.named[pk] or one.department_id in heads
    }


def _standing_in(
    member: Member, found: Iterable[LeafAssignment], mine: set[int], groups: Mapping[int, int]
) -> dict[tuple[int, int], Agency | None]:
    """Leaves of the leading department's own file, which it can't appraise itself."""
    places: dict[tuple[int, int], Agency | None] = {}
    for leaf in found:
        for part in leaf.every:
            if part.lead is None or not part.lead.department.is_assessed:
                continue
            own = part.lead.department_id
            if leaf.of(groups.get(own)) is not part:
                continue
            for one in part.joint:
                if one.pk in mine:
                    places[own, leaf.leaf_id] = one.department
            if not part.joint and member.has(Role.SECRETARY):
                places[own, leaf.leaf_id] = None
    return places


def leaves_of(member: Member, campaign: Campaign) -> frozenset[int]:
    """Leaves the person appraises: those their department leads, or only the branches given to them by name."""
    return frozenset(cells_of(member, campaign).led)


UNASSIGNED = """
WITH kinds AS (
    SELECT DISTINCT p.criteria_set_id, g.group_id FROM criteria_participant p
    LEFT JOIN councils_groupmember g ON g.campaign_id = p.campaign_id AND g.agency_id = p.agency_id
    WHERE p.campaign_id = %s
)
SELECT leaf.id FROM criteria_criterion leaf
WHERE leaf.criteria_set_id IN (SELECT criteria_set_id FROM criteria_campaignset WHERE campaign_id = %s)
    AND leaf.is_leaf AND leaf.source = 'self'
    AND EXISTS (
        SELECT 1 FROM (SELECT group_id FROM kinds WHERE kinds.criteria_set_id = leaf.criteria_set_id
                       UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT 1 FROM kinds)) k
        WHERE NOT EXISTS (
            SELECT 1 FROM councils_assignment a
            WHERE a.campaign_id = %s AND a.role = 'lead'
                AND a.criterion_id IN (leaf.id, leaf.parent_id, leaf.area_id)
                AND (a.group_id IS NULL OR a.group_id = k.group_id)
        )
    )
"""


@shared
def unassigned_ids(campaign: Campaign) -> list[int]:
    """Self-scored leaves that no department leads for some agency; they block the opening of appraisal. One query."""
    return [pk for (pk,) in fetched(UNASSIGNED, [campaign.pk] * 3)]


def unassigned_leaves(campaign: Campaign) -> list[Criterion]:
    """The leaves themselves, in printed order."""
    return list(Criterion.objects.filter(pk__in=unassigned_ids(campaign)).order_by("criteria_set", "position"))


def people_of(assignments: Iterable[Assignment]) -> dict[int, list[User]]:
    """The people named for each assignment, by assignment id."""
    return grantees({assignment.pk for assignment in assignments}, CODENAME, Assignment)
