"""The survey of one year: questionnaires, forms against quota, points; its head and template."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from cchc.files.kinds import XLSX
from cchc.web.views import readonly, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404, phase_state
from criteria.rules.calendar import Phase
from surveys.errors import SurveyRefused
from surveys.forms import HeadForm
from surveys.models import Questionnaire
from surveys.permissions import may_run_survey, may_see_survey
from surveys.queries.board import board
from surveys.queries.forms import form_progress
from surveys.queries.gate import gates_of
from surveys.resources.template import response_template
from surveys.services import change_head


def is_open(campaign: Campaign) -> bool:
    """Whether forms can still come in: entering from files isn't bound to the phase, only to the adoption."""
    return campaign.has_survey and campaign.adopted_at is None and not campaign.imported


def questionnaire_or_404(year: int, code: str) -> Questionnaire:
    """The questionnaire with its campaign, inside the open scope."""
    return get_object_or_404(Questionnaire.objects.select_related("campaign"), campaign__year=year, code=code)


@readonly(may=may_see_survey)
def overview(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    progress = form_progress(campaign)
    context = {
        "campaign": campaign,
        "phase": phase_state(campaign, Phase.SURVEY, at=timezone.now()),
        "progress": progress,
        "tables": board(campaign, progress),
        "waiting": len(gates_of(campaign, progress).waiting),
        "may_write": may_run_survey(request.member) and is_open(campaign),  # type: ignore[attr-defined]
    }
    return render(request, "surveys/overview.html", context)


@readonly(may=may_run_survey)
def template(request: HttpRequest, year: int, code: str) -> HttpResponse:
    form = questionnaire_or_404(year, code)
    response = HttpResponse(response_template(form), content_type=XLSX.content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"nhap-phieu-{form.code}-{year}.xlsx")
    return response


@write(may=may_run_survey)
def head(request: HttpRequest, year: int, code: str) -> HttpResponse:
    questionnaire = questionnaire_or_404(year, code)
    form = HeadForm(request.POST or None, initial=HeadForm.of(questionnaire))
    if request.method == "POST" and form.is_valid():
        try:
            change_head(questionnaire=questionnaire, **form.cleaned_data, by=request.user, at=timezone.now())
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã lưu phần đầu phiếu {questionnaire.code}.")
            return redirect("surveys:results", request.tenant.slug, year, code)  # type: ignore[attr-defined]
    return render(request, "surveys/head.html", {"form": form, "questionnaire": questionnaire})
