"""The year's papers: what can be made, each with its draft, number and date, and the files."""

from collections.abc import Iterator
from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.accounts.roles import SEES_ALL
from cchc.documents.errors import DocumentError
from cchc.documents.links import paper_url
from cchc.documents.models import OfficialDocument
from cchc.documents.printing import print_paper, show_paper
from cchc.documents.registry import About, Paper, PaperKind, PaperRefused, build, paper_kind, paper_kinds
from cchc.documents.services import IssueRefused, issued
from cchc.documents.vocabulary import Stamp
from cchc.files.kinds import DOCX, PDF
from cchc.files.serve import serve
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.forms import IssueForm, TermsForm
from publications.permissions import may_issue_papers, may_open_papers
from publications.services import issue_paper, set_terms

LONG = "Văn bản quá dài để in ngay trên trang – in bằng lệnh render_document."


def _asked(request: HttpRequest, year: int, kind: str) -> tuple[PaperKind, About]:
    """The paper that the address names, if the person may read it: kind, `?don-vi=` agency, `?ve=` subject."""
    found = paper_kind(kind)
    if found is None:
        raise Http404
    code = request.GET.get("don-vi", "") if found.per_agency else ""
    agency = get_object_or_404(Agency.objects.all(), code=code) if code else None
    about = About(campaign_or_404(year), agency, request.GET.get("ve", "")[:80])
    require(found.may(request.member, about), request, f"paper {kind}")  # type: ignore[attr-defined]
    return found, about


def _present(kind: PaperKind, about: About) -> tuple[Paper, OfficialDocument | None]:
    """The paper as it stands now: with number and date, and the register's line, once it has been issued."""
    draft = build(kind.kind, about.campaign, agency=about.agency, subject=about.subject)
    document = issued(kind.kind, draft.reference)
    if document is None:
        return draft, None
    stamp = Stamp(document.issued_on, document.number, document.issued_on)  # type: ignore[arg-type]
    return build(kind.kind, about.campaign, agency=about.agency, subject=about.subject, stamp=stamp), document


def _url(request: HttpRequest, kind: PaperKind, about: About, page: str = "paper", ending: str = "") -> str:
    return paper_url(
        request.tenant.slug,  # type: ignore[attr-defined]
        about.campaign.year,
        kind.kind,
        agency=about.agency.code if about.agency else "",
        subject=about.subject,
        page=page,
        ending=ending,
    )


@readonly(may=may_open_papers)
def papers(request: HttpRequest, year: int) -> HttpResponse:
    """Every paper that the person may read, by phase of the year, with its state; and the register of the year."""
    campaign = campaign_or_404(year)
    member = request.member  # type: ignore[attr-defined]
    kinds = [kind for kind in paper_kinds() if kind.per_agency or kind.may(member, About(campaign))]
    kinds = [kind for kind in kinds if not kind.per_agency or _agencies(request, kind, campaign)]
    register = list(OfficialDocument.objects.filter(year=year).order_by("kind", "-created_at"))
    register = register if member.has(*SEES_ALL) else []
    by_phase = groupby(kinds, key=lambda kind: kind.phase)
    phases = [(phase.value, [_row(request, kind, campaign, register) for kind in inside]) for phase, inside in by_phase]
    context = {"campaign": campaign, "phases": phases, "register": register}
    return render(request, "publications/papers.html", context)


def _row(
    request: HttpRequest, kind: PaperKind, campaign: Campaign, register: list[OfficialDocument]
) -> dict[str, object]:
    """One line of the list; a paper about many agencies or subjects leads to the choice among them."""
    about = About(campaign)
    row: dict[str, object] = {"kind": kind.kind, "name": kind.name, "url": _url(request, kind, about)}
    of_kind = [one for one in register if one.kind == kind.kind and one.number]
    if kind.per_agency or kind.subjects:
        return row | {"many": True, "issued": len(of_kind)}
    try:
        paper = build(kind.kind, campaign)
    except PaperRefused as refused:
        return row | {"why": str(refused)}
    document = next((one for one in of_kind if one.reference == paper.reference), None)
    files = {ending: _url(request, kind, about, "paper_file", ending) for ending in ("pdf", "docx")}
    return row | {"paper": paper, "document": document, "files": files}


def _agencies(request: HttpRequest, kind: PaperKind, campaign: Campaign) -> list[Agency]:
    """The agencies for which the person may read this paper."""
    taking_part = Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")
    agencies = list(kind.agencies(campaign) if kind.agencies else taking_part)
    member = request.member  # type: ignore[attr-defined]
    return [agency for agency in agencies if kind.may(member, About(campaign, agency))]


