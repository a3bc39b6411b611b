"""Papers of explanation and council: what they say, from the data alone, and that PDF and DOCX come out of them."""

from datetime import timedelta
from decimal import Decimal as D
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from cchc.accounts.models import User
from cchc.documents.printing import print_paper
from cchc.documents.registry import PaperRefused, build
from councils.documents.ledger import initialled
from councils.services import ballots, explanation, replying
from councils.services import meeting as meetings
from criteria.rules.calendar import Phase
from tests.assessments.build import evidence
from tests.councils.build import EXPLAINING, appraised_campaign, member

pytestmark = pytest.mark.usefixtures("scope_a")


@pytest.fixture
def done(cast, now):
    """Asked about two leaves, answered, one appealed against: everything a paper can be made of."""
    year = appraised_campaign(cast, now=now, phase=[*EXPLAINING, Phase.COUNCIL], finished=True)
    file = year.files[cast.a.commune_1.pk]
    for code, department in (("2.2", cast.a.justice), ("2.1.1", None)):
        explanation.ask(
            assessment=file,
            leaf=year.leaves[code],
            by=member(cast, cast.minh),
            department=department,
            doubt=f"Lý do {code}",
            question=f"Yêu cầu {code}",
            at=now,
        )
    return year


@pytest.fixture
def letter(cast, done, now):
    sent = explanation.send_letter(
        assessment=done.files[cast.a.commune_1.pk],
        by=member(cast, cast.minh),
        at=now,
        due_at=now + timedelta(days=2),
        contact={"contact": "Vũ Văn Minh", "contact_title": "Tổ trưởng Tổ Thư ký", "contact_phone": "0209 3850 111"},
    )
    for number, one in enumerate(sent.requests.order_by("criterion__position")):
        explanation.save_reply(
            request=one,
            by=member(cast, cast.an),
            at=now,
            position="agree" if number else "disagree",
            reply="" if number else "Đã đối chiếu lại.",
            proposed=None,
        )
    replying.add_to_reply(
        assessment=sent.assessment,
        leaf=done.leaves["2.1.1"],
        evidence=evidence(cast.a.commune_1, "9/BC-UBND"),
        page="trang 2",
        by=member(cast, cast.an),
        at=now,
    )
    explanation.send_reply(letter=sent, by=member(cast, cast.binh), at=now)
    return sent


@pytest.fixture
def closed(cast, done, now):
    """A meeting held on an appeal: two votes of two for the agency's points."""
    User.objects.filter(pk=cast.phuc.pk).update(salutation="ông", position="Phó Chủ tịch UBND huyện")
    replying.file_appeal(
        assessment=done.files[cast.a.commune_1.pk],
        leaf=done.leaves["1.2"],
        by=member(cast, cast.binh),
        at=now,
        content="Xem lại.",
        proposed=D(2),
    )
    minh, phuc = member(cast, cast.minh), member(cast, cast.phuc)
    meeting = meetings.plan_meeting(campaign=done.campaign, by=minh, at=now, planned_at=now, place="Phòng họp số 2")
    seen = {seat.pk: ("present", "") for seat in meeting.members.all()}
    meetings.set_attendance(meeting=meeting, by=minh, at=now, seen=seen)
    meetings.open_meeting(meeting=meeting, by=minh, at=now)
    line = meeting.lines.get()
    for seat in meeting.members.filter(votes=True):
        ballots.vote(line=line, member=seat, choice="unit", by=minh, at=now)
    ballots.decide(line=line, by=phuc, at=now, reason="Có văn bản xác nhận.")
    values = {
        "report": "Báo cáo số 03/BC-TTK",
        "discussion": "Ông Quý: nhất trí.",
        "conclusion": "Thống nhất.\nGiao Tổ Thư ký.",
    }
    meetings.write_minutes(
        meeting=meeting, by=minh, at=now, values={**values, "votes_for": 2, "votes_against": 0, "votes_other": 0}
    )
    return meetings.close_meeting(meeting=meeting, by=phuc, at=now + timedelta(hours=2))


