"""The year's papers: what can be made, each with its draft and its files."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.documents.errors import DocumentError
from cchc.documents.links import paper_url
from cchc.documents.models import OfficialDocument, PaperBatch
from cchc.documents.printing import print_paper, show_paper
from cchc.documents.registry import About, Paper, PaperKind, PaperRefused, build, paper_kind, paper_kinds, reference_of
from cchc.documents.services import IssueRefused, following_number, line_of
from cchc.files.kinds import DOCX, PDF
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.forms import IssueForm, TermsForm
from publications.paper_forms import CopiesForm
from publications.permissions import may_issue_papers, may_open_papers
from publications.services import set_terms, submit_paper
from publications.services.bulk import counts
from publications.views.asked import Asked, agencies_of, asked_paper

LONG = "Văn bản dài nên lập ở chế độ chờ – bấm «Lập PDF» hoặc «Lập DOCX» trên trang này."


@readonly(may=may_open_papers)
def papers(request: HttpRequest, year: int) -> HttpResponse:
    """Every paper that the person may read, by phase of the year, with its state."""
    campaign = campaign_or_404(year)
    member = request.member  # type: ignore[attr-defined]
    readable = [
        kind
        for kind in paper_kinds()
        if (agencies_of(request, kind, campaign) if kind.per_agency else kind.may(member, About(campaign)))
    ]
    register = list(OfficialDocument.objects.filter(year=year).order_by("-created_at", "-pk"))
    phases = [
        (phase.value, [_row(request, kind, campaign, register) for kind in inside])
        for phase, inside in groupby(readable, key=lambda kind: kind.phase)
    ]
    return render(
        request,
        "publications/papers.html",
        {"campaign": campaign, "phases": phases, "may_word": may_issue_papers(member)},
    )


def _row(request: HttpRequest, kind: PaperKind, campaign: Campaign, register: list[OfficialDocument]) -> dict[str, Any]:
    """One line of the list; a paper about many agencies or subjects leads to the choice among them."""
    asked = Asked(kind, About(campaign))
    row: dict[str, Any] = {"kind": kind.kind, "name": kind.name, "url": asked.url(request)}
    of_kind = [one for one in register if one.kind == kind.kind]
    if kind.per_agency or kind.subjects:
        return row | {
            "many": True,
            "per_agency": kind.per_agency,
            "issued": sum(OfficialDocument.State(one.state).was_issued for one in of_kind),
        }
    try:
        reference = reference_of(kind, campaign)
    except PaperRefused as refused:
        return row | {"why": str(refused), "document": next(iter(of_kind), None)}
    document = next((one for one in of_kind if one.reference == reference), None)
    files = {ending: asked.url(request, "paper_file", ending) for ending in ("pdf", "docx")}
    return row | {"paper": reference, "document": document, "files": files}


@write(may=may_open_papers, methods=("GET", "HEAD"))
def paper(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The draft; where an agency or subject has to be chosen, the choice; what is under way leads to the register."""
    found = paper_kind(kind)
    if found and _is_open(request, found):
        return choice_page(request, found, campaign_or_404(year))
    asked = asked_paper(request, year, kind)
    try:
        draft = build(kind, asked.about.campaign, agency=asked.about.agency, subject=asked.about.subject)
        document = line_of(kind, draft.reference)
        if document and document.state != document.State.DRAFT:
            return redirect("publications:document", request.tenant.slug, year, document.pk)  # type: ignore[attr-defined]
        return render(request, "publications/paper.html", _draft(request, asked, draft))
    except (PaperRefused, DocumentError) as refused:
        return _missing(request, asked, str(refused))


def _draft(request: HttpRequest, asked: Asked, draft: Paper) -> dict[str, Any]:
    terms = getattr(asked.about.campaign, "decision_terms", None)
    return {
        "campaign": asked.about.campaign,
        "kind": asked.kind.kind,
        "name": asked.kind.name,
        "agency": asked.about.agency,
        "paper": draft,
        "sheets": show_paper(draft),
        "may_issue": asked.may_issue(request) and asked.kind.numbered,
        "may_word": may_issue_papers(request.member),  # type: ignore[attr-defined]
        "terms": TermsForm(initial={"improvement_due": terms.improvement_due if terms else None}),
        "files": {ending: asked.url(request, "paper_file", ending) for ending in ("pdf", "docx")},
        "submit_url": asked.url(request, "submit"),
        "order_url": asked.url(request, "batch_one"),
    }


def _missing(request: HttpRequest, asked: Asked, why: str) -> HttpResponse:
    context = {"campaign": asked.about.campaign, "name": asked.kind.name, "why": why, "agency": asked.about.agency}
    return render(request, "publications/paper_missing.html", context)


