"""Links and QR codes: made for one agency, printed while their tokens are known, withdrawn."""

import json

from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from cchc.tenancy.models import Agency
from cchc.web.views import readonly, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404, phase_state
from criteria.rules.calendar import Phase
from surveys.errors import SurveyRefused
from surveys.field_forms import LinksForm
from surveys.models import LinkSheet
from surveys.permissions import may_run_survey
from surveys.services.linking import make_links, withdraw_links
from surveys.slips import slips, slips_pdf
from surveys.views.overview import is_open

PRINT_SECONDS = 1800
"""How long the tokens of a new sheet can be printed: afterwards nobody knows them."""


def fresh_key(tenant_id: int, user_id: int, sheet_id: int) -> str:
    """Where the tokens of a new sheet wait for their printing, for the one who made it alone."""
    return f"survey-sheet:{tenant_id}:{user_id}:{sheet_id}"


def _key(request: HttpRequest, pk: int) -> str:
    return fresh_key(request.tenant.pk, request.user.pk, pk)  # type: ignore[attr-defined]


def _sheets(campaign: Campaign) -> QuerySet[LinkSheet]:
    rows = LinkSheet.objects.filter(questionnaire__campaign=campaign).select_related(
        "questionnaire", "agency", "made_by"
    )
    return rows.annotate(links_made=Count("links"), used=Sum("links__uses"))


@write(may=may_run_survey)
def links(request: HttpRequest, year: int) -> HttpResponse:
    """The sheets there are, and the form for a new one."""
    campaign = campaign_or_404(year)
    form = LinksForm(
        request.POST or None,
        questionnaires=campaign.questionnaires.filter(closed_at=None),
        agencies=Agency.objects.filter(participations__campaign=campaign).distinct(),
        initial={"kind": LinkSheet.Kind.SINGLE, "count": 15},
    )
    if request.method == "POST" and form.is_valid():
        made = _make(request, form)
        if made is not None:
            return redirect("surveys:sheet", request.tenant.slug, year, made.pk)  # type: ignore[attr-defined]
    context = {
        "campaign": campaign,
        "form": form,
        "sheets": _sheets(campaign),
        "phase": phase_state(campaign, Phase.SURVEY, at=timezone.now()),
        "may_write": is_open(campaign),
        "now": timezone.now(),
    }
    return render(request, "surveys/links.html", context)


def _make(request: HttpRequest, form: LinksForm) -> LinkSheet | None:
    data = form.cleaned_data
    try:
        made = make_links(
            questionnaire=data["questionnaire"],
            agency=data["agency"],
            kind=data["kind"],
            count=data["count"],
            expires_at=data["expires_on"],
            by=request.user,
            at=timezone.now(),
        )
    except SurveyRefused as refused:
        form.add_error(None, str(refused))
        return None
    cache.set(_key(request, made.sheet.pk), json.dumps(made.tokens), PRINT_SECONDS)
    messages.success(request, "Đã tạo. In ngay: phần mềm không lưu đường dẫn nên sau 30 phút không in lại được.")
    return made.sheet


def _tokens(request: HttpRequest, pk: int) -> list[str]:
    return json.loads(cache.get(_key(request, pk)) or "[]")


def _sheet_or_404(year: int, pk: int) -> LinkSheet:
    rows = LinkSheet.objects.select_related("questionnaire__campaign__tenant", "agency", "made_by")
    return get_object_or_404(rows, pk=pk, questionnaire__campaign__year=year)


@readonly(may=may_run_survey)
def sheet(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One sheet: how often its links were used, and for half an hour the links themselves."""
    found = _sheet_or_404(year, pk)
    uses = found.links.aggregate(used=Sum("uses"), made=Count("pk"))
    context = {
        "sheet": found,
        "campaign": found.questionnaire.campaign,
        "slips": slips(_tokens(request, pk)),
        "uses": uses,
        "ended": found.withdrawn_at or found.expires_at <= timezone.now(),
    }
    return render(request, "surveys/sheet.html", context)


@readonly(may=may_run_survey)
def sheet_pdf(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = _sheet_or_404(year, pk)
    tokens = _tokens(request, pk)
    if not tokens:
        raise Http404
    response = HttpResponse(slips_pdf(found, tokens), content_type="application/pdf")
    name = f"ma-qr-{found.agency.code}-{found.pk}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@write(may=may_run_survey, methods=("POST",))
def withdraw(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = _sheet_or_404(year, pk)
    try:
        withdraw_links(sheet=found, by=request.user, at=timezone.now())
        cache.delete(_key(request, pk))
        messages.success(request, f"Đã thu hồi đường dẫn của {found.agency}; phiếu đã nhận giữ nguyên.")
    except SurveyRefused as refused:
        messages.error(request, str(refused))
    return redirect("surveys:links", request.tenant.slug, year)  # type: ignore[attr-defined]