def words(paper) -> str:
    pages = PdfReader(BytesIO(print_paper(paper))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tables(paper) -> list[list[list[str]]]:
    document = Document(BytesIO(print_paper(paper, fmt="docx")))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_the_letter_asks_each_leaf_with_doubt_question_and_department(cast, done, letter):
    paper = build("06", done.campaign, agency=cast.a.commune_1, subject="dot-1")
    rows = [(y["ma"], y["ly_do"], y["yeu_cau"], y["co_quan_tham_dinh"]) for y in paper.data["yeu_cau"]]
    assert rows == [
        ("2.1.1", "Lý do 2.1.1", "Yêu cầu 2.1.1", "Tổ Thư ký"),
        ("2.2", "Lý do 2.2", "Yêu cầu 2.2", "Phòng Tư pháp"),
    ]
    text = words(paper)
    assert "UBND xã Cẩm Giàng còn 02 tiêu chí, tiêu chí thành phần" in text
    assert "liên hệ đồng chí Vũ Văn Minh, Tổ trưởng Tổ Thư ký, điện thoại 0209 3850 111" in text
    assert any(row[1:2] == ["2.2"] for table in tables(paper) for row in table)


def test_the_annex_is_silent_on_points_that_the_agency_is_not_shown(cast, done, letter):
    done.campaign.provisional_view = "none"
    done.campaign.save()
    assert "Điểm dự kiến" not in words(build("06", done.campaign, agency=cast.a.commune_1))


def test_a_letter_that_was_not_sent_is_a_draft_for_the_office(cast, done):
    with pytest.raises(PaperRefused, match="chưa có công văn"):
        build("06", done.campaign, agency=cast.a.commune_1)
    draft = build("06", done.campaign, agency=cast.a.commune_1, subject="du-thao")
    assert (draft.data["han"], len(draft.data["yeu_cau"])) == (None, 2)
    assert print_paper(draft)[:5] == b"%PDF-"


def test_the_report_gives_what_is_agreed_and_what_is_not(cast, done, letter):
    paper = build("07-giai-trinh", done.campaign, agency=cast.a.commune_1)
    line = paper.data["giai_trinh"][0]
    assert (paper.data["so_dong_y"], paper.data["ma_dong_y"]) == (1, "2.2")
    assert (line["ma"], line["noi_dung"], line["tai_lieu"]) == ("2.1.1", "Đã đối chiếu lại.", "9/BC-UBND (trang 2)")
    assert "Thống nhất với điểm thẩm định đối với 01 tiêu chí" in words(paper)


def test_a_report_without_any_position_is_refused(cast, done):
    with pytest.raises(PaperRefused, match="chưa nhận công văn"):
        build("07-giai-trinh", done.campaign, agency=cast.a.commune_1)


def test_the_decision_names_council_and_secretariat_by_their_roles(cast, done):
    paper = build("03", done.campaign)
    council = [(m["ho_ten"], m["chuc_danh"]) for m in paper.data["hoi_dong"]["thanh_vien"]]
    assert council == [("Đỗ Văn Phúc", "Chủ tịch Hội đồng"), ("Bùi Văn Quý", "Ủy viên")]
    assert [m["ho_ten"] for m in paper.data["to_thu_ky"]["thanh_vien"]] == ["Vũ Văn Minh"]
    assert "ít nhất hai phần ba tổng số thành viên tham dự" in words(paper)


def test_the_minutes_hold_attendance_votes_and_conclusions(done, closed):
    paper = build("10", done.campaign, subject="phien-1")
    vote = paper.data["hop"]["bieu_quyet"][0]
    assert (vote["phuong_an"], vote["tan_thanh"], vote["khong_tan_thanh"], vote["diem_thong_nhat"]) == (
        "Giữ điểm thẩm định 1,50",
        0,
        2,
        D(2),
    )
    text = words(paper)
    assert "Có mặt 02/02 thành viên" in text
    assert "Ông Đỗ Văn Phúc, Phó Chủ tịch UBND huyện, Chủ tịch Hội đồng" in text
    assert "CHỮ KÝ CỦA CÁC THÀNH VIÊN DỰ HỌP" in text
    assert len(tables(paper)) >= 2


def test_minutes_without_the_quorum_are_not_printed(cast, done, now):
    with pytest.raises(PaperRefused, match="Chưa có phiên họp"):
        build("10", done.campaign)
    minh = member(cast, cast.minh)
    meetings.plan_meeting(campaign=done.campaign, by=minh, at=now, planned_at=now, place="Phòng họp số 2")
    with pytest.raises(PaperRefused, match="chưa đủ số thành viên tối thiểu"):
        build("10", done.campaign)


def test_the_ledger_shows_every_step_of_a_leaf(cast, done, letter, closed):
    paper = build("17", done.campaign, agency=cast.a.commune_1)
    lines = {line["ma"]: line for line in paper.data["so"]["dong"]}
    line, asked = lines["1.2"], lines["2.1.1"]
    assert (line["tu_cham"], line["lan_1"], line["lan_2"], line["hoi_dong"], line["chenh_lech"]) == (
        D("1.5"),
        D("1.5"),
        None,
        D(2),
        D("0.5"),
    )
    assert (asked["giai_trinh"], lines["1.3"]["giai_trinh"]) == ("Không đồng ý", "Không yêu cầu")
    text = words(paper)
    assert "BẢNG ĐỐI CHIẾU ĐIỂM" in text
    assert "L.T.Nga, 20/12/2024" in text.replace("L.T.Nga,20", "L.T.Nga, 20")


def test_names_are_shortened_to_initials_and_the_given_name():
    assert (initialled("Nông Văn Dũng"), initialled("Dũng")) == ("N.V.Dũng", "Dũng")
