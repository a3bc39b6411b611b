"""Documents 08, 09 and 14 from the data."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.models import Assessment, Score
from cchc.documents.printing import print_paper, show_paper
from cchc.documents.registry import PaperRefused, build
from councils.queries.confirmed import form_key
from councils.services import appraise, explanation
from councils.services.confirming import confirm
from criteria.models import CampaignSet, Participant
from tests.councils.build import EXPLAINING, appraised_campaign, member
from tests.criteria.build import small_set

D = Decimal


@pytest.fixture
def changed(done, cast, now, scope_a):
    """Commune 1's 2.2 appraised at 0 by Phòng Tư pháp."""
    appraise(assessment=done.files[cast.a.commune_1.pk], leaf=done.leaves["2.2"], by=cast.dung,
             department=cast.a.justice, points=D(0), reason="Thiếu kết luận.", reason_code="no_evidence", at=now,
             clause="Mục 2.2 Bộ tiêu chí")  # fmt: skip
    return done


def test_the_form_of_an_agency_has_the_departments_lines_with_reason_kind_and_clause(changed, cast, now):
    confirm(
        file=changed.files[cast.a.commune_1.pk], department=cast.a.justice, by=cast.lien, at=now, remark="Đủ hồ sơ."
    )
    paper = build("08", changed.campaign, agency=cast.a.commune_1, subject=form_key(cast.a.justice))
    assert [(row["ma"], row["diem_tham_dinh"]) for row in paper.data["dong"]][-1] == ("2.2", D(0))
    assert paper.data["dong"][-1]["nhan_xet"] == "Thiếu kết luận. (Thiếu minh chứng; Mục 2.2 Bộ tiêu chí)"
    assert (paper.data["nhan_xet_chung"], paper.data["ky_phai"]["ho_ten"]) == ("Đủ hồ sơ.", "Hà Thị Liên")
    assert "PHIẾU THẨM ĐỊNH" in show_paper(paper)


def test_the_form_keeps_the_departments_points_when_the_council_has_decided_others(changed, cast, now):
    judged = Score.objects.get(agency=cast.a.commune_1, criterion=changed.leaves["2.2"], stage="appraised")
    Score.objects.create(
        assessment=judged.assessment, agency=judged.agency, criterion=judged.criterion, stage="final",
        points=D(2), applicable_max=D(2), saved_at=now, saved_by=cast.khanh,
    )  # fmt: skip
    paper = build("08", changed.campaign, agency=cast.a.commune_1, subject=form_key(cast.a.justice))
    assert paper.data["dong"][-1]["diem_tham_dinh"] == D(0)
    assert cast.khanh.full_name not in paper.data["nguoi_tham_dinh_ten"]


def test_the_form_waits_for_the_last_line(year, cast, scope_a):
    with pytest.raises(PaperRefused) as refused:
        build("08", year.campaign, agency=cast.a.commune_1, subject=form_key(cast.a.justice))
    assert str(refused.value) == "Xã Cẩm Giàng còn 3 mục chưa thẩm định: 2.1.1, 2.1.2, 2.2."


def test_the_form_of_a_leaf_has_every_agency(changed):
    paper = build("08-tieu-chi", changed.campaign, subject=f"muc-{changed.leaves['2.2'].pk}")
    assert [row["ten"] for row in paper.data["dong"]] == ["Xã Cẩm Giàng", "Thị trấn Phủ Thông", "Xã Vi Hương"]
    assert "Tiêu chí 2.2" in show_paper(paper)


@pytest.mark.parametrize("subject", ["muc-0", "muc-x", "", "muc-99999999999999999999"])
def test_an_unknown_subject_is_refused(changed, subject):
    with pytest.raises(PaperRefused):
        build("08-tieu-chi", changed.campaign, subject=subject)
    with pytest.raises(PaperRefused):
        build("08", changed.campaign, agency=changed.files[min(changed.files)].agency, subject=subject)


def test_the_report_counts_lines_areas_and_files(changed):
    paper = build("09", changed.campaign)
    told = paper.data["th"]
    assert (told["so_dong"], told["so_thong_nhat"], told["so_dieu_chinh_giam"], told["so_nop"]) == (27, 26, 1, 3)
    (only,) = told["bo"]
    assert (only["ten"], [row["so"] for row in only["linh_vuc"]]) == ("", ["I", "II"])
    assert only["don_vi"][0]["chenh_lech"] == D(-1)
    assert "BÁO CÁO" in show_paper(paper)


