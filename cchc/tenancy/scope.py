"""The tenant's scope: the ORM filter and PostgreSQL's row-level security, switched on and off together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django_scopes import get_scope, scope

if TYPE_CHECKING:
    from cchc.tenancy.models import Tenant


def active_tenant() -> "Tenant | None":
    """The tenant whose scope is open, or None."""
    found = get_scope().get("tenant")
    return found[0] if isinstance(found, list | tuple) else found


def active_tenant_id() -> int | None:
    """Default of every tenant column: a row belongs to the tenant in whose scope it is made."""
    tenant = active_tenant()
    return tenant.pk if tenant else None


def _set_locally(**values: str) -> None:
    """Set several settings for the length of the transaction, by one statement."""
    pairs = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {pairs}", [part for pair in values.items() for part in pair])


@contextmanager
def tenant_scope(tenant: "Tenant", *, readonly: bool = False) -> Iterator[None]:
    """Open one transaction in which only this tenant's rows exist, for the ORM and for PostgreSQL alike.

    The setting is local to the transaction: a session-wide one would leak into the next request of the same
    connection. With ``readonly`` the database refuses every write.
    """
    outer, is_nested = active_tenant(), connection.in_atomic_block
    with transaction.atomic():
        _set_locally(**{"app.tenant": str(tenant.pk)}, **({"transaction_read_only": "on"} if readonly else {}))
        with scope(tenant=tenant):
            yield
        # Releasing a savepoint keeps the inner value, so an outer scope has to be put back by hand. The end of the
        # transaction itself takes the value away.
        if is_nested:
            _set_locally(**{"app.tenant": str(outer.pk) if outer else ""})


@contextmanager
def person_scope(user_id: int) -> Iterator[None]:
    """Let one person see their own memberships across tenants, and nothing else."""
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        _set_locally(**{"app.person": str(user_id)})
        yield
        if is_nested:
            _set_locally(**{"app.person": ""})
