"""What the standing office decides about the forms: too few of them, or odd ones."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.tenancy.models import Agency
from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from surveys.errors import SurveyRefused
from surveys.models import Questionnaire
from surveys.permissions import may_run_survey
from surveys.queries.gate import gates_of
from surveys.queries.odd import odd_forms, set_aside_forms
from surveys.services.judging import decide_gate, set_aside, take_back
from surveys.views.overview import is_open

CHOICES = {"tinh": True, "khong": False}


@write(may=may_run_survey)
def gates(request: HttpRequest, year: int) -> HttpResponse:
    """Agencies with too few forms; each is counted or not, with a reason that prints."""
    campaign = campaign_or_404(year)
    refused, typed = "", {}
    if request.method == "POST":
        sent = {
            name: request.POST.get(name, "").replace("\0", "") for name in ("phieu", "don-vi", "quyet-dinh", "ly-do")
        }
        refused = _decide(request, campaign, sent)
        if not refused:
            messages.success(request, "Đã ghi quyết định; điểm khảo sát tính lại theo quyết định đó.")
            return redirect("surveys:gates", request.tenant.slug, year)  # type: ignore[attr-defined]
        typed = {"key": f"{sent['phieu']} {sent['don-vi']}", "choice": sent["quyet-dinh"], "reason": sent["ly-do"]}
    cells = sorted(
        (cell for cell in gates_of(campaign).cells.values() if not cell.gate.reached),
        key=lambda cell: (cell.decision is not None, cell.agency.sort_key, cell.questionnaire.code),
    )
    context = {"campaign": campaign, "cells": cells, "refused": refused, "typed": typed, "is_open": is_open(campaign)}
    return render(request, "surveys/gates.html", context, status=422 if refused else 200)


def _decide(request: HttpRequest, campaign: Campaign, typed: dict[str, str]) -> str:
    form = get_object_or_404(Questionnaire, campaign=campaign, code=typed["phieu"])
    agency = get_object_or_404(Agency, code=typed["don-vi"])
    if typed["quyet-dinh"] not in CHOICES:
        return f"{agency}: chưa chọn tính hay không tính điểm khảo sát – chọn một trong hai rồi ghi lại."
    try:
        decide_gate(
            questionnaire=form,
            agency=agency,
            counts=CHOICES[typed["quyet-dinh"]],
            reason=typed["ly-do"],
            by=request.user,
            at=timezone.now(),
        )
    except SurveyRefused as error:
        return str(error)
    return ""


@write(may=may_run_survey)
def odd(request: HttpRequest, year: int) -> HttpResponse:
    """Patterns in the forms; chosen forms are left out of the count with a reason, or taken back."""
    campaign = campaign_or_404(year)
    refused, typed = "", {}
    if request.method == "POST":
        chosen = [pk for text in request.POST.getlist("phieu") if (pk := number_asked(text)) is not None]
        typed = {"reason": request.POST.get("ly-do", "").replace("\0", ""), "chosen": chosen}
        refused = _judge(request, campaign, chosen, typed["reason"])
        if not refused:
            return redirect("surveys:odd", request.tenant.slug, year)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "campaign": campaign,
        "odd": odd_forms(campaign),
        "aside": set_aside_forms(campaign),
        "refused": refused,
        "typed": typed,
        "is_open": is_open(campaign),
    }
    return render(request, "surveys/odd.html", context, status=422 if refused else 200)


def _judge(request: HttpRequest, campaign: Campaign, chosen: list[int], reason: str) -> str:
    if not chosen:
        return "Chưa chọn phiếu nào – đánh dấu các phiếu rồi bấm lại."
    now = timezone.now()
    try:
        if request.POST.get("viec") == "tinh-lai":
            done = take_back(campaign=campaign, forms=chosen, by=request.user, at=now)
            messages.success(request, f"Đã tính lại {done} phiếu.")
        else:
            done = set_aside(campaign=campaign, forms=chosen, reason=reason, by=request.user, at=now)
            messages.success(request, f"Đã để ngoài kết quả {done} phiếu; phiếu vẫn được giữ nguyên.")
    except SurveyRefused as error:
        return str(error)
    return ""
