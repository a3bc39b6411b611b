"""The sample plan: rates and days, how many forms about each agency, the draw, replacements, who enters."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.accounts.models import User
from cchc.documents.links import paper_url
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from surveys.errors import SurveyRefused
from surveys.field_forms import GroupForm, PlanForm, QuotaRow, ReplaceForm, StaffForm, quota_rows
from surveys.models import GroupPlan, Questionnaire, Quota, SurveyStaff
from surveys.permissions import may_run_survey, may_see_survey
from surveys.queries.fieldwork import drawn_of, staff_by_agency
from surveys.queries.forms import concerned_agency_ids, form_progress
from surveys.services.planning import (
    GROUP_WORDS,
    PLAN_WORDS,
    assign_staff,
    draw_sample,
    group_plan_of,
    plan_of,
    replace_drawn,
    save_group,
    save_plan,
    save_quotas,
)
from surveys.views.overview import is_open, questionnaire_or_404


@readonly(may=may_see_survey)
def plan(request: HttpRequest, year: int) -> HttpResponse:
    """What is planned: per questionnaire and agency, with who enters."""
    campaign = campaign_or_404(year)
    progress = form_progress(campaign)
    groups = {one.questionnaire_id: one for one in GroupPlan.objects.filter(questionnaire__campaign=campaign)}
    agencies = Agency.objects.filter(participations__campaign=campaign).distinct()
    staff = staff_by_agency(campaign)
    context = {
        "campaign": campaign,
        "plan": plan_of(campaign),
        "groups": [(form, groups.get(form.questionnaire.pk)) for form in progress],
        "rows": [(one, [(form, _cell(form, one)) for form in progress], staff.get(one.pk, [])) for one in agencies],
        "total": sum(form.wanted for form in progress),
        "paper_url": paper_url(request.tenant.slug, year, "04"),  # type: ignore[attr-defined]
        "may_write": may_run_survey(request.member) and is_open(campaign),  # type: ignore[attr-defined]
    }
    return render(request, "surveys/plan.html", context)


def _cell(form: Any, agency: Agency) -> int | None:
    return form.quota_of(agency.pk) if agency.pk in form.agency_ids else None


@write(may=may_run_survey)
def settings(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    stands = plan_of(campaign)
    form = PlanForm(request.POST or None, initial={name: getattr(stands, name) for name in PLAN_WORDS})
    if request.method == "POST" and form.is_valid():
        try:
            save_plan(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã lưu kế hoạch điều tra.")
            return redirect("surveys:plan", request.tenant.slug, year)  # type: ignore[attr-defined]
    return render(request, "surveys/plan_settings.html", {"form": form, "campaign": campaign})


@write(may=may_run_survey)
def group(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """How the respondents of a questionnaire are chosen, and how many forms each agency gets."""
    questionnaire = questionnaire_or_404(year, code)
    agencies = list(Agency.objects.filter(pk__in=concerned_agency_ids(questionnaire)))
    stands = group_plan_of(questionnaire)
    quotas = {one.agency_id: one for one in questionnaire.quotas.all()}
    initial = {pk: (quota.wanted, quota.population) for pk, quota in quotas.items()}
    form = GroupForm(request.POST or None, initial={name: getattr(stands, name) for name in GROUP_WORDS})
    rows = quota_rows(agencies, request.POST or None, initial)
    if request.method == "POST" and all([form.is_valid(), *[row.is_valid() for row in rows]]):
        if _save_group(request, questionnaire, form, rows):
            return redirect("surveys:plan", request.tenant.slug, year)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "rows": [(row, quotas.get(row.agency.pk)) for row in rows],
        "questionnaire": questionnaire,
        "campaign": questionnaire.campaign,
        "error": plan_of(questionnaire.campaign).allowed_error,
        "faulty": [row.agency for row in rows if row.is_bound and row.errors],
    }
    return render(request, "surveys/plan_group.html", context)


def _save_group(request: HttpRequest, questionnaire: Questionnaire, form: GroupForm, rows: list[QuotaRow]) -> bool:
    now = timezone.now()
    asked = {row.agency.pk: (row.cleaned_data["wanted"], row.cleaned_data["population"]) for row in rows}
    try:
        save_group(questionnaire=questionnaire, by=request.user, at=now, **form.cleaned_data)
        save_quotas(questionnaire=questionnaire, asked=asked, by=request.user, at=now)
    except SurveyRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Đã lưu kế hoạch mẫu của phiếu {questionnaire.code}.")
    return True


def _quota(year: int, code: str, agency: str) -> Quota:
    rows = Quota.objects.select_related("agency", "questionnaire__campaign")
    return get_object_or_404(rows, questionnaire=questionnaire_or_404(year, code), agency__code=agency)


@write(may=may_run_survey)
def sample(request: HttpRequest, year: int, code: str, agency: str) -> HttpResponse:
    """The sample drawn for one agency; a POST replaces somebody who couldn't be asked."""
    quota = _quota(year, code, agency)
    form = ReplaceForm(request.POST or None)
    if request.method == "POST" and quota.seed and form.is_valid():
        try:
            made = replace_drawn(quota=quota, by=request.user, at=timezone.now(), **form.cleaned_data)
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Hồ sơ số {made.drawn} thay bằng hồ sơ số {made.replaced_by}.")
            return redirect(request.path)
    context = {"quota": quota, "form": form, "drawn": drawn_of(quota) if quota.seed else None}
    return render(request, "surveys/sample.html", context | {"campaign": quota.questionnaire.campaign})


@write(may=may_run_survey, methods=("POST",))
def draw(request: HttpRequest, year: int, code: str, agency: str) -> HttpResponse:
    quota = _quota(year, code, agency)
    try:
        drawn = draw_sample(quota=quota, by=request.user, at=timezone.now())
        messages.success(request, f"Đã rút mẫu cho {drawn.agency}, mã rút mẫu {drawn.seed}.")
    except SurveyRefused as refused:
        messages.error(request, str(refused))
    return redirect("surveys:sample", request.tenant.slug, year, code, agency)  # type: ignore[attr-defined]


@write(may=may_run_survey)
def staff(request: HttpRequest, year: int, agency: str) -> HttpResponse:
    """Who enters the forms about one agency: people of the tenant, none of its own."""
    campaign = campaign_or_404(year)
    chosen = get_object_or_404(Agency.objects.filter(participations__campaign=campaign).distinct(), code=agency)
    form = StaffForm(
        request.POST or None, people=_people(request, chosen), initial={"people": _assigned(campaign, chosen)}
    )
    if request.method == "POST" and form.is_valid():
        people = list(form.cleaned_data["people"])
        try:
            assign_staff(campaign=campaign, agency=chosen, people=people, by=request.user, at=timezone.now())
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã phân công người nhập phiếu về {chosen}.")
            return redirect("surveys:plan", request.tenant.slug, year)  # type: ignore[attr-defined]
    return render(request, "surveys/staff.html", {"form": form, "campaign": campaign, "agency": chosen})


def _people(request: HttpRequest, agency: Agency) -> Any:
    """Everybody at work in the tenant but the agency's own people."""
    members = User.objects.filter(memberships__tenant=request.tenant, is_active=True)  # type: ignore[attr-defined]
    return members.exclude(memberships__agency=agency).distinct().order_by("full_name", "pk")


def _assigned(campaign: Campaign, agency: Agency) -> list[int]:
    return list(SurveyStaff.objects.filter(campaign=campaign, agency=agency).values_list("user_id", flat=True))
