"""The world in which an app's rows of the access table are tried: the cast, and what the app builds in tenant A."""

import importlib
import importlib.util
from typing import Any

from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from tests.cast import Cast, make_cast

APPS = [
    "platform",
    "accounts",
    "notices",
    "documents",
    "criteria",
    "assessments",
    "surveys",
    "councils",
    "publications",
]


class World:
    """``world.cast``, ``world.a`` (agencies of tenant A), ``world.tenant``, and whatever ``build`` sets."""

    cast: Cast
    tenant: Tenant
    a: Any

    def __init__(self) -> None:
        self.cast = make_cast()
        self.tenant, self.a = self.cast.tenant_a, self.cast.a

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the world has no «{name}»: build it in rows_<app>.py")


def row_modules() -> dict[str, Any]:
    """``rows_<app>.py`` of every app that has one, by app."""
    names = {app: f"tests.access.rows_{app}" for app in APPS}
    return {app: importlib.import_module(name) for app, name in names.items() if importlib.util.find_spec(name)}


def make_world(app: str) -> World:
    """The cast, and what the app's ``build`` adds to tenant A: no app sees what another one built."""
    world = World()
    build = getattr(row_modules()[app], "build", None)
    if build:
        with tenant_scope(world.tenant):
            build(world)
    return world
