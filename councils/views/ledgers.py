"""The ledger of one agency's scores, for those inside, and for the agency once it may see its appraisal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.accounts.roles import SEES_ALL
from cchc.documents.links import paper_url
from cchc.vietnamese import fold
from cchc.web.pagination import PER_PAGE, page_of
from cchc.web.views import readonly, require
from councils.permissions import may_oversee, may_read_file, may_read_files, may_see_appraisal
from councils.queries.ledger import ledger_of
from councils.views.files import fetch_file
from criteria.queries import campaign_or_404


@readonly(may=may_oversee)
def ledgers(request: HttpRequest, year: int) -> HttpResponse:
    """Every agency's ledger, to choose from."""
    campaign = campaign_or_404(year)
    wanted = request.GET.get("q", "")[:100]
    files = campaign.assessments.select_related("agency").order_by("agency__sort_key", "pk")
    for word in fold(wanted).split():
        files = files.filter(agency__search__contains=word)
    page = page_of(files, request.GET, PER_PAGE, whole=True)
    rows = [
        (file, paper_url(request.tenant.slug, year, "17", agency=file.agency.code))  # type: ignore[attr-defined]
        for file in page
    ]
    return render(
        request, "councils/ledgers.html", {"campaign": campaign, "rows": rows, "page": page, "wanted": wanted}
    )


@readonly(may=may_read_files)
def ledger(request: HttpRequest, year: int, file: int) -> HttpResponse:
    """Every leaf from the self-score to the council; ``?khac=1`` only where two steps differ."""
    campaign = campaign_or_404(year)
    found = fetch_file(request, campaign, file)
    require(may_read_file(request.member, found), request, "may_read_file")  # type: ignore[attr-defined]
    inside = may_see_appraisal(request.member)  # type: ignore[attr-defined]
    reads = request.member.has(*SEES_ALL)  # type: ignore[attr-defined]
    made = ledger_of(found)
    only = request.GET.get("khac") == "1"
    lines = [line for line in made.lines if line.node.is_leaf and line.differs] if only else made.lines
    context = {
        "campaign": campaign,
        "file": found,
        "ledger": made,
        "lines": lines,
        "only": only,
        "inside": inside,
        "oversees": may_oversee(request.member),  # type: ignore[attr-defined]
        "changed": sum(line.differs for line in made.leaves),
        "paper": paper_url(request.tenant.slug, year, "17", agency=found.agency.code) if reads else "",  # type: ignore[attr-defined]
    }
    return render(request, "councils/ledger.html", context)
