"""A new set: from nothing, or from another one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.web.views import write
from criteria.catalogue_forms import CopyForm, NewSetForm
from criteria.errors import FrameRefused
from criteria.models import CriteriaSet
from criteria.permissions import may_run_campaign
from criteria.services.catalogue_copies import copy_set
from criteria.services.catalogue_draft import new_set


@write(may=may_run_campaign)
def new(request: HttpRequest) -> HttpResponse:
    form = NewSetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = new_set(
            code=given["code"],
            title=given["title"],
            total=given["declared_total"],
            is_sample=given["is_sample"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"Đã lập bộ {made.code}. Thêm lĩnh vực đầu tiên.")
        return redirect("criteria:set_edit", request.tenant.slug, made.code)  # type: ignore[attr-defined]
    return render(request, "criteria/set_head.html", {"form": form})


@write(may=may_run_campaign)
def copy(request: HttpRequest, code: str) -> HttpResponse:
    source = get_object_or_404(CriteriaSet, code=code)
    form = CopyForm(request.POST or None, initial={"title": source.title, "code": _next_code(source)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reason = given["reason"] if given["purpose"] == CopyForm.VERSION else ""
        try:
            made = copy_set(
                source=source,
                code=given["code"],
                title=given["title"],
                version_reason=reason,
                by=request.user,
                at=timezone.now(),
            )
        except FrameRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã chép thành dự thảo {made.code}; bộ {source.code} giữ nguyên.")
            return redirect("criteria:set_edit", request.tenant.slug, made.code)  # type: ignore[attr-defined]
    return render(request, "criteria/set_copy.html", {"set": source, "form": form})


def _next_code(source: CriteriaSet) -> str:
    """«KT-2025» after «KT-2024», «KT-2» after «KT»: a proposal that no set has yet."""
    stem, _, last = source.code.rpartition("-")
    number = int(last) if stem and last.isdecimal() else 1
    stem = stem if stem and last.isdecimal() else source.code
    taken = set(CriteriaSet.objects.values_list("code", flat=True))
    while (proposed := f"{stem}-{number + 1}") in taken:
        number += 1
    return proposed
