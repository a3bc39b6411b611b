"""Many rows in one statement.

COPY is refused under row-level security, and ``bulk_create`` spends most of its time on objects and placeholders; an
INSERT from arrays is nearly as fast as COPY and obeys the tenant's policy.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from cchc.tenancy.scope import active_tenant_id

Column = tuple[str, Sequence[Any]]


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """So many unused primary keys, so that rows may point at each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_rows(model: type[models.Model], columns: dict[str, Sequence[Any]], *, replace_on: Iterable[str] = ()) -> int:
    """Write rows given column by column (database column names) for the open tenant; gives their number.

    With ``replace_on`` (the columns of a unique constraint) a row already there is updated in place and keeps its id.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return 0
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"%s::{_type(model, name)}[]" for name in columns)
    sql = (
        f'INSERT INTO "{model._meta.db_table}" (tenant_id, {names}) '  # noqa: S608 - names come from the models
        f"SELECT %s, {names} FROM unnest({arrays}) AS given({names}){_replacing(columns, tuple(replace_on))}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [active_tenant_id(), *map(array_literal, columns.values())])
    return count


def array_literal(values: Sequence[Any]) -> str:
    """«{1,2,NULL}», «{"a","b"}»: PostgreSQL reads one literal far faster than an ARRAY[...] of constants."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _type(model: type[models.Model], column: str) -> str:
    field = next(field for field in model._meta.local_concrete_fields if field.column == column)
    return field.cast_db_type(connection)


def _replacing(columns: Iterable[str], keys: tuple[str, ...]) -> str:
    if not keys:
        return ""
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in {"id", *keys})
    target = ", ".join(f'"{key}"' for key in keys)
    return f" ON CONFLICT ({target}) DO UPDATE SET {changes}"
