"""Where a database stands in the migrations, and one process at a time that takes it further."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

LOCK = 770002
"""The advisory lock of whoever migrates a database."""


def pending_migrations(connection: BaseDatabaseWrapper) -> int:
    """How many migrations are still to be applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def halfway_apps(connection: BaseDatabaseWrapper) -> list[str]:
    """Apps of which only some of the migrations that another one replaces are applied.

    Django leaves such a replacement out without a word: nothing would be pending, and tables would be missing.
    """
    executor = MigrationExecutor(connection)
    book = executor.recorder.applied_migrations()
    found = set()
    for (app, _), migration in executor.loader.replacements.items():
        applied = [name in book for name in migration.replaces]
        if any(applied) and not all(applied):
            found.add(app)
    return sorted(found)


@contextmanager
def migrating_alone(alias: str) -> Iterator[None]:
    """Wait until no other process migrates the database: what it has done is then read from the book, not done again.

    The lock is the session's; the server takes it back when the process dies.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        if connections[alias].connection is not None:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
