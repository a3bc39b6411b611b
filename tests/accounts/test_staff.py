"""A superuser inside a tenant: only with a reason, for a time, seen by everybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cchc.accounts.members import member_of
from cchc.accounts.models import StaffSession
from cchc.accounts.roles import Role
from cchc.accounts.services import PeopleRefused, end_staff_session, open_staff_session
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope

NOW = timezone.now()


@pytest.fixture
def session(cast, scope_a):
    return open_staff_session(user=cast.son, reason="Khôi phục hồ sơ xã Vi Hương", hours=2, at=NOW)


def test_without_a_session_a_superuser_meets_404(cast, login):
    assert login(cast.son).get("/huyen-a/").status_code == 404


def test_a_session_gives_the_coordinators_rights_until_its_minute(cast, session):
    inside = member_of(cast.son, cast.tenant_a, at=NOW + timedelta(minutes=119))
    assert (inside.roles, inside.role_label) == (frozenset({Role.COORDINATOR}), "Phiên quản trị hệ thống")
    assert member_of(cast.son, cast.tenant_a, at=NOW + timedelta(hours=2)) is None


def test_a_session_counts_in_its_tenant_only(cast, session):
    with tenant_scope(cast.tenant_b):
        assert member_of(cast.son, cast.tenant_b, at=NOW) is None


def test_an_ended_session_gives_nothing_and_ending_twice_writes_one_line(cast, session):
    for _ in range(2):
        end_staff_session(session=session, by=cast.son, at=NOW)
    assert member_of(cast.son, cast.tenant_a, at=NOW) is None
    assert AuditEvent.objects.filter(verb="kết thúc phiên quản trị").count() == 1


def test_opening_is_written_in_the_tenants_diary_with_its_reason(cast, session):
    line = AuditEvent.objects.get(verb="mở phiên quản trị")
    assert (line.actor_id, line.reason) == (cast.son.pk, "Khôi phục hồ sơ xã Vi Hương")


@pytest.mark.parametrize(
    ("who", "values", "words"),
    [
        ("chi", {}, "Chỉ quản trị hệ thống mở được phiên này."),
        ("son", {"hours": 5}, "Phiên quản trị dài từ 1 đến 4 giờ."),
        ("son", {"reason": "  "}, "Ghi lý do mở phiên quản trị."),
    ],
)
def test_a_session_needs_a_superuser_a_reason_and_a_limit(cast, scope_a, who, values, words):
    with pytest.raises(PeopleRefused) as refused:
        open_staff_session(**{"user": getattr(cast, who), "reason": "x", "hours": 1, "at": NOW} | values)
    assert str(refused.value) == words


def test_a_new_session_ends_the_one_before(cast, session):
    open_staff_session(user=cast.son, reason="Lần hai", hours=1, at=NOW)
    assert StaffSession.objects.filter(ended_at=None).count() == 1


def test_the_page_opens_a_session_shows_its_bar_and_ends_it(cast, login):
    browser = login(cast.son)
    values = {"tenant": cast.tenant_a.pk, "reason": "Kiểm tra sự cố", "hours": "1"}
    assert browser.post("/quan-tri-he-thong/phien/", values)["Location"] == "/huyen-a/"
    page = browser.get("/huyen-a/").content.decode()
    assert "Lý do: Kiểm tra sự cố." in page
    assert "Kết thúc phiên" in page
    assert browser.post("/huyen-a/phien-quan-tri/ket-thuc/")["Location"] == "/"
    assert browser.get("/huyen-a/").status_code == 404


def test_what_is_done_in_a_session_says_so_in_the_diary(cast, login):
    browser = login(cast.son)
    browser.post("/quan-tri-he-thong/phien/", {"tenant": cast.tenant_a.pk, "reason": "Sự cố", "hours": "1"})
    browser.post(f"/huyen-a/nguoi-dung/{cast.oanh.pk}/thoi-lam-viec/")
    with tenant_scope(cast.tenant_a):
        line = AuditEvent.objects.get(verb="thôi làm việc tại đơn vị")
    assert (line.actor_id, line.on_behalf) == (cast.son.pk, "phiên quản trị: Sự cố")


def test_nobody_else_sees_the_page(cast, login):
    assert login(cast.chi).get("/quan-tri-he-thong/phien/").status_code == 404
