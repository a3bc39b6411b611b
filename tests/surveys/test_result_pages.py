from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cchc.documents.plain import lines
from cchc.documents.registry import PaperRefused, build
from cchc.documents.render import render_text
from cchc.notices.models import Notification
from cchc.tenancy.models import AuditEvent
from surveys.errors import SurveyRefused
from surveys.models import GateDecision, GroupPlan, SetAside, SurveyPlan, SurveyStaff
from surveys.queries.pace import pace
from surveys.reminders import owed, remind
from surveys.services.scores import recompute
from tests.surveys.build import filled, save

D = Decimal
BASE = "/huyen-a/2024/khao-sat/"


@pytest.fixture
def asked(cast, ks, now):
    """Six forms about the town with an opinion each, five about one commune, three about another, one set aside."""
    town = [filled(cast.a.town, f"{n}", CD1=1 + n % 2, T1=f"Ý kiến {n}") for n in range(6)]
    first = [filled(cast.a.commune_1, f"{n}") for n in range(5)]
    save(ks, *town, *first, *[filled(cast.a.commune_2, f"{n}") for n in range(3)], by=cast.chi, at=now)
    odd = ks.responses.get(agency=cast.a.commune_2, respondent="0")
    SetAside.objects.create(response=odd, reason="Một nét chữ.", by=cast.chi, at=now)
    return ks


@pytest.fixture
def judged(cast, asked, now):
    """The plan asks for all three forms; two about the second commune count by decision, groups are weighted."""
    SurveyPlan.objects.create(campaign=asked.campaign, minimum_rate=100)
    GroupPlan.objects.create(questionnaire=asked, selection="day", weight=D("0.7"))
    decision = {"counts": True, "reason": "Xã ít giao dịch.", "received": 2, "needed": 3}
    GateDecision.objects.create(questionnaire=asked, agency=cast.a.commune_2, by=cast.chi, at=now, **decision)
    recompute(asked.campaign, now)
    return asked


def test_the_result_is_read_by_group_area_and_agency_and_small_groups_are_dashes(login, cast, judged):
    page = login(cast.oanh).get(BASE + "ket-qua/")
    text = page.content.decode()
    assert page.status_code == 200
    rows = [row for block in page.context["blocks"] for row in block.rows]
    assert [row.name for row in rows if row.groups[0].figure] == [cast.a.town.name]
    assert [round(row.whole.figure.percent, 2) for row in page.context["groups"]] == [D("98.08")]
    assert ("<svg" in text, "Cách tính" in text) == (True, True)


def test_one_questionnaire_is_shown_with_margins_and_its_opinions_without_who(login, cast, asked):
    client = login(cast.oanh)
    page = client.get(BASE + f"phieu/ks/?don-vi={cast.a.town.code}").content.decode()
    assert "87,5\u00a0%</b> ±\u00a0" in page
    read = client.get(BASE + "phieu/ks/y-kien/T1/?tim=y+kien+3").content.decode()
    assert ("<li>Ý kiến 3</li>" in read, "<li>Ý kiến 4</li>" in read) == (True, False)
    assert "Không hiện ý kiến" in client.get(BASE + "phieu/ks/y-kien/T1/?don-vi=002").content.decode()
    assert client.get(BASE + "phieu/ks/y-kien/CD1/").status_code == 404


def test_the_workbook_holds_sample_gate_weights_and_forms_left_out(login, cast, judged):
    answer = login(cast.oanh).get(BASE + "ket-qua.xlsx")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == [
        "Mẫu",
        "Chưa đủ phiếu",
        "Phiếu để ngoài",
        "Theo nhóm",
        "Theo lĩnh vực",
        "Theo đơn vị",
        "Theo câu hỏi",
        "Đơn vị × câu hỏi",
    ]
    rows = [row for row in book["Chưa đủ phiếu"].values if "Xã ít giao dịch." in row]
    assert [row[1:] for row in rows] == [(cast.a.commune_2.name, 2, 3, "vẫn tính điểm", "Xã ít giao dịch.")]
    assert list(book["Phiếu để ngoài"].values)[-1] == (
        "Phiếu khảo sát người dân",
        cast.a.commune_2.name,
        1,
        "Một nét chữ.",
    )
    assert list(book["Theo nhóm"].values)[-1][5] == 0.7


