"""A person inside one tenant: the roles held there and in which agencies. Built once per request."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from cchc.accounts.models import StaffSession, User
from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.rows import columns, fetched, made


@dataclass(frozen=True)
class Member:
    """``held`` pairs each role with the agency it is held in (None where the role belongs to the tenant)."""

    user: User
    tenant: Tenant
    held: tuple[tuple[Role, Agency | None], ...]
    staff_session: StaffSession | None = field(default=None)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _ in self.held)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def agency_ids(self, *roles: Role) -> frozenset[int]:
        """Agencies in which one of the roles is held."""
        return frozenset(agency.pk for role, agency in self.held if agency and role in roles)

    @cached_property
    def own_agency_ids(self) -> frozenset[int]:
        """Every agency the person belongs to: what they must never appraise."""
        return frozenset(agency.pk for _, agency in self.held if agency)

    @property
    def agency(self) -> Agency | None:
        """The agency named under the person's name: the first one of an assessed agency, else any."""
        preferred = [agency for role, agency in self.held if agency and role in OF_ASSESSED_AGENCY]
        return next(iter(preferred or [agency for _, agency in self.held if agency]), None)

    @property
    def agency_name(self) -> str:
        """Without an agency a coordinator speaks for the standing office, everybody else for the authority itself."""
        if self.agency:
            return self.agency.name
        return self.tenant.standing_office if Role.COORDINATOR in self.roles else self.tenant.authority_short

    @property
    def role_label(self) -> str:
        if self.staff_session:
            return "Phiên quản trị hệ thống"
        return self.user.position or ", ".join(role.label for role in sorted(self.roles))


HELD = f"""
SELECT m.role, {columns(Agency, "a")}
FROM accounts_membership m LEFT JOIN tenancy_agency a ON a.id = m.agency_id
WHERE m.user_id = %s ORDER BY m.id
"""  # noqa: S608 - names of columns


def _staff_member(user: User, tenant: Tenant, at) -> Member | None:
    session = StaffSession.objects.filter(user=user, ended_at=None).order_by("-started_at").first()
    if session is None or not session.is_open(at):
        return None
    return Member(user, tenant, ((Role.COORDINATOR, None),), session)


def member_of(user: User, tenant: Tenant, *, at=None) -> Member | None:
    """The person's standing in the tenant, or None for a stranger. Call inside the tenant's scope.

    An administrator of the system has none without an open staff session.
    """
    if not user.is_authenticated or not user.is_active:
        return None
    held = tuple(
        (Role(role), None if agency[0] is None else made(Agency, agency)) for role, *agency in fetched(HELD, [user.pk])
    )
    if held:
        return Member(user, tenant, held)
    return _staff_member(user, tenant, at or timezone.now()) if user.is_superuser else None
