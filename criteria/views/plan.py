"""The plan of a year with the linter's findings beside it; one step, the legal bases, number and date."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cchc.tenancy.models import Agency
from cchc.web.views import readonly, write
from criteria.errors import FrameRefused
from criteria.forms import PlanHeadForm, StepForm
from criteria.models import Campaign, PlanStep
from criteria.permissions import may_read_frame, may_run_campaign, may_see_participants
from criteria.queries import campaign_or_404, plan_findings
from criteria.rules.calendar import Phase
from criteria.rules.findings import Severity
from criteria.rules.plan_lint import Finding
from criteria.services import plan as services
from criteria.timeline import timeline
from criteria.views.plan_checks import linter_context, sorted_findings
from criteria.views.plan_papers import papers_of


@readonly(may=may_read_frame)
def plan(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    steps, bases = list(campaign.steps.all()), list(campaign.legal_bases.all())
    findings = sorted_findings(plan_findings(campaign, steps, bases))
    may_write = may_run_campaign(request.member) and not campaign.adopted_at and not campaign.imported
    context = linter_context(findings, steps) | {
        "campaign": campaign,
        "steps": [_row(step, findings) for step in steps],
        "bases": bases,
        "participants": campaign.participants.count(),
        "sees_participants": may_see_participants(request.member),
        "may_write": may_write,
        "may_fix": may_write,
        "drawing": timeline(steps, timezone.localdate()),
        "papers": papers_of(request, campaign) if may_see_participants(request.member) else [],
    }
    return render(request, "criteria/plan.html", context)


def _row(step: PlanStep, findings: list[Finding]) -> dict[str, Any]:
    mine = [finding for finding in findings if finding.step and finding.step == step.printed_number]
    worst = min(mine, key=lambda finding: list(Severity).index(finding.severity), default=None)
    return {"step": step, "phase": Phase(step.phase).label if step.phase else "", "worst": worst}


@readonly(may=may_read_frame)
def drawing(request: HttpRequest, year: int) -> HttpResponse:
    """The plan as a time line, made to be printed."""
    campaign = campaign_or_404(year)
    steps = list(campaign.steps.order_by("position"))
    context = {"campaign": campaign, "drawing": timeline(steps, timezone.localdate()), "steps": steps}
    return render(request, "criteria/plan_timeline.html", context)


@write(may=may_run_campaign)
def step(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = get_object_or_404(PlanStep.objects.select_related("campaign"), pk=pk, campaign__year=year)
    return _edit(request, found)


@write(may=may_run_campaign)
def step_new(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    number = campaign.steps.count() + 1
    return _edit(request, PlanStep(campaign=campaign, printed_number=str(number), deadline_kind="before"))


def _edit(request: HttpRequest, found: PlanStep) -> HttpResponse:
    form = StepForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_step(step=form.instance, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error("phase", str(refused))
        else:
            messages.success(request, f"Đã lưu bước {saved.printed_number or saved.position}.")
            return redirect("criteria:plan", request.tenant.slug, found.campaign.year)
    leads = Agency.objects.values_list("name", flat=True)
    context = {"form": form, "campaign": found.campaign, "step": found if found.pk else None, "leads": leads}
    return render(request, "criteria/step.html", context | _linted(found.campaign, found if found.pk else None))


def _linted(campaign: Campaign, step: PlanStep | None = None) -> dict[str, Any]:
    """What the linter says before anything is typed: of one step, or of the whole."""
    steps, bases = list(campaign.steps.all()), list(campaign.legal_bases.all())
    found = sorted_findings(plan_findings(campaign, steps, bases))
    near = [one for one in found if step is None or one.step in {"", step.printed_number}]
    return linter_context(near, steps) | {"typing": True, "others": len(found) - len(near)}


@write(may=may_run_campaign, methods=("POST",))
def step_move(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = get_object_or_404(PlanStep.objects.select_related("campaign"), pk=pk, campaign__year=year)
    try:
        services.move_step(step=found, down=request.POST.get("way") == "down", by=request.user, at=timezone.now())
    except FrameRefused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('criteria:plan', args=[request.tenant.slug, year])}#buoc")


@write(may=may_run_campaign, methods=("POST",))
def number_steps(request: HttpRequest, year: int) -> HttpResponse:
    try:
        changed = services.number_steps(campaign=campaign_or_404(year), by=request.user, at=timezone.now())
        messages.success(request, f"Đã đánh lại số của {changed} bước." if changed else "Số các bước đã đúng thứ tự.")
    except FrameRefused as refused:
        messages.error(request, str(refused))
    return redirect("criteria:plan", request.tenant.slug, year)


@write(may=may_run_campaign, methods=("POST",))
def step_delete(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    found = get_object_or_404(PlanStep.objects.select_related("campaign"), pk=pk, campaign__year=year)
    try:
        services.delete_step(step=found, by=request.user, at=timezone.now())
        messages.success(request, f"Đã bỏ bước {found.printed_number}.")
    except FrameRefused as refused:
        messages.error(request, str(refused))
    return redirect("criteria:plan", request.tenant.slug, year)


@write(may=may_run_campaign)
def head(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    form = PlanHeadForm(request.POST or None, initial=_head_of(campaign))
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        try:
            services.save_head(campaign=campaign, number=data["number"], day=data["day"], by=request.user, at=now)
            services.save_bases(campaign=campaign, bases=data["bases"], by=request.user, at=now)
        except FrameRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã lưu căn cứ, số và ngày kế hoạch.")
            return redirect("criteria:plan", request.tenant.slug, year)
    return render(request, "criteria/plan_head.html", {"form": form, "campaign": campaign} | _linted(campaign))


def _head_of(campaign: Campaign) -> dict[str, Any]:
    lines = "\n".join(basis.text for basis in campaign.legal_bases.all())
    return {"number": campaign.plan_number, "day": campaign.plan_date, "bases": lines}
