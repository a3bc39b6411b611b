"""Which criterion of an earlier set each criterion continues: matched by code and wording, corrected by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.errors import FrameRefused
from criteria.models import CriteriaSet, Criterion
from criteria.permissions import may_run_campaign
from criteria.services.catalogue_copies import match_predecessors, set_predecessors


@write(may=may_run_campaign)
def lineage(request: HttpRequest, code: str) -> HttpResponse:
    criteria_set = get_object_or_404(CriteriaSet.objects.select_related("predecessor"), code=code)
    if request.method != "POST":
        return _page(request, criteria_set)
    if request.POST.get("viec") == "khop":
        return _match(request, criteria_set)
    return _by_hand(request, criteria_set)


def _match(request: HttpRequest, criteria_set: CriteriaSet) -> HttpResponse:
    earlier = {one.code: one for one in CriteriaSet.objects.all()}.get(request.POST.get("bo", ""))
    if earlier is None:
        return _page(request, criteria_set, refused="Chưa chọn bộ trước – chọn một bộ trong danh sách.")
    try:
        changed = match_predecessors(criteria_set=criteria_set, earlier=earlier, by=request.user, at=timezone.now())
    except FrameRefused as refused:
        return _page(request, criteria_set, refused=str(refused))
    messages.success(request, f"Đã đối chiếu với bộ {earlier.code}: {changed} mục thay đổi. Xem lại từng mục bên dưới.")
    return redirect("criteria:set_lineage", request.tenant.slug, criteria_set.code)  # type: ignore[attr-defined]


def _by_hand(request: HttpRequest, criteria_set: CriteriaSet) -> HttpResponse:
    earlier = criteria_set.predecessor
    known = dict(earlier.criteria.values_list("code", "pk")) if earlier else {}
    typed = {pk: text.strip() for pk, text in _typed(request).items()}
    faults = {pk: f"Không có mục «{text[:20]}» ở bộ trước." for pk, text in typed.items() if text and text not in known}
    if faults:
        said = f"{len(faults)} mã không có ở bộ trước – sửa các ô được đánh dấu; chưa ghi gì."
        return _page(request, criteria_set, typed=typed, faults=faults, refused=said)
    chosen = {pk: known.get(text) for pk, text in typed.items()}
    try:
        changed = set_predecessors(criteria_set=criteria_set, chosen=chosen, by=request.user, at=timezone.now())
    except FrameRefused as refused:
        return _page(request, criteria_set, typed=typed, refused=str(refused))
    messages.success(request, f"Đã lưu: {changed} mục thay đổi." if changed else "Không có mục nào thay đổi.")
    return redirect("criteria:set_lineage", request.tenant.slug, criteria_set.code)  # type: ignore[attr-defined]


def _typed(request: HttpRequest) -> dict[int, str]:
    names = ((name.removeprefix("p-"), value) for name, value in request.POST.items() if name.startswith("p-"))
    return {number: value for pk, value in names if (number := number_asked(pk)) is not None}


def _page(
    request: HttpRequest,
    criteria_set: CriteriaSet,
    typed: dict[int, str] | None = None,
    faults: dict[int, str] | None = None,
    **more: Any,
) -> HttpResponse:
    nodes = list(criteria_set.criteria.select_related("predecessor").order_by("position"))
    earlier = list(criteria_set.predecessor.criteria.order_by("position")) if criteria_set.predecessor else []
    rows = [_row(node, typed or {}, faults or {}) for node in nodes]
    continued = {node.predecessor_id for node in nodes}
    context = {
        "set": criteria_set,
        "rows": rows,
        "earlier": earlier,
        "gone": [node for node in earlier if node.pk not in continued],
        "others": CriteriaSet.objects.exclude(pk=criteria_set.pk),
        "fresh": sum(node.predecessor_id is None for node in nodes),
    }
    return render(request, "criteria/set_lineage.html", context | more)


def _row(node: Criterion, typed: dict[int, str], faults: dict[int, str]) -> dict[str, Any]:
    before = node.predecessor
    text = typed.get(node.pk, before.code if before else "")
    return {"node": node, "before": before, "text": text, "fault": faults.get(node.pk, "")}
