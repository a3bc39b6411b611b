"""SELECTs written out, for the few pages where the ORM takes longer to put a query together than PostgreSQL to answer.

Row-level security keeps them inside the tenant. Without an open scope they are refused, as the managers refuse:
nothing here filters by tenant, so nothing can forget to.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django_scopes.exceptions import ScopeError

from cchc.tenancy.scope import active_tenant_id

AnyModel = TypeVar("AnyModel", bound=models.Model)


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
    return model.from_db("default", [field.attname for field in model._meta.concrete_fields], values)


def fetched(statement: str, params: Sequence[Any]) -> list[tuple]:
    """The rows of a SELECT. Raises ``ScopeError`` where the tenant has been forgotten."""
    if active_tenant_id() is None:
        raise ScopeError("A tenant's rows are read inside its scope.")
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()
