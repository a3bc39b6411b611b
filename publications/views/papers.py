"""The year's papers: what can be made, its draft, number and date, and the files."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.documents.errors import DocumentError
from cchc.documents.models import OfficialDocument
from cchc.documents.render import render as print_paper
from cchc.documents.services import IssueRefused, issued
from cchc.files.kinds import DOCX, PDF
from cchc.files.serve import serve
from cchc.web.views import readonly, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.documents import Paper, PaperRefused, Stamp, build
from publications.forms import IssueForm, TermsForm
from publications.permissions import may_issue_papers, may_read_papers
from publications.services import issue_paper, set_terms

KINDS = {
    "01": "Quyết định ban hành Kế hoạch và Kế hoạch",
    "12": "Quyết định phê duyệt, công bố kết quả",
}
"""Papers of the whole year that are made on these pages."""
LONG = "Văn bản quá dài để in ngay trên trang – in bằng lệnh render_document."


def _present(campaign: Campaign, kind: str) -> tuple[Paper, OfficialDocument | None]:
    """The paper as it stands now: with number and date, and the register's line, once it has been issued."""
    draft = build(_known(kind), campaign)
    document = issued(kind, draft.reference)
    if document is None:
        return draft, None
    return build(kind, campaign, stamp=Stamp(document.issued_on, document.number, document.issued_on)), document


@readonly(may=may_read_papers)
def papers(request: HttpRequest, year: int) -> HttpResponse:
    """Every kind with its state, and the register of the year."""
    campaign = campaign_or_404(year)
    register = list(OfficialDocument.objects.filter(year=year).order_by("kind", "-created_at"))
    rows = []
    for kind, name in KINDS.items():
        try:
            paper, why = build(kind, campaign), ""
        except PaperRefused as refused:
            paper, why = None, str(refused)
        document = next(
            (one for one in register if paper and (one.kind, one.reference) == (kind, paper.reference)), None
        )
        rows.append({"kind": kind, "name": name, "paper": paper, "why": why, "document": document})
    context = {"campaign": campaign, "rows": rows, "register": register}
    return render(request, "publications/papers.html", context)


@write(may=may_read_papers, methods=("GET", "HEAD"))
def paper(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The draft, or the issued paper with its fingerprint."""
    campaign = campaign_or_404(year)
    return _paper_page(request, campaign, kind, IssueForm())


def _paper_page(
    request: HttpRequest, campaign: Campaign, kind: str, form: IssueForm, status: int = 200
) -> HttpResponse:
    context = {"campaign": campaign, "kind": kind, "name": KINDS.get(kind, ""), "form": form}
    context["may_issue"] = may_issue_papers(request.member)  # type: ignore[attr-defined]
    terms = getattr(campaign, "decision_terms", None)
    context["terms"] = TermsForm(initial={"improvement_due": terms.improvement_due if terms else None})
    try:
        draft, document = _present(campaign, kind)
    except PaperRefused as refused:
        return render(request, "publications/paper_missing.html", context | {"why": str(refused)})
    context |= {"paper": draft, "document": document, "vb": draft.data["vb"]}
    return render(request, "publications/paper.html", context, status=status)


@readonly(may=may_read_papers)
def paper_file(request: HttpRequest, year: int, kind: str, extension: str) -> HttpResponseBase:
    """PDF or DOCX: of an issued paper the PDF as it was issued, else a fresh print."""
    campaign = campaign_or_404(year)
    try:
        draft, document = _present(campaign, kind)
        name = f"{kind}-{draft.reference}.{extension}"
        if document and extension == "pdf":
            return serve(document.stored_name, content_type=PDF.content_type, download_name=name, inline=True)
        content = _printed(draft, extension)
    except (PaperRefused, DocumentError) as refused:
        messages.error(request, str(refused))
        return redirect("publications:paper", request.tenant.slug, year, kind)  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type=PDF.content_type if extension == "pdf" else DOCX.content_type)
    response["Content-Disposition"] = f'{"inline" if extension == "pdf" else "attachment"}; filename="{name}"'
    return response


def _printed(draft: Paper, extension: str) -> bytes:
    if extension not in {"pdf", "docx"}:
        raise Http404
    if draft.is_long:
        raise PaperRefused(LONG)
    return print_paper(draft.kind, draft.data, fmt=extension)


@write(may=may_issue_papers, methods=("POST",))
def issuing(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The clerk enters number and date: the paper is printed with them and kept for good."""
    campaign = campaign_or_404(year)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                document = issue_paper(
                    kind=_known(kind),
                    campaign=campaign,
                    by=request.user,
                    at=timezone.now(),
                    **form.cleaned_data,  # type: ignore[arg-type]
                )
        except IssueRefused as refused:
            form.add_error(refused.field, str(refused))
        except (PaperRefused, DocumentError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã ghi số {document}. Bản PDF được giữ nguyên từ đây.")
            return redirect("publications:paper", request.tenant.slug, year, kind)  # type: ignore[attr-defined]
    return _paper_page(request, campaign, kind, form)


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return kind


@write(may=may_issue_papers, methods=("POST",))
def terms(request: HttpRequest, year: int) -> HttpResponse:
    """The day by which improvement plans are due, printed in the decision."""
    campaign = campaign_or_404(year)
    form = TermsForm(request.POST)
    if form.is_valid():
        set_terms(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, "Đã ghi hạn ban hành Kế hoạch duy trì, khắc phục.")
    else:
        messages.error(request, " ".join(form.errors["improvement_due"]))
    return redirect("publications:paper", request.tenant.slug, year, "12")  # type: ignore[attr-defined]
