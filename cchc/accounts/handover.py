"""Handing over: everything that was given to one person, in words, and its passing to a successor in one step.

The layers above say how their objects read (``register_duties``); the assignments themselves stand in ``grants``, or in
rows of a layer's own (``register_holding``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models, transaction

from cchc.accounts.grants import grant, held_by, revoke
from cchc.accounts.members import Member
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import OF_ASSESSED_AGENCY, OF_DEPARTMENT, Role
from cchc.tenancy import audit

HEADS = (Role.HEAD, Role.DEPARTMENT_HEAD)


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing given to a person: what it is, where it stands, how far it is; and of which agency."""

    obj: models.Model
    words: str
    url: str
    agency_id: int | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Work that rows of a layer's own give to people: how it is listed, passed on, and taken back from who leaves.

    ``pass_on`` raises ``GrantRefused`` where the successor may not have it; ``take_back`` tells how many things.
    """

    duties: Callable[[User], list[Duty]]
    pass_on: Callable[[list[Duty], User], None]
    take_back: Callable[[User], int]


Describe = Callable[[User, Iterable[int]], list[Duty]]
_describers: dict[type[models.Model], Describe] = {}
_holdings: dict[type[models.Model], Holding] = {}


def register_duties(model: type[models.Model], describe: Describe) -> None:
    """Add the words for objects of a model that people are given."""
    _describers[model] = describe


def register_holding(model: type[models.Model], holding: Holding) -> None:
    """Add work that rows of ``model`` give to people, beside what was granted."""
    _holdings[model] = holding


def take_back(user: User) -> int:
    """End what rows of the layers' own give to somebody who leaves; how many things."""
    return sum(holding.take_back(user) for holding in _holdings.values())


def duties_of(user: User, agencies: frozenset[int] | None = None) -> list[Duty]:
    """What the person was given in this tenant, of these agencies only where they are named."""
    found = [duty for model, held in held_by(user).items() for duty in _described(model, user, held)]
    found += [duty for holding in _holdings.values() for duty in holding.duties(user)]
    return [duty for duty in found if agencies is None or duty.agency_id in agencies]


def _described(model: type[models.Model], user: User, held: Iterable[int]) -> list[Duty]:
    if model in _describers:
        return _describers[model](user, held)
    return [Duty(obj, str(obj), "", None) for obj in model._default_manager.filter(pk__in=list(held))]


def agencies_in_charge(member: Member) -> frozenset[int] | None:
    """Agencies whose people's work the person may hand over; None stands for all of them (standing office)."""
    return None if member.has(Role.COORDINATOR) else member.agency_ids(*HEADS)


def may_hand_over(member: Member) -> bool:
    """The standing office, and whoever heads an agency."""
    return member.has(Role.COORDINATOR, *HEADS)


def successors_of(user: User, agencies: frozenset[int] | None = None) -> list[User]:
    """Who can take over: people with a role of the same kind in one of the person's agencies, by name."""
    kinds = {OF_ASSESSED_AGENCY: set(), OF_DEPARTMENT: set()}  # type: ignore[var-annotated]
    for membership in Membership.objects.filter(user=user):
        for kind, found in kinds.items():
            if membership.role in kind and (agencies is None or membership.agency_id in agencies):
                found.add(membership.agency_id)
    people: set[User] = set()
    for kind, found in kinds.items():
        rows = Membership.objects.with_roles(*kind).filter(agency__in=found).exclude(user=user)
        people |= {row.user for row in rows.select_related("user")}
    return sorted(people, key=str)


@transaction.atomic
def hand_over(*, user: User, successor: User, by: User, agencies: frozenset[int] | None = None) -> int:
    """Pass everything the person was given to the successor; how many things. What was done keeps its names.

    Raises ``GrantRefused`` where the successor has no role in the tenant, or may not have one of the things.
    """
    duties, held = duties_of(user, agencies), held_by(user)
    for duty in duties:
        if type(duty.obj) not in _holdings:
            codename = held[type(duty.obj)][duty.obj.pk]
            grant(user=successor, codename=codename, obj=duty.obj, by=by)
            revoke(user=user, codename=codename, obj=duty.obj, by=by)
    for model, holding in _holdings.items():
        holding.pass_on([duty for duty in duties if type(duty.obj) is model], successor)
    if duties:
        changes = {"người nhận": [None, str(successor)], "số việc": [len(duties), 0]}
        audit.record("bàn giao việc", user, by=by, changes=changes)
    return len(duties)
