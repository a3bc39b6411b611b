"""A database of the run's own, made from the migrations and dropped at the end."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psutil
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections

NAME = "cchc_bench"


def _as_superuser(*statements: str) -> None:
    found = settings.DATABASES["superuser"]
    with closing(psycopg2.connect(dbname="postgres", user=found["USER"], host=found["HOST"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _use(name: str) -> None:
    for alias in settings.DATABASES:
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


@contextmanager
def fresh_database() -> Iterator[None]:
    """The migrated database, in use by every connection for the length of the block."""
    drop = f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"
    _as_superuser(drop, f"CREATE DATABASE {NAME} OWNER {settings.DATABASES['owner']['USER']}")
    _use(NAME)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        _as_superuser(drop)


def settle() -> None:
    """Statistics and visibility of freshly written tables, as a server that has run for an hour has them."""
    with connections["superuser"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def processor_time() -> float:
    """Clock of work shared with the database: seconds of this process and of the server processes that serve it.

    In steps of 10 ms, without waiting for the disk, and without parallel workers: for jobs of a second or so.
    """
    serving = [connections[alias].connection for alias in settings.DATABASES]
    processes = [psutil.Process(connection.info.backend_pid) for connection in serving if connection is not None]
    return time.process_time() + sum(sum(process.cpu_times()[:2]) for process in processes)
