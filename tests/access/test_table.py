"""Every view × every person × {own tenant, other tenant, logged out}, by GET and by POST.

Each app's world is built once, in one transaction that is rolled back at the end; each request runs in a savepoint.
"""

from collections import Counter
from contextlib import ExitStack
from http.cookies import SimpleCookie
from random import randrange

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from tests.access.table import ANYBODY, LOGGED_IN, Row
from tests.access.world import make_world, row_modules

EXCLUDED_NAMESPACES = {"admin": "Django's own site, for superusers; tested in tests/accounts/test_admin.py"}
OF_APPS: list[tuple[str, Row]] = [(app, row) for app, module in row_modules().items() for row in module.ROWS]
ROWS = [row for _, row in OF_APPS]
PEOPLE = sorted(LOGGED_IN)
HANDLER = Client().handler


def walk(resolver: URLResolver, namespace: str = "", prefix: str = ""):
    """Every pattern of ours as (name, address, view)."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in EXCLUDED_NAMESPACES:
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry, inner, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else None
            yield name, prefix + str(entry.pattern), entry.callback


VIEWS = list(walk(get_resolver()))
OF_A_TENANT = {name for name, address, _ in VIEWS if ":tenant>" in address}


def test_every_view_has_a_name():
    assert [address for name, address, _ in VIEWS if name is None] == []


def test_every_view_has_a_row_and_every_row_a_view():
    named = {name for name, _, _ in VIEWS}
    listed = {row.view for row in ROWS}
    assert (sorted(named - listed), sorted(listed - named)) == ([], [])


def test_every_view_of_a_tenant_goes_through_the_decorators():
    bare = [name for name, _, view in VIEWS if name in OF_A_TENANT and not hasattr(view, "rule")]
    assert bare == []


def test_a_post_that_leaves_no_line_in_the_diary_says_why():
    assert [row.id for row in ROWS if row.post and not row.audited and not row.why] == []


def test_no_row_stands_twice():
    assert [id_ for id_, times in Counter(row.id for row in ROWS).items() if times > 1] == []


class Worlds:
    """One world at a time: the next app's is built after the one before has been rolled back."""

    def __init__(self) -> None:
        self.app, self.world, self.block = "", None, ExitStack()

    def of(self, app: str):
        if app != self.app:
            self.end()
            self.block.enter_context(transaction.atomic())
            self.world, self.app = make_world(app), app
            self.world.cookies = {name: _cookies(getattr(self.world.cast, name)) for name in PEOPLE}
        return self.world

    def end(self) -> None:
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        self.block.close()
        self.app = ""


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        worlds = Worlds()
        yield worlds
        worlds.end()


def _cookies(user) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies.output(header="", sep=";")


def _client(world, person: str) -> Client:
    """A browser of the person's, at an address of its own: the limits on logins and mails count over all of them."""
    client = Client(REMOTE_ADDR=f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}")
    client.handler = HANDLER  # setting up the middleware for each browser would take most of the time
    if person != ANYBODY:
        client.cookies = SimpleCookie(world.cookies[person])
    return client


def _address(row: Row, world) -> str:
    kwargs = row.kwargs(world)
    if row.view in OF_A_TENANT:
        kwargs = {"tenant": world.tenant.slug} | kwargs
    return reverse(row.view, kwargs=kwargs)


def _in_scope(world, builder):
    with tenant_scope(world.tenant):
        return builder(world)


def _word(response) -> str:
    """One word for an answer; see Row.expected."""
    to_login = response.status_code == 302 and response["Location"].startswith(f"{reverse('accounts:login')}?next=")
    if to_login or response.status_code == 401:
        return "login"
    return "in" if response.status_code in {200, 204, 302, 303} else str(response.status_code)


def _get(world, row: Row, person: str) -> str:
    with transaction.atomic():
        address, query = _in_scope(world, lambda w: (_address(row, w), row.get(w)))
        word = _word(_client(world, person).get(address, query, headers=dict(row.headers)))
        transaction.set_rollback(True)
    return word


def _post(world, row: Row, person: str) -> tuple[str, int, int]:
    """The answer, rows written in our tables, lines added to tenant A's diary."""
    with transaction.atomic():
        address, data = _in_scope(world, lambda w: (_address(row, w), row.post(w)))
        written, lines = _written(), _lines(world)
        word = _word(_client(world, person).post(address, data, headers=dict(row.headers)))
        result = word, _written() - written, _lines(world) - lines
        transaction.set_rollback(True)
    return result


def _written() -> int:
    """Rows inserted, changed or deleted so far in this transaction, sessions and failed logins apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables
               WHERE relname NOT LIKE 'django\\_%' AND relname NOT LIKE 'axes\\_%'"""
        )
        return int(cursor.fetchone()[0])


def _lines(world) -> int:
    with tenant_scope(world.tenant):
        return AuditEvent.objects.count()


def of_apps(wanted):
    """Parametrizes a test by the rows wanted, each in the world of its app."""
    rows = [(app, row) for app, row in OF_APPS if wanted(row)]
    return pytest.mark.parametrize(("app", "row"), rows, ids=[row.id for _, row in rows])


@of_apps(lambda row: row.get is not None)
def test_get_opens_for_those_allowed_and_nobody_else(worlds, app, row):
    world, people = worlds.of(app), [*PEOPLE, ANYBODY]
    found = {person: _get(world, row, person) for person in people}
    assert found == {person: row.expected(person) for person in people}


@of_apps(lambda row: row.post is not None)
def test_post_acts_for_those_allowed_and_changes_nothing_for_others(worlds, app, row):
    world, people = worlds.of(app), [*PEOPLE, ANYBODY]
    found = {person: _post(world, row, person) for person in people}
    assert {person: word for person, (word, _, _) in found.items()} == {p: row.expected(p) for p in people}
    assert {p: written for p, (_, written, _) in found.items() if p not in row.allowed and written} == {}
    if row.audited:
        assert [p for p, (_, _, lines) in found.items() if p in row.allowed and not lines] == []