def test_the_report_keeps_several_sets_apart(changed, cast):
    other = small_set("PHUONG", title="Bộ tiêu chí của phường")
    CampaignSet.objects.create(campaign=changed.campaign, agency_kind="phường", criteria_set=other)
    file = changed.files[cast.a.town.pk]
    Participant.objects.filter(agency=cast.a.town).update(criteria_set=other)
    Assessment.objects.filter(pk=file.pk).update(criteria_set=other)
    paper = build("09", changed.campaign)
    rows = [(one["ten"], [row["ten"] for row in one["don_vi"]]) for one in paper.data["th"]["bo"]]
    assert rows == [
        (changed.criteria_set.title, ["Xã Cẩm Giàng", "Xã Vi Hương"]),
        (other.title, ["Thị trấn Phủ Thông"]),
    ]
    assert f"2. {other.title} (01 đơn vị):" in show_paper(paper)


def test_the_form_of_the_second_round_says_what_the_agency_replied(cast, now, scope_a):
    year = appraised_campaign(cast, now=now, phase=EXPLAINING)
    file, leaf, dung = year.files[cast.a.commune_1.pk], year.leaves["2.2"], member(cast, cast.dung)
    words = {"doubt": "Số liệu khác.", "question": "Giải trình."}
    asked = explanation.ask(assessment=file, leaf=leaf, by=dung, department=cast.a.justice, at=now, **words)
    first = build("08", year.campaign, agency=cast.a.commune_1, subject=form_key(cast.a.justice))
    assert first.data["yeu_cau_giai_trinh"] == "2.2"
    letter = explanation.send_letter(
        assessment=file, by=member(cast, cast.minh), at=now, due_at=now + timedelta(days=2)
    )
    asked.refresh_from_db()
    said = {"position": "disagree", "reply": "Sổ ghi đủ.", "proposed": D(1)}
    explanation.save_reply(request=asked, by=member(cast, cast.an), at=now, **said)
    explanation.send_reply(letter=letter, by=member(cast, cast.binh), at=now)
    asked.refresh_from_db()
    explanation.settle(request=asked, by=dung, department=cast.a.justice, at=now, points=asked.points, reason="Giữ.")
    paper = build("08", year.campaign, agency=cast.a.commune_1, subject=form_key(cast.a.justice))
    row = next(row for row in paper.data["dong"] if row["ma"] == "2.2")
    assert (paper.data["lan"], row["diem_lan_1"]) == (2, asked.points)
    assert row["giai_trinh"] == "Không đồng ý, đề nghị xem xét lại. Sổ ghi đủ. Đề nghị 1 điểm."
    assert "Giải trình của đơn vị" in show_paper(paper)


def test_the_letter_urges_agencies_that_have_not_replied_in_time(cast, now, scope_a, monkeypatch):
    year = appraised_campaign(cast, now=now, phase=EXPLAINING)
    words = {"doubt": "Số liệu khác.", "question": "Giải trình.", "department": cast.a.justice}
    file, minh = year.files[cast.a.commune_1.pk], member(cast, cast.minh)
    explanation.ask(assessment=file, leaf=year.leaves["2.2"], by=minh, at=now, **words)
    explanation.send_letter(assessment=file, by=minh, at=now, due_at=now + timedelta(hours=5))
    with pytest.raises(PaperRefused, match="Không còn đơn vị nào chậm bước giải trình"):
        monkeypatch.setattr(timezone, "now", lambda: now)
        build("14", year.campaign, subject="giai-trinh")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=30))
    paper = build("14", year.campaign, subject="giai-trinh")
    (row,) = paper.data["cham"]
    assert (row["ten"], row["tien_do"], row["so_ngay_cham"]) == ("UBND xã Cẩm Giàng", "0/1 mục", 2)
    assert row["con_thieu"].startswith("Giải trình mục 2.2 (đợt 1, hạn ")
    assert "đôn đốc thực hiện giải trình" in show_paper(paper)


def test_the_letter_urges_the_departments_that_will_be_late(year, now, scope_a, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: now)
    paper = build("14", year.campaign, subject="tham-dinh")
    assert [(row["ten"], row["tien_do"]) for row in paper.data["cham"]] == [
        ("Phòng Nội vụ", "0/18 ô"),
        ("Phòng Tư pháp", "0/9 ô"),
    ]
    assert paper.data["kinh_gui"] == ["Phòng Tư pháp"]  # the writing office is named in the list alone
    assert "đôn đốc thực hiện thẩm định" in show_paper(paper)
    assert print_paper(paper)[:4] == b"%PDF"


def test_nobody_late_no_letter(done, now, scope_a, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: now)
    with pytest.raises(PaperRefused, match="Không còn đơn vị nào chậm bước thẩm định"):
        build("14", done.campaign, subject="tham-dinh")
