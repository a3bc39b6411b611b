import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cchc.tenancy.scope import tenant_scope
from surveys.models import Questionnaire, Response, SurveyScore
from tests.surveys.build import filled, save
from tests.surveys.test_import_survey_responses import GOOD, HEAD, row

FILE = "order,code,text,group,answer_type,options,criteria_set,criteria_code,required,show_if,scored\n"


@pytest.fixture
def chi(login, cast):
    return login(cast.chi)


@pytest.fixture(autouse=True)
def questionnaire(ks):
    return ks


def url(name, code="ks", **more):
    kwargs = {"tenant": "huyen-a", "year": 2024, **({"code": code} if code else {}), **more}
    return reverse(f"surveys:{name}", kwargs=kwargs)


def table(*rows):
    return SimpleUploadedFile("phieu.csv", "\n".join(",".join(f'"{c}"' for c in r) for r in rows).encode())


def text_of(response):
    """The page's words, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def token(response):
    return response.context["token"]


def test_the_board_shows_forms_against_quota_and_points_of_each_leaf(chi, cast, ks, now):
    save(ks, *[filled(cast.a.commune_1, f"{n}", CD1=2) for n in range(3)], by=cast.chi, at=now)
    save(ks, filled(cast.a.commune_2, "1"), by=cast.chi, at=now)
    page = chi.get(url("overview", code=None))
    (found,) = page.context["tables"]
    assert [leaf.code for leaf in found.leaves] == ["3.1", "3.2"]
    assert [
        (one.agency.code, one.forms[0].received, one.forms[0].is_below, one.points, one.sum) for one in found.rows
    ] == [
        ("001", 3, False, (2.625, 1), 3.625),
        ("003", 0, True, (None, None), None),
        ("002", 1, True, (3, 1), 4),
    ]
    (progress,) = page.context["progress"]
    assert (progress.received, progress.wanted, len(progress.below)) == (4, 9, 2)


def test_the_board_asks_the_same_number_of_queries_for_more_forms(chi, cast, ks, now, django_assert_max_num_queries):
    save(ks, filled(cast.a.commune_1, "1"), by=cast.chi, at=now)
    chi.get(url("overview", code=None))  # the session is written once
    with django_assert_max_num_queries(40) as few:
        chi.get(url("overview", code=None))
    agencies = [cast.a.commune_1, cast.a.commune_2, cast.a.town]
    save(ks, *[filled(agency, f"{n}") for agency in agencies for n in range(2, 9)], by=cast.chi, at=now)
    with django_assert_max_num_queries(40) as many:
        chi.get(url("overview", code=None))
    assert len(many) == len(few)


def test_a_file_with_faults_shows_each_and_writes_nothing(chi):
    page = chi.post(url("responses_import"), {"file": table(HEAD, row(CD1="9"), row(agency_code="999"))})
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [(2, "CD1"), (3, "agency_code")]
    assert Response.objects.count() == 0


def test_a_good_file_is_shown_first_and_written_when_confirmed(chi, ks):
    page = chi.post(url("responses_import"), {"file": table(HEAD, GOOD, row(respondent="02"))})
    assert (page.context["done"].new, Response.objects.count(), SurveyScore.objects.count()) == (2, 0, 0)
    ks.refresh_from_db()
    assert ks.frozen_at is None
    done = chi.post(url("responses_import"), {"confirm": token(page)}, follow=True)
    assert done.redirect_chain == [(url("overview", code=None), 302)]
    assert (Response.objects.count(), SurveyScore.objects.count()) == (2, 2)
    assert "Đã ghi. Nhập 2 phiếu mới của 1 đơn vị; điểm khảo sát đã tính cho 1 đơn vị." in text_of(done)


def test_a_confirmation_that_came_too_late_says_so(chi):
    page = chi.post(url("responses_import"), {"confirm": "0" * 64})
    assert page.context["refused"] == "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp."


def test_a_year_adopted_between_check_and_confirmation_is_not_written(chi, year, now):
    page = chi.post(url("responses_import"), {"file": table(HEAD, GOOD)})
    year.campaign.adopted_at = now
    year.campaign.save()
    refused = chi.post(url("responses_import"), {"confirm": token(page)})
    assert refused.context["refused"].startswith("Kết quả kỳ 2024 đã được thông qua")
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("phieu.xlsx", b"not a workbook"), ("phieu.pdf", b"%PDF-1.7"), ("phieu.csv", b"\xff\xfe\x00"), ("phieu.csv", b"")],
)
def test_a_file_that_is_not_a_table_is_answered_in_words(chi, name, content):
    page = chi.post(url("responses_import"), {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 200
    assert page.context.get("faults") or page.context["form"].errors
    assert Response.objects.count() == 0


def test_a_questionnaire_is_shown_first_and_written_when_confirmed(chi):
    file = SimpleUploadedFile("moi.csv", (FILE + "1,T1,Ý kiến,,text,,,,no,,no\n").encode())
    page = chi.post(url("questions_import", code=None), {"file": file, "code": "moi", "title": "Phiếu mới"})
    assert (page.context["done"].added, Questionnaire.objects.count()) == (("T1",), 1)
    done = chi.post(url("questions_import", code=None), {"confirm": token(page)})
    assert done.url == url("results", code="moi")
    assert Questionnaire.objects.get(code="moi").title == "Phiếu mới"


def test_a_code_that_can_not_stand_in_an_address_is_refused(chi):
    file = SimpleUploadedFile("moi.csv", FILE.encode())
    page = chi.post(url("questions_import", code=None), {"file": file, "code": "phiếu/1"})
    assert page.context["form"].errors["code"] == [
        "Mã «phiếu/1» không dùng được – dùng chữ không dấu, số, dấu gạch, ví dụ nguoi-dan."
    ]


def test_the_head_is_changed_with_its_own_form(chi, ks):
    chi.post(url("head"), {"title": "Phiếu số 01", "respondent_group": "Người dân", "quota": "15"})
    ks.refresh_from_db()
    assert (ks.title, ks.quota) == ("Phiếu số 01", 15)
    page = chi.post(url("head"), {"title": "", "quota": "-1"})
    assert set(page.context["form"].errors) == {"title", "quota"}


def test_the_template_comes_back_as_forms(chi, cast, ks):
    response = chi.get(url("template"))
    assert response["Content-Disposition"] == 'attachment; filename="nhap-phieu-ks-2024.xlsx"'
    book = load_workbook(BytesIO(response.content))
    sheet = book["Phiếu"]
    assert [cell.value for cell in sheet[1]] == HEAD
    assert [cell.number_format for cell in sheet[2][:3]] == ["@", "@", "@"]
    lists = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    assert lists == {"A2", "C2", "E2", "F2", "G2", "H2", "J2"}
    assert [cell.value for cell in book["Phương án"]["G"]][2:4] == ["Từ 35", None]
    for place, value in enumerate(GOOD, start=1):
        sheet.cell(2, place).value = value or None
    target = BytesIO()
    book.save(target)
    page = chi.post(url("responses_import"), {"file": SimpleUploadedFile("mau.xlsx", target.getvalue())})
    assert page.context["done"].new == 1


def test_those_who_read_every_file_see_results_and_no_button_to_import(login, cast):
    page = login(cast.oanh).get(url("results"))
    assert page.status_code == 200
    assert url("responses_import") not in page.content.decode()
    assert login(cast.oanh).get(url("responses_import")).status_code == 403


def test_another_tenants_questionnaire_is_not_found(login, cast, ks):
    with tenant_scope(cast.tenant_a):
        address = reverse("surveys:results", kwargs={"tenant": "huyen-b", "year": 2024, "code": "ks"})
    assert login(cast.ha).get(address).status_code == 404


@pytest.mark.parametrize("query", ["?don-vi=999", "?don-vi=ptp"])
def test_an_agency_that_is_not_asked_about_is_not_found(chi, query):
    assert chi.get(url("results") + query).status_code == 404


def test_an_adopted_year_offers_no_import(chi, year, now):
    year.campaign.adopted_at = now
    year.campaign.save()
    page = chi.get(url("overview", code=None)).content.decode()
    assert (url("responses_import") in page, url("questions_import", code=None) in page) == (False, False)
