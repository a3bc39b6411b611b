"""Papers 11 and 19 from the frozen result: the submission, and a correction with what it changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessments.models import Score
from cchc.accounts.models import Membership
from cchc.accounts.roles import Role
from cchc.documents.blocks import Head
from cchc.documents.plain import lines
from cchc.documents.registry import PaperRefused, build
from cchc.documents.render import render, render_text
from cchc.documents.services import issue, register
from councils.adoption import adopt, reopen
from councils.models import Meeting, MeetingMember
from publications.services import freeze
from tests.files.signing import blank_pdf
from tests.publications.build import NOW, frozen, scored_campaign


@pytest.fixture
def year(cast, scope_a):
    return scored_campaign(cast)


def corrected(cast, year):
    """A second version in which 002 has one leaf back."""
    first = frozen(year, cast.chi)
    later = {"campaign": year.campaign, "by": cast.chi, "at": NOW + timedelta(days=9)}
    reopen(reason="Nhập sai điểm", approver="Phạm Văn Khánh", **later)
    changed = Score.objects.get(
        assessment__campaign=year.campaign, agency=cast.a.commune_2, criterion__code="1.3", stage="appraised"
    )
    Score.objects.filter(pk=changed.pk).update(points=changed.criterion.max_points)
    adopt(missing_as_zero=True, **later)
    year.campaign.refresh_from_db()
    return first, freeze(reason="Nhập sai điểm.", **later)


def test_the_submission_is_the_standing_offices_to_the_leader(cast, year):
    frozen(year, cast.chi)
    paper = build("11", year.campaign)
    blocks = render_text("11", paper.data)
    head = next(block for block in blocks if isinstance(block, Head))
    assert (head.parent, head.names, head.number) == ("UBND HUYỆN A", ("PHÒNG NỘI VỤ",), f"Số: {chr(160) * 5}/TTr-PNV")
    words = lines(blocks)
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân huyện A" in words
    assert "1 | Xã Cẩm Giàng | 90,00 | 1 | Tốt" in words
    assert render("11", paper.data)[:5] == b"%PDF-"


def test_the_submission_counts_bands_and_names_best_and_worst(cast, year):
    frozen(year, cast.chi)
    kq = build("11", year.campaign).data["kq"]
    assert (kq["cao_nhat"]["chi_so"], kq["thap_nhat"]["don_vi"]) == (Decimal(90), "Xã Vi Hương")
    assert sum(band["so"] for band in kq["xep_loai_dem"]) == kq["so_don_vi"] == 3
    assert [band["dau"] for band in kq["xep_loai_dem"]][-1] == "."


def test_without_a_closed_meeting_the_submission_says_so_and_names_no_votes(cast, year):
    frozen(year, cast.chi)
    paper = build("11", year.campaign)
    assert "Chưa có phiên họp Hội đồng đã kết thúc – tờ trình chưa nêu số phiếu thông qua." in paper.notes
    assert "biểu quyết" not in " ".join(lines(render_text("11", paper.data)))


def test_a_closed_meeting_gives_its_votes(cast, year):
    meeting = Meeting.objects.create(
        campaign=year.campaign, number=1, state="closed", planned_at=NOW, place="Phòng họp", opened_at=NOW,
        closed_at=NOW, conclusion="Thống nhất", votes_for=1, votes_against=0, votes_other=0,
    )  # fmt: skip
    MeetingMember.objects.create(
        meeting=meeting, user=cast.phuc, full_name="Trần Phúc", title="chair", attendance="present"
    )
    frozen(year, cast.chi)
    words = " ".join(lines(render_text("11", build("11", year.campaign).data)))
    assert "thông qua kết quả với 01/01 thành viên có mặt tán thành" in words
    assert "(Biên bản số … ngày … của Hội đồng thẩm định)" in words


def test_the_head_of_the_standing_office_signs(cast, year):
    Membership.objects.create(user=cast.lien, role=Role.DEPARTMENT_HEAD, agency=cast.a.home_affairs)
    frozen(year, cast.chi)
    assert build("11", year.campaign).data["vb"]["ky"]["ho_ten"] == cast.lien.full_name


def test_a_result_with_one_version_has_nothing_to_correct(cast, year):
    frozen(year, cast.chi)
    with pytest.raises(PaperRefused, match="mới có phiên bản 1"):
        build("19", year.campaign)


def test_a_correction_tells_each_changed_leaf_and_whoever_moved_by_it(cast, year):
    first, second = corrected(cast, year)
    paper = build("19", year.campaign)
    (change,) = paper.data["thay_doi"]
    was, now = (version.rows.get(agency=cast.a.commune_2) for version in (first, second))
    assert (change["don_vi"], change["ma"], change["diem_cu"]) == ("Xã Vi Hương", "1.3", Decimal(0))
    assert (change["chi_so_cu"], change["chi_so_moi"]) == (was.index_exact, now.index_exact)
    assert (paper.data["ly_do"], paper.data["moi"]) == ("Nhập sai điểm", {"phien_ban": 2})
    words = lines(render_text("19", paper.data))
    assert any(line.startswith("- Xã Vi Hương: tiêu chí 1.3 từ 0 điểm thành") for line in words)
    assert [line for line in words if line.startswith("Phụ lục I")] == ["Phụ lục I", "Phụ lục II"]
    assert render("19", paper.data, fmt="docx")[:2] == b"PK"


def test_a_correction_cites_the_decision_it_changes_once_that_has_a_number(cast, year):
    first, _ = corrected(cast, year)
    assert "Quyết định cũ chưa có số, ngày trong sổ văn bản, đang in «…»." in build("19", year.campaign).notes
    document = register(
        kind="12", year=2024, reference=f"ket-qua-2024-v{first.version}", title="x", symbol="QĐ-UBND", by=cast.chi
    )
    issue(document=document, number=7, issued_on=date(2025, 1, 17), pdf=blank_pdf(), by=cast.chi, at=NOW)
    cited = build("19", year.campaign).data["cu"]["vien_dan"]
    assert cited == "Quyết định số 07/QĐ-UBND ngày 17/01/2025 của Chủ tịch UBND huyện"


def test_the_submission_is_what_proposes_the_result_and_nothing_else(cast, year):
    frozen(year, cast.chi)
    submission = register(kind="11", year=2024, reference="ket-qua-2024-v1", title="x", symbol="TTr-PNV", by=cast.chi)
    issue(document=submission, number=18, issued_on=date(2025, 1, 17), pdf=blank_pdf(), by=cast.chi, at=NOW)
    proposal = "Theo đề nghị của Trưởng phòng Phòng Nội vụ huyện"
    named = [build(kind, year.campaign).data["can_cu"][-1]["noi_dung"] for kind in ("12", "03")]
    assert named == [f"{proposal} tại Tờ trình số 18/TTr-PNV ngày 17/01/2025", proposal]
