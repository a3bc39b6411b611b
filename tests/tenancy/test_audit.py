"""The diary: in the same transaction as the change, one line after the other, never touched again."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from cchc.tenancy import audit
from cchc.tenancy.audit import RequestTrace, broken_links, history, record, trace
from cchc.tenancy.models import AuditEvent, Tenant
from cchc.tenancy.scope import tenant_scope


def write(cast, times=3):
    return [record("thử", cast.a.commune_1, by=cast.an, changes={"số": [None, n]}) for n in range(times)]


def test_a_line_says_who_what_when_and_on_what(cast, scope_a):
    token = trace.set(RequestTrace("yeu-cau-1", "192.0.2.1", "phiên quản trị: x"))
    changes = {"trạng thái": ["soạn", "đã gửi"]}
    line = record("gửi hồ sơ", cast.a.commune_1, by=cast.binh, changes=changes, reason="kịp hạn")
    trace.reset(token)
    line.refresh_from_db()
    assert (line.actor_id, line.actor_name, line.verb, line.object_label) == (
        cast.binh.pk,
        "Trần Văn Bình",
        "gửi hồ sơ",
        "Xã Cẩm Giàng",
    )
    assert (line.changes, line.reason) == (changes, "kịp hạn")
    assert (line.request_id, line.ip, line.on_behalf) == ("yeu-cau-1", "192.0.2.1", "phiên quản trị: x")


def test_without_a_person_the_system_wrote_it(cast, scope_a):
    assert record("quét", cast.a.commune_1, by=None).actor_name == "Hệ thống"


def test_only_changed_fields_are_kept(cast):
    assert audit.difference({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": [2, 3]}


def test_each_tenant_counts_from_one_and_chains_its_lines(cast):
    for tenant in (cast.tenant_a, cast.tenant_b):
        with tenant_scope(tenant):
            for _ in range(2):
                record("thử", tenant, by=None)
            first, second = AuditEvent.objects.order_by("sequence")
            assert (first.sequence, second.sequence) == (1, 2)
            assert (first.previous_hash, second.previous_hash) == ("", first.hash)
            assert len(first.hash) == 64


def test_the_history_of_an_object_holds_its_lines_newest_first(cast, scope_a):
    write(cast, 2)
    record("khác", cast.a.commune_2, by=cast.an)
    assert [line.changes["số"][1] for line in history(cast.a.commune_1)] == [1, 0]


@pytest.mark.parametrize("sql", ["UPDATE tenancy_auditevent SET verb = 'x'", "DELETE FROM tenancy_auditevent"])
def test_a_line_is_neither_changed_nor_deleted(cast, scope_a, sql):
    write(cast)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic(), connection.cursor() as c:
        c.execute(sql)
    assert AuditEvent.objects.count() == 3


def test_the_application_may_not_empty_the_table(cast, scope_a):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE tenancy_auditevent")


def test_a_change_that_is_rolled_back_leaves_no_line(cast, scope_a):
    with pytest.raises(RuntimeError), transaction.atomic():
        write(cast)
        raise RuntimeError
    assert AuditEvent.objects.count() == 0
    [line] = write(cast, 1)
    line.refresh_from_db()
    assert line.sequence == 1


def test_an_untouched_chain_is_whole(cast, scope_a):
    write(cast)
    assert broken_links() == []


def owner(sql, *params):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        ("UPDATE tenancy_auditevent SET actor_name = 'Người khác' WHERE sequence = 2", [2]),
        ("UPDATE tenancy_auditevent SET changes = '{}' WHERE sequence = 1", [1]),
        ("DELETE FROM tenancy_auditevent WHERE sequence = 2", [3]),
    ],
)
def test_somebody_with_the_owners_password_and_the_triggers_off_is_found_out(committed, tamper, broken):
    """The owner can switch the trigger off; the chain shows it all the same."""
    owner("ALTER TABLE tenancy_auditevent DISABLE TRIGGER tenancy_audit_fixed")
    owner("ALTER TABLE tenancy_auditevent NO FORCE ROW LEVEL SECURITY")
    owner(tamper)
    with tenant_scope(committed):
        assert broken_links() == broken


@pytest.fixture
def committed(committed_database, django_db_blocker):
    """A tenant with three lines, really committed."""
    with django_db_blocker.unblock():
        tenant = Tenant.objects.create(slug="huyen-a", name="Huyện A", kind="district")
        with tenant_scope(tenant):
            for number in range(3):
                record("thử", tenant, by=None, changes={"số": [None, number]})
        yield tenant


def test_writers_at_the_same_time_keep_the_sequence_without_a_gap(committed):
    def work():
        for _ in range(5):
            with tenant_scope(committed):
                record("cùng lúc", committed, by=None)
        connections["default"].close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant_scope(committed):
        assert list(AuditEvent.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 24))
        assert broken_links() == []