@write(may=may_open_papers, methods=("GET", "HEAD"))
def paper(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The draft, or the issued paper with its fingerprint; where an agency or subject has to be chosen, the choice."""
    found = paper_kind(kind)
    if found and _is_open(request, found):
        return _choice(request, found, campaign_or_404(year))
    asked, about = _asked(request, year, kind)
    return _paper_page(request, asked, about, IssueForm())


def _is_open(request: HttpRequest, kind: PaperKind) -> bool:
    """Whether the address leaves open which agency or subject is meant."""
    if kind.per_agency and not request.GET.get("don-vi"):
        return True
    return bool(kind.subjects) and not request.GET.get("ve")


def _choice(request: HttpRequest, kind: PaperKind, campaign: Campaign) -> HttpResponse:
    """All agencies and subjects that the paper can be made about."""
    choices = list(_choices(request, kind, campaign))
    register = OfficialDocument.objects.filter(year=campaign.year, kind=kind.kind).exclude(number=None)
    context = {"campaign": campaign, "kind": kind, "choices": choices, "register": list(register)}
    return render(request, "publications/paper_choice.html", context)


def _choices(request: HttpRequest, kind: PaperKind, campaign: Campaign) -> Iterator[dict[str, str]]:
    agencies: list[Agency | None] = list(_agencies(request, kind, campaign)) if kind.per_agency else [None]
    if not kind.per_agency:
        require(kind.may(request.member, About(campaign)), request, f"paper {kind.kind}")  # type: ignore[attr-defined]
    for agency in agencies:
        if kind.subjects is None:
            yield {"label": str(agency), "url": _url(request, kind, About(campaign, agency))}
            continue
        for subject in kind.subjects(campaign, agency):
            label = f"{agency}: {subject.label}" if agency else subject.label
            yield {"label": label, "url": _url(request, kind, About(campaign, agency, subject.key))}


def _paper_page(
    request: HttpRequest, kind: PaperKind, about: About, form: IssueForm, status: int = 200
) -> HttpResponse:
    campaign = about.campaign
    context = {"campaign": campaign, "kind": kind.kind, "name": kind.name, "form": form, "agency": about.agency}
    context["may_issue"] = kind.may_issue(request.member, about)  # type: ignore[attr-defined]
    terms = getattr(campaign, "decision_terms", None)
    context["terms"] = TermsForm(initial={"improvement_due": terms.improvement_due if terms else None})
    try:
        draft, document = _present(kind, about)
        context |= {"paper": draft, "document": document, "sheets": show_paper(draft)}
    except (PaperRefused, DocumentError) as refused:
        return render(request, "publications/paper_missing.html", context | {"why": str(refused)})
    context["files"] = {ending: _url(request, kind, about, "paper_file", ending) for ending in ("pdf", "docx")}
    context["issue_url"] = _url(request, kind, about, "issue")
    return render(request, "publications/paper.html", context, status=status)


@readonly(may=may_open_papers)
def paper_file(request: HttpRequest, year: int, kind: str, extension: str) -> HttpResponseBase:
    """PDF or DOCX: of an issued paper the PDF as it was issued, else a fresh print."""
    asked, about = _asked(request, year, kind)
    try:
        draft, document = _present(asked, about)
        name = f"{kind}-{draft.reference}.{extension}"
        if document and extension == "pdf":
            return serve(document.stored_name, content_type=PDF.content_type, download_name=name, inline=True)
        content = _printed(draft, extension)
    except (PaperRefused, DocumentError) as refused:
        messages.error(request, str(refused))
        return redirect(_url(request, asked, about))
    response = HttpResponse(content, content_type=PDF.content_type if extension == "pdf" else DOCX.content_type)
    response["Content-Disposition"] = f'{"inline" if extension == "pdf" else "attachment"}; filename="{name}"'
    return response


def _printed(draft: Paper, extension: str) -> bytes:
    if extension not in {"pdf", "docx"}:
        raise Http404
    if draft.is_long:
        raise PaperRefused(LONG)
    return print_paper(draft, fmt=extension)


@write(may=may_open_papers, methods=("POST",))
def issuing(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The clerk enters number and date: the paper is printed with them and kept for good."""
    asked, about = _asked(request, year, kind)
    require(asked.may_issue(request.member, about), request, f"issue {kind}")  # type: ignore[attr-defined]
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                document = issue_paper(
                    kind=kind,
                    about=about,
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
            return redirect(_url(request, asked, about))
    return _paper_page(request, asked, about, form)


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
