"""The classification of heads: level by the index, conditions found, the level that results."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.web.views import require, write
from criteria.models import Campaign
from publications.exports import result_rows
from publications.head_forms import ConditionForm, FindingForm, TermForm
from publications.head_models import HeadFinding
from publications.heads import HeadLine, head_book, head_levels, heads_of
from publications.models import SnapshotRow
from publications.permissions import may_freeze, may_read_all
from publications.reading.scene import Scene, scene_of
from publications.services import ResultRefused
from publications.services import heads as services


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One head: the row of the result, the line, and the level that the index alone would give."""

    row: SnapshotRow
    line: HeadLine
    by_index: str

    @property
    def is_lowered(self) -> bool:
        return self.line.level != self.by_index


@dataclass(slots=True)
class HeadForms:
    """The three forms of the page."""

    condition: ConditionForm
    finding: FindingForm
    term: TermForm


def _empty_forms(campaign: Campaign) -> HeadForms:
    return HeadForms(ConditionForm(prefix="dk"), FindingForm(campaign, prefix="th"), TermForm(campaign, prefix="tg"))


@write(may=may_read_all)
def heads(request: HttpRequest, year: int) -> HttpResponse:
    """The list, and for the standing office the year's conditions and whom they were found for."""
    scene = scene_of(request, year)
    may_write = may_freeze(request.member) and not scene.campaign.imported  # type: ignore[attr-defined]
    shown = _empty_forms(scene.campaign)
    if request.method == "POST":
        require(may_write, request, "may_freeze")
        if done := _changed(request, scene, shown):
            messages.success(request, done)
            return redirect("publications:heads", request.tenant.slug, year)  # type: ignore[attr-defined]
    return render(request, "publications/reading/heads.html", _context(scene, may_write, shown))


def _context(scene: Scene, may_write: bool, shown: HeadForms) -> dict[str, object]:
    levels = head_levels(scene.campaign)
    rows = result_rows(scene.campaign, scene.snapshot) if scene.has_figures else []
    found = HeadFinding.objects.filter(condition__campaign=scene.campaign)
    return {
        "campaign": scene.campaign,
        "scene": scene,
        "snapshot": scene.snapshot,
        "rows": [
            HeadRow(one.row, one.line, levels.get(one.row.band, ""))
            for one in heads_of(scene.campaign, scene.snapshot, rows)
        ],
        "bands": scene.campaign.bands.order_by("-lower", "pk"),
        "conditions": scene.campaign.head_conditions.all(),
        "findings": list(found.select_related("agency", "condition", "term")),
        "terms": scene.campaign.head_terms.select_related("agency"),
        "may_write": may_write,
        "waiting": _waits(scene, rows),
        "forms": shown,
        "current": "heads",
    }


def _waits(scene: Scene, rows: list[SnapshotRow]) -> bool:
    """Whether terms and conditions recorded now are other than those of the frozen version shown."""
    if scene.snapshot is None or scene.campaign.imported:
        return False
    book = head_book(scene.campaign)
    now = [(row.pk, *_judged(line)) for row in rows for line in book.lines(row.agency, row.band)]
    return now != [(one.row.pk, *_judged(one.line)) for one in heads_of(scene.campaign, scene.snapshot, rows)]


def _judged(line: HeadLine) -> tuple[object, ...]:
    return line.since, line.until, line.level, line.note, line.since and line.name


def _changed(request: HttpRequest, scene: Scene, shown: HeadForms) -> str:
    """What was done, in words; empty where the forms or a message say what is wrong."""
    asked = request.POST.get("viec", "")
    if asked == "dieu-kien":
        shown.condition = ConditionForm(request.POST, prefix="dk")
        return _tried(shown.condition, lambda: _add(request, scene, shown.condition))
    if asked == "truong-hop":
        shown.finding = FindingForm(scene.campaign, request.POST, prefix="th")
        return _tried(shown.finding, lambda: _record(request, shown.finding))
    if asked == "thoi-gian":
        shown.term = TermForm(scene.campaign, request.POST, prefix="tg")
        return _tried(shown.term, lambda: _add_term(request, scene, shown.term))
    try:
        with transaction.atomic():
            return _taken_back(request, scene, asked)
    except ResultRefused as refused:
        messages.error(request, str(refused))
        return ""


def _tried(form: forms.Form, step: Callable[[], str]) -> str:
    if not form.is_valid():
        return ""
    try:
        with transaction.atomic():
            return step()
    except ResultRefused as refused:
        form.add_error(None, str(refused))
        return ""


def _add(request: HttpRequest, scene: Scene, form: ConditionForm) -> str:
    services.add_condition(campaign=scene.campaign, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
    return "Đã thêm điều kiện."


def _record(request: HttpRequest, form: FindingForm) -> str:
    made = services.record_finding(by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
    return f"Đã ghi trường hợp của {made.agency}."


def _add_term(request: HttpRequest, scene: Scene, form: TermForm) -> str:
    made = services.add_term(campaign=scene.campaign, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
    return f"Đã ghi thời gian giữ chức của {made.name}, {made.agency}."


def _taken_back(request: HttpRequest, scene: Scene, asked: str) -> str:
    """«bo-dieu-kien», «bo-thoi-gian» or «bo-truong-hop», the object in ``so``."""
    number = request.POST.get("so", "")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    acting = {"by": request.user, "at": timezone.now()}
    if asked == "bo-dieu-kien":
        condition = get_object_or_404(scene.campaign.head_conditions, pk=pk)
        services.drop_condition(condition=condition, **acting)  # type: ignore[arg-type]
        return "Đã bỏ điều kiện."
    if asked == "bo-thoi-gian":
        term = get_object_or_404(scene.campaign.head_terms, pk=pk)
        services.drop_term(term=term, **acting)  # type: ignore[arg-type]
        return f"Đã bỏ thời gian giữ chức của {term.name}."
    finding = get_object_or_404(HeadFinding, pk=pk, condition__campaign=scene.campaign)
    services.lift_finding(finding=finding, **acting)  # type: ignore[arg-type]
    return f"Đã bỏ trường hợp của {finding.agency}."
