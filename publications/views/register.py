"""The register of papers: search, one paper's way from submission to what became of it, and its files."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.accounts.roles import SEES_ALL
from cchc.documents import errata, services, states
from cchc.documents.errors import DocumentError
from cchc.documents.models import STATES, OfficialDocument
from cchc.documents.printing import digest, lookup_of, show_paper
from cchc.documents.registry import About, PaperKind, PaperRefused, build, paper_kind, paper_kinds
from cchc.documents.services import IssueRefused
from cchc.documents.states import State
from cchc.documents.vocabulary import Stamp
from cchc.files.errors import UploadRefused
from cchc.files.kinds import KIND_BY_EXTENSION, PDF
from cchc.files.serve import serve
from cchc.files.store import open_stored
from cchc.web.pagination import page_of
from cchc.web.views import readonly, require, write
from criteria.queries import campaign_or_404
from publications.paper_forms import AttachForm, IssueForm, ReasonForm, RecipientsForm, ReplaceForm
from publications.paper_news import may_read_issued
from publications.permissions import may_open_papers
from publications.services import number_paper, release_paper
from publications.views.asked import Asked, registered_paper

PER_PAGE = 50
FORM_STEPS = {
    states.NUMBER.name: IssueForm,
    states.RENUMBER.name: ReasonForm,
    states.ATTACH.name: AttachForm,
    states.REPLACE.name: ReplaceForm,
    states.WITHDRAW.name: ReasonForm,
}
DONE = {
    states.TAKE_BACK: "Đã rút về dự thảo.",
    states.NUMBER: "Đã ghi số {0}. Bản PDF có số, ngày và mã tra cứu được giữ nguyên từ đây.",
    states.RENUMBER: "Đã bỏ số và ngày; ghi lại khi có số đúng.",
    states.ATTACH: "Đã đính bản đã ký vào {0}.",
    states.ISSUE: "Đã phát hành {0}.",
    states.REPLACE: "Đã ghi văn bản thay thế {0}.",
    states.WITHDRAW: "Đã thu hồi {0}.",
}


@readonly(may=may_open_papers)
def register(request: HttpRequest, year: int) -> HttpResponse:
    """The lines of the year that the person may read: by words, kind and state."""
    campaign = campaign_or_404(year)
    words = request.GET.get("tim", "").replace("\0", "")[:100]
    kind, state = request.GET.get("loai", ""), request.GET.get("tinh-trang", "")
    found = services.search(words).filter(year=year).select_related("agency", "issuer", "replaced_by")
    found = found.filter(kind=kind) if paper_kind(kind) else found
    found = found.filter(state=state) if state in dict(STATES) else found
    lines = _readable(request, campaign, found.order_by("-issued_on", "-number", "-created_at", "-pk"))
    context = {
        "campaign": campaign,
        "page": page_of(lines, request.GET, PER_PAGE),
        "words": words,
        "kind": kind,
        "state": state,
        "kinds": paper_kinds(),
        "states": STATES,
    }
    return render(request, "publications/register.html", context)


def _readable(request: HttpRequest, campaign: Any, lines: Any) -> Any:
    """Whoever sees all reads all; others the lines of papers that they may read."""
    member = request.member  # type: ignore[attr-defined]
    if member.has(*SEES_ALL):
        return lines
    kinds = {kind.kind: kind for kind in paper_kinds()}
    return [line for line in lines if line.kind in kinds and _may_read(member, campaign, line, kinds[line.kind])]


def _may_read(member: Any, campaign: Any, line: OfficialDocument, kind: PaperKind) -> bool:
    return kind.may(member, About(campaign, line.agency, line.subject)) or may_read_issued(member, line, kind)


@write(may=may_open_papers, methods=("GET", "HEAD"))
def document(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Where the paper stands, what can be done next, and its words."""
    asked, line = registered_paper(request, year, pk)
    return _page(request, asked, line, {})


def _page(
    request: HttpRequest, asked: Asked, line: OfficialDocument, typed: dict[str, Form], status: int = 200
) -> HttpResponse:
    steps = states.available(line.state) if asked.may_issue(request) else ()
    sheets, why = _sheets(asked, line)
    context = {
        "campaign": asked.about.campaign,
        "name": asked.kind.name,
        "document": line,
        "agency": asked.about.agency,
        "may_issue": asked.may_issue(request),
        "steps": [{"step": step, "form": _form(step.name, line, typed)} for step in steps if step != states.SUBMIT],
        "recipients": typed.get("noi-nhan") or RecipientsForm(initial={"recipients": line.recipients}),
        "may_address": asked.may_issue(request) and not State(line.state).was_issued,
        "may_correct": asked.may_issue(request) and errata.may_be_corrected(line),
        "corrected_by": errata.letters_about(line),
        "sheets": sheets,
        "why": why,
        "signatures": _signatures(line),
        "lookup": lookup_of(line.code) if line.code else None,
        "draft_url": asked.url(request),
    }
    return render(request, "publications/document.html", context, status=status)


def _form(name: str, line: OfficialDocument, typed: dict[str, Form]) -> Form | None:
    if name in typed or name not in FORM_STEPS:
        return typed.get(name)
    chosen = FORM_STEPS[name]
    if chosen is IssueForm:
        return IssueForm(auto_id=f"{name}-%s", initial=_expected(line))
    return chosen(document=line) if chosen is ReplaceForm else chosen(auto_id=f"{name}-%s")


def _expected(line: OfficialDocument) -> dict[str, object]:
    """What the clerk most likely enters: the number after the highest, today."""
    today = timezone.localdate()
    number = services.following_number(symbol=line.symbol, issuer_id=line.issuer_id, year=today.year)
    return {"number": number, "issued_on": today}


