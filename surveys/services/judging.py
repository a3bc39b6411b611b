"""Deciding on too few forms, and leaving odd forms out of the count; the points follow at once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.models import GateDecision, Questionnaire, Response, SetAside
from surveys.queries.gate import GateKey, gates_of
from surveys.services.locking import locked
from surveys.services.scores import recompute

VERBS = {True: "quyết định vẫn tính điểm khảo sát dù chưa đủ phiếu", False: "quyết định không tính điểm khảo sát"}


@transaction.atomic
def decide_gate(
    *, questionnaire: Questionnaire, agency: Agency, counts: bool, reason: str, by: Any, at: datetime
) -> GateDecision:
    """Whether forms fewer than the plan asks give points. SurveyRefused where enough came, or without a reason."""
    key = questionnaire.pk, agency.pk
    if not decide_gates(campaign=questionnaire.campaign, chosen=[key], counts=counts, reason=reason, by=by, at=at):
        raise SurveyRefused(f"{agency}: số phiếu đã đủ theo kế hoạch – không phải quyết định.")
    return GateDecision.objects.get(questionnaire=questionnaire, agency=agency)


@transaction.atomic
def decide_gates(
    *, campaign: Campaign, chosen: Collection[GateKey], counts: bool, reason: str, by: Any, at: datetime
) -> int:
    """The same for several places with one reason; those that have enough by now are passed over. How many."""
    campaign, why = locked(campaign), _reason(reason)
    cells = gates_of(campaign).cells
    short = [cells[key] for key in chosen if key in cells and not cells[key].gate.reached]
    for cell in short:
        told = {"counts": counts, "reason": why, "received": cell.gate.received, "needed": cell.gate.needed}
        GateDecision.objects.update_or_create(
            questionnaire=cell.questionnaire, agency=cell.agency, defaults={**told, "by": by, "at": at}
        )
        changes = {"đơn vị": cell.agency.name, "phiếu": cell.gate.words}
        audit.record(VERBS[counts], cell.questionnaire, by=by, at=at, reason=why, changes=changes)
    if short:
        recompute(campaign, at, by)
    return len(short)


@transaction.atomic
def set_aside(*, campaign: Campaign, forms: Collection[int], reason: str, by: Any, at: datetime) -> int:
    """Leave forms out of every count; says how many. Forms already left out stay as they are."""
    campaign, why = locked(campaign), _reason(reason)
    found = Response.objects.filter(pk__in=forms, questionnaire__campaign=campaign, aside__isnull=True)
    chosen = list(found.select_for_update(of=("self",)))
    for response in chosen:
        SetAside.objects.create(response=response, reason=why, by=by, at=at)
        audit.record("để phiếu ngoài kết quả", response, by=by, at=at, reason=why)
    recompute(campaign, at, by)
    return len(chosen)


@transaction.atomic
def take_back(*, campaign: Campaign, forms: Collection[int], by: Any, at: datetime) -> int:
    """Count forms again that were left out; says how many."""
    campaign = locked(campaign)
    found = SetAside.objects.filter(response__in=forms, response__questionnaire__campaign=campaign)
    chosen = list(found.select_related("response"))
    for one in chosen:
        audit.record("tính lại phiếu đã để ngoài", one.response, by=by, at=at, reason=one.reason)
    found.delete()
    recompute(campaign, at, by)
    return len(chosen)


def _reason(text: str) -> str:
    if not text.strip():
        raise SurveyRefused("Chưa ghi lý do – ghi rõ căn cứ của quyết định; lý do được in trong báo cáo.")
    return text.strip()
