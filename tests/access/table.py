"""The access table: one row per view (or per kind of object of a view), saying who gets in.

Every app keeps its rows in ``rows_<app>.py``::

    from tests.access.table import PUBLIC, SEES_ALL, Row

    def build(world):                             # optional; called once for this app, in tenant A's scope
        world.campaign = small_campaign(...)

    ROWS = [
        Row("assessments:sheet", {"an", "binh"} | SEES_ALL, kwargs=lambda w: {"year": w.year, "agency": w.agency.pk},
            refused={"giang": 404}),
        Row("assessments:save", {"an"}, kwargs=..., get=None, post=lambda w: {"value": "1"}),
        Row("publications:public", PUBLIC, kwargs=lambda w: {"year": 2024}),
    ]

People are named as in tests/cast.py. Who is not in ``allowed`` gets 403 in tenant A unless ``refused`` says otherwise;
Hà (tenant B) and Sơn (a superuser without a staff session) get 404; logged out leads to the login, or to ``refused``.
The tenant's slug is added to ``kwargs`` where the address has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import World

COUNCIL = frozenset({"minh", "phuc", "quy"})
COORDINATOR = frozenset({"chi"})
COMMUNE_1 = frozenset({"an", "binh"})
COMMUNE_2 = frozenset({"giang"})
DEPARTMENT = frozenset({"dung", "lien"})
MEMBERS = COMMUNE_1 | COMMUNE_2 | DEPARTMENT | COUNCIL | COORDINATOR | {"khanh", "oanh"}
"""Everybody with a role in tenant A."""
SEES_ALL = COUNCIL | COORDINATOR | {"khanh", "oanh", "lien"}
"""Those who read every agency's file (roles.SEES_ALL)."""
STRANGERS = frozenset({"ha", "son"})
ANYBODY = "anybody"
"""Logged out."""
LOGGED_IN = MEMBERS | STRANGERS
PUBLIC = LOGGED_IN | {ANYBODY}

Builder = Callable[[World], dict[str, Any]]


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """``get``: query of the GET request, None for a view without GET. ``post``: data of the POST, None without POST.

    ``audited``: an allowed POST leaves at least one line in the diary; a False needs its reason in ``why``.
    ``refusal``: the status for members who are not allowed; ``refused`` overrides it for single people.
    """

    view: str
    allowed: frozenset[str] | set[str]
    kwargs: Builder = nothing
    get: Builder | None = nothing
    post: Builder | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    refusal: int = 403
    audited: bool = True
    why: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        return f"{self.view}-{self.note}" if self.note else self.view

    def expected(self, person: str) -> str:
        """One word for what the person meets: in, login, or the status of the refusal."""
        if person in self.allowed:
            return "in"
        if person == ANYBODY:
            return str(self.refused.get(person, "login"))
        return str(self.refused.get(person, 404 if person in STRANGERS else self.refusal))
