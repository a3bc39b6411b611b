"""Reads over people and their places of work."""

from django.db.models import QuerySet

from cchc.accounts.models import Membership, StaffSession, User
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import person_scope, tenant_scope


def tenants_of(user: User) -> list[Tenant]:
    """Every tenant in which the person holds a role, by name. Called before any tenant is chosen."""
    with person_scope(user.pk):
        ids = list(Membership._base_manager.filter(user=user).values_list("tenant_id", flat=True).distinct())
    return list(Tenant.objects.filter(pk__in=ids).order_by("name", "pk"))


def works_elsewhere(user: User, tenant: Tenant) -> bool:
    """Whether the person holds a role in any other tenant: then their account is not this tenant's to change."""
    return any(other.pk != tenant.pk for other in tenants_of(user))


def people() -> QuerySet[User]:
    """Everybody with a role in the tenant whose scope is open."""
    return User.objects.filter(pk__in=Membership.objects.values("user_id"))


def never_logged_in() -> QuerySet[User]:
    return people().filter(last_login=None, is_active=True)


def open_staff_sessions(user: User, at) -> list[StaffSession]:
    """The administrator's sessions that still run, over all tenants (each looked at in its own scope)."""
    found = []
    for tenant in Tenant.objects.order_by("name", "pk"):
        with tenant_scope(tenant, readonly=True):
            rows = StaffSession.objects.filter(user=user, ended_at=None, expires_at__gt=at).select_related("tenant")
            found += list(rows)
    return found
