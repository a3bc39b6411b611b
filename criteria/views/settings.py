"""The campaign's own page: sets per kind, bands, ties, survey, what is shown to whom; everything while preparing."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.web.views import require, write
from criteria.campaign_forms import SettingsForm
from criteria.errors import FrameRefused
from criteria.forms import BandFormSet
from criteria.models import Campaign, CriteriaSet
from criteria.permissions import may_run_campaign, may_see_participants
from criteria.queries import campaign_or_404
from criteria.services import settings as services
from criteria.services.campaign import BandRow, assessed_agencies


@write(may=may_see_participants)
def campaign(request: HttpRequest, year: int) -> HttpResponse:
    found = campaign_or_404(year)
    may_write = may_run_campaign(request.member) and not found.adopted_at and not found.imported
    form, bands = _form(request, found), _bands(request, found)
    if request.method == "POST":
        require(may_write, request, "may_run_campaign")
        if all([form.is_valid(), found.opened_at or bands.is_valid()]) and _saved(request, found, form, bands):
            messages.success(request, f"Đã lưu kỳ đánh giá năm {year}.")
            return redirect("criteria:campaign", request.tenant.slug, year)
    context = {"campaign": found, "form": form, "bands": bands, "may_write": may_write, "rows": found.bands.all()}
    context["participants"] = found.participants.count()
    context["used"] = found.sets.select_related("criteria_set")
    return render(request, "criteria/campaign.html", context)


def _form(request: HttpRequest, found: Campaign) -> SettingsForm:
    used = {row.agency_kind: row.criteria_set.code for row in found.sets.select_related("criteria_set")}
    kinds = sorted({agency.kind for agency in assessed_agencies(found.year)} | set(used))
    sets = [(one.code, f"{one.code} – {one.title}") for one in CriteriaSet.objects.all()]
    # A copy: the form writes into its instance, and what is refused must not stand on the page as if it were saved.
    copy = Campaign.objects.get(pk=found.pk)
    return SettingsForm(request.POST or None, instance=copy, kinds=kinds, sets=sets, used=used)


def _bands(request: HttpRequest, found: Campaign) -> BaseFormSet:
    rows = found.bands.all()
    initial = [{name: getattr(row, name) for name in BandRow.__dataclass_fields__} for row in rows]
    return BandFormSet(request.POST or None, initial=initial, prefix="muc")


def _saved(request: HttpRequest, found: Campaign, form: SettingsForm, bands: BaseFormSet) -> bool:
    acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        with transaction.atomic():
            services.save_settings(campaign=found, values=form.values(), **acting)
            if not found.opened_at:
                _save_frame(found, form, bands, acting)
    except FrameRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _save_frame(found: Campaign, form: SettingsForm, bands: BaseFormSet, acting: dict[str, Any]) -> None:
    codes = form.chosen_sets()
    sets = {one.code: one for one in CriteriaSet.objects.filter(code__in=codes.values())}
    services.save_sets(campaign=found, sets={kind: sets[code] for kind, code in codes.items()}, **acting)
    rows = [BandRow(**row) for row in bands.cleaned_data if row.get("name")]
    services.save_bands(campaign=found, bands=rows, **acting)
