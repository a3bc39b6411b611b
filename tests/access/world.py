"""One world for the whole access table: the cast, and what each app's rows build in tenant A."""

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
    """``world.cast``, ``world.a`` (agencies of tenant A), ``world.tenant``, and whatever ``build`` functions set."""

    cast: Cast
    tenant: Tenant
    a: Any

    def __init__(self) -> None:
        self.cast = make_cast()
        self.tenant, self.a = self.cast.tenant_a, self.cast.a

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the world has no «{name}»: build it in the rows_<app>.py that needs it")


def row_modules() -> list[Any]:
    """``rows_<app>.py`` of every app that has one, lower apps first."""
    names = [f"tests.access.rows_{app}" for app in APPS]
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


def make_world() -> World:
    world = World()
    with tenant_scope(world.tenant):
        for module in row_modules():
            if hasattr(module, "build"):
                module.build(world)
    return world
