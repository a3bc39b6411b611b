"""A published result whose second commune lost points, its head, and its plan in every state."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from cchc.accounts.members import member_of
from cchc.accounts.roles import Role
from publications.improving import services
from publications.improving.forms import fingerprint
from tests.cast import hold, make_user
from tests.publications.build import NOW, published, scored_campaign

LATER = NOW + timedelta(days=20)


def published_year(cast: Any, year: int = 2024) -> SimpleNamespace:
    """The campaign with its published version; Hòa heads commune 2, where Giang is the officer."""
    made = scored_campaign(cast, year=year)
    made.snapshot = published(cast, made)
    made.head = make_user("hoa", "Đặng Văn Hòa")
    hold(made.head, Role.HEAD, cast.a.commune_2)
    made.by = {name: member_of(user, cast.tenant_a) for name, user in (("giang", cast.giang), ("hoa", made.head))}
    made.by["an"] = member_of(cast.an, cast.tenant_a)
    made.agency = cast.a.commune_2
    return made


def drafted(year: SimpleNamespace, at: datetime = LATER):
    return services.make_plan(campaign=year.campaign, agency=year.agency, by=year.by["giang"], at=at)


def completed(year: SimpleNamespace, at: datetime = LATER):
    """Every line of annex 2 has a post in charge: nothing is missing any more."""
    plan = drafted(year, at)
    plan.lines.update(office="Công chức Văn phòng - Thống kê")
    return plan


def approved(year: SimpleNamespace, at: datetime = LATER):
    return services.move(plan=completed(year, at), name="approve", by=year.by["hoa"], at=at)


def fields_of(line, officers=(), **changed):
    """A line's fields as the page sends them."""
    shown = {name: getattr(line, name) or "" for name in services.TEXTS} | {
        "version": line.version,
        "base": fingerprint(line, []),
        "officers": [str(user.pk) for user in officers],
        "target": str(line.target).replace(".", ","),
    }
    return {f"m{line.pk}-{name}": value for name, value in (shown | changed).items()}
