"""What the next letter puts right in an issued paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.documents import errata as slips
from cchc.documents.links import paper_url
from cchc.documents.models import OfficialDocument
from cchc.documents.services import IssueRefused
from cchc.web.asked import number_asked
from cchc.web.views import require, write
from publications.paper_forms import SLIPS_MAX, SlipForms
from publications.permissions import may_issue_papers
from publications.views.asked import registered_paper

PREFIX = "dong"
MORE = 3


@write(may=may_issue_papers)
def errata(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The places to put right, and the letter made from them."""
    asked, line = registered_paper(request, year, pk)
    require(asked.may_issue(request), request, "paper errata")
    if why := slips.refusal(line):
        messages.error(request, why)
        return redirect("publications:document", request.tenant.slug, year, pk)  # type: ignore[attr-defined]
    if request.method != "POST":
        entered = slips.lines_of(line, slips.open_letter(line)).values("place", "printed", "corrected")
        return _page(request, line, SlipForms(initial=list(entered), prefix=PREFIX))
    if request.POST.get("viec") == "them-dong":
        return _page(request, line, _longer(request))
    forms = SlipForms(request.POST, prefix=PREFIX)
    return _save(request, line, forms) if forms.is_valid() else _page(request, line, forms)


def _longer(request: HttpRequest) -> Any:
    """The same rows and three more to write into."""
    data = request.POST.copy()
    total = number_asked(data.get(f"{PREFIX}-TOTAL_FORMS", "")) or 0
    data[f"{PREFIX}-TOTAL_FORMS"] = str(min(total + MORE, SLIPS_MAX))
    return SlipForms(data, prefix=PREFIX)


def _save(request: HttpRequest, line: OfficialDocument, forms: Any) -> HttpResponse:
    rows = [slips.Slip(**form.cleaned_data) for form in forms if form.cleaned_data and not form.is_blank]
    try:
        letter = slips.set_errata(document=line, slips=rows, by=request.user, at=timezone.now())
    except IssueRefused as refused:
        return _page(request, line, forms, fault=str(refused))
    messages.success(request, f"Đã ghi {len(rows)} nội dung. Xem lại công văn rồi trình ký.")
    slug = request.tenant.slug  # type: ignore[attr-defined]
    return redirect(paper_url(slug, line.year, slips.KIND, subject=slips.subject_of(line, letter)))


def _page(request: HttpRequest, line: OfficialDocument, forms: Any, fault: str = "") -> HttpResponse:
    context = {"document": line, "year": line.year, "forms": forms, "fault": fault}
    return render(request, "publications/errata.html", context)
