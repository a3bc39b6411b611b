"""Making one paper for every agency: the order, its progress, and the ZIP."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.documents.links import paper_url
from cchc.documents.models import PaperBatch
from cchc.documents.registry import paper_kind
from cchc.files.kinds import KIND_BY_EXTENSION
from cchc.files.serve import serve
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from criteria.queries import campaign_or_404
from publications import tasks
from publications.permissions import may_issue_papers, may_open_papers
from publications.services.batches import ask_batch, ask_single
from publications.views.asked import agencies_of, asked_paper

STALLED = timedelta(minutes=3)
"""Without a sign of life for so long, the worker is not there; asking anew is offered."""
_EXTENSIONS = {"pdf", "docx"}


@write(may=may_issue_papers, methods=("POST",))
def ask(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Order the paper for every agency; the worker makes them while the office goes on."""
    campaign, found = campaign_or_404(year), paper_kind(kind)
    extension = request.POST.get("dang", "pdf")
    if found is None or not found.per_agency or extension not in _EXTENSIONS:
        raise Http404
    agencies = agencies_of(request, found, campaign)
    if not agencies:
        messages.error(request, "Kỳ này chưa có đơn vị nào để lập văn bản – thêm đơn vị tham gia trước.")
        return redirect("publications:paper", request.tenant.slug, year, kind)  # type: ignore[attr-defined]
    batch = ask_batch(
        kind=found,
        campaign=campaign,
        agencies=agencies,
        extension=extension,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    tasks.wake(batch)
    return redirect("publications:batch", request.tenant.slug, year, batch.pk)  # type: ignore[attr-defined]


@write(may=may_open_papers, methods=("POST",))
def ask_one(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Order one paper that is too long to be laid out while the page waits."""
    asked, extension = asked_paper(request, year, kind), request.POST.get("dang", "pdf")
    if extension not in _EXTENSIONS:
        raise Http404
    order = ask_single(
        kind=asked.kind,
        about=asked.about,
        extension=extension,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    tasks.wake(order)
    return redirect("publications:batch", request.tenant.slug, year, order.pk)  # type: ignore[attr-defined]


def _ordered(request: HttpRequest, year: int, pk: int) -> PaperBatch:
    """A batch of the office; others see what they have ordered themselves."""
    found = get_object_or_404(PaperBatch.objects.all(), pk=pk, year=year)
    own = found.single and found.asked_by_id == request.user.pk
    require(own or may_issue_papers(request.member), request, "batch")  # type: ignore[attr-defined]
    return found


@readonly(may=may_open_papers)
def batch(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """How far the worker has come; the page asks again by itself until it is done."""
    found = _ordered(request, year, pk)
    kind = paper_kind(found.kind)
    if kind is None:
        raise Http404
    last = found.touched_at or found.asked_at
    context = {
        "campaign": campaign_or_404(year),
        "batch": found,
        "kind": kind,
        "stalled": found.is_open and timezone.now() - last > STALLED,
        "again": _again(request, found),
    }
    return render(request, "publications/batch.html", context)


def _again(request: HttpRequest, found: PaperBatch) -> str:
    """Where printing is asked for anew; a step is asked for on the paper's own page, where its state stands."""
    slug = request.tenant.slug  # type: ignore[attr-defined]
    if found.single:
        agency = Agency.objects.filter(pk=found.agency_ids).first() if found.agency_ids else None
        code = agency.code if agency else ""
        return paper_url(slug, found.year, found.kind, agency=code, subject=found.subject, page="batch_one")
    page = "batch_ask" if found.work == PaperBatch.Work.PRINT else "paper"
    return paper_url(slug, found.year, found.kind, page=page)


@readonly(may=may_open_papers)
def batch_file(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The ZIP, or the one paper."""
    found = _ordered(request, year, pk)
    if not found.stored_name:
        raise Http404
    ending = found.stored_name.rpartition(".")[2]
    name = f"van-ban-{found.kind}-{found.year}" + ("" if found.single else f"-{found.extension}")
    content_type = KIND_BY_EXTENSION[ending].content_type if found.single else "application/zip"
    return serve(found.stored_name, content_type=content_type, download_name=f"{name}.{ending}")
