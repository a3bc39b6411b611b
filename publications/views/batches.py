"""Making one paper for every agency: the order, its progress, and the ZIP."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.documents.models import PaperBatch
from cchc.documents.registry import paper_kind
from cchc.files.serve import serve
from cchc.web.views import readonly, write
from criteria.queries import campaign_or_404
from publications import tasks
from publications.permissions import may_issue_papers
from publications.services.batches import ask_batch
from publications.views.asked import agencies_of

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


@readonly(may=may_issue_papers)
def batch(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """How far the worker has come; the page asks again by itself until it is done."""
    found = get_object_or_404(PaperBatch.objects.all(), pk=pk, year=year)
    kind = paper_kind(found.kind)
    if kind is None:
        raise Http404
    last = found.touched_at or found.asked_at
    context = {
        "campaign": campaign_or_404(year),
        "batch": found,
        "kind": kind,
        "stalled": found.is_open and timezone.now() - last > STALLED,
    }
    return render(request, "publications/batch.html", context)


@readonly(may=may_issue_papers)
def batch_file(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The ZIP."""
    found = get_object_or_404(PaperBatch.objects.all(), pk=pk, year=year)
    if not found.stored_name:
        raise Http404
    name = f"van-ban-{found.kind}-{found.year}-{found.extension}.zip"
    return serve(found.stored_name, content_type="application/zip", download_name=name)
