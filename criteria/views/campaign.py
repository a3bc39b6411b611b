"""Make the campaign of a year, and open it."""

import io
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.files.faults import Faults
from cchc.files.tabular import read_table
from cchc.web.asked import number_asked
from cchc.web.views import write
from criteria.errors import FrameRefused
from criteria.forms import BandFormSet, CampaignForm
from criteria.models import Campaign, CampaignSet, CriteriaSet
from criteria.permissions import may_run_campaign
from criteria.planning import DatedStep, dated
from criteria.queries import campaign_or_404
from criteria.resources.plan import PLAN_COLUMNS, plan_steps
from criteria.services.campaign import (
    BandRow,
    NewCampaign,
    assessed_agencies,
    create_campaign,
    default_bands,
    likely_year,
    open_campaign,
)
from criteria.services.plan import copy_plan, save_bases


@write(may=may_run_campaign)
def new(request: HttpRequest) -> HttpResponse:
    form, bands = _form(request), _bands(request)
    faults = Faults()
    if request.method == "POST" and all([form.is_valid(), bands.is_valid()]):
        plan = _plan(form, faults)
        if not len(faults) and (campaign := _create(request, form, bands, plan)):
            messages.success(request, f"Đã lập {campaign}. {_next(campaign)}")
            return redirect("criteria:plan", request.tenant.slug, campaign.year)
    context = {"form": form, "bands": bands, "faults": list(faults), "has_sets": CriteriaSet.objects.exists()}
    context |= {"year": form["year"].value(), "has_earlier": form.fields["copied"].queryset.exists()}
    return render(request, "criteria/campaign_new.html", context)


def _next(campaign: Campaign) -> str:
    if campaign.steps.exists():
        return "Soát kế hoạch, sửa hết lỗi rồi mở kỳ."
    return "Tiếp theo: lập kế hoạch ở trang này."


def _year(request: HttpRequest) -> int:
    """The year chosen, else the one that comes next."""
    chosen = number_asked(request.POST.get("year") or request.GET.get("nam") or "")
    return chosen if chosen is not None and 2010 <= chosen <= 2100 else likely_year(timezone.localdate())


def _form(request: HttpRequest) -> CampaignForm:
    year = _year(request)
    sets = [(found.code, f"{found.code} – {found.title}") for found in CriteriaSet.objects.all()]
    kinds = sorted({agency.kind for agency in assessed_agencies(year)})
    earlier = Campaign.objects.filter(steps__isnull=False).distinct().order_by("-year")
    options = {"kinds": kinds, "sets": sets, "earlier": earlier, "initial": {"year": year, **_likely(kinds, sets)}}
    return CampaignForm(request.POST or None, request.FILES or None, **options)


def _likely(kinds: list[str], sets: list[tuple[str, str]]) -> dict[str, str]:
    """The set each kind most likely uses: that of the latest campaign, else the only one there is."""
    used = CampaignSet.objects.order_by("campaign__year").values_list("agency_kind", "criteria_set__code")
    known, only = dict(used), sets[0][0] if len(sets) == 1 else ""
    return {f"set_{number}": known.get(kind, only) for number, kind in enumerate(kinds)}


def _bands(request: HttpRequest) -> BaseFormSet:
    initial = [{name: getattr(band, name) for name in BandRow.__dataclass_fields__} for band in default_bands()]
    return BandFormSet(request.POST or None, initial=initial, prefix="muc")


def _plan(form: CampaignForm, faults: Faults) -> list[tuple[DatedStep, str]]:
    """The plan of the file chosen; its faults are added."""
    if form.cleaned_data["plan_from"] != CampaignForm.PLAN_FILE:
        return []
    name, content = form.cleaned_data["plan_file"]
    table = read_table(io.BytesIO(content), name, columns=PLAN_COLUMNS)
    faults.extend(table.faults)
    steps = plan_steps(table, faults)
    notes = {step.order: note for step, note in steps}
    return [(one, notes[one.step.order]) for one in dated([step for step, _ in steps], year=form.cleaned_data["year"])]


def _create(
    request: HttpRequest, form: CampaignForm, bands: BaseFormSet, plan: list[tuple[DatedStep, str]]
) -> Campaign | None:
    data, acting = form.cleaned_data, {"by": request.user, "at": timezone.now()}
    sets = {found.code: found for found in CriteriaSet.objects.filter(code__in=form.chosen_sets().values())}
    wanted = NewCampaign(
        year=data["year"],
        title=data["title"],
        sets={kind: sets[code] for kind, code in form.chosen_sets().items()},
        bands=[BandRow(**row) for row in bands.cleaned_data if row.get("name")],
        plan=plan,
        has_survey=data["has_survey"],
        tie_rule=data["tie_rule"],
    )
    try:
        with transaction.atomic():
            return _written(wanted, data, acting)
    except FrameRefused as refused:
        form.add_error(None, str(refused))
        return None


def _written(wanted: NewCampaign, data: dict[str, Any], acting: dict[str, Any]) -> Campaign:
    campaign = create_campaign(new=wanted, **acting)
    if data["plan_from"] == CampaignForm.PLAN_COPY:
        copy_plan(campaign=campaign, source=data["copied"], **acting)
    if data["bases"]:
        save_bases(campaign=campaign, bases=data["bases"], **acting)
    return campaign


@write(may=may_run_campaign, methods=("POST",))
def open_year(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    try:
        open_campaign(campaign=campaign, by=request.user, at=timezone.now())
        messages.success(request, f"Đã mở {campaign}. Từ nay việc mở, đóng từng bước theo ngày trong kế hoạch.")
    except FrameRefused as refused:
        messages.error(request, f"Chưa mở được kỳ. {refused}")
    return redirect("criteria:plan", request.tenant.slug, year)
