"""Who owes which leaf of a file: the nearest branch that the head has shared out decides, and without one everybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.models import Assessment, Share
from assessments.queries import FileStatus, LeafStatus
from assessments.services.sharing import FILL
from cchc.accounts.grants import grantees
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy.rows import fetched
from criteria.models import Campaign
from criteria.tree import Branch, Tree, tree_of

Given = Mapping[int, frozenset[int]]
"""Per shared branch the users it was given to."""

GIVEN = """
SELECT s.criterion_id, g.user_id
FROM assessments_share s LEFT JOIN assessments_shareuserobjectpermission g ON g.content_object_id = s.id
WHERE s.assessment_id = %s
"""


GIVEN_IN = """
SELECT s.assessment_id, s.criterion_id, g.user_id
FROM assessments_share s JOIN assessments_assessment f ON f.id = s.assessment_id
LEFT JOIN assessments_shareuserobjectpermission g ON g.content_object_id = s.id
WHERE f.campaign_id = %s
"""


def given_in(campaign: Campaign) -> dict[int, dict[int, frozenset[int]]]:
    """The same by file, for all files of a campaign: one query."""
    found: dict[int, dict[int, frozenset[int]]] = {}
    for file, criterion, user in fetched(GIVEN_IN, [campaign.pk]):
        known = found.setdefault(file, {})
        known[criterion] = known.get(criterion, frozenset()) | ({user} if user else frozenset())
    return found


def given_of(assessment: Assessment) -> dict[int, frozenset[int]]:
    """The file's shared branches with the ids of their officers: one query."""
    found: dict[int, set[int]] = {}
    for criterion, user in fetched(GIVEN, [assessment.pk]):
        found.setdefault(criterion, set()).add(user)
    return {criterion: frozenset(users - {None}) for criterion, users in found.items()}  # type: ignore[arg-type]


def deciding(node: Branch, given: Given) -> int | None:
    """The nearest shared branch at or above the leaf."""
    return next((pk for pk in (node.pk, node.parent_id, node.area_id) if pk in given), None)


def closed_leaves(tree: Tree, given: Given, user_id: int) -> frozenset[int]:
    """Leaves that were given to others and not to this person."""
    if not given:
        return frozenset()
    owners = {node.pk: deciding(node, given) for node in tree.leaves()}
    return frozenset(pk for pk, share in owners.items() if share is not None and user_id not in given[share])


@dataclass(slots=True)
class Portion:
    """What one person owes of a file, and how far it is; ``user`` None stands for what was given to nobody."""

    user: User | None
    leaves: list[LeafStatus] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.leaves)

    @property
    def decided(self) -> int:
        return sum(leaf.is_decided for leaf in self.leaves)

    @property
    def lacking(self) -> list[LeafStatus]:
        return [leaf for leaf in self.leaves if leaf.lacks]

    @property
    def areas(self) -> list[str]:
        return list(dict.fromkeys(leaf.node.area_code for leaf in self.leaves))


def portions(assessment: Assessment, status: FileStatus) -> list[Portion]:
    """Per officer of the shares what they owe, by name; what nobody was given stands last, if there is any."""
    shares = dict(Share.objects.filter(assessment=assessment).values_list("pk", "criterion_id"))
    held = grantees(shares, FILL, Share)
    people = {criterion: held.get(pk, []) for pk, criterion in shares.items()}
    found: dict[int, Portion] = {user.pk: Portion(user) for users in people.values() for user in users}
    nobody = Portion(None)
    for leaf in status.leaves:
        if leaf.exempted:
            continue
        share = deciding(leaf.node, people)  # type: ignore[arg-type]
        mine = [found[user.pk] for user in people[share]] if share is not None else []
        for portion in mine or [nobody]:
            portion.leaves.append(leaf)
    named = sorted(found.values(), key=lambda portion: str(portion.user))
    return [*named, *([nobody] if nobody.leaves else [])]


def owed_by(assessment: Assessment, user_id: int, leaves: Iterable[LeafStatus]) -> list[LeafStatus]:
    """The leaves of a file that a person is to fill in; all of them where nothing was shared out."""
    closed = closed_leaves(tree_of(assessment.criteria_set), given_of(assessment), user_id)
    return [leaf for leaf in leaves if leaf.node.pk not in closed]


def officers_of(agency_id: int) -> list[User]:
    """Officers of the agency who can log in, by name; the head may fill in everything anyway."""
    held = Membership.objects.with_roles(Role.OFFICER).filter(agency=agency_id).select_related("user")
    return sorted({membership.user for membership in held}, key=str)
