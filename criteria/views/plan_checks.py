"""The linter at the coordinator's side: as a step or the legal bases are typed, and with the change it proposes."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.basis import basis_lines
from criteria.errors import FrameRefused
from criteria.forms import PlanHeadForm, StepForm
from criteria.models import Campaign, LegalBasis, PlanStep
from criteria.permissions import may_run_campaign
from criteria.queries import campaign_findings, campaign_or_404, plan_findings
from criteria.rules.findings import Severity
from criteria.rules.plan_lint import Finding
from criteria.services.plan import apply_fix

ORDER = list(Severity)


def sorted_findings(found: Iterable[Finding]) -> list[Finding]:
    """The gravest first."""
    return sorted(found, key=lambda finding: ORDER.index(finding.severity))


def place_of(finding: Finding, steps: list[PlanStep]) -> str:
    """Where on the plan's page the finding points: the step's row, or the legal bases."""
    if finding.code.startswith("basis_"):
        return "can-cu"
    return next((f"b{step.position}" for step in steps if finding.step and step.printed_number == finding.step), "buoc")


def linter_context(findings: list[Finding], steps: list[PlanStep]) -> dict[str, Any]:
    return {
        "findings": [(finding, place_of(finding, steps)) for finding in findings],
        "errors": sum(finding.severity is Severity.ERROR for finding in findings),
        "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
    }


@write(may=may_run_campaign, methods=("POST",))
def check(request: HttpRequest, year: int) -> HttpResponse:
    """The findings with what is being typed in the place of what is stored; writes nothing."""
    campaign = campaign_or_404(year)
    steps, bases = list(campaign.steps.order_by("position")), list(campaign.legal_bases.all())
    mine: list[PlanStep] = []
    if "task" in request.POST:
        mine = [_typed_step(request, campaign, steps)]
        steps = sorted([one for one in steps if one.pk != mine[0].pk] + mine, key=lambda one: one.position)
    elif "bases" in request.POST:
        bases = _typed_bases(request, campaign)
    findings = sorted_findings(plan_findings(campaign, steps, bases))
    near = [one for one in findings if not mine or one.step in {"", mine[0].printed_number}]
    context = linter_context(near, steps) | {"typing": True, "others": len(findings) - len(near)}
    return render(request, "criteria/_linter.html", context | {"campaign": campaign})


def _typed_step(request: HttpRequest, campaign: Campaign, steps: list[PlanStep]) -> PlanStep:
    """The step as it stands in the form; a field that can't be read keeps what is stored."""
    pk = number_asked(request.POST.get("step", ""))
    found = get_object_or_404(PlanStep, pk=pk, campaign=campaign) if pk else PlanStep(campaign=campaign)
    position = found.position if found.pk else len(steps) + 1
    form = StepForm(request.POST, instance=found)
    form.is_valid()
    for name, value in form.cleaned_data.items():
        setattr(found, name, value)
    found.position = position
    return found


def _typed_bases(request: HttpRequest, campaign: Campaign) -> list[LegalBasis]:
    form = PlanHeadForm(request.POST)
    if form.is_valid():
        campaign.plan_date = form.cleaned_data["day"]
    lines = basis_lines(request.POST["bases"])
    numbered = enumerate(lines, start=1)
    return [LegalBasis(campaign=campaign, position=place, text=text, issued_on=day) for place, (text, day) in numbered]


@write(may=may_run_campaign, methods=("POST",))
def fix(request: HttpRequest, year: int) -> HttpResponse:
    """Apply the change a finding proposes; the finding is looked for anew, so that only what is still wrong changes."""
    campaign = campaign_or_404(year)
    wanted = (request.POST.get("code", ""), request.POST.get("step", ""), request.POST.get("old", ""))
    found = next((one for one in campaign_findings(campaign) if one.fix and _key(one) == wanted), None)
    try:
        done = found is not None and apply_fix(campaign=campaign, finding=found, by=request.user, at=timezone.now())
    except FrameRefused as refused:
        messages.error(request, str(refused))
    else:
        _say(request, found if done else None)
    return redirect("criteria:plan", request.tenant.slug, year)


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.step, finding.fix[0] if finding.fix else ""


def _say(request: HttpRequest, fixed: Finding | None) -> None:
    if fixed and fixed.fix:
        messages.success(request, f"Đã đổi “{fixed.fix[0]}” thành “{fixed.fix[1]}”.")
    else:
        messages.info(request, "Chỗ này đã được sửa trước đó; không đổi gì.")
