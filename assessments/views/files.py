"""An agency's file as a whole: the way in, the overview with what is missing, and the steps of the workflow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.cautions import cautions_of
from assessments.forms import StepForm, places_in
from assessments.models import Assessment, Score
from assessments.permissions import (
    OWN,
    may_fill,
    may_import_scores,
    may_see_all,
    may_see_files,
    may_share,
    may_work,
    steps_for,
)
from assessments.queries import SELF, Missing, own_assessments, progress, status_of
from assessments.services import assessment_for, open_assessments, transition
from assessments.services.extending import why_not
from assessments.states import Refusal, State
from assessments.views.common import Opened, fetch_file, head_words, links_of, notice_of, open_file, phase_of
from assessments.views.reports import signed_context
from cchc.accounts.roles import Role
from cchc.tenancy.audit import history
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from criteria.queries import campaign_or_404

SHEET_STEPS = frozenset({"request_approval", "send_back", "submit", "withdraw", "return_file"})
"""Steps taken on the file's own page; the council's steps stand on the council's pages."""
PRIMARY = frozenset({"request_approval", "submit"})
ATTACHED = frozenset({State.DRAFT, State.PENDING_HEAD, State.SUBMITTED})
"""While the file is in one of these, the signed report can be attached."""


@readonly(may=may_see_files)
def files(request: HttpRequest, year: int) -> HttpResponse:
    """Own file for people of an agency; all files with their progress for those who read them all."""
    campaign = campaign_or_404(year)
    member = request.member  # type: ignore[attr-defined]
    own = own_assessments(campaign, member.agency_ids(*OWN))
    if not may_see_all(member) and len(own) == 1:
        return redirect("assessments:file", request.tenant.slug, year, own[0].pk)  # type: ignore[attr-defined]
    rows = progress(campaign) if may_see_all(member) else []
    context = {
        "campaign": campaign,
        "rows": rows,
        "own": own,
        "may_open": member.has(*OWN, Role.COORDINATOR),
        "may_import": may_import_scores(member),
    }
    return render(request, "assessments/files.html", context)


@write(may=lambda member: may_work(member) or member.has(Role.COORDINATOR), methods=("POST",))
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """Open the file of one's agency; the standing office opens those of all agencies."""
    campaign = campaign_or_404(year)
    member = request.member  # type: ignore[attr-defined]
    if member.has(Role.COORDINATOR):
        opened = open_assessments(campaign, by=member.user)
        messages.success(request, f"Đã mở {opened} hồ sơ." if opened else "Mọi đơn vị đã có hồ sơ.")
    for agency in Agency.objects.filter(pk__in=member.agency_ids(*OWN)):
        if campaign.opened_at is not None:
            assessment_for(campaign, agency, by=member.user)
    return redirect("assessments:files", request.tenant.slug, year)  # type: ignore[attr-defined]


@readonly(may=may_see_files)
def file(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The overview of one file."""
    return _render_file(request, open_file(request, year, pk, area=""))


def _render_file(
    request: HttpRequest, opened: Opened, refusal: str = "", sent: StepForm | None = None, status_code: int = 200
) -> HttpResponse:
    chosen, contents = opened.file, opened.contents
    member, phase = request.member, phase_of(request, chosen)  # type: ignore[attr-defined]
    status = status_of(contents)
    missing = status.missing
    links = links_of(request.tenant.slug, chosen)  # type: ignore[attr-defined]
    context = {
        "file": chosen,
        "phase": phase,
        "areas": [_area(area, links, missing) for area in status.areas.values()],
        "whole": status.whole,
        "missing": missing,
        "missing_areas": _by_area(missing),
        "links": links,
        "notice": notice_of(member, chosen, phase),
        "steps": _steps(member, chosen, phase.open, len(missing)),
        "cautions": cautions_of(contents, status, opened.read.before),
        "marks": _marks(chosen),
        "leaves": status.leaves,
        "may_share": may_share(member, chosen),
        "may_fill": may_fill(member, chosen),
        "may_attach": may_fill(member, chosen) and phase.open and chosen.state in ATTACHED,
        "may_ask_time": may_fill(member, chosen) and not why_not(chosen),
        **signed_context(chosen),
        "log": chosen.log.select_related("by"),
        "history": history(chosen)[:10],
        "refusal": refusal,
        "typed": sent.data if sent else {},
        "ticked": places_in(request.POST),
    }
    return render(request, "assessments/file.html", context, status=status_code)


def _marks(chosen: Assessment) -> list[dict[str, Any]]:
    """What the file was returned for, and whether the leaf has been touched since."""
    marks = chosen.marks.filter(settled_at=None).select_related("criterion", "criterion__area", "made_by")
    saved = dict(Score.objects.at_stage(SELF).filter(assessment=chosen).values_list("criterion_id", "saved_at"))
    return [{"mark": mark, "touched": _is_later(saved.get(mark.criterion_id), mark.made_at)} for mark in marks]


def _is_later(saved: datetime | None, made: datetime) -> bool:
    return saved is not None and saved > made


def _area(area, links: dict[str, str], missing: Sequence[Missing]) -> dict[str, Any]:
    lacking = sum(one.area == area.code for one in missing)
    return {"area": area, "url": f"{links['file']}linh-vuc/{area.code}/", "lacking": lacking}


def _by_area(missing: Sequence[Missing]) -> list[dict[str, Any]]:
    codes = dict.fromkeys(one.area for one in missing)
    return [{"code": code, "missing": [one for one in missing if one.area == code]} for code in codes]


def _steps(member, chosen: Assessment, is_open: bool, missing: int) -> list[dict[str, Any]]:
    """What the person may do now; a step blocked by missing things stays pressable and says why."""
    steps = [step for step in steps_for(member, chosen) if step.name in SHEET_STEPS and (is_open or step.phase is None)]
    return [
        {
            "name": step.name,
            "label": f"Gửi {head_words(chosen.agency)} duyệt" if step.name == "request_approval" else step.label,
            "primary": step.name in PRIMARY,
            "comment": step.needs_comment,
            "blocked": step.checks_missing and missing > 0,
        }
        for step in steps
    ]


@write(may=may_see_files, methods=("POST",))
def step(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take one step of the workflow; refused, the overview says why and keeps the comment."""
    chosen = fetch_file(request, year, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        require("step" not in form.errors, request, "step")
        return _render_file(request, open_file(request, year, pk, area=""), " ".join(form.errors["comment"]), form, 422)
    sent = form.cleaned_data
    member = request.member  # type: ignore[attr-defined]
    try:
        moved = transition(
            assessment=chosen,
            name=sent["step"],
            by=member,
            at=timezone.now(),
            comment=sent["comment"],
            places=places_in(request.POST),
        )
    except Refusal as refusal:
        require(refusal.code != "role", request, sent["step"])
        return _render_file(request, open_file(request, year, pk, area=""), refusal.message, form, 422)
    messages.success(request, f"Hồ sơ {moved.agency}: {moved.get_state_display().lower()}.")
    return redirect("assessments:file", request.tenant.slug, year, pk)  # type: ignore[attr-defined]
