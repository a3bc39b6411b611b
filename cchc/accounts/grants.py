"""Assignments of single people to single objects: the only place that writes guardian's rows.

Roles come from Membership and never stand here. guardian's ``has_perm`` says True for a foreign tenant's object, so
every function refuses an object outside the open scope, and lists are read as id sets, never row by row.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db import models

from cchc.accounts.grant_models import TenantUserObjectPermission
from cchc.accounts.models import Membership, User
from cchc.tenancy import audit
from cchc.tenancy.scope import active_tenant_id


class GrantRefused(Exception):
    """The assignment would cross a wall; the message says which one, in Vietnamese."""


def _table(obj_or_class) -> type[models.Model]:
    model = obj_or_class if isinstance(obj_or_class, type) else type(obj_or_class)
    return model.grant_table


def _check(user: User, obj: models.Model) -> None:
    if obj.tenant_id != active_tenant_id():  # type: ignore[attr-defined]
        raise GrantRefused("Phần được giao không thuộc đơn vị đang làm việc.")
    if not Membership.objects.filter(user=user, user__is_active=True).exists():
        raise GrantRefused(f"{user} không có vai trò trong đơn vị này; thêm vai trò trước khi giao việc.")


def _permission(obj_or_class, codename: str) -> Permission:
    meta = obj_or_class._meta
    return Permission.objects.get(
        codename=codename, content_type__app_label=meta.app_label, content_type__model=meta.model_name
    )


def grant(*, user: User, codename: str, obj: models.Model, by: User | None) -> bool:
    """Give ``user`` the permission on ``obj``; False when they had it. Audited. Raises GrantRefused."""
    _check(user, obj)
    _, made = _table(obj)._default_manager.get_or_create(
        user=user, permission=_permission(obj, codename), content_object=obj, tenant_id=active_tenant_id()
    )
    if made:
        audit.record("giao việc", obj, by=by, changes={"người được giao": [None, str(user)]})
    return made


def grant_many(*, pairs: Iterable[tuple[models.Model, User]], codename: str) -> int:
    """Give many objects of one model to their people in one go; those who had them keep them. Returns how many pairs.

    The caller writes the one line of the diary that all of them belong to. Raises GrantRefused.
    """
    wanted = list(pairs)
    if not wanted:
        return 0
    people = {user for _, user in wanted}
    known = set(Membership.objects.filter(user__in=people, user__is_active=True).values_list("user_id", flat=True))
    if stranger := next((user for user in people if user.pk not in known), None):
        raise GrantRefused(f"{stranger} không có vai trò trong đơn vị này; thêm vai trò trước khi giao việc.")
    if any(obj.tenant_id != active_tenant_id() for obj, _ in wanted):  # type: ignore[attr-defined]
        raise GrantRefused("Phần được giao không thuộc đơn vị đang làm việc.")
    table, permission = _table(wanted[0][0]), _permission(wanted[0][0], codename)
    rows = [
        table(user=user, permission=permission, content_object=obj, tenant_id=active_tenant_id())
        for obj, user in wanted
    ]
    table._default_manager.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def revoke(*, user: User, codename: str, obj: models.Model, by: User | None) -> bool:
    """Take the permission back; False when there was none. Audited."""
    rows = _table(obj)._default_manager.filter(
        user=user, permission=_permission(obj, codename), content_object=obj, tenant_id=active_tenant_id()
    )
    removed = rows.delete()[0] > 0
    if removed:
        audit.record("thôi giao việc", obj, by=by, changes={"người được giao": [str(user), None]})
    return removed


def revoke_all(*, user: User, by: User | None) -> int:
    """Take back everything the person was given in this tenant, as one line of the diary; the number of objects."""
    taken = 0
    for table in TenantUserObjectPermission.__subclasses__():
        taken += table._default_manager.filter(user=user, tenant_id=active_tenant_id()).delete()[0]
    if taken:
        audit.record("thôi giao mọi việc", user, by=by, changes={"phần được giao": [taken, 0]})
    return taken


def grantees(obj_ids, codename: str, model: type[models.Model]) -> dict[int, list[User]]:
    """Who holds the permission on each object, by object id: one query."""
    rows = _table(model)._default_manager.filter(
        content_object_id__in=list(obj_ids), permission__codename=codename, tenant_id=active_tenant_id()
    )
    found: dict[int, list[User]] = {}
    for row in rows.select_related("user").order_by("user__full_name", "pk"):
        found.setdefault(row.content_object_id, []).append(row.user)
    return found


def held_by(user: User) -> dict[type[models.Model], dict[int, str]]:
    """Everything the person was given in this tenant: by model the objects' ids with the permission's codename."""
    found: dict[type[models.Model], dict[int, str]] = {}
    for table in TenantUserObjectPermission.__subclasses__():
        model = table._meta.get_field("content_object").related_model
        rows = table._default_manager.filter(user=user, tenant_id=active_tenant_id())
        if held := dict(rows.values_list("content_object_id", "permission__codename")):
            found[model] = held
    return found
