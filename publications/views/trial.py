"""A draft criteria set tried on a past year: who would have moved, and because of which criteria."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cchc.web.context import NavEntry
from cchc.web.views import readonly
from criteria.checking import catalogue_findings
from criteria.exchange import stored_rows
from criteria.models import CriteriaSet
from criteria.permissions import may_run_campaign
from criteria.rules.findings import Severity
from criteria.set_links import register_set_link
from publications.models import Snapshot
from publications.trial import past_snapshots, try_on


@readonly(may=may_run_campaign)
def trial(request: HttpRequest, code: str) -> HttpResponse:
    """``?nam=`` chooses the year; without it the newest one that was scored here."""
    draft = get_object_or_404(CriteriaSet, code=code)
    years = past_snapshots()
    chosen = _chosen(request, years)
    rows = stored_rows(draft)
    errors = [one for one in catalogue_findings(draft, rows) if one.severity is Severity.ERROR]
    context = {
        "set": draft,
        "years": years,
        "chosen": chosen,
        "errors": len(errors),
        "trial": try_on(draft, chosen) if chosen and rows else None,
    }
    return render(request, "publications/trial.html", context)


def _chosen(request: HttpRequest, years: list[Snapshot]) -> Snapshot | None:
    asked = request.GET.get("nam")
    if asked is None:
        return years[0] if years else None
    found = next((one for one in years if str(one.campaign.year) == asked), None)
    if found is None:
        raise Http404
    return found


def _link(request: HttpRequest, criteria_set: CriteriaSet) -> NavEntry | None:
    if not may_run_campaign(request.member) or not Snapshot.objects.filter(imported=False).exists():  # type: ignore[attr-defined]
        return None
    here = reverse("publications:trial", args=[request.tenant.slug, criteria_set.code])  # type: ignore[attr-defined]
    return NavEntry("Thử trên số liệu năm trước", here)


register_set_link(_link)
