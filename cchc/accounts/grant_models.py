"""The base of guardian's direct-foreign-key tables: the only place besides grants.py that imports guardian."""

from django.db import models
from guardian.models import UserObjectPermissionAbstract, UserObjectPermissionBase  # noqa: F401

from cchc.tenancy.scope import active_tenant_id


class TenantUserObjectPermission(UserObjectPermissionBase):
    """A guardian row that belongs to a tenant: filtered by row-level security like every other tenant table.

    Its manager is guardian's own and unscoped (it is listed with this reason in the isolation test); rows are
    written and read by cchc/accounts/grants.py alone, inside a tenant's scope.
    """

    tenant = models.ForeignKey("tenancy.Tenant", models.PROTECT, related_name="+", default=active_tenant_id)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
