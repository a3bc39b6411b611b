"""What stays open about a campaign while it is prepared: its name, survey, ties, sets, bands, who takes part."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.diary import counted, labelled
from criteria.errors import FrameRefused
from criteria.models import Campaign, CampaignSet, CriteriaSet, Criterion, Exemption, Participant
from criteria.rules import ranking
from criteria.services.campaign import (
    BandRow,
    assessed_agencies,
    enrol,
    refuse_faulty_set,
    write_bands,
)
from criteria.services.catalogue import freeze_sets
from criteria.services.participants import exempt_without_procedures, refuse_adopted

ALWAYS = ("provisional_view", "public_detail")
"""What agencies and the public may see can be changed until the result is adopted."""


def refuse_opened(campaign: Campaign) -> None:
    """Raise FrameRefused once agencies are at work."""
    refuse_adopted(campaign)
    if campaign.opened_at:
        since = f"Kỳ năm {campaign.year} đã mở từ {campaign.opened_at:%d/%m/%Y}"
        raise FrameRefused(f"{since}, các đơn vị đang làm việc – không sửa được nữa.")


@transaction.atomic
def save_settings(*, campaign: Campaign, values: Mapping[str, Any], by: Any, at: datetime) -> None:
    """Change name, survey, tie rule and what is shown to whom. Raises FrameRefused for what is fixed by now."""
    before = {name: getattr(campaign, name) for name in values}
    changed = {name for name, value in values.items() if value != before[name]}
    if changed - set(ALWAYS):
        refuse_opened(campaign)
    refuse_adopted(campaign)
    for name in changed:
        setattr(campaign, name, values[name])
    if changed:
        campaign.save(update_fields=sorted(changed))
        changes = labelled(Campaign, before, dict(values))
        audit.record("sửa kỳ đánh giá", campaign, by=by, at=at, changes=changes)


@transaction.atomic
def save_bands(*, campaign: Campaign, bands: Sequence[BandRow], by: Any, at: datetime) -> None:
    """Replace the classification bands. Raises FrameRefused where they leave a gap, overlap, or the year is open."""
    before = [f"{row.name}: {row.words}" for row in campaign.bands.all()]
    wanted = [f"{band.name}: {band.rule.words()}" for band in bands]
    if before == wanted and [row.head_level for row in campaign.bands.all()] == [band.head_level for band in bands]:
        return
    refuse_opened(campaign)
    if faults := ranking.band_faults([band.rule for band in bands]):
        raise FrameRefused(" ".join(faults))
    campaign.bands.all().delete()
    write_bands(campaign, bands)
    changes = {"mức xếp loại": [before, wanted]}
    audit.record("sửa mức xếp loại", campaign, by=by, at=at, changes=changes)


@transaction.atomic
def save_sets(*, campaign: Campaign, sets: Mapping[str, CriteriaSet], by: Any, at: datetime) -> None:
    """Change which set scores which kind of agency; participants follow. Raises FrameRefused.

    An agency that takes part already keeps its block; what was decided not to apply to it is carried over by code.
    """
    known = {row.agency_kind: row.criteria_set for row in campaign.sets.select_related("criteria_set")}
    if known == dict(sets):
        return
    refuse_opened(campaign)
    if not sets:
        raise FrameRefused("Chưa chọn bộ tiêu chí cho loại cơ quan nào – chọn ít nhất một.")
    for criteria_set in {made.pk: made for made in sets.values()}.values():
        refuse_faulty_set(criteria_set)
    campaign.sets.all().delete()
    for kind, criteria_set in sets.items():
        CampaignSet.objects.create(campaign=campaign, agency_kind=kind, criteria_set=criteria_set)
    _follow(campaign, sets, by=by, at=at)
    freeze_sets(sets=sets.values(), by=by, at=at)
    _release(set(known.values()) - set(sets.values()), by=by, at=at)
    changes = {kind: [_code(known.get(kind)), _code(sets.get(kind))] for kind in {**known, **sets}}
    audit.record("chọn bộ tiêu chí", campaign, by=by, at=at, changes=changes)


def _code(criteria_set: CriteriaSet | None) -> str:
    return criteria_set.code if criteria_set else ""


def _follow(campaign: Campaign, sets: Mapping[str, CriteriaSet], *, by: Any, at: datetime) -> None:
    for participant in campaign.participants.select_related("agency", "criteria_set"):
        wanted = sets.get(participant.agency.kind)
        if wanted is None:
            participant.delete()
        elif wanted.pk != participant.criteria_set_id:
            _move_exemptions(participant, wanted)
            participant.criteria_set = wanted
            participant.save(update_fields=["criteria_set"])
    taking_part = set(campaign.participants.values_list("agency_id", flat=True))
    new = [agency for agency in assessed_agencies(campaign.year) if agency.pk not in taking_part]
    exempt_without_procedures(enrol(campaign, new, sets), by=by, at=at)


def _move_exemptions(participant: Participant, wanted: CriteriaSet) -> None:
    """By code, and only where the other set lets the branch be left out."""
    codes = dict(
        wanted.criteria.filter(not_applicable_policy=Criterion.NotApplicable.EXCLUDE).values_list("code", "pk")
    )
    for exemption in participant.exemptions.select_related("criterion"):
        target = codes.get(exemption.criterion.code)
        if target is None:
            exemption.delete()
        else:
            Exemption.objects.filter(pk=exemption.pk).update(criterion=target)
    _drop_covered(participant)


def _drop_covered(participant: Participant) -> None:
    """In the other set a leaf may lie in a branch that is exempted as a whole."""
    held = list(participant.exemptions.select_related("criterion"))
    branches = {one.criterion_id for one in held}
    for one in held:
        if branches & ({one.criterion.parent_id, one.criterion.area_id} - {one.criterion_id}):
            one.delete()


def _release(sets: Iterable[CriteriaSet], *, by: Any, at: datetime) -> None:
    """A set frozen for a campaign that no campaign uses any more can be edited again."""
    for criteria_set in sets:
        if criteria_set.frozen_at and not criteria_set.used_by.exists():
            criteria_set.frozen_at = None
            criteria_set.save(update_fields=["frozen_at"])
            audit.record("mở khóa bộ tiêu chí", criteria_set, by=by, at=at)


@transaction.atomic
def add_participants(*, campaign: Campaign, agencies: Sequence[Agency], by: Any, at: datetime) -> None:
    """Take more agencies into the year, each with the set of its kind. Raises FrameRefused."""
    refuse_opened(campaign)
    sets = {row.agency_kind: row.criteria_set for row in campaign.sets.select_related("criteria_set")}
    without = [str(agency) for agency in agencies if agency.kind not in sets]
    if without:
        raise FrameRefused(f"Chưa có bộ tiêu chí cho loại cơ quan của {', '.join(without)} – chọn bộ tiêu chí trước.")
    exempt_without_procedures(enrol(campaign, agencies, sets), by=by, at=at)
    names = counted(str(agency) for agency in agencies)
    audit.record("thêm đơn vị tham gia", campaign, by=by, at=at, changes={"đơn vị": names})


@transaction.atomic
def remove_participant(*, participant: Participant, reason: str, by: Any, at: datetime) -> None:
    """Leave an agency out of the year, with the reason. Raises FrameRefused."""
    refuse_opened(participant.campaign)
    if not reason.strip():
        raise FrameRefused("Chưa ghi lý do không tham gia – ghi lý do.")
    changes = {"đơn vị": str(participant)}
    audit.record("bỏ đơn vị tham gia", participant.campaign, by=by, at=at, changes=changes, reason=reason.strip())
    participant.delete()