def test_the_report_prints_gate_reason_weight_margins_and_forms_left_out(cast, judged, year):
    paper = build("20", year.campaign)
    words = " ".join(lines(render_text("20", paper.data)))
    for told in ("Xã ít giao dịch.", "Một nét chữ.", "vẫn tính điểm", "0,7", "98,08", "độ tin cậy 95%"):
        assert told in words
    assert [row["o"][0]["ket_qua"] for row in paper.data["ks"]["don_vi"] if row["ten"] == cast.a.commune_2.name] == [
        None
    ]


def test_a_year_without_forms_has_no_report(year, ks):
    with pytest.raises(PaperRefused, match="chưa có phiếu khảo sát nào"):
        build("20", year.campaign)


@pytest.fixture
def staffed(cast, ks, now):
    SurveyStaff.objects.create(campaign=ks.campaign, agency=cast.a.commune_1, user=cast.dung)
    days = {"first_day": (now - timedelta(days=9)).date(), "last_day": now.date()}
    GroupPlan.objects.create(questionnaire=ks, **days)
    save(ks, filled(cast.a.commune_1, "1"), by=cast.chi, at=now)
    return ks


def inbox():
    return list(Notification.objects.filter(channel="inbox").values_list("recipient__username", "subject"))


def test_the_board_says_who_is_behind_and_shows_each_day(login, cast, staffed, now):
    found = pace(staffed.campaign, now)
    row = next(one for one in found.rows if one.agency == cast.a.commune_1)
    assert (row.received, row.wanted, row.cells[0].expected, row.is_behind, row.days[-1]) == (1, 3, 2, True, 1)
    assert found.counts == ((now.date(), 1),)
    page = login(cast.oanh).get(BASE + "tien-do/").content.decode()
    assert ("chậm" in page, "Nhắc người nhập phiếu</button>" in page) == (True, False)


def test_staff_are_reminded_once_a_day_by_beat_or_by_button(cast, staffed, now):
    common = {"campaign": staffed.campaign, "agencies": {cast.a.commune_1.pk}, "by": cast.chi}
    assert [one.recipient for one in owed(now)] == [cast.dung]
    assert list(owed(now.replace(hour=7))) == []
    assert (remind(at=now, **common), remind(at=now + timedelta(hours=3), **common)) != (0, 0)
    told = ("dung", "Nhập phiếu khảo sát năm 2024: còn thiếu 2 phiếu")
    assert inbox() == [told]
    remind(at=now + timedelta(days=1), **common)
    assert inbox() == [told, told]
    assert AuditEvent.objects.filter(verb="nhắc người nhập phiếu khảo sát").count() == 2


def test_nobody_is_reminded_where_nothing_lacks_or_nobody_enters(cast, staffed, now):
    with pytest.raises(SurveyRefused, match="chưa phân công ai nhập"):
        remind(campaign=staffed.campaign, agencies={cast.a.commune_2.pk}, by=cast.chi, at=now)


def test_the_weight_of_a_group_is_typed_with_a_comma(login, cast, ks):
    client, address = login(cast.chi), BASE + "phieu/ks/mau/"
    pk = cast.a.commune_1.pk
    sent = {"selection": "day", "collection": "both", "weight": "0,7", f"q{pk}-wanted": "3", f"q{pk}-population": ""}
    assert client.post(address, sent).status_code == 302
    assert GroupPlan.objects.get().weight == D("0.7")
    assert "trọng số 0,70" in client.get(BASE + "ke-hoach/").content.decode()
    refused = client.post(address, sent | {"weight": "0"}).content.decode()
    assert ("Trọng số phải lớn hơn 0" in refused, 'value="0"' in refused) == (True, True)
