"""A department's part: opinions, silence, the head's confirmation, and what the database makes of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Score
from cchc.accounts.roles import Role
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment, Confirmation, DeclaredConflict, Opinion
from councils.queries.confirmed import part_of
from councils.services import Refused, appraise
from councils.services.confirming import confirm, give_opinion, reopen_confirmation
from tests.cast import hold

D = Decimal


@pytest.fixture
def file(done, cast, scope_a):
    return done.files[cast.a.commune_1.pk]


@pytest.fixture
def joint(done, cast, now, scope_a):
    """Phòng Nội vụ takes part in area 2, which Phòng Tư pháp leads, until the day after."""
    return Assignment.objects.create(
        campaign=done.campaign,
        criterion=done.leaves["2.2"].area,
        department=cast.a.home_affairs,
        role=Assignment.Role.JOINT,
        opinion_until=now + timedelta(days=1),
    )


def test_a_part_holds_the_leaves_its_department_leads(file, cast):
    assert [line.node.code for line in part_of(file, cast.a.justice).lines] == ["2.1.1", "2.1.2", "2.2"]


def test_the_head_confirms_and_nothing_changes_until_it_is_opened_again(file, cast, done, now):
    made = confirm(file=file, department=cast.a.justice, by=cast.lien, at=now, remark="Hồ sơ đầy đủ.")
    leaf, common = done.leaves["2.2"], {"reason": "Chưa đủ.", "reason_code": "not_met", "at": now}
    with pytest.raises(Refused, match="đã xác nhận phần thẩm định Xã Cẩm Giàng"):
        appraise(assessment=file, leaf=leaf, by=cast.dung, department=cast.a.justice, points=D(0), **common)
    later = now + timedelta(hours=1)
    reopen_confirmation(confirmation=made, by=cast.lien, at=later, reason="Bổ sung văn bản.")
    changed = appraise(assessment=file, leaf=leaf, by=cast.dung, department=cast.a.justice, points=D(0), **common)
    assert changed.score.points == 0
    assert confirm(file=file, department=cast.a.justice, by=cast.lien, at=later).pk != made.pk
    verbs = AuditEvent.objects.filter(object_id=file.pk, object_type="assessments.assessment").order_by("sequence")
    assert [line.verb for line in verbs][-3:] == [
        "xác nhận thẩm định",
        "mở lại xác nhận thẩm định",
        "xác nhận thẩm định",
    ]


@pytest.mark.parametrize("change", ["update", "delete", "insert"])
def test_the_database_itself_holds_a_confirmed_part(file, cast, done, now, change):
    rows = Score.objects.filter(assessment=file, criterion=done.leaves["2.2"], stage="appraised")
    row = rows.get()
    if change == "insert":
        rows.delete()
    Confirmation.objects.create(assessment=file, department=cast.a.justice, confirmed_at=now, confirmed_by=cast.lien)
    with pytest.raises(IntegrityError, match="confirmed"), transaction.atomic():
        if change == "update":
            rows.update(points=0, version=9)
        elif change == "delete":
            rows.delete()
        else:
            row.save(force_insert=True)
    assert [one.version for one in rows] == ([] if change == "insert" else [row.version])


def test_nobody_confirms_what_is_not_finished(year, cast, now, scope_a):
    file = year.files[cast.a.commune_1.pk]
    with pytest.raises(Refused) as refused:
        confirm(file=file, department=cast.a.justice, by=cast.lien, at=now)
    assert str(refused.value) == (
        "Xã Cẩm Giàng còn 3 mục chưa thẩm định: 2.1.1, 2.1.2, 2.2 – thẩm định hết rồi xác nhận."
    )


def test_an_opinion_is_awaited_until_its_deadline_and_silence_is_recorded_as_consent(file, cast, joint, now, done):
    with pytest.raises(Refused, match="Còn chờ 3 ý kiến phối hợp của Phòng Nội vụ"):
        confirm(file=file, department=cast.a.justice, by=cast.lien, at=now)
    give_opinion(
        file=file, leaf=done.leaves["2.2"], department=cast.a.home_affairs, agrees=False, by=done.people.nga, at=now,
        points=D("0.5"), text="Còn thiếu văn bản.",
    )  # fmt: skip
    over = joint.opinion_until
    with pytest.raises(Refused, match="Đã hết hạn cho ý kiến"):
        give_opinion(
            file=file, leaf=done.leaves["2.1.1"], department=cast.a.home_affairs, agrees=True, at=over,
            by=done.people.nga,
        )  # fmt: skip
    confirm(file=file, department=cast.a.justice, by=cast.lien, at=over)
    found = Opinion.objects.filter(assessment=file).order_by("criterion__position")
    assert [(one.criterion.code, one.verdict, one.silent, one.given_by, one.given_at) for one in found] == [
        ("2.1.1", "agree", True, None, over),
        ("2.1.2", "agree", True, None, over),
        ("2.2", "other", False, done.people.nga, now),
    ]


def test_another_opinion_says_why_and_stays_within_the_maximum(file, cast, joint, now, done):
    common = {"file": file, "leaf": done.leaves["2.2"], "department": cast.a.home_affairs, "by": done.people.nga}
    with pytest.raises(Refused, match="phải nêu nội dung"):
        give_opinion(**common, agrees=False, at=now)
    with pytest.raises(Refused, match="Điểm đề nghị phải từ 0 đến 2,00"):
        give_opinion(**common, agrees=False, at=now, text="Cao hơn.", points=D(3))
    with pytest.raises(Refused, match="Phòng Tư pháp không phối hợp thẩm định"):
        give_opinion(**(common | {"department": cast.a.justice}), agrees=True, at=now)


def test_the_database_refuses_whoever_belongs_to_the_agency_or_has_declared_a_conflict(year, cast, now, scope_a):
    values = {
        "assessment": year.files[cast.a.commune_1.pk],
        "agency": cast.a.commune_1,
        "criterion": year.leaves["1.1.3"],
        "points": D(1),
        "applicable_max": D(2),
        "saved_at": now,
        "by_agency": cast.a.justice,
    }
    for stage in ("appraised", "reappraised"):
        with pytest.raises(IntegrityError, match="own agency"), transaction.atomic():
            Score.objects.create(saved_by=cast.binh, stage=stage, **values)
    conflict = DeclaredConflict.objects.create(
        campaign=year.campaign, user=cast.dung, agency=cast.a.commune_1, reason="Từng công tác", declared_at=now
    )
    with pytest.raises(IntegrityError, match="declared conflict"), transaction.atomic():
        Score.objects.create(saved_by=cast.dung, stage="appraised", **values)
    conflict.lifted_at = now
    conflict.save()
    assert Score.objects.create(saved_by=cast.dung, stage="appraised", **values).pk


class TestPages:
    def at(self, cast, year, name, *args):
        from django.urls import reverse

        return reverse(f"councils:{name}", args=[cast.tenant_a.slug, year.campaign.year, *args])

    def test_the_head_confirms_and_opens_again_in_the_browser(self, cast, login, done):
        file = done.files[cast.a.commune_1.pk]
        keys = (file.pk, cast.a.justice.pk)
        lien = login(cast.lien)
        page = lien.get(self.at(cast, done, "part", *keys)).content.decode()
        assert "Xác nhận kết quả thẩm định" in page
        answer = lien.post(self.at(cast, done, "confirm_part", *keys), {"remark": "Đủ."}, follow=True)
        assert "Đã xác nhận phần thẩm định Xã Cẩm Giàng của Phòng Tư pháp." in answer.content.decode()
        empty = lien.post(self.at(cast, done, "reopen_part", *keys), {"reason": " "})
        assert "Ghi lý do mở lại." in empty.content.decode()
        lien.post(self.at(cast, done, "reopen_part", *keys), {"reason": "Sửa mục 2.2."})
        with tenant_scope(cast.tenant_a):
            row = Confirmation.objects.get()
        assert (row.confirmed_by, row.reopened_by, row.reopen_reason) == (cast.lien, cast.lien, "Sửa mục 2.2.")

    def test_a_refused_confirmation_keeps_what_was_typed(self, cast, login, year):
        file = year.files[cast.a.commune_1.pk]
        answer = login(cast.lien).post(
            self.at(cast, year, "confirm_part", file.pk, cast.a.justice.pk), {"remark": "Lời nhận xét"}
        )
        page = answer.content.decode()
        assert "còn 3 mục chưa thẩm định" in page
        assert ">Lời nhận xét</textarea>" in page

    def test_another_departments_head_may_read_nothing_and_confirm_nothing(self, cast, login, done):
        file = done.files[cast.a.commune_1.pk]
        with tenant_scope(cast.tenant_a):
            hold(done.people.nga, Role.DEPARTMENT_HEAD, cast.a.home_affairs)
        answer = login(done.people.nga).post(self.at(cast, done, "confirm_part", file.pk, cast.a.justice.pk), {})
        assert answer.status_code == 403
