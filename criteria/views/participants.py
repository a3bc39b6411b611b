"""Who takes part in the year, in which block, and what does not apply to whom."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.tenancy.models import Agency
from cchc.web.views import readonly, write
from criteria.campaign_forms import AddParticipantsForm, RemovalForm
from criteria.errors import FrameRefused
from criteria.forms import ExemptionForm, RankingForm
from criteria.models import Campaign, Exemption, Participant
from criteria.permissions import may_run_campaign, may_see_participants
from criteria.queries import campaign_or_404
from criteria.rules.numbers import show_points
from criteria.services import participants as services
from criteria.services import settings
from criteria.services.campaign import assessed_agencies
from criteria.tree import tree_of


def _exempted() -> Prefetch:
    return Prefetch("exemptions", Exemption.objects.select_related("criterion").order_by("criterion__position"))


@readonly(may=may_see_participants)
def listing(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    found = campaign.participants.select_related("agency", "criteria_set").prefetch_related(_exempted())
    blocks: dict[str, list[dict[str, Any]]] = {}
    for participant in found:
        blocks.setdefault(participant.block, []).append(
            {"one": participant, "maximum": _maximum(participant, campaign)}
        )
    context = {"campaign": campaign, "blocks": blocks, "may_write": may_run_campaign(request.member)}
    context["may_change"] = context["may_write"] and not campaign.opened_at and not campaign.imported
    context["missing"] = len(_missing(campaign)) if context["may_change"] else 0
    return render(request, "criteria/participants.html", context)


def _maximum(participant: Participant, campaign: Campaign) -> Decimal:
    """What is left for the agency to reach after what does not apply to it."""
    exempted = [one.criterion_id for one in participant.exemptions.all()]
    return tree_of(participant.criteria_set).applicable_max(exempted, surveyed=campaign.has_survey)


def _missing(campaign: Campaign) -> list[int]:
    """The assessed agencies of the year's list that do not take part."""
    taking_part = set(campaign.participants.values_list("agency_id", flat=True))
    return [agency.pk for agency in assessed_agencies(campaign.year) if agency.pk not in taking_part]


@write(may=may_run_campaign)
def add(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    form = AddParticipantsForm(request.POST or None, missing=Agency.objects.filter(pk__in=_missing(campaign)))
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["agencies"])
        try:
            settings.add_participants(campaign=campaign, agencies=chosen, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error("agencies", str(refused))
        else:
            messages.success(request, f"Đã thêm {len(chosen)} đơn vị tham gia.")
            return redirect("criteria:participants", request.tenant.slug, year)
    return render(request, "criteria/participants_add.html", {"campaign": campaign, "form": form})


@write(may=may_run_campaign, methods=("POST",))
def remove(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    participant = _participant(year, pk)
    form = RemovalForm(request.POST)
    if form.is_valid():
        reason, name = form.cleaned_data["reason"], str(participant)
        try:
            settings.remove_participant(participant=participant, reason=reason, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, f"{name} không tham gia kỳ đánh giá năm {year}.")
            return redirect("criteria:participants", request.tenant.slug, year)
    ranking = RankingForm(initial={"block": participant.block, "ranked": participant.ranked})
    return _page(request, participant, ranking, ExemptionForm(participant=participant), form)


def _participant(year: int, pk: int) -> Participant:
    found = Participant.objects.select_related("campaign", "agency", "criteria_set").prefetch_related(_exempted())
    return get_object_or_404(found, pk=pk, campaign__year=year)


@write(may=may_run_campaign)
def detail(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    participant = _participant(year, pk)
    initial = {"block": participant.block, "ranked": participant.ranked}
    form = RankingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_ranked(participant=participant, **form.cleaned_data, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã lưu khối xếp hạng của {participant}.")
            return redirect("criteria:participants", request.tenant.slug, year)
    return _page(request, participant, form, ExemptionForm(participant=participant))


def _page(
    request: HttpRequest,
    participant: Participant,
    form: RankingForm,
    exemption: ExemptionForm,
    removal: RemovalForm | None = None,
) -> HttpResponse:
    campaign = participant.campaign
    context = {
        "removal_form": None if campaign.opened_at or campaign.imported else removal or RemovalForm(),
        "participant": participant,
        "campaign": participant.campaign,
        "form": form,
        "exemption_form": exemption,
        "exemptions": participant.exemptions.all(),
        "maximum": _maximum(participant, campaign),
        "whole": tree_of(participant.criteria_set).applicable_max(surveyed=campaign.has_survey),
    }
    return render(request, "criteria/participant.html", context)


@write(may=may_run_campaign, methods=("POST",))
def exempt(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    participant = _participant(year, pk)
    form = ExemptionForm(request.POST, participant=participant)
    if form.is_valid():
        try:
            services.exempt(participant=participant, **form.cleaned_data, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error("criterion", str(refused))
        else:
            left = show_points(_maximum(_participant(year, pk), participant.campaign))
            code = form.cleaned_data["criterion"].code
            messages.success(request, f"Đã ghi không áp dụng {code}; điểm tối đa của đơn vị còn {left}.")
            return redirect("criteria:participant", request.tenant.slug, year, pk)
    ranking = RankingForm(initial={"block": participant.block, "ranked": participant.ranked})
    return _page(request, participant, ranking, form)


@write(may=may_run_campaign, methods=("POST",))
def withdraw(request: HttpRequest, year: int, pk: int, exemption_pk: int) -> HttpResponse:
    exemptions = Exemption.objects.select_related("participant__campaign", "participant__agency", "criterion")
    exemption = get_object_or_404(exemptions, pk=exemption_pk, participant=pk, participant__campaign__year=year)
    try:
        services.withdraw_exemption(exemption=exemption, by=request.user, at=timezone.now())
        messages.success(request, f"Đã áp dụng lại {exemption.criterion.code}.")
    except FrameRefused as refused:
        messages.error(request, str(refused))
    return redirect("criteria:participant", request.tenant.slug, year, pk)
