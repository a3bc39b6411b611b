"""Who could see and write what in the appraisal of a campaign, from roles, assignments and declared conflicts."""

from dataclasses import dataclass

from cchc.accounts.members import Member, member_of
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import SEES_ALL, Role
from cchc.tenancy.models import Agency, Tenant
from councils.models import DeclaredConflict
from councils.queries.assigned import cells_of
from criteria.models import Campaign, Criterion


@dataclass(frozen=True, slots=True)
class Access:
    """One person: what they read, the leaves they appraise by code, agencies they are kept from, and why."""

    user: User
    roles: str
    reads: str
    leaves: tuple[str, ...]
    single: int
    own: tuple[Agency, ...]
    conflicts: tuple[DeclaredConflict, ...]
    stands_in: tuple[Agency, ...]


def access_report(campaign: Campaign, tenant: Tenant) -> list[Access]:
    """Everybody with a role in appraisal or council, by name."""
    people: dict[int, User] = {}
    for row in Membership.objects.filter(user__is_active=True).select_related("user"):
        if row.role not in (Role.OFFICER, Role.HEAD):
            people[row.user_id] = row.user
    codes = dict(
        Criterion.objects.filter(criteria_set__in=campaign.sets.values("criteria_set")).values_list("pk", "code")
    )
    rows = DeclaredConflict.objects.filter(campaign=campaign, lifted_at=None).select_related("agency", "substitute")
    conflicts = list(rows)
    agencies = Agency.objects.in_bulk(campaign.participants.values_list("agency_id", flat=True))
    found = []
    for user in sorted(people.values(), key=str):
        member = member_of(user, tenant)
        if member is not None:
            found.append(_access(member, campaign, codes, conflicts, agencies))
    return found


def _access(
    member: Member,
    campaign: Campaign,
    codes: dict[int, str],
    conflicts: list[DeclaredConflict],
    agencies: dict[int, Agency],
) -> Access:
    cells = cells_of(member, campaign)
    whole = sorted({codes[pk] for pk in cells.leaf_ids if pk in codes}, key=_by_number)
    reads = "mọi hồ sơ" if member.has(*SEES_ALL) else "hồ sơ đã gửi, phần được giao" if whole else "không có phần nào"
    return Access(
        user=member.user,
        roles=", ".join(sorted({role.label for role, _ in member.held})),
        reads=reads,
        leaves=tuple(whole),
        single=len(cells.standing_in),
        own=tuple(agencies[pk] for pk in cells.own if pk in agencies),
        conflicts=tuple(one for one in conflicts if one.user_id == member.user.pk),
        stands_in=tuple(one.agency for one in conflicts if one.substitute_id == member.user.pk),
    )


def _by_number(code: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in code.split("."))
