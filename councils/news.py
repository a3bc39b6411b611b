"""Messages of this app put into the outbox in the transaction of what they tell: to whom, of what, where to look."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.notices.registry import Owed
from cchc.notices.services import owe
from cchc.notices.tasks import wake
from cchc.tenancy.scope import active_tenant


def people_with(*roles: Role, agency: int | None = None) -> list[User]:
    """Everybody active with one of the roles, once each; with ``agency`` only those who hold it there."""
    held = Membership.objects.with_roles(*roles).select_related("user").order_by("user__username")
    if agency is not None:
        held = held.filter(agency=agency)
    return list({row.user_id: row.user for row in held}.values())


def address(view: str, year: int, *args: Any) -> str:
    """A page of this app in the tenant whose scope is open."""
    return reverse(f"councils:{view}", args=[active_tenant().slug, year, *args])  # type: ignore[union-attr]


def message(person: User, kind: str, subject: str, body: str, url: str, key: str, at: datetime, text: str = "") -> Owed:
    """One message to one person; the same ``key`` is never owed twice. ``text`` goes to the mobile as well."""
    return Owed(person, kind, subject, body, url, f"{kind}:{key}", at, text)


def tell(people: Iterable[User], kind: str, subject: str, body: str, url: str, key: str, at: datetime) -> None:
    """Owe the same message to several people and wake the sweep."""
    owe([message(person, kind, subject, body, url, key, at) for person in people])
    wake()
