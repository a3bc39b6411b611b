"""``migrate`` under the owner's role: the application role may neither create tables nor pass row-level security."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

LOCK = 770002
"""The advisory lock of whoever migrates this database."""


class Command(MigrateCommand):
    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner" if "owner" in settings.DATABASES else "default")

    def handle(self, *args: object, **options: object) -> None:
        with migrating_alone(str(options["database"])):
            super().handle(*args, **options)


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