def _is_open(request: HttpRequest, kind: PaperKind) -> bool:
    """Whether the address leaves open which agency or subject is meant."""
    if kind.per_agency and not request.GET.get("don-vi"):
        return True
    return bool(kind.subjects) and not request.GET.get("ve")


def choice_page(request: HttpRequest, kind: PaperKind, campaign: Campaign, **typed: Form) -> HttpResponse:
    """All agencies and subjects that the paper can be made about, with what the register says of each.

    ``typed``: the forms ``numbers`` and ``copies`` as they came, with their faults.
    """
    agencies: list[Agency | None] = list(agencies_of(request, kind, campaign)) if kind.per_agency else [None]
    if not kind.per_agency or not agencies:
        require(kind.may(request.member, About(campaign)), request, f"paper {kind.kind}")  # type: ignore[attr-defined]
    register = OfficialDocument.objects.filter(year=campaign.year, kind=kind.kind)
    lines = {(line.agency_id, line.subject): line for line in register.order_by("created_at", "pk")}
    context = {
        "campaign": campaign,
        "kind": kind,
        "choices": list(_choices(request, kind, campaign, agencies, lines)),
        "may_make": kind.per_agency and kind.subjects is None and may_issue_papers(request.member),  # type: ignore[attr-defined]
        "batches": PaperBatch.objects.filter(year=campaign.year, kind=kind.kind)[:5],
    }
    if context["may_make"] and kind.numbered and not kind.issued_by_agency:
        context |= _all_at_once(kind, campaign, typed)
    return render(request, "publications/paper_choice.html", context)


def _all_at_once(kind: PaperKind, campaign: Campaign, typed: dict[str, Form]) -> dict[str, Any]:
    """How many papers stand where, and what the clerk most likely enters for all."""
    line = OfficialDocument.objects.filter(year=campaign.year, kind=kind.kind).order_by("-created_at", "-pk").first()
    today = timezone.localdate()
    first = following_number(symbol=line.symbol, issuer_id=line.issuer_id, year=today.year) if line else 1
    return {
        "at_once": counts(kind, campaign.year),
        "symbol": line.symbol if line else "",
        "numbers": typed.get("numbers") or IssueForm(initial={"number": first, "issued_on": today}),
        "copies": typed.get("copies") or CopiesForm(),
    }


def _choices(
    request: HttpRequest, kind: PaperKind, campaign: Campaign, agencies: list[Agency | None], lines: dict[Any, Any]
) -> Iterator[dict[str, Any]]:
    for agency in agencies:
        if kind.subjects is None:
            yield _chosen(request, kind, campaign, agency, "", str(agency), lines)
            continue
        for subject in kind.subjects(campaign, agency):
            label = f"{agency}: {subject.label}" if agency else subject.label
            yield _chosen(request, kind, campaign, agency, subject.key, label, lines)


def _chosen(
    request: HttpRequest,
    kind: PaperKind,
    campaign: Campaign,
    agency: Agency | None,
    subject: str,
    label: str,
    lines: dict[Any, Any],
) -> dict[str, Any]:
    slug, code = request.tenant.slug, agency.code if agency else ""  # type: ignore[attr-defined]
    document = lines.get((agency.pk if agency else None, subject))
    return {
        "label": label,
        "url": paper_url(slug, campaign.year, kind.kind, agency=code, subject=subject),
        "document": document,
    }


@readonly(may=may_open_papers)
def paper_file(request: HttpRequest, year: int, kind: str, extension: str) -> HttpResponse:
    """PDF or DOCX of the paper as the data stand now; what was issued is handed out by the register."""
    asked = asked_paper(request, year, kind)
    if extension not in {"pdf", "docx"}:
        raise Http404
    try:
        draft = build(kind, asked.about.campaign, agency=asked.about.agency, subject=asked.about.subject)
        if draft.is_long:
            raise PaperRefused(LONG)
        content = print_paper(draft, fmt=extension)
    except (PaperRefused, DocumentError) as refused:
        messages.error(request, str(refused))
        return redirect(asked.url(request))
    response = HttpResponse(content, content_type=PDF.content_type if extension == "pdf" else DOCX.content_type)
    shown = "inline" if extension == "pdf" else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{kind}-{draft.reference}.{extension}"'
    return response


@write(may=may_open_papers, methods=("POST",))
def submit(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The draft is handed in for signing: it gets its line in the register."""
    asked = asked_paper(request, year, kind)
    require(asked.may_issue(request) and asked.kind.numbered, request, f"submit {kind}")
    try:
        document = submit_paper(kind=asked.kind, about=asked.about, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except (IssueRefused, PaperRefused, DocumentError) as refused:
        messages.error(request, str(refused))
        return redirect(asked.url(request))
    messages.success(request, "Đã trình ký. Văn thư ghi số và ngày sau khi người có thẩm quyền ký.")
    return redirect("publications:document", request.tenant.slug, year, document.pk)  # type: ignore[attr-defined]


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
