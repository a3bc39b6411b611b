"""The tools that compare: whether departments and single decisions measure with one measure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.web.views import readonly
from councils.permissions import may_compare, may_see_rounds
from councils.queries.consistency import challenges, stale_lines, strictness, unlike_judgements
from criteria.queries import campaign_or_404


@readonly(may=may_compare)
def consistency(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    context = {
        "campaign": campaign,
        "departments": strictness(campaign),
        "unlike": unlike_judgements(campaign),
        "stale": stale_lines(campaign),
        "challenges": challenges(campaign),
        "may_rounds": may_see_rounds(request.member),  # type: ignore[attr-defined]
    }
    return render(request, "councils/consistency.html", context)
