"""Roles and database of an embedded cluster, from the same SQL files a server installation runs."""

from contextlib import closing
from pathlib import Path

import psycopg2

DATABASE = "cchc"
SQL = Path(__file__).parent / "sql"


def provision(maintenance_url: str, template_url: str) -> None:
    """Make the two roles and the database, unless they exist. Both addresses are a superuser's."""
    _execute(maintenance_url, (SQL / "roles.sql").read_text())
    _execute(template_url, (SQL / "database.sql").read_text())
    if not _database_exists(maintenance_url):
        _execute(maintenance_url, f"CREATE DATABASE {DATABASE} OWNER cchc_owner")
    _execute(maintenance_url, f"GRANT CONNECT ON DATABASE {DATABASE} TO cchc_app")


def _execute(url: str, sql: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True  # CREATE DATABASE refuses to run inside a transaction
        with connection.cursor() as cursor:
            cursor.execute(sql)


def _database_exists(url: str) -> bool:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        return cursor.fetchone() is not None
