"""The plan's table out to Excel and back; a plan to begin from; both are shown, with their faults, before they are
written.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from cchc.files.faults import Faults
from cchc.web.views import readonly, write
from criteria import kept
from criteria.errors import FrameRefused
from criteria.forms import TableField
from criteria.models import Campaign
from criteria.permissions import may_read_frame, may_run_campaign
from criteria.planning import DatedStep
from criteria.queries import campaign_or_404, plan_findings
from criteria.resources.plan_export import export_plan
from criteria.samples import PLANS, SamplePlan, moved_sample, read_plan, sample_plan
from criteria.services.plan import replace_plan, stored_steps
from criteria.views.plan_checks import linter_context, sorted_findings

PURPOSE = "plan"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Steps = list[tuple[DatedStep, str]]


class PlanFileForm(forms.Form):
    """A plan from a file."""

    file = TableField(label="Tệp kế hoạch", error_messages={"required": "Chưa chọn tệp. Chọn tệp kế hoạch."})


@readonly(may=may_read_frame)
def export(request: HttpRequest, year: int, extension: str) -> HttpResponse:
    if extension not in CONTENT_TYPES:
        raise Http404
    campaign = campaign_or_404(year)
    response = HttpResponse(export_plan(campaign, extension), content_type=CONTENT_TYPES[extension])
    response["Content-Disposition"] = content_disposition_header(True, f"ke-hoach-{year}.{extension}")
    return response


@write(may=may_run_campaign)
def upload(request: HttpRequest, year: int) -> HttpResponse:
    """A file, or a sample (``mau``): what would stand in the plan; on the second go it is written."""
    campaign = campaign_or_404(year)
    if "confirm" in request.POST:
        return _confirm(request, campaign)
    sample = sample_plan(request.GET.get("mau", ""))
    if sample and request.method != "POST":
        return _shown(request, campaign, moved_sample(sample, campaign.year), {"sample": sample.key}, sample)
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, campaign, form=form)
    name, content = form.cleaned_data["file"]
    faults = Faults()
    steps = read_plan(content, name, year=campaign.year, faults=faults)
    if len(faults):
        return _page(request, campaign, form=form, faults=list(faults), file_name=name)
    return _shown(request, campaign, steps, {"name": name, "content": content}, None)


def _page(request: HttpRequest, campaign: Campaign, **more: Any) -> HttpResponse:
    more.setdefault("form", PlanFileForm())
    context = {"campaign": campaign, "samples": PLANS, "has_steps": campaign.steps.exists(), **more}
    return render(request, "criteria/plan_import.html", context)


def _shown(
    request: HttpRequest, campaign: Campaign, steps: Steps, found: dict[str, Any], sample: SamplePlan | None
) -> HttpResponse:
    """The steps as they would be, and what the linter says of them."""
    rows = stored_steps(campaign, steps)
    findings = sorted_findings(plan_findings(campaign, rows, campaign.legal_bases.all()))
    token = kept.keep(request, PURPOSE, {"content": found.get("sample", "").encode()} | found)
    context = linter_context(findings, rows) | {"rows": rows, "token": token, "sample": sample, "typing": True}
    return _page(request, campaign, **context, file_name=found.get("name", ""))


def _confirm(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    found = kept.kept(request, PURPOSE, request.POST["confirm"])
    if found is None:
        messages.error(request, "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp.")
        return redirect("criteria:plan_import", request.tenant.slug, campaign.year)
    steps = _again(found, campaign.year)
    try:
        replace_plan(campaign=campaign, plan=steps, by=request.user, at=timezone.now())
    except FrameRefused as refused:
        messages.error(request, str(refused))
    else:
        kept.forget(request, PURPOSE, request.POST["confirm"])
        messages.success(request, f"Đã ghi {len(steps)} bước. Xem lại từng bước và các điểm soát bên cạnh.")
    return redirect("criteria:plan", request.tenant.slug, campaign.year)


def _again(found: dict[str, Any], year: int) -> Steps:
    """What was kept, read anew."""
    if sample := sample_plan(found.get("sample", "")):
        return moved_sample(sample, year)
    return read_plan(found["content"], found["name"], year=year, faults=Faults())
