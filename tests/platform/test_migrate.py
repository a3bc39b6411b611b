"""Migrating beside other processes that migrate: the demo beside a command, two containers of one installation."""

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from cchc.migrating import LOCK, halfway_apps, migrating_alone, pending_migrations
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from tests.cast import make_cast
from tests.servers import Place, finish, start_python, wait_for

MIGRATE = 'from django.core.management import call_command; call_command("migrate", interactive=False)'


def migrations_told(text: str) -> list[str]:
    return re.findall(r"Applying \S+\.\.\. OK|No migrations to apply", text)


@pytest.mark.slow
def test_two_processes_that_migrate_at_once_take_turns(committed_database, tmp_path) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("DROP TABLE django_session; DELETE FROM django_migrations WHERE app = 'sessions'")

        def both_wait() -> bool:
            owner.execute("SELECT count(*) FROM pg_locks WHERE objid = %s AND NOT granted", [LOCK])
            return owner.fetchone() == (2,)

        with migrating_alone("owner"):
            processes = [start_python(Place(committed_database, tmp_path), MIGRATE) for _ in range(2)]
            wait_for(both_wait, what="both wait for their turn")
    told = sorted(migrations_told(text) for text in finish(processes))
    assert told == [["Applying sessions.0001_initial... OK"], ["No migrations to apply"]]


@pytest.mark.slow
def test_an_installation_in_use_gets_its_sort_keys_anew(committed_database, tmp_path) -> None:
    """By a process with a connection of the owner and one of the application, as everywhere outside the tests."""
    cast = make_cast()
    call_command("migrate", "tenancy", "0002_walls", database="owner", verbosity=0)
    keys = {}
    for tenant in (cast.tenant_a, cast.tenant_b):
        with tenant_scope(tenant):
            keys[tenant.pk] = list(Agency.objects.values_list("code", "sort_key").order_by("code"))
            Agency.objects.update(sort_key="")
    (told,) = finish([start_python(Place(committed_database, tmp_path), MIGRATE)])
    assert migrations_told(told) == ["Applying tenancy.0003_total_order... OK"]
    for tenant in (cast.tenant_a, cast.tenant_b):
        with tenant_scope(tenant):
            assert list(Agency.objects.values_list("code", "sort_key").order_by("code")) == keys[tenant.pk]


def test_a_database_between_two_replaced_migrations_is_refused_and_not_taken_as_whole(db, client) -> None:
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = ('surveys', '0005_judging')")
    assert (pending_migrations(connection), halfway_apps(connection)) == (0, ["surveys"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "halfway in surveys")
    with pytest.raises(CommandError, match=r"^Cơ sở dữ liệu dừng giữa chừng ở surveys: "):
        call_command("migrate", database="default", verbosity=0)
