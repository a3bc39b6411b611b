"""The linter beside the typing person, its proposals, the order of steps, and the plan's file both ways."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, LegalBasis, PlanStep
from criteria.resources.plan_export import export_plan
from criteria.rules.findings import Severity
from criteria.samples import PLANS, moved_sample
from criteria.services.plan import STEP_FIELDS, write_plan
from tests.criteria.views.test_plan import step_values

PLAN = "/huyen-a/2024/ke-hoach/"


def codes(page):
    return {finding.code for finding, _ in page.context["findings"]}


def test_the_step_is_checked_as_it_is_typed_and_nothing_is_written(chi, year, cast):
    step = year.steps["self_assessment"]
    typed = step_values(lead="", deadline_date="2024-12-15", step=step.pk)
    assert codes(chi.post(f"{PLAN}soat/", typed)) >= {"no_lead", "day_off"}
    assert "no_lead" not in codes(chi.post(f"{PLAN}soat/", typed | {"lead": "UBND các xã"}))
    with tenant_scope(cast.tenant_a):
        assert PlanStep.objects.get(pk=step.pk).deadline_date == step.deadline_date


def test_a_step_half_typed_is_checked_too(chi, year):
    page = chi.post(f"{PLAN}soat/", {"task": "Khảo sát năm 2023", "deadline_kind": "before", "deadline_date": "20"})
    assert page.status_code == 200
    assert codes(page) >= {"no_date"}


def test_legal_bases_are_checked_as_they_are_typed(chi, year):
    typed = {"bases": "Kế hoạch số 151/KH-UBND ngày 28/12/2024", "number": "", "day": "2024-11-15"}
    assert codes(chi.post(f"{PLAN}soat/", typed)) >= {"basis_after_plan"}
    typed["bases"] = "Kế hoạch số 151/KH-UBND ngày 28/12/2023"
    assert "basis_after_plan" not in codes(chi.post(f"{PLAN}soat/", typed))


def test_what_a_finding_proposes_is_done_by_its_button(chi, year, cast):
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(plan_date=date(2024, 11, 15))
        basis = LegalBasis.objects.create(
            campaign=year.campaign, position=1, text="Căn cứ Kế hoạch ngày 28/12/2024", issued_on=date(2024, 12, 28)
        )
        year.campaign.steps.filter(phase="survey").update(task="Khảo sát năm 2023")
        number = year.campaign.steps.get(phase="survey").printed_number
    chi.post(f"{PLAN}sua-loi/", {"code": "basis_after_plan", "step": "", "old": "28/12/2024"})
    chi.post(f"{PLAN}sua-loi/", {"code": "other_year", "step": number, "old": "năm 2023"})
    with tenant_scope(cast.tenant_a):
        basis = LegalBasis.objects.get()
        assert (basis.text, basis.issued_on) == ("Căn cứ Kế hoạch ngày 28/12/2023", date(2023, 12, 28))
        assert year.campaign.steps.get(phase="survey").task == "Khảo sát năm 2024"
    again = chi.post(f"{PLAN}sua-loi/", {"code": "other_year", "step": number, "old": "năm 2023"}, follow=True)
    assert [str(said) for said in again.context["messages"]][-1:] == ["Chỗ này đã được sửa trước đó; không đổi gì."]


def test_steps_change_places_and_are_numbered_anew(chi, year, cast):
    with tenant_scope(cast.tenant_a):
        first, second = year.campaign.steps.order_by("position")[:2]
    chi.post(f"{PLAN}buoc/{second.pk}/chuyen/", {"way": "up"})
    chi.post(f"{PLAN}danh-so/")
    with tenant_scope(cast.tenant_a):
        rows = list(year.campaign.steps.order_by("position").values_list("pk", "printed_number")[:2])
        assert rows == [(second.pk, "1"), (first.pk, "2")]
    assert chi.post(f"{PLAN}buoc/{second.pk}/chuyen/", {"way": "up"}).status_code == 302


def rows_of(campaign):
    return list(campaign.steps.order_by("position").values_list(*STEP_FIELDS))


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
@pytest.mark.parametrize("sample", PLANS, ids=lambda plan: plan.key)
def test_the_four_plans_come_back_from_a_file_as_they_went_out(chi, year, cast, sample, extension):
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(year=sample.year)
        campaign = Campaign.objects.get()
        campaign.steps.all().delete()
        write_plan(campaign, moved_sample(sample, sample.year))
        campaign.steps.filter(position=2).update(closes_at="2024-12-15T10:00:00Z", opens_on=date(2024, 12, 3))
        before, content = rows_of(campaign), export_plan(campaign, extension)
        campaign.steps.all().delete()
    url = f"/huyen-a/{sample.year}/ke-hoach/nhap/"
    page = chi.post(url, {"file": SimpleUploadedFile(f"ke-hoach.{extension}", io.BytesIO(content).read())})
    assert len(page.context["rows"]) == len(before)
    chi.post(url, {"confirm": page.context["token"]})
    with tenant_scope(cast.tenant_a):
        assert rows_of(Campaign.objects.get()) == before


def test_a_sample_is_shown_moved_to_the_year_without_errors_before_it_is_written(chi, year, cast):
    page = chi.get(f"{PLAN}nhap/?mau=thanh-pho")
    assert [finding for finding, _ in page.context["findings"] if finding.severity is Severity.ERROR] == []
    with tenant_scope(cast.tenant_a):
        assert year.campaign.steps.count() == 9
    chi.post(f"{PLAN}nhap/", {"confirm": page.context["token"]})
    with tenant_scope(cast.tenant_a):
        assert year.campaign.steps.count() == len(page.context["rows"])


def test_faults_of_a_plans_file_are_listed_with_row_and_column(chi, year):
    text = "order,printed_number,task,deadline_kind,deadline_date,deadline_period,deadline_text,lead,coordinating\n"
    text += "1,1,Việc,truoc,2024-13-40,,,,\n"
    page = chi.post(f"{PLAN}nhap/", {"file": SimpleUploadedFile("k.csv", text.encode())})
    faults = sorted((fault.row, fault.column) for fault in page.context["faults"])
    assert faults == [(2, "deadline_date"), (2, "deadline_kind")]


def test_an_open_year_keeps_its_table(chi, year, cast):
    page = chi.get(f"{PLAN}nhap/?mau=huyen")
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(opened_at=year.campaign.created_at)
    refused = chi.post(f"{PLAN}nhap/", {"confirm": page.context["token"]}, follow=True)
    assert [str(said) for said in refused.context["messages"]] == [
        "Kỳ năm 2024 đã mở – không thay cả bảng; sửa từng bước, hoặc gia hạn cho đơn vị."
    ]
