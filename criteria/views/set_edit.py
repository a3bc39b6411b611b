"""The tree of a draft set: add, move, number, copy and take out its nodes, with the checks beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.catalogue_forms import AddForm, HeadForm
from criteria.checking import Place, catalogue_findings, placed
from criteria.errors import FrameRefused
from criteria.exchange import CriterionRow, declared_sum, stored_rows
from criteria.models import CriteriaSet, Criterion
from criteria.permissions import may_run_campaign
from criteria.rules.findings import Severity
from criteria.rules.kinds import RuleKind
from criteria.rules.outline import Step, Where
from criteria.services import catalogue_draft as services

DEPTHS = {Criterion.Level.AREA: 0, Criterion.Level.CRITERION: 1, Criterion.Level.SUB: 2}


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the tree with what is wrong at it."""

    row: CriterionRow
    depth: int
    kind: str
    is_branch: bool
    errors: int
    warnings: int


def nodes_of(rows: list[CriterionRow], findings: list[Place]) -> list[Node]:
    parents = {row.parent_code for row in rows}
    counts: dict[tuple[str, str], int] = {}
    for place in findings:
        key = place.finding.where, place.finding.severity.value
        counts[key] = counts.get(key, 0) + 1
    return [
        Node(
            row=row,
            depth=DEPTHS[Criterion.Level(row.level)],
            kind=_kind(row),
            is_branch=row.code in parents,
            errors=counts.get((row.code, Severity.ERROR.value), 0),
            warnings=counts.get((row.code, Severity.WARNING.value), 0),
        )
        for row in rows
    ]


def _kind(row: CriterionRow) -> str:
    if row.rule is not None:
        return RuleKind(row.rule.kind).label
    return "đang soạn" if row.rule_faults else ""


Act = Callable[[HttpRequest, CriteriaSet, int], tuple[str, int | None]]
"""Does one thing to the node chosen; gives what to say, and the node to choose next."""


def _step(step: Step, words: str) -> Act:
    def act(request: HttpRequest, criteria_set: CriteriaSet, pk: int) -> tuple[str, int | None]:
        services.step_criterion(criteria_set=criteria_set, pk=pk, step=step, by=request.user, at=timezone.now())
        return words, pk

    return act


def _put(request: HttpRequest, criteria_set: CriteriaSet, pk: int) -> tuple[str, int | None]:
    target, where = number_asked(request.POST.get("dich", "")), request.POST.get("cho", "")
    if target is None or where not in set(Where):
        raise FrameRefused("Chưa rõ chỗ thả – kéo lại.")
    services.put_criterion(
        criteria_set=criteria_set, pk=pk, target=target, where=Where(where), by=request.user, at=timezone.now()
    )
    return "Đã chuyển mục.", pk


def _duplicate(request: HttpRequest, criteria_set: CriteriaSet, pk: int) -> tuple[str, int | None]:
    made = services.duplicate(criteria_set=criteria_set, pk=pk, by=request.user, at=timezone.now())
    return f"Đã nhân bản thành {made.code}.", made.pk


def _delete(request: HttpRequest, criteria_set: CriteriaSet, pk: int) -> tuple[str, int | None]:
    gone = services.delete_criterion(criteria_set=criteria_set, pk=pk, by=request.user, at=timezone.now())
    return f"Đã bỏ {gone} mục khỏi dự thảo.", None


def _renumber(request: HttpRequest, criteria_set: CriteriaSet, pk: int) -> tuple[str, int | None]:
    changed = services.renumber(criteria_set=criteria_set, by=request.user, at=timezone.now())
    return (f"Đã đánh lại {changed} mã." if changed else "Mã đã theo đúng thứ tự, không đổi gì."), pk or None


ACTS: dict[str, Act] = {
    "len": _step(Step.UP, "Đã chuyển lên."),
    "xuong": _step(Step.DOWN, "Đã chuyển xuống."),
    "vao": _step(Step.IN, "Đã đưa vào trong mục trên."),
    "ra": _step(Step.OUT, "Đã đưa ra ngoài một cấp."),
    "tha": _put,
    "nhan-ban": _duplicate,
    "bo": _delete,
    "danh-ma": _renumber,
}
ADDS = {"them-sau": Where.AFTER, "them-trong": Where.INSIDE, "them-linh-vuc": None}


