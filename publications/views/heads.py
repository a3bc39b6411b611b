"""The classification of heads: level by the index, conditions found, the level that results."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.tenancy.models import Agency
from cchc.web.views import require, write
from criteria.models import Campaign
from publications.exports import result_rows
from publications.head_models import HeadFinding
from publications.head_rules import Effect
from publications.models import SnapshotRow
from publications.permissions import may_freeze, may_read_all
from publications.reading.scene import Scene, scene_of
from publications.results import findings_of, head_levels
from publications.services import ResultRefused
from publications.services import heads as services

FULL_TEXT = {"max_length": "Ghi không quá 400 ký tự."}


class ConditionForm(forms.Form):
    """A condition of the year."""

    text = forms.CharField(
        label="Điều kiện",
        max_length=400,
        error_messages={"required": "Chưa ghi điều kiện.", **FULL_TEXT},
    )
    effect = forms.ChoiceField(label="Tác động", choices=[(one.value, one.label) for one in Effect])


class FindingForm(forms.Form):
    """A condition found for the head of one agency."""

    agency = forms.ModelChoiceField(
        None, label="Đơn vị", to_field_name="code", error_messages={"required": "Chưa chọn đơn vị."}
    )
    condition = forms.ModelChoiceField(None, label="Điều kiện", error_messages={"required": "Chưa chọn điều kiện."})
    basis = forms.CharField(
        label="Căn cứ",
        max_length=400,
        error_messages={"required": "Chưa ghi căn cứ – số, ngày văn bản hoặc kết luận.", **FULL_TEXT},
    )

    def __init__(self, campaign: Campaign, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        taking_part = Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")
        self.fields["agency"].queryset = taking_part  # type: ignore[attr-defined]
        self.fields["condition"].queryset = campaign.head_conditions.all()  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One head: the row of the result, and the level that the index alone would give."""

    row: SnapshotRow
    by_index: str

    @property
    def is_lowered(self) -> bool:
        return self.row.head_level != self.by_index


@write(may=may_read_all)
def heads(request: HttpRequest, year: int) -> HttpResponse:
    """The list, and for the standing office the year's conditions and whom they were found for."""
    scene = scene_of(request, year)
    may_write = may_freeze(request.member) and not scene.campaign.imported  # type: ignore[attr-defined]
    condition, finding = ConditionForm(prefix="dk"), FindingForm(scene.campaign, prefix="th")
    if request.method == "POST":
        require(may_write, request, "may_freeze")
        done, condition, finding = _changed(request, scene, condition, finding)
        if done:
            messages.success(request, done)
            return redirect("publications:heads", request.tenant.slug, year)  # type: ignore[attr-defined]
    return render(request, "publications/reading/heads.html", _context(scene, may_write, condition, finding))


def _context(scene: Scene, may_write: bool, condition: ConditionForm, finding: FindingForm) -> dict[str, object]:
    levels = head_levels(scene.campaign)
    rows = result_rows(scene.campaign, scene.snapshot) if scene.has_figures else []
    findings = HeadFinding.objects.filter(condition__campaign=scene.campaign).select_related("agency", "condition")
    return {
        "campaign": scene.campaign,
        "scene": scene,
        "snapshot": scene.snapshot,
        "rows": [HeadRow(row, levels.get(row.band, "")) for row in rows],
        "bands": scene.campaign.bands.order_by("-lower"),
        "conditions": scene.campaign.head_conditions.all(),
        "findings": list(findings),
        "may_write": may_write,
        "waiting": _waits(scene, rows),
        "condition_form": condition,
        "finding_form": finding,
        "current": "heads",
    }


def _waits(scene: Scene, rows: list[SnapshotRow]) -> bool:
    """Whether conditions found now are other than those of the frozen version shown."""
    if scene.snapshot is None or scene.campaign.imported:
        return False
    now = {pk: len(found) for pk, found in findings_of(scene.campaign).items()}
    frozen = {row.agency_id: row.head_note.count("; ") + 1 for row in rows if row.head_note}
    return now != frozen


def _changed(
    request: HttpRequest, scene: Scene, condition: ConditionForm, finding: FindingForm
) -> tuple[str, ConditionForm, FindingForm]:
    """What was done, in words, or empty with the forms that say what is wrong."""
    asked = request.POST.get("viec", "")
    if asked == "dieu-kien":
        condition = ConditionForm(request.POST, prefix="dk")
        return _tried(condition, lambda: _add(request, scene, condition)), condition, finding
    if asked == "truong-hop":
        finding = FindingForm(scene.campaign, request.POST, prefix="th")
        return _tried(finding, lambda: _record(request, finding)), condition, finding
    try:
        with transaction.atomic():
            return _taken_back(request, scene, asked), condition, finding
    except ResultRefused as refused:
        messages.error(request, str(refused))
        return "", condition, finding


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


def _taken_back(request: HttpRequest, scene: Scene, asked: str) -> str:
    """«bo-dieu-kien» or «bo-truong-hop», the object in ``so``."""
    number = request.POST.get("so", "")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    acting = {"by": request.user, "at": timezone.now()}
    if asked == "bo-dieu-kien":
        condition = get_object_or_404(scene.campaign.head_conditions, pk=pk)
        services.drop_condition(condition=condition, **acting)  # type: ignore[arg-type]
        return "Đã bỏ điều kiện."
    finding = get_object_or_404(HeadFinding, pk=pk, condition__campaign=scene.campaign)
    services.lift_finding(finding=finding, **acting)  # type: ignore[arg-type]
    return f"Đã bỏ trường hợp của {finding.agency}."
