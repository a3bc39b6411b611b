"""The diary under real processes, and in the hands of those who could change it."""

from contextlib import closing

import psycopg2
import pytest
from django.conf import settings

from cchc.embedded import ensure_postgres
from cchc.tenancy.audit import broken_links, record
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from tests.cast import make_cast
from tests.servers import Place, finish, release, start_python

pytestmark = pytest.mark.slow
WRITER = """
import sys, os
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, AuditEvent, Tenant
from cchc.tenancy.scope import tenant_scope
print("ready", flush=True)
sys.stdin.readline()
tenant = Tenant.objects.get(slug="huyen-a")
for turn in range(25):
    with tenant_scope(tenant):
        agency = Agency.objects.get(code="001")
        audit.record("sửa", agency, by=None, changes={"lần": [None, turn]})
        lines = [audit.event("nhập", agency, by=None, reason=f"dòng {n}") for n in range(3)]
        AuditEvent.objects.bulk_create(lines)
    try:
        with tenant_scope(tenant):
            audit.record("bỏ dở", agency, by=None)
            raise LookupError
    except LookupError:
        pass
    if sys.argv[1:] == ["dies"] and turn == 10:
        with tenant_scope(tenant):
            audit.record("chết giữa chừng", agency, by=None)
            os.kill(os.getpid(), 9)
print("done")
"""


@pytest.fixture
def people(committed_database):
    return make_cast()


def start_writers(place, *kinds):
    writers = [start_python(place, WRITER, *kind) for kind in kinds]
    release(writers)
    return writers


def sequences():
    return list(AuditEvent.objects.order_by("sequence").values_list("sequence", flat=True))


def test_four_processes_write_one_gapless_chain_though_changes_are_rolled_back(people, committed_database, tmp_path):
    place = Place(committed_database, tmp_path)
    with tenant_scope(people.tenant_a):
        before = len(sequences())
    assert finish(start_writers(place, [], [], [], [])) == ["done"] * 4
    with tenant_scope(people.tenant_a):
        assert sequences() == list(range(1, before + 400 + 1))
        assert broken_links() == []
        assert AuditEvent.objects.filter(verb="bỏ dở").count() == 0


def test_a_process_killed_while_it_writes_leaves_no_line_and_no_gap(people, committed_database, tmp_path):
    writers = start_writers(Place(committed_database, tmp_path), ["dies"], [], [])
    told = [writer.communicate(timeout=120)[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [-9, 0, 0]
    assert told == ["", "done\n", "done\n"]
    with tenant_scope(people.tenant_a):
        assert sequences() == list(range(1, 11 * 4 + 2 * 100 + 1))
        assert broken_links() == []
        assert AuditEvent.objects.filter(verb="chết giữa chừng").count() == 0


@pytest.fixture
def lines(people):
    with tenant_scope(people.tenant_a):
        for number in range(5):
            record("chấm điểm", people.a.commune_1, by=people.an, changes={"điểm": [None, number]})
    return people


def execute(url, *statements):
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.rowcount


def address(role, database):
    urls = ensure_postgres(settings.DATA_DIR)
    return getattr(urls, role).replace("/cchc?", f"/{database}?")


@pytest.mark.parametrize("sql", ["UPDATE tenancy_auditevent SET verb = 'khác'", "DELETE FROM tenancy_auditevent"])
@pytest.mark.parametrize("role", ["app", "owner", "superuser"])
def test_nobody_changes_a_line_while_the_trigger_stands(lines, committed_database, role, sql):
    opened = f"SET app.tenant = '{lines.tenant_a.pk}'"
    with pytest.raises(psycopg2.errors.RestrictViolation, match="never changed or deleted"):
        execute(address(role, committed_database), opened, sql)
    with tenant_scope(lines.tenant_a):
        assert (sequences(), broken_links()) == ([1, 2, 3, 4, 5], [])


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE tenancy_auditevent SET changes = '{\"điểm\": [null, 9]}' WHERE sequence = 3", [3]),
        ("UPDATE tenancy_auditevent SET at = at - interval '1 day' WHERE sequence = 2", [2]),
        ("UPDATE tenancy_auditevent SET actor_id = NULL WHERE sequence = 2", [2]),
        ("DELETE FROM tenancy_auditevent WHERE sequence IN (2, 3)", [4]),
        (
            "UPDATE tenancy_auditevent SET verb = 'x' WHERE sequence = 4;"
            "UPDATE tenancy_auditevent e SET hash = tenancy_audit_hash(e) WHERE sequence = 4",
            [5],
        ),
        ("UPDATE tenancy_auditevent SET sequence = 9 WHERE sequence = 1", [2, 9]),
    ],
)
def test_what_a_superuser_tampers_with_is_found(lines, committed_database, tampering, found):
    off = "ALTER TABLE tenancy_auditevent DISABLE TRIGGER tenancy_audit_fixed"
    assert execute(address("superuser", committed_database), off, tampering) >= 1
    with tenant_scope(lines.tenant_a):
        assert broken_links() == found
