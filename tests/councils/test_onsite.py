"""On-site checks: planned, recorded with findings and photographs, called off with a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cchc.documents.printing import print_paper, show_paper
from cchc.documents.registry import PaperRefused, build
from cchc.files.errors import UploadRefused
from cchc.notices.models import Notification
from councils.documents.visit import subject_of
from councils.models import SiteVisit, VisitFinding
from councils.services import onsite as verbs
from councils.services.appraising import Refused
from tests.access.council_rows import picture
from tests.assessments.build import pdf
from tests.councils.build import member

pytestmark = pytest.mark.usefixtures("scope_a")


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    options = {**settings.STORAGES["evidence"]["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**settings.STORAGES["evidence"], "OPTIONS": options}}


@pytest.fixture
def visit(cast, year, now):
    return plan(cast, year, now)


def plan(cast, year, now, by=None):
    return verbs.plan_visit(
        campaign=year.campaign,
        agency=cast.a.commune_1,
        by=member(cast, by or cast.minh),
        at=now,
        planned_on=now.date(),
        team="Vũ Văn Minh, Tổ Thư ký",
        purpose="Kiểm tra Bộ phận một cửa.",
    )


def hold(cast, visit, now, **more):
    values = {"held_at": now, "record": "Đủ hồ sơ.", "findings": {}} | more
    return verbs.hold_visit(visit=visit, by=member(cast, cast.minh), at=now, **values)


def test_the_agency_is_told_and_one_visit_a_day_is_planned(cast, year, visit, now):
    told = Notification.objects.filter(kind="visit_planned", channel="inbox")
    assert {row.recipient for row in told} == {cast.an, cast.binh}
    with pytest.raises(Refused, match="đã có đợt kiểm tra ngày 20/12/2024"):
        plan(cast, year, now)


def test_nobody_checks_their_own_agency(cast, year, now):
    with pytest.raises(Refused, match="chính mình"):
        plan(cast, year, now, by=cast.an)


def test_the_record_keeps_findings_by_leaf_and_an_emptied_one_goes(cast, year, visit, now):
    leaves = [year.leaves[code].pk for code in ("1.2", "2.2")]
    hold(cast, visit, now, findings=dict.fromkeys(leaves, "Đã thực hiện."))
    verbs.move_visit(visit=visit, name="reopen", by=member(cast, cast.chi), at=now, reason="Ghi thiếu.")
    kept = hold(cast, visit, now, findings={leaves[0]: "", leaves[1]: "Còn thiếu 02 thủ tục."})
    assert (kept.state, [(one.criterion.code, one.text) for one in kept.findings.all()]) == (
        "held",
        [("2.2", "Còn thiếu 02 thủ tục.")],
    )


def test_a_leaf_of_another_set_and_a_time_to_come_are_refused(cast, visit, now):
    with pytest.raises(Refused, match="không thuộc bộ tiêu chí"):
        hold(cast, visit, now, findings={999999: "x"})
    with pytest.raises(Refused, match="chưa đến"):
        hold(cast, visit, now, held_at=now + timedelta(hours=1))


def test_photographs_are_pictures_kept_once_and_stay_with_the_record(cast, visit, now):
    chi = member(cast, cast.chi)
    add = {"visit": visit, "caption": "Bảng niêm yết", "by": chi, "at": now}
    photo = verbs.add_photo(file=picture(), name="a.png", **add)
    with pytest.raises(Refused, match="đã có trong biên bản"):
        verbs.add_photo(file=picture(), name="b.png", **add)
    with pytest.raises(UploadRefused):
        verbs.add_photo(file=pdf(), name="c.pdf", **add)
    hold(cast, visit, now)
    with pytest.raises(Refused, match="mở lại biên bản"):
        verbs.drop_photo(photo=photo, by=chi, at=now)
    assert visit.photos.get() == photo


def test_a_visit_is_called_off_with_a_reason(cast, visit, now):
    with pytest.raises(Refused, match="cần lý do"):
        verbs.move_visit(visit=visit, name="cancel", by=member(cast, cast.minh), at=now, reason=" ")
    kept = verbs.move_visit(visit=visit, name="cancel", by=member(cast, cast.minh), at=now, reason="Mưa lũ.")
    assert (kept.state, kept.reason) == ("cancelled", "Mưa lũ.")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"state": "held"}, "visit_held_has_record"), ({"state": "cancelled"}, "visit_cancelled_has_reason")],
)
def test_the_database_keeps_visits_whole(visit, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SiteVisit.objects.filter(pk=visit.pk).update(**changes)


def test_the_database_knows_one_finding_of_a_leaf(cast, year, visit, now):
    hold(cast, visit, now, findings={year.leaves["2.2"].pk: "Đủ."})
    with pytest.raises(IntegrityError, match="finding_once_per_leaf"), transaction.atomic():
        VisitFinding.objects.create(visit=visit, criterion=year.leaves["2.2"], text="Đủ.")


def test_the_minutes_print_what_was_recorded_with_room_for_signatures(cast, year, visit, now):
    subject = subject_of(visit)
    blank = build("10-kiem-tra", year.campaign, subject=subject)
    assert (blank.data["kt"]["bat_dau"], blank.data["kt"]["muc"]) == (None, [])
    leaf = year.leaves["2.2"]
    hold(cast, visit, now, received_by="Lò Văn Chủ, Chủ tịch UBND xã", opinion="Thống nhất.", findings={leaf.pk: "Đủ."})
    paper = build("10-kiem-tra", year.campaign, subject=subject)
    told = paper.data["kt"]
    assert (told["truong_doan"], told["nguoi_dai_dien"]) == ("Vũ Văn Minh", "Lò Văn Chủ")
    assert [(row["ma"], row["ket_qua"]) for row in told["muc"]] == [("2.2", "Đủ.")]
    shown = show_paper(paper)
    assert "CHỮ KÝ CỦA THÀNH VIÊN ĐOÀN KIỂM TRA" in shown
    assert print_paper(paper)[:4] == b"%PDF"


@pytest.mark.parametrize("subject", ["", "lan-0", "lan-x", "lan-99999999999999999999"])
def test_an_unknown_visit_has_no_minutes(year, subject):
    with pytest.raises(PaperRefused):
        build("10-kiem-tra", year.campaign, subject=subject)
