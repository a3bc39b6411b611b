"""Bonus and penalty items of a draft with their caps."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.catalogue_forms import BonusCapsForm, BonusFormSet
from criteria.checking import bonus_rules
from criteria.errors import FrameRefused
from criteria.models import BonusItem, CriteriaSet
from criteria.permissions import may_run_campaign
from criteria.rules.bonus import bonus_faults
from criteria.services.catalogue_draft import save_bonus

COLUMNS = ("kind", "code", "name", "points_per_occurrence", "item_cap", "unit_of_measure", "evidence", "guidance")
COLUMNS += ("department",)
PREFIX = "muc"


@write(may=may_run_campaign)
def bonus(request: HttpRequest, code: str) -> HttpResponse:
    criteria_set = get_object_or_404(CriteriaSet, code=code)
    if not criteria_set.is_open:
        return redirect("criteria:set", request.tenant.slug, code)  # type: ignore[attr-defined]
    if request.method != "POST":
        items = list(criteria_set.bonus_items.all())
        initial = [{name: getattr(item, name) for name in COLUMNS} for item in items]
        return _page(
            request, criteria_set, BonusFormSet(initial=initial, prefix=PREFIX), BonusCapsForm(initial=_caps(items))
        )
    forms, caps = BonusFormSet(request.POST, prefix=PREFIX), BonusCapsForm(request.POST)
    if request.POST.get("viec") == "them-dong":
        return _page(request, criteria_set, _longer(request), caps)
    if not forms.is_valid() or not caps.is_valid():
        return _page(request, criteria_set, forms, caps)
    return _save(request, criteria_set, forms, caps)


def _caps(items: list[BonusItem]) -> dict[str, Decimal]:
    return {item.kind: item.kind_cap for item in items}


def _longer(request: HttpRequest) -> Any:
    """The same rows and three more to write into."""
    data = request.POST.copy()
    total = number_asked(data.get(f"{PREFIX}-TOTAL_FORMS", "")) or 0
    data[f"{PREFIX}-TOTAL_FORMS"] = str(min(total + 3, 60))
    forms = BonusFormSet(data, prefix=PREFIX)
    for form in forms:
        form.empty_permitted = True
    return forms


def _save(request: HttpRequest, criteria_set: CriteriaSet, forms: Any, caps: BonusCapsForm) -> HttpResponse:
    items = _items(forms, caps.cleaned_data)
    faults = _faults(items, caps.cleaned_data)
    if faults:
        return _page(request, criteria_set, forms, caps, faults=faults)
    try:
        changed = save_bonus(criteria_set=criteria_set, items=items, by=request.user, at=timezone.now())
    except FrameRefused as refused:
        return _page(request, criteria_set, forms, caps, faults=[str(refused)])
    messages.success(request, "Đã lưu mục thưởng, trừ." if changed else "Mục thưởng, trừ không có thay đổi nào.")
    return redirect("criteria:set_edit", request.tenant.slug, criteria_set.code)  # type: ignore[attr-defined]


def _items(forms: Any, caps: dict[str, Decimal | None]) -> list[BonusItem]:
    rows = [form.cleaned_data for form in forms if form.cleaned_data and not form.is_blank]
    return [
        BonusItem(
            position=position,
            kind_cap=caps.get(row["kind"]) or Decimal(0),
            **{name: row[name] for name in COLUMNS},
        )
        for position, row in enumerate(rows, start=1)
    ]


def _faults(items: list[BonusItem], caps: dict[str, Decimal | None]) -> list[str]:
    missing = [
        f"Có mục {BonusItem.Kind(kind).label.lower()} nhưng chưa ghi mức tối đa cả năm – ghi mức tối đa."
        for kind in dict.fromkeys(item.kind for item in items)
        if not caps.get(kind)
    ]
    return missing or list(bonus_faults(bonus_rules(items)))


def _page(
    request: HttpRequest, criteria_set: CriteriaSet, forms: Any, caps: BonusCapsForm, **more: Any
) -> HttpResponse:
    context = {"set": criteria_set, "forms": forms, "caps": caps}
    return render(request, "criteria/set_bonus.html", context | more)
