"""A person inside one tenant: the roles held there and in which agencies. Built once per request."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.http import urlencode

from cchc.accounts.models import FactorDemand, SecondFactor, StaffSession, User
from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.rows import columns, fetched, made
from cchc.web.addresses import reverse


@dataclass(frozen=True)
class Member:
    """``held`` pairs each role with the agency it is held in (None where the role belongs to the tenant)."""

    user: User
    tenant: Tenant
    held: tuple[tuple[Role, Agency | None], ...]
    staff_session: StaffSession | None = field(default=None)
    factor_from: date | None = None
    """From which day this person, who has no second factor, needs one here; None where nothing is asked."""

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
    def factor_page(self) -> str:
        """Where the second factor is set up, told for which tenant."""
        return f"{reverse('accounts:own_factor')}?{urlencode({'don-vi': self.tenant.slug})}"

    @property
    def detour(self) -> str:
        """The page that has to be gone through before any other of this tenant, or nothing."""
        return self.factor_page if self.factor_from and self.factor_from <= timezone.localdate() else ""

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
SELECT m.role, d.starts_on, {columns(Agency, "a")}
FROM accounts_membership m LEFT JOIN tenancy_agency a ON a.id = m.agency_id
LEFT JOIN accounts_factordemand d
    ON d.role = m.role AND NOT EXISTS (SELECT FROM accounts_secondfactor f WHERE f.user_id = m.user_id)
WHERE m.user_id = %s ORDER BY m.id
"""  # noqa: S608 - names of columns


def _staff_member(user: User, tenant: Tenant, at) -> Member | None:
    session = StaffSession.objects.filter(user=user, ended_at=None).order_by("-started_at", "-pk").first()
    if session is None or not session.is_open(at):
        return None
    return Member(user, tenant, ((Role.COORDINATOR, None),), session, _asked_of_staff(user))


def _asked_of_staff(user: User) -> date | None:
    """An administrator works here as the coordinator does, and is asked the same."""
    found = FactorDemand.objects.filter(role=Role.COORDINATOR).first()
    return found.starts_on if found and not SecondFactor.objects.filter(user=user).exists() else None


def member_of(user: User, tenant: Tenant, *, at=None) -> Member | None:
    """The person's standing in the tenant, or None for a stranger. Call inside the tenant's scope.

    An administrator of the system has none without an open staff session.
    """
    if not user.is_authenticated or not user.is_active:
        return None
    rows = fetched(HELD, [user.pk])
    if rows:
        held = tuple((Role(role), None if agency[0] is None else made(Agency, agency)) for role, _, *agency in rows)
        return Member(user, tenant, held, factor_from=min((day for _, day, *_ in rows if day), default=None))
    return _staff_member(user, tenant, at or timezone.now()) if user.is_superuser else None
