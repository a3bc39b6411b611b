"""The base of every row that belongs to a tenant."""

from django.db import models
from django_scopes import ScopedManager

from cchc.tenancy.scope import active_tenant_id


def scoped(queryset_class: type[models.QuerySet] = models.QuerySet) -> models.Manager:
    """A manager that raises ``ScopeError`` where the tenant has been forgotten."""
    return ScopedManager(_manager_class=models.Manager.from_queryset(queryset_class), tenant="tenant")


class TenantModel(models.Model):
    """A row of one tenant: filtered by the scoped manager and by row-level security (see operations.py)."""

    tenant = models.ForeignKey(
        "tenancy.Tenant", models.PROTECT, related_name="+", default=active_tenant_id, editable=False
    )

    objects = scoped()

    class Meta:
        abstract = True
