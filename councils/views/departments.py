"""The board of appraisal: departments with pace and forecast, and who has finished which agency."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cchc.documents.links import paper_url
from cchc.web.pagination import page_of
from cchc.web.views import readonly
from councils.permissions import may_oversee
from councils.queries import department_progress, leaf_assignments
from councils.queries.pace import forecasts, matrix
from criteria.queries import campaign_or_404, phase_state
from criteria.rules.calendar import Phase


@readonly(may=may_oversee)
def departments(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    now = timezone.now()
    given = leaf_assignments(campaign)
    progress = department_progress(campaign, given=given)
    closes = phase_state(campaign, Phase.APPRAISAL, at=now).window.closes
    rows = forecasts(campaign, progress, closes, now)
    files = campaign.assessments.select_related("agency").order_by("agency__sort_key")
    page = page_of(files, request.GET)
    agencies = [one.department for one in progress]
    context = {
        "campaign": campaign,
        "now": timezone.localtime(now),
        "closes": closes,
        "rows": rows,
        "late": [row for row in rows if row.is_late],
        "agencies": agencies,
        "matrix": matrix(campaign, list(page.object_list), given, agencies),
        "page": page,
        "letter": paper_url(request.tenant.slug, year, "14", subject="tham-dinh"),  # type: ignore[attr-defined]
    }
    return render(request, "councils/departments.html", context)
