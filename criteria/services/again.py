"""The next year's campaign made like an earlier one."""

from datetime import datetime
from typing import Any

from django.db import transaction

from criteria.errors import FrameRefused
from criteria.models import Campaign, CriteriaSet, Participant
from criteria.services.campaign import BandRow, NewCampaign, assessed_agencies, create_campaign
from criteria.services.participants import exempt
from criteria.services.plan import copy_plan

COPIED = ("has_survey", "tie_rule", "provisional_view", "public_detail")


def campaign_like(source: Campaign, year: int) -> Campaign:
    """The head of the campaign that would be made, not written."""
    title = source.title.replace(str(source.year), str(year))
    return Campaign(year=year, title=title, **{name: getattr(source, name) for name in COPIED})


def sets_like(source: Campaign, year: int) -> dict[str, CriteriaSet]:
    """The sets by kind, the copy made for a later year in the place of the one it was copied from (newest first)."""
    kinds = {agency.kind for agency in assessed_agencies(year)}
    used = {row.agency_kind: row.criteria_set for row in source.sets.select_related("criteria_set")}
    return {kind: _newest(criteria_set) for kind, criteria_set in used.items() if kind in kinds}


def _newest(criteria_set: CriteriaSet) -> CriteriaSet:
    """The issued successor, where the office has made one; a draft is not put to use by itself."""
    issued = criteria_set.successors.filter(status=CriteriaSet.Status.ISSUED).order_by("-created_at", "-pk").first()
    return _newest(issued) if issued else criteria_set


@transaction.atomic
def like_last_year(*, source: Campaign, year: int, avoid_days_off: bool, by: Any, at: datetime) -> Campaign:
    """Make the campaign with the earlier one's sets, bands, blocks, exemptions, plan and texts. Raises FrameRefused."""
    sets = sets_like(source, year)
    if not sets:
        raise FrameRefused(
            f"Năm {year} chưa có cơ quan nào thuộc các loại của kỳ {source.year} – cập nhật danh sách cơ quan trước."
        )
    like = campaign_like(source, year)
    names = BandRow.__dataclass_fields__
    bands = [BandRow(**{name: getattr(band, name) for name in names}) for band in source.bands.all()]
    new = NewCampaign(
        year=year, title=like.title, sets=sets, bands=bands, **{name: getattr(source, name) for name in COPIED}
    )
    made = create_campaign(new=new, by=by, at=at)
    copy_plan(campaign=made, source=source, by=by, at=at, avoid_days_off=avoid_days_off)
    _copy_participants(source, made, by=by, at=at)
    return made


def _copy_participants(source: Campaign, made: Campaign, *, by: Any, at: datetime) -> None:
    """Blocks and decisions made in advance go with the agency; those of a criterion that is gone stay behind."""
    before = {row.agency_id: row for row in source.participants.prefetch_related("exemptions__criterion")}
    for participant in made.participants.select_related("agency", "campaign").prefetch_related("exemptions__criterion"):
        if earlier := before.get(participant.agency_id):
            Participant.objects.filter(pk=participant.pk).update(block=earlier.block, ranked=earlier.ranked)
            _copy_exemptions(earlier, participant, by=by, at=at)


def _copy_exemptions(earlier: Participant, participant: Participant, *, by: Any, at: datetime) -> None:
    """Branches first: what lies in one that is exempted needs no decision of its own."""
    known = {one.criterion_id for one in participant.exemptions.all()}
    wanted = {one.criterion.code: one.reason for one in earlier.exemptions.all()}
    rows = participant.criteria_set.criteria.filter(code__in=wanted, not_applicable_policy="exclude")
    for criterion in rows.order_by("position"):
        if known.isdisjoint({criterion.pk, criterion.parent_id, criterion.area_id}):
            exempt(participant=participant, criterion=criterion, reason=wanted[criterion.code], by=by, at=at)
            known.add(criterion.pk)
