"""«Như năm trước»: last year's campaign with its dates moved, shown with the linter's findings, then made."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.campaign_forms import AgainForm
from criteria.errors import FrameRefused
from criteria.models import Campaign
from criteria.permissions import may_run_campaign
from criteria.queries import plan_findings
from criteria.services.again import campaign_like, like_last_year
from criteria.services.campaign import assessed_agencies
from criteria.services.plan import moved_steps
from criteria.views.plan_checks import linter_context, sorted_findings


@write(may=may_run_campaign)
def again(request: HttpRequest) -> HttpResponse:
    earlier = Campaign.objects.filter(steps__isnull=False).distinct().order_by("-year")
    form = _form(request, earlier)
    if request.method == "POST" and form.is_valid() and (made := _made(request, form)):
        messages.success(request, f"Đã lập {made} như năm trước. Soát lại các ngày rồi mở kỳ.")
        return redirect("criteria:plan", request.tenant.slug, made.year)
    context: dict[str, Any] = {"form": form, "has_earlier": earlier.exists()}
    if form.is_bound and (form.is_valid() or "source" in form.cleaned_data):
        context |= _preview(form)
    return render(request, "criteria/campaign_again.html", context)


def _form(request: HttpRequest, earlier: Any) -> AgainForm:
    """Reading, the form is filled from the latest campaign, or from the year and source asked for."""
    if request.method == "POST":
        return AgainForm(request.POST, earlier=earlier)
    latest = earlier.first()
    if latest is None:
        return AgainForm(earlier=earlier)
    year = number_asked(request.GET.get("year", "")) or latest.year + 1
    source = number_asked(request.GET.get("source", "")) or latest.pk
    avoid = "on" if "avoid_days_off" in request.GET or not request.GET else ""
    return AgainForm({"source": source, "year": year, "avoid_days_off": avoid}, earlier=earlier)


def _preview(form: AgainForm) -> dict[str, Any]:
    """Each step with its old and new deadline, and what the linter says of the new plan."""
    data = form.cleaned_data
    source, year = data["source"], data.get("year")
    if not year:
        return {}
    wanted = campaign_like(source, year)
    rows = moved_steps(source, wanted, avoid_days_off=data["avoid_days_off"])
    findings = sorted_findings(plan_findings(wanted, rows, source.legal_bases.all()))
    pairs = list(zip(source.steps.order_by("position"), rows, strict=True))
    sets = source.sets.select_related("criteria_set")
    shown = {"source": source, "year": year, "pairs": pairs, "sets": sets, "bands": source.bands.all(), "typing": True}
    return shown | linter_context(findings, rows) | {"agencies": len(assessed_agencies(year))}


def _made(request: HttpRequest, form: AgainForm) -> Campaign | None:
    data = form.cleaned_data
    try:
        return like_last_year(
            source=data["source"],
            year=data["year"],
            avoid_days_off=data["avoid_days_off"],
            by=request.user,
            at=timezone.now(),
        )
    except FrameRefused as refused:
        form.add_error(None, str(refused))
        return None
