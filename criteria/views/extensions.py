"""Extensions of a phase for some agencies or all: the list that stays, and the form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.documents.links import paper_url
from cchc.web.views import require, write
from criteria.asked import requests_of
from criteria.errors import FrameRefused
from criteria.extension_forms import ExtensionForm
from criteria.models import Campaign, Extension
from criteria.permissions import may_run_campaign, may_see_participants
from criteria.queries import campaign_or_404
from criteria.rules.calendar import Phase
from criteria.services.extensions import Granted, extend, overtaken


@write(may=may_see_participants)
def listing(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    may_write = may_run_campaign(request.member)
    form = ExtensionForm(request.POST or None, campaign=campaign)
    if request.method == "POST":
        require(may_write, request, "may_run_campaign")
        if form.is_valid() and _extended(request, campaign, form):
            return redirect("criteria:extensions", request.tenant.slug, year)
    context = {"campaign": campaign, "given": _batches(request, campaign), "form": form}
    context["asked"] = requests_of(request, campaign)
    context["may_write"] = may_write and not campaign.adopted_at and not campaign.imported
    return render(request, "criteria/extensions.html", context)


def _extended(request: HttpRequest, campaign: Campaign, form: ExtensionForm) -> bool:
    granted = form.granted()
    try:
        extend(campaign=campaign, granted=granted, by=request.user, at=timezone.now())
    except FrameRefused as refused:
        form.add_error("closes_at", str(refused))
        return False
    whom = ", ".join(str(agency) for agency in granted.agencies) or "tất cả các đơn vị"
    messages.success(request, f"Đã gia hạn cho {whom}. Những người có liên quan đã được báo trong hộp thư.")
    _warn(request, campaign, granted)
    return True


def _warn(request: HttpRequest, campaign: Campaign, granted: Granted) -> None:
    steps = overtaken(campaign, granted.phase, granted.closes_at)
    if steps:
        named = "; ".join(f"bước {step.printed_number or step.position} ({step.deadline_words})" for step in steps)
        messages.warning(request, f"Hạn mới đã chạm {named}. Gia hạn tiếp các bước đó nếu cần.")


def _batches(request: HttpRequest, campaign: Campaign) -> list[dict[str, Any]]:
    """Extensions decided together, the newest first, each with the address of its decision."""
    found: dict[Any, list[Extension]] = {}
    for one in campaign.extensions.select_related("agency").order_by("-created_at", "agency__sort_key", "pk"):
        found.setdefault(one.batch, []).append(one)
    return [
        {
            "rows": [(one, Phase(one.phase).label) for one in rows],
            "first": rows[0],
            "url": paper_url(request.tenant.slug, campaign.year, "18", subject=str(batch)),
        }
        for batch, rows in found.items()
    ]
