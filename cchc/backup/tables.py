"""What of the database goes into a backup: tables with their columns, sequences, and where the migrations stand."""

from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg2 import sql

LEFT_OUT = frozenset({"django_migrations", "django_session"})
"""The first comes with the migrations; nobody stays logged in over a restore."""
_TABLES = """
SELECT c.relname, c.relrowsecurity, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.relname, c.relrowsecurity ORDER BY c.relname
"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"


@dataclass(frozen=True, slots=True)
class Table:
    """``walled``: row-level security shows one tenant's rows at a time."""

    name: str
    walled: bool
    columns: tuple[str, ...]

    @property
    def listed(self) -> sql.Composable:
        """The columns by name: a restored table may have them in another order."""
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))


def tables(cursor: Any) -> list[Table]:
    """Every table whose rows are kept."""
    cursor.execute(_TABLES)
    return [Table(name, walled, tuple(names)) for name, walled, names in cursor.fetchall() if name not in LEFT_OUT]


def sequences(cursor: Any) -> dict[str, int | None]:
    """The number that each sequence gave last; None for one that has given none."""
    cursor.execute(_SEQUENCES)
    return dict(cursor.fetchall())


def migration_heads(connection: BaseDatabaseWrapper) -> list[str]:
    """The newest migrations of this version: a backup of another has other columns."""
    return sorted(f"{app}.{name}" for app, name in MigrationExecutor(connection).loader.graph.leaf_nodes())
