"""The guide to the first campaign, and the sample set taken in from it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.web.views import write
from criteria.errors import FrameRefused
from criteria.guide import Where, guide
from criteria.models import Campaign
from criteria.permissions import may_run_campaign
from criteria.resources.criteria import read_criteria
from criteria.samples import SampleSet, sample_set
from criteria.services.campaign import likely_year
from criteria.services.catalogue import SetHead, import_set


def where_of(request: HttpRequest) -> Where:
    """The campaign that is being prepared, else the newest; without one the year that comes next."""
    worked_in = Campaign.objects.filter(imported=False).order_by("-year")
    campaign = worked_in.filter(opened_at=None).first() or worked_in.first()
    year = campaign.year if campaign else likely_year(timezone.localdate())
    return Where(request.tenant, year, campaign)  # type: ignore[attr-defined]


@write(may=may_run_campaign)
def begin(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _take_sample(request)
    return render(request, "criteria/guide.html", {"guide": guide(where_of(request))})


def _take_sample(request: HttpRequest) -> HttpResponse:
    sample = sample_set(request.POST.get("sample", ""))
    if sample is None:
        raise Http404
    try:
        made = _import(sample, by=request.user)
    except FrameRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Đã có {made.criteria_set.title} (mã {made.criteria_set.code}).")
    return redirect("criteria:begin", request.tenant.slug)


def _import(sample: SampleSet, *, by: Any) -> Any:
    rows = read_criteria(sample.path, sample.path.name).rows
    head = SetHead(code=sample.code, title=sample.title, is_sample=True)
    return import_set(head=head, rows=rows, by=by, at=timezone.now())
