"""What the standing office decides about the forms: too few of them, or odd ones."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from surveys.errors import SurveyRefused
from surveys.permissions import may_run_survey
from surveys.queries.gate import GateCell, gates_of
from surveys.queries.odd import odd_forms, set_aside_forms
from surveys.services.judging import decide_gates, set_aside, take_back
from surveys.views.overview import is_open

CHOICES = {"tinh": True, "khong": False}


@write(may=may_run_survey)
def gates(request: HttpRequest, year: int) -> HttpResponse:
    """Agencies with too few forms; they are counted or not, one or several at a time, with a reason that prints."""
    campaign = campaign_or_404(year)
    refused, typed = "", {}
    cells = {cell.key: cell for cell in gates_of(campaign).cells.values()}
    if request.method == "POST":
        typed = _typed(request)
        refused = _decide(request, campaign, cells, typed)
        if not refused:
            return redirect("surveys:gates", request.tenant.slug, year)  # type: ignore[attr-defined]
    short = sorted(
        (cell for cell in cells.values() if not cell.gate.reached),
        key=lambda cell: (cell.agency.sort_key, cell.questionnaire.code),
    )
    context = {
        "campaign": campaign,
        "waiting": [cell for cell in short if cell.waits],
        "decided": [cell for cell in short if not cell.waits],
        "refused": refused,
        "typed": typed,
        "is_open": is_open(campaign),
    }
    return render(request, "surveys/gates.html", context, status=422 if refused else 200)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """One place by questionnaire and agency, or those ticked in the list."""
    sent = {name: request.POST.get(name, "").replace("\0", "") for name in ("phieu", "don-vi", "quyet-dinh", "ly-do")}
    keys = [f"{sent['phieu']} {sent['don-vi']}"] if "don-vi" in request.POST else request.POST.getlist("noi")
    return {"keys": keys, "choice": sent["quyet-dinh"], "reason": sent["ly-do"]}


def _decide(request: HttpRequest, campaign: Campaign, cells: dict[str, GateCell], typed: dict[str, Any]) -> str:
    if not typed["keys"]:
        return "Chưa chọn nơi nào – đánh dấu các nơi cùng một quyết định rồi ghi lại."
    if any(key not in cells for key in typed["keys"]):
        raise Http404
    chosen = [cells[key] for key in typed["keys"]]
    if typed["choice"] not in CHOICES:
        whom = str(chosen[0].agency) if len(chosen) == 1 else f"{len(chosen)} nơi"
        return f"{whom}: chưa chọn tính hay không tính điểm khảo sát – chọn một trong hai rồi ghi lại."
    try:
        count = decide_gates(
            campaign=campaign,
            chosen=[(cell.questionnaire.pk, cell.agency.pk) for cell in chosen],
            counts=CHOICES[typed["choice"]],
            reason=typed["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except SurveyRefused as error:
        return str(error)
    if not count:
        return "Số phiếu đã đủ theo kế hoạch – không phải quyết định."
    messages.success(request, f"Đã ghi quyết định cho {count} nơi; điểm khảo sát tính lại theo quyết định đó.")
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
