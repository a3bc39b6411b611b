"""The test databases: made from one migrated template, by the owner; the tests themselves run as the application role.

Nothing is truncated between tests: most roll back, and a test that needs committed rows gets a database of its own.
"""

import fcntl
import hashlib
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import psycopg2.errors
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from hypothesis import settings as drawing

drawing.register_profile("same", derandomize=True, deadline=None, database=None)
drawing.load_profile("same")  # the same examples in every run, however busy the machine

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys first: one of a minute or two that begins last would let the other workers wait for its end."""
    items.sort(key=lambda item: item.path.parent.name != "journeys")


def _admin():
    """A connection of the owner, who may create databases, outside any transaction."""
    owner = settings.DATABASES["owner"]
    connection = psycopg2.connect(
        dbname="postgres",
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=owner["HOST"],
        port=owner["PORT"] or None,
    )
    connection.autocommit = True
    return connection


def _statement(sql: str) -> None:
    connection = _admin()
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()


def _drop(name: str) -> None:
    """Drop a database, and whoever still holds it.

    First without FORCE: that sends a vacuum worker away, which the owner may not terminate; then with it, for the
    processes of a test.
    """
    for force in ("", " WITH (FORCE)", "", " WITH (FORCE)"):
        try:
            _statement(f'DROP DATABASE IF EXISTS "{name}"{force}')
        except (psycopg2.errors.ObjectInUse, psycopg2.errors.InsufficientPrivilege):
            continue
        return
    raise RuntimeError(f"the test database {name} could not be dropped")


def _exists(name: str) -> bool:
    connection = _admin()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None
    finally:
        connection.close()


def _fingerprint() -> str:
    """Names and contents of every migration: a changed one asks for a new template."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("**/migrations/*")):
        if path.suffix in {".py", ".sql"} and ".venv" not in path.parts:
            digest.update(path.name.encode() + path.read_bytes())
    digest.update((ROOT / "cchc/tenancy/operations.py").read_bytes())
    digest.update((ROOT / "requirements.lock").read_bytes())
    return digest.hexdigest()[:12]


def _use(name: str) -> None:
    """Point both aliases at a database; the connections of the one before are closed."""
    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def migrated_template() -> str:
    """The migrated template database, made once for all workers and kept until the migrations change."""
    name = f"cchc_template_{_fingerprint()}"
    lock = Path(settings.DATA_DIR) / "test-template.lock"
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not _exists(name):
            _drop(f"{name}_making")
            _statement(f'CREATE DATABASE "{name}_making"')
            _use(f"{name}_making")
            call_command("migrate", verbosity=0)
            for alias in ("default", "owner"):
                connections[alias].close()
            _statement(f'ALTER DATABASE "{name}_making" RENAME TO "{name}"')
    return name


@contextmanager
def fresh_database(suffix: str):
    """A copy of the template for the time of the block; yields its name."""
    template = migrated_template()
    name = f"test_cchc_{suffix}"
    with (Path(settings.DATA_DIR) / "test-template.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # a template being copied admits no second copy
        _drop(name)
        _statement(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        _drop(name)


def _worker(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    with django_db_blocker.unblock(), fresh_database(_worker(request)) as name:
        _use(name)
        yield
        _use("postgres")


@pytest.fixture
def committed_database(request, django_db_setup, django_db_blocker):
    """A database of the test's own in which transactions really commit; other processes may connect to it."""
    with django_db_blocker.unblock():
        before = settings.DATABASES["default"]["NAME"]
        with fresh_database(f"{_worker(request)}_own") as name:
            _use(name)
            try:
                yield name
            finally:
                _use(before)


@pytest.fixture
def cast(db):
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def scope_a(cast):
    """Tenant A's scope, open for the whole test."""
    from cchc.tenancy.scope import tenant_scope

    with tenant_scope(cast.tenant_a):
        yield cast.tenant_a


@pytest.fixture
def login(client):
    """``login(user)`` gives a client that is logged in as that person."""

    def as_person(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_person
