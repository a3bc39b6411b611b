"""The survey's plan and its paper forms, from what is stored to the printed words."""

import json

import pytest
from django.conf import settings

from cchc.documents.blocks import Options
from cchc.documents.html import option_shares
from cchc.documents.plain import lines
from cchc.documents.registry import PaperRefused, build
from cchc.documents.render import render, render_text
from cchc.tenancy.models import Agency
from surveys.models import GroupPlan, Quota, SurveyPlan
from tests.surveys.build import LIKERT, QUESTIONS, with_survey


def printed(paper):
    return lines(render_text(paper.text, paper.data))


@pytest.fixture
def planned(cast, year, ks, now):
    plan = SurveyPlan.objects.create(campaign=year.campaign, second_share=20, budget="Ngân sách huyện.")
    GroupPlan.objects.create(questionnaire=ks, selection="all", collection="paper")
    Quota.objects.create(questionnaire=ks, agency=cast.a.commune_1, wanted=15)
    return plan


def test_the_plan_prints_groups_quotas_and_rates(planned, year):
    paper = build("04", year.campaign)
    survey = paper.data["khao_sat"]
    assert [row["o"] for row in survey["phan_bo"]] == [[15], *[[3]] * (len(survey["phan_bo"]) - 1)]
    assert survey["tong_phieu"] == sum(row["tong"] for row in survey["phan_bo"])
    assert (survey["truc_tuyen"], survey["ty_le_nhap_doi"], survey["kinh_phi"]) == (False, 20, "Ngân sách huyện.")
    words = " ".join(printed(paper))
    assert "nhập lại độc lập 20% số phiếu giấy để đối chiếu" in words
    assert "mã QR" not in words
    assert not any("Như Điều" in line for line in paper.data["vb"]["noi_nhan"])


def test_heads_are_all_asked_where_nobody_has_planned_how(cast, year, ks):
    type(ks).objects.filter(pk=ks.pk).update(audience="head")
    data = build("04", year.campaign).data
    assert [row["cach_chon"] for row in data["khao_sat"]["nhom"]] == ["Toàn bộ"]


def test_a_heading_begins_with_a_capital_whatever_the_agencies_are_called(planned, cast, year):
    Agency.objects.filter(participations__campaign=year.campaign).update(kind="sở")
    assert "3. Các sở" in printed(build("04", year.campaign))


def test_a_report_says_that_no_form_was_entered_twice():
    data = json.loads((settings.BASE_DIR / "fixtures" / "documents" / "samples" / "20.json").read_text())
    data["ks"] |= {"so_nhap_lai": 0, "de_ngoai": []}
    words = lines(render_text("20", data))
    assert "Không có phiếu giấy nào được nhập lại độc lập. Không phiếu nào phải để ngoài kết quả." in words


def test_a_plan_without_any_quota_is_refused(cast, year, now, scope_a):
    with_survey(year.campaign, by=cast.chi, at=now, quota=None)
    with pytest.raises(PaperRefused, match="chưa có phiếu khảo sát nào được giao chỉ tiêu"):
        build("04", year.campaign)


def test_a_form_prints_the_number_of_every_option_and_no_percentage(year, ks):
    words = printed(build("05", year.campaign, subject="ks"))
    text = "\n".join(words)
    assert "1. Dưới 35" in text
    assert "1. Rất hài lòng" in text
    assert "(chỉ trả lời nếu câu F1 chọn «Có»)" in text
    assert "(có thể chọn nhiều phương án)" in text
    assert "100" not in text
    assert "%" not in text


def test_a_form_names_the_agency_or_leaves_it_to_be_written(year, ks):
    named, blank = (" ".join(printed(build("05", year.campaign, subject=key))) for key in ("ks~001", "ks"))
    assert "của Xã Cẩm Giàng" in named
    assert "Cẩm Giàng" not in blank


def test_other_groups_are_asked_in_their_own_name(year, ks):
    type(ks).objects.filter(pk=ks.pk).update(audience="business", respondent_group="Doanh nghiệp")
    assert "Ý kiến của Doanh nghiệp về kết quả" in " ".join(printed(build("05", year.campaign, subject="ks")))


@pytest.mark.parametrize(("subject", "words"), [("", "Chưa nêu mã phiếu"), ("ks~999", "không thuộc đối tượng")])
def test_a_form_that_is_not_there_is_refused(year, ks, subject, words):
    with pytest.raises(PaperRefused, match=words):
        build("05", year.campaign, subject=subject)


def test_a_form_without_questions_is_refused(cast, year, now, scope_a):
    with_survey(year.campaign, by=cast.chi, at=now, code="trong", questions=QUESTIONS[:0])
    with pytest.raises(PaperRefused, match="chưa có câu hỏi"):
        build("05", year.campaign, subject="trong")


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_printed_form_carries_the_code_that_opens_its_page_of_entry(client, login, cast, year, ks, ending):
    address = f"/huyen-a/2024/khao-sat/phieu/ks/phieu-giay.{ending}?don-vi=001"
    answer = login(cast.chi).get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="phieu-ks-001.{ending}"'
    plain = render("05", build("05", year.campaign, subject="ks~001").data, fmt=ending)
    assert len(answer.content) > len(plain)


def test_heads_judge_every_agency_on_one_sheet(year, ks):
    type(ks).objects.filter(pk=ks.pk).update(audience="head")
    paper = build("05", year.campaign, subject="ks~*")
    sheet, words = paper.data["phieu"], " ".join(printed(paper))
    assert [row["ten"] for row in sheet["don_vi"]] == [one.agency.name for one in year.campaign.participants.all()]
    assert [column["so"] for column in sheet["cau_hoi"]] == ["N1", "CD1", "CD2", "F1", "CD3", "M1", "TP1"]
    assert "Câu CD2: Có bị gây phiền hà không (1 - Không; 2 - Có)" in words
    assert ("1. Dưới 35" in words, "Câu T1. Ý kiến khác (ghi rõ đơn vị)" in words) == (True, True)


def test_five_steps_stand_on_one_line_and_a_long_list_in_columns_of_its_own_width():
    steps = tuple(f"☐ {n}. {words}" for n, words in enumerate(map(str, (choice.label for choice in LIKERT)), start=1))
    assert len(option_shares(Options(steps), 165)) == 5
    shares = option_shares(Options(("☐ 1. Nông dân", "☐ 2. Cán bộ, công chức, viên chức, lực lượng vũ trang") * 3), 165)
    assert (len(shares), shares[0] < shares[1], round(sum(shares))) == (2, True, 100)
    assert option_shares(Options(("x" * 200, "☐ 2. Khác")), 165) == (100.0,)