@write(may=may_run_campaign)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    criteria_set = get_object_or_404(CriteriaSet, code=code)
    if not criteria_set.is_open:
        return redirect("criteria:set", request.tenant.slug, code)  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request, criteria_set, number_asked(request.GET.get("nut", "")))
    act, chosen_pk = request.POST.get("viec", ""), number_asked(request.POST.get("nut", "")) or 0
    if act in ADDS:
        return _add(request, criteria_set, ADDS[act], chosen_pk)
    return _do(request, criteria_set, ACTS.get(act), chosen_pk)


def _do(request: HttpRequest, criteria_set: CriteriaSet, act: Act | None, pk: int) -> HttpResponse:
    if act is None or (not pk and act is not _renumber):
        return _page(request, criteria_set, pk, refused="Chưa chọn mục nào – chọn một mục trong cây rồi nhấn lại.")
    try:
        said, chosen = act(request, criteria_set, pk)
    except FrameRefused as refused:
        return _page(request, criteria_set, pk, refused=str(refused))
    return _done(request, criteria_set, said, chosen)


def _add(request: HttpRequest, criteria_set: CriteriaSet, where: Where | None, pk: int) -> HttpResponse:
    form = AddForm(request.POST)
    if where is not None and not pk:
        return _page(request, criteria_set, pk, form, refused="Chưa chọn mục nào – chọn mục đứng cạnh rồi thêm.")
    if not form.is_valid():
        return _page(request, criteria_set, pk, form)
    try:
        made = services.add_criterion(
            criteria_set=criteria_set,
            **form.cleaned_data,
            beside=pk if where else None,
            where=where or Where.AFTER,
            by=request.user,
            at=timezone.now(),
        )
    except FrameRefused as refused:
        return _page(request, criteria_set, pk, form, refused=str(refused))
    return _done(request, criteria_set, f"Đã thêm {made.code}.", made.pk)


def _done(request: HttpRequest, criteria_set: CriteriaSet, said: str, chosen: int | None) -> HttpResponse:
    """A whole page after a redirect; the changed parts alone for a request of the script."""
    if request.htmx:  # type: ignore[attr-defined]
        return _page(request, criteria_set, chosen, said=said)
    messages.success(request, said)
    here = reverse("criteria:set_edit", args=[request.tenant.slug, criteria_set.code])  # type: ignore[attr-defined]
    return redirect(f"{here}?nut={chosen}#n{chosen}" if chosen else here)


def _page(
    request: HttpRequest, criteria_set: CriteriaSet, chosen: int | None, form: AddForm | None = None, **more: Any
) -> HttpResponse:
    rows = stored_rows(criteria_set)
    findings = placed(catalogue_findings(criteria_set, rows), rows)
    known = {row.pk for row in rows}
    context: dict[str, Any] = {
        "set": criteria_set,
        "nodes": nodes_of(rows, findings),
        "findings": findings,
        "errors": sum(place.finding.severity is Severity.ERROR for place in findings),
        "chosen": chosen if chosen in known else next(iter(known and [rows[0].pk]), None),
        "form": form or AddForm(),
        "together": declared_sum(rows),
        "leaves": sum(row.rule is not None or bool(row.rule_faults) for row in rows),
        "editing": True,
    }
    return render(request, "criteria/set_edit.html", context | more)


@write(may=may_run_campaign)
def head(request: HttpRequest, code: str) -> HttpResponse:
    criteria_set = get_object_or_404(CriteriaSet, code=code)
    names = ("title", "declared_total", "is_sample")
    initial: dict[str, str | Decimal | bool] = {name: getattr(criteria_set, name) for name in names}
    form = HeadForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_head(criteria_set=criteria_set, values=form.cleaned_data, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã lưu tên, tổng điểm.")
            return redirect("criteria:set_edit", request.tenant.slug, code)  # type: ignore[attr-defined]
    return render(request, "criteria/set_head.html", {"set": criteria_set, "form": form})
