"""Who could see and write what in the appraisal of a campaign, from roles, assignments and declared conflicts."""

from dataclasses import dataclass

from cchc.accounts.members import Member
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import SEES_ALL, Role
from cchc.tenancy.models import Agency, Tenant
from councils.models import DeclaredConflict
from councils.queries.assigned import Given, cells_from, given_in
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
    """Everybody with a role in appraisal or council, by name, by as many queries for a hundred people as for one."""
    codes = dict(
        Criterion.objects.filter(criteria_set__in=campaign.sets.values("criteria_set")).values_list("pk", "code")
    )
    rows = DeclaredConflict.objects.filter(campaign=campaign, lifted_at=None).select_related("agency", "substitute")
    conflicts = list(rows)
    agencies = Agency.objects.in_bulk(campaign.participants.values_list("agency_id", flat=True))
    given = given_in(campaign)
    return [_access(member, given, codes, conflicts, agencies) for member in _members(tenant)]


def _members(tenant: Tenant) -> list[Member]:
    held: dict[User, list[tuple[Role, Agency | None]]] = {}
    rows = Membership.objects.filter(user__is_active=True).select_related("user", "agency").order_by("pk")
    for row in rows:
        held.setdefault(row.user, []).append((Role(row.role), row.agency))
    of_agencies = {Role.OFFICER, Role.HEAD}
    members = [Member(user, tenant, tuple(pairs)) for user, pairs in held.items()]
    return sorted((one for one in members if one.roles - of_agencies), key=lambda one: str(one.user))


def _access(
    member: Member,
    given: Given,
    codes: dict[int, str],
    conflicts: list[DeclaredConflict],
    agencies: dict[int, Agency],
) -> Access:
    cells = cells_from(member, given)
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
