"""What the frame of every page shows and has to be asked for: the year's plan, the number of unread notices.

Each app gives the SQL of its own part; they are asked for together, or along with a statement of the page's own, so
that one more of them costs no round trip.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cchc.tenancy.rows import fetched

Parameters = Callable[[HttpRequest], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Fact:
    """``column`` is a scalar subselect that refers to nothing outside (several rows: ``nested``).

    ``parameters`` fill its places in order.
    """

    name: str
    column: str
    parameters: Parameters


_facts: list[Fact] = []


def register_fact(name: str, column: str, parameters: Parameters) -> None:
    _facts.append(Fact(name, column, parameters))


def columns() -> str:
    """The facts as columns of a SELECT, for a statement that brings them along (``keep``)."""
    return ", ".join(fact.column for fact in _facts)


def parameters(request: HttpRequest) -> list[Any]:
    return [value for fact in _facts for value in fact.parameters(request)]


def keep(request: HttpRequest, values: Sequence[Any]) -> None:
    """What another statement has brought along, in the order of ``columns``."""
    request.cchc_facts = dict(zip([fact.name for fact in _facts], values, strict=True))  # type: ignore[attr-defined]


def count() -> int:
    return len(_facts)


def fact(request: HttpRequest, name: str) -> Any:
    """One of them, for the person asking: at most one query per request, for all."""
    if not hasattr(request, "cchc_facts"):
        keep(request, fetched(f"SELECT {columns()}", parameters(request))[0])
    return request.cchc_facts[name]  # type: ignore[attr-defined]
