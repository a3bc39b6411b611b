"""Pages of the standing office and its staff: what is wrong is said in words, and nothing typed is lost."""

import re
from html import unescape

import pytest
from django.utils import timezone

from surveys.models import Response, SpoiltForm
from surveys.services.planning import assign_staff
from tests.surveys.build import filled, save

BASE = "/huyen-a/2024/khao-sat/"
ENTRY = f"{BASE}phieu/ks/nhap/001/"
WHOLE = {"number": "CG-0001", "a-CD1": "1", "a-CD2": "1", "a-F1": "2", "a-TP1": "1"}


@pytest.fixture
def now():
    """The survey is open today."""
    return timezone.now()


@pytest.fixture
def dung(cast, year, ks, login, now):
    assign_staff(campaign=year.campaign, agency=cast.a.commune_1, people=[cast.dung], by=cast.chi, at=now)
    return login(cast.dung)


@pytest.fixture
def chi(cast, ks, login):
    return login(cast.chi)


def words(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def test_a_form_saved_leads_to_the_next_number_with_the_same_day(dung):
    page = dung.post(ENTRY, WHOLE | {"answered_on": "06/12/2024"}, follow=True)
    html = page.content.decode()
    assert 'value="CG-0002"' in html
    assert 'value="06/12/2024"' in html
    assert Response.objects.get().answered_on.isoformat() == "2024-12-06"


def test_a_faulty_form_keeps_every_answer_and_names_each_fault(dung):
    page = dung.post(ENTRY, WHOLE | {"a-CD1": "9", "a-N1": "mười", "a-M1": ["1", "3"], "a-TP1": ""})
    assert page.status_code == 200
    said = words(page)
    assert "3 câu cần xem lại phiếu giấy" in said
    assert "phương án «9» không có – chọn một số từ 1 đến 5" in said
    html = page.content.decode()
    assert 'name="a-N1" value="mười"' in html
    assert html.count('name="a-M1" value="1" checked') == html.count('name="a-M1" value="3" checked') == 1
    assert Response.objects.count() == 0


def test_a_question_declined_on_paper_is_entered_as_nought(dung):
    dung.post(ENTRY, WHOLE | {"a-CD1": "0"})
    assert set(Response.objects.get().answers.values_list("question__code", flat=True)) == {"CD2", "F1", "TP1"}


def test_a_number_used_before_is_refused_in_its_field_and_the_answers_stay(dung):
    dung.post(ENTRY, WHOLE)
    page = dung.post(ENTRY, WHOLE | {"a-CD1": "4"})
    assert "Số phiếu CG-0001 đã nhập cho Xã Cẩm Giàng" in words(page)
    assert 'name="a-CD1" value="4" checked' in page.content.decode()


def test_a_day_to_come_and_a_missing_number_are_refused(dung):
    page = dung.post(ENTRY, WHOLE | {"number": "", "answered_on": "31/12/2099"})
    assert "Chưa ghi số phiếu" in words(page)
    assert "Ngày trả lời chưa đến" in words(page)


def test_a_spoilt_form_is_passed_over(dung):
    page = dung.post(ENTRY, {"number": "CG-0001", "phieu-hong": "1"}, follow=True)
    assert "Đã ghi phiếu CG-0001 là phiếu hỏng, không nhập." in words(page)
    assert SpoiltForm.objects.get().respondent == "CG-0001"
    assert 'value="CG-0002"' in page.content.decode()


def test_staff_see_what_is_assigned_to_them_and_nothing_else(dung, cast):
    assert "Xã Cẩm Giàng" in words(dung.get(f"{BASE}nhap-phieu/"))
    assert cast.a.commune_2.name not in words(dung.get(f"{BASE}nhap-phieu/"))
    assert dung.get(f"{BASE}phieu/ks/nhap/002/").status_code == 403


def test_what_staff_have_to_enter_stands_on_their_home_page(dung):
    assert "Nhập phiếu khảo sát" in words(dung.get("/huyen-a/"))


def question_values(**more):
    head = {"code": "Q9", "text": "Câu mới", "answer_type": "likert5", "show_if": "", "criterion_code": "3.1"}
    return head | {"pa-TOTAL_FORMS": "2", "pa-INITIAL_FORMS": "0", "pa-0-label": "Tốt", "pa-0-percent": "100"} | more


def test_a_question_that_cannot_be_taken_comes_back_as_typed(chi):
    page = chi.post(f"{BASE}phieu/ks/cau-hoi/them/", question_values())
    assert "có đúng 5 phương án, đang có 1" in words(page)
    assert 'value="Tốt"' in page.content.decode()


def test_more_lines_for_options_keep_what_was_typed(chi):
    page = chi.post(f"{BASE}phieu/ks/cau-hoi/them/", question_values(**{"them-dong": "1"}))
    html = page.content.decode()
    assert 'name="pa-4-label"' in html
    assert 'value="Tốt"' in html


def test_a_form_with_answers_opens_no_question_for_editing(chi, cast, ks, now):
    save(ks, filled(cast.a.commune_1, "1"), by=cast.chi, at=now)
    page = chi.get(f"{BASE}phieu/ks/cau-hoi/CD1/", follow=True)
    assert "câu hỏi không sửa được – lập bản mới" in words(page)


def test_a_quota_that_is_no_number_is_named_by_its_agency(chi, cast):
    values = {"selection": "day", "collection": "paper", f"q{cast.a.commune_1.pk}-wanted": "mười lăm"}
    page = chi.post(f"{BASE}phieu/ks/mau/", values)
    assert "Số chưa đúng ở: Xã Cẩm Giàng" in words(page)
    assert 'value="mười lăm"' in page.content.decode()


def test_links_for_a_day_that_is_over_are_refused(chi, cast, ks):
    values = {"questionnaire": ks.pk, "agency": cast.a.commune_1.pk, "kind": "single", "count": "3"}
    page = chi.post(f"{BASE}duong-dan/", values | {"expires_on": "01/01/2020"})
    assert "Ngày này đã qua – chọn hôm nay hoặc một ngày sau." in words(page)