def _sheets(asked: Asked, line: OfficialDocument) -> tuple[Any, str]:
    """The words of the paper while they are those of the register; else why only the kept file shows them."""
    stamp = Stamp(line.issued_on, line.number, line.issued_on) if line.has_number else None  # type: ignore[arg-type]
    about = asked.about
    try:
        draft = build(line.kind, about.campaign, agency=about.agency, subject=about.subject)
        if draft.reference != line.reference or (line.submitted_digest and digest(draft) != line.submitted_digest):
            return None, "Dữ liệu hoặc lời văn đã khác lúc trình ký."
        shown = build(line.kind, about.campaign, agency=about.agency, subject=about.subject, stamp=stamp)
        return show_paper(shown), ""
    except (PaperRefused, DocumentError) as refused:
        return None, str(refused)


def _signatures(line: OfficialDocument) -> dict[str, Any] | None:
    """What the signed copy says: its signatures, or that it is a scan."""
    if not line.signed_name:
        return None
    if not line.signed_name.endswith(".pdf"):
        return {"scan": True}
    with open_stored(line.signed_name) as file:
        try:
            found = services.signatures_in(file)
        except IssueRefused as fault:
            return {"fault": str(fault)}
    return {"found": found, "scan": not found}


@readonly(may=may_open_papers)
def document_file(request: HttpRequest, year: int, pk: int, which: str) -> HttpResponseBase:
    """The PDF printed with number and date, or the signed copy."""
    _, line = registered_paper(request, year, pk)
    stored = line.stored_name if which == "ban-in" else line.signed_name
    if not stored:
        raise Http404
    ending = stored.rpartition(".")[2]
    shown = f"{line.number:02d}-{line.symbol}-{line.issued_on:%d-%m-%Y}.{ending}"
    kind = KIND_BY_EXTENSION.get(ending, PDF)
    return serve(stored, content_type=kind.content_type, download_name=shown, inline=True)


def _number(request: HttpRequest, asked: Asked, line: OfficialDocument, **common: Any) -> None:
    number_paper(document=line, about=asked.about, **common)


def _attach(request: HttpRequest, asked: Asked, line: OfficialDocument, *, file: Any, **common: Any) -> None:
    services.attach_signed(document=line, file=file, name=file.name, **common)


def _release(request: HttpRequest, asked: Asked, line: OfficialDocument, **common: Any) -> None:
    release_paper(document=line, kind=asked.kind, **common)


def _plain(service: Callable[..., Any]) -> Callable[..., None]:
    def take(request: HttpRequest, asked: Asked, line: OfficialDocument, **common: Any) -> None:
        service(document=line, **common)

    return take


TAKERS: dict[str, Callable[..., None]] = {
    states.TAKE_BACK.name: _plain(services.take_back),
    states.NUMBER.name: _number,
    states.RENUMBER.name: _plain(services.drop_number),
    states.ATTACH.name: _attach,
    states.ISSUE.name: _release,
    states.REPLACE.name: _plain(services.replace),
    states.WITHDRAW.name: _plain(services.withdraw),
}


@write(may=may_open_papers, methods=("POST",))
def step(request: HttpRequest, year: int, pk: int, name: str) -> HttpResponse:
    """One step of the paper's way; a form that isn't right comes back with what was typed."""
    asked, line = registered_paper(request, year, pk)
    require(asked.may_issue(request), request, f"paper step {name}")
    taken = next((one for one in states.STEPS if one.name == name and name in TAKERS), None)
    if taken is None:
        raise Http404
    if why := states.refusal(line.state, taken):
        return _refused(request, asked, line, name, None, IssueRefused(None, why))
    form = _typed(request, name, line)
    if form is not None and not form.is_valid():
        return _page(request, asked, line, {name: form})
    values = form.cleaned_data if form is not None else {}
    try:
        TAKERS[name](request, asked, line, by=request.user, at=timezone.now(), **values)
    except (IssueRefused, UploadRefused, PaperRefused, DocumentError) as refused:
        return _refused(request, asked, line, name, form, refused)
    line.refresh_from_db()
    messages.success(request, DONE[taken].format(line))
    return redirect("publications:document", request.tenant.slug, year, pk)  # type: ignore[attr-defined]


def _typed(request: HttpRequest, name: str, line: OfficialDocument) -> Form | None:
    chosen = FORM_STEPS.get(name)
    if chosen is None:
        return None
    if chosen is ReplaceForm:
        return ReplaceForm(request.POST, document=line)
    return chosen(request.POST, request.FILES or None, auto_id=f"{name}-%s")


def _refused(
    request: HttpRequest, asked: Asked, line: OfficialDocument, name: str, form: Form | None, refused: Exception
) -> HttpResponse:
    if form is None:
        messages.error(request, str(refused))
        return redirect("publications:document", request.tenant.slug, line.year, line.pk)  # type: ignore[attr-defined]
    field = getattr(refused, "field", None) or ("file" if isinstance(refused, UploadRefused) else None)
    form.add_error(field, str(refused))
    return _page(request, asked, line, {name: form})


@write(may=may_open_papers, methods=("POST",))
def recipients(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Who receives the paper, until it goes out."""
    asked, line = registered_paper(request, year, pk)
    require(asked.may_issue(request), request, "paper recipients")
    form = RecipientsForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, line, {"noi-nhan": form})
    try:
        services.set_recipients(document=line, by=request.user, at=timezone.now(), **form.cleaned_data)
    except IssueRefused as refused:
        return _refused(request, asked, line, "noi-nhan", form, refused)
    messages.success(request, "Đã ghi nơi nhận.")
    return redirect("publications:document", request.tenant.slug, year, pk)  # type: ignore[attr-defined]
