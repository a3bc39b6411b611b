"""SELECTs written out, for the few pages where the ORM takes longer to put a query together than PostgreSQL to answer.

Row-level security keeps them inside the tenant. Without an open scope they are refused, as the managers refuse:
nothing here filters by tenant, so nothing can forget to.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import count, islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django_scopes.exceptions import ScopeError

from cchc.tenancy.scope import active_tenant_id

LARGEST = 2**63 - 1
MOST = 64
"""Statements prepared per connection."""
AnyModel = TypeVar("AnyModel", bound=models.Model)
READ: dict[type[models.Field], Callable[[str], Any]] = {
    models.DateField: date.fromisoformat,
    models.DateTimeField: datetime.fromisoformat,
    models.UUIDField: UUID,
}


def columns(model: type[models.Model], alias: str) -> str:
    """All columns of a table, in the order in which ``made`` takes their values."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def width(model: type[models.Model]) -> int:
    """How many values of a row belong to the model."""
    return len(model._meta.concrete_fields)


def take(values: Iterator[Any], model: type[models.Model]) -> list[Any]:
    """The next values of a row, as many as the model has columns."""
    return list(islice(values, width(model)))


def made(model: type[AnyModel], values: Sequence[Any]) -> AnyModel:
    """The instance of a stored row. For models without converted fields (JSON): their values come as they are."""
    return model.from_db("default", _attnames(model), values)


def revived(model: type[AnyModel], values: Sequence[Any]) -> AnyModel:
    """The same of a row that came by ``nested``, as JSON: dates, times and keys are read from their text."""
    row = list(values)
    for place, read in _readers(model):
        if row[place] is not None:
            row[place] = read(row[place])
    return made(model, row)


@cache
def _readers(model: type[models.Model]) -> list[tuple[int, Callable[[str], Any]]]:
    found = ((place, READ.get(type(field))) for place, field in enumerate(model._meta.concrete_fields))
    return [(place, read) for place, read in found if read is not None]


@cache
def _attnames(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def fetched(statement: str, params: Sequence[Any]) -> list[tuple]:
    """The rows of a SELECT. Raises ``ScopeError`` where the tenant has been forgotten."""
    if active_tenant_id() is None:
        raise ScopeError("A tenant's rows are read inside its scope.")
    with connection.cursor() as cursor:
        cursor.execute(_prepared(statement, params), params)
        return cursor.fetchall()


def _prepared(statement: str, params: Sequence[Any]) -> str:
    """An EXECUTE of the statement, which PostgreSQL has planned once for this connection; planning took longer than
    running. Statements beyond ``MOST`` run as they are: no page has that many, so somebody is putting them together.

    Whole numbers are declared as bigint, so that an address with a huge year or number finds nothing instead of
    failing; one beyond that runs unprepared, where PostgreSQL compares it as numeric. The plan is kept under row-level
    security: its policy reads the tenant's setting when the statement runs.
    """
    if any(isinstance(value, int) and abs(value) > LARGEST for value in params):
        return statement
    known = _known_to(connection)
    if statement not in known and len(known) < MOST:
        name, places = f"cchc_{len(known)}", count(1)
        numbered = re.sub("%s", lambda _: f"${next(places)}", statement)
        types = ", ".join("bigint" if isinstance(value, int) else "unknown" for value in params)
        with connection.connection.cursor() as cursor:  # not one of the page's own queries
            cursor.execute(f"PREPARE {name}{f' ({types})' if types else ''} AS {numbered}")
        known[statement] = f"EXECUTE {name}" + (f"({', '.join(['%s'] * len(params))})" if params else "")
    return known.get(statement, statement)


def _known_to(wrapper: Any) -> dict[str, str]:
    """What this connection of the process has prepared; a new connection knows nothing."""
    if getattr(wrapper, "cchc_prepared_on", None) is not wrapper.connection:
        wrapper.cchc_prepared_on, wrapper.cchc_prepared = wrapper.connection, {}
    return wrapper.cchc_prepared


def nested(values: str, rest: str, *, order: str = "") -> str:
    """A SELECT as one column of another, which saves a round trip: read it by ``listed``. ``rest`` follows FROM."""
    sorting = f" ORDER BY {order}" if order else ""
    return f"(SELECT json_agg(json_build_array({values}){sorting}) FROM {rest})::text"  # noqa: S608 - written out by the caller


def listed(column: str | None) -> list[list[Any]]:
    """The rows of a ``nested`` SELECT. Exact numbers come as ``Decimal``; dates and times as ISO text."""
    return json.loads(column, parse_float=Decimal) if column else []
