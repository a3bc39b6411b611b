"""Verbs of a campaign: make it with its participants, bands and plan, and open it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from criteria.errors import FrameRefused
from criteria.models import (
    Band,
    Campaign,
    CampaignSet,
    CriteriaSet,
    Criterion,
    Participant,
)
from criteria.planning import DatedStep
from criteria.queries import campaign_findings, set_findings
from criteria.rules import ranking
from criteria.rules.findings import Severity
from criteria.services.catalogue import freeze_sets
from criteria.services.participants import exempt_without_procedures
from criteria.services.plan import write_plan
from criteria.signals import campaign_opened

HEAD_LEVELS = {
    "xuat sac": "Hoàn thành xuất sắc nhiệm vụ",
    "tot": "Hoàn thành tốt nhiệm vụ",
    "kha": "Hoàn thành nhiệm vụ",
    "trung binh": "Hoàn thành nhiệm vụ",
    "yeu": "Không hoàn thành nhiệm vụ",
    "kem": "Không hoàn thành nhiệm vụ",
}


def head_level_for(band_name: str) -> str:
    """What a band usually means for the head of the agency; empty for a name of the office's own."""
    return HEAD_LEVELS.get(fold(band_name), "")


@dataclass(frozen=True, slots=True)
class BandRow:
    """One classification band with its bounds in per cent."""

    name: str
    lower: Decimal
    lower_inclusive: bool
    upper: Decimal
    upper_inclusive: bool
    head_level: str = ""

    @property
    def rule(self) -> ranking.Band:
        return ranking.Band(self.name, self.lower, self.lower_inclusive, self.upper, self.upper_inclusive)


def default_bands() -> list[BandRow]:
    """The five bands of a published provincial plan (Hà Nam 2023, mục III): 95, 85, 75, 70."""
    bounds = [("Xuất sắc", 95, 100), ("Tốt", 85, 95), ("Khá", 75, 85), ("Trung bình", 70, 75), ("Yếu", 0, 70)]
    return [
        BandRow(name, Decimal(lower), True, Decimal(upper), upper == 100, head_level_for(name))
        for name, lower, upper in bounds
    ]


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """Everything a campaign begins with. ``sets`` gives the criteria set of each kind of agency."""

    year: int
    sets: Mapping[str, CriteriaSet]
    title: str = ""
    bands: Sequence[BandRow] = field(default_factory=default_bands)
    plan: Sequence[tuple[DatedStep, str]] = ()
    has_survey: bool | None = None
    tie_rule: str = Campaign.TieRule.SHARED
    provisional_view: str = Campaign.ProvisionalView.OWN
    public_detail: str = Campaign.PublicDetail.CRITERIA
    plan_number: str = ""
    plan_date: date | None = None

    @property
    def full_title(self) -> str:
        return self.title or f"Chỉ số cải cách hành chính năm {self.year}"


@transaction.atomic
def create_campaign(*, new: NewCampaign, by: Any, at: datetime) -> Campaign:
    """Make the year's campaign: participants are the assessed agencies valid on 31/12 of the year whose kind is named.

    Freezes the sets. Raises FrameRefused when the year has one already, a set is faulty, or a kind has no agency.
    """
    agencies = assessed_agencies(new.year)
    _refuse(new, agencies)
    campaign = Campaign.objects.create(
        year=new.year,
        title=new.full_title,
        has_survey=_has_survey(new),
        tie_rule=new.tie_rule,
        provisional_view=new.provisional_view,
        public_detail=new.public_detail,
        plan_number=new.plan_number,
        plan_date=new.plan_date,
    )
    for kind, criteria_set in new.sets.items():
        CampaignSet.objects.create(campaign=campaign, agency_kind=kind, criteria_set=criteria_set)
    write_bands(campaign, new.bands)
    participants = enrol(campaign, agencies, new.sets)
    write_plan(campaign, new.plan)
    freeze_sets(sets=_distinct(new.sets), by=by, at=at)
    used = ", ".join(f"{kind}: {made.code}" for kind, made in new.sets.items())
    changes = {"đơn vị": len(participants), "bộ tiêu chí": used}
    audit.record("lập kỳ đánh giá", campaign, by=by, at=at, changes=changes)
    exempt_without_procedures(participants, by=by, at=at)
    return campaign


def assessed_agencies(year: int) -> list[Agency]:
    """The assessed agencies that exist at the end of the year, in Vietnamese order."""
    return list(Agency.objects.assessed().valid_on(date(year, 12, 31)))


def likely_year(today: date) -> int:
    """The year a new campaign is for: after the latest one, else this year, or the latest that still has agencies."""
    latest = Campaign.objects.order_by("-year").values_list("year", flat=True).first()
    year = latest + 1 if latest else today.year
    if assessed_agencies(year):
        return year
    last = Agency.objects.assessed().aggregate(day=Max("valid_to"))["day"]
    return year if last is None or last.year >= year else last.year - (last < date(last.year, 12, 31))


def _refuse(new: NewCampaign, agencies: Sequence[Agency]) -> None:
    if Campaign.objects.filter(year=new.year).exists():
        raise FrameRefused(f"Năm {new.year} đã có kỳ đánh giá – mỗi năm một kỳ; chưa ghi gì.")
    if not new.sets:
        raise FrameRefused("Chưa chọn bộ tiêu chí cho loại cơ quan nào – chọn ít nhất một; chưa ghi gì.")
    kinds = {agency.kind for agency in agencies}
    for kind in new.sets:
        if kind not in kinds:
            known = ", ".join(sorted(kinds)) or "chưa có cơ quan nào được đánh giá"
            raise FrameRefused(
                f"Không có cơ quan được đánh giá thuộc loại «{kind}» vào ngày 31/12/{new.year} – các loại hiện có: "
                f"{known}; chưa ghi gì."
            )
    if faults := ranking.band_faults([band.rule for band in new.bands]):
        raise FrameRefused(" ".join(faults))
    for criteria_set in _distinct(new.sets):
        refuse_faulty_set(criteria_set)


def refuse_faulty_set(criteria_set: CriteriaSet) -> None:
    """Raise FrameRefused, naming the first fault, for a set whose checks fail."""
    errors = [finding for finding in set_findings(criteria_set) if finding.severity is Severity.ERROR]
    if errors:
        more = f" Còn {len(errors) - 1} lỗi khác." if len(errors) > 1 else ""
        raise FrameRefused(f"Bộ tiêu chí {criteria_set.code} có lỗi: {errors[0].message}{more} Sửa bộ rồi làm lại.")
    if not criteria_set.criteria.leaves().exists():
        raise FrameRefused(f"Bộ tiêu chí {criteria_set.code} chưa có tiêu chí nào – nhập tiêu chí rồi làm lại.")


def _distinct(sets: Mapping[str, CriteriaSet]) -> list[CriteriaSet]:
    return list({criteria_set.pk: criteria_set for criteria_set in sets.values()}.values())


def _has_survey(new: NewCampaign) -> bool:
    if new.has_survey is not None:
        return new.has_survey
    leaves = Criterion.objects.leaves().filter(criteria_set__in=_distinct(new.sets))
    return leaves.filter(source=Criterion.Source.SURVEY).exists()


def write_bands(campaign: Campaign, bands: Iterable[BandRow]) -> None:
    """Write a campaign's bands in their order."""
    Band.objects.bulk_create(
        Band(
            campaign=campaign,
            position=position,
            name=band.name,
            lower=band.lower,
            lower_inclusive=band.lower_inclusive,
            upper=band.upper,
            upper_inclusive=band.upper_inclusive,
            head_level=band.head_level,
        )
        for position, band in enumerate(bands, start=1)
    )


def enrol(campaign: Campaign, agencies: Iterable[Agency], sets: Mapping[str, CriteriaSet]) -> list[Participant]:
    """Take in the agencies whose kind has a set, in the block of their list."""
    return Participant.objects.bulk_create(
        Participant(
            campaign=campaign,
            agency=agency,
            criteria_set=sets[agency.kind],
            block=agency.ranking_block or agency.kind,
            ranked=agency.ranked,
        )
        for agency in agencies
        if agency.kind in sets
    )


@transaction.atomic
def open_campaign(*, campaign: Campaign, by: Any, at: datetime) -> None:
    """Open the campaign: from now on the plan's dates decide. Raises FrameRefused with everything that is missing."""
    obstacles = campaign_obstacles(campaign)
    if obstacles:
        raise FrameRefused(" ".join(obstacles))
    campaign.opened_at = at
    campaign.save(update_fields=["opened_at"])
    audit.record("mở kỳ đánh giá", campaign, by=by, at=at)
    campaign_opened.send(Campaign, campaign=campaign, by=by)


def campaign_obstacles(campaign: Campaign) -> list[str]:
    """Why the campaign can't be opened yet, in sentences; empty when it can."""
    found = []
    if campaign.opened_at:
        found.append(f"Kỳ đánh giá đã mở từ {campaign.opened_at:%d/%m/%Y}.")
    if campaign.imported:
        found.append("Kỳ này là kết quả đã công bố, nhập từ tệp – không mở được.")
    errors = sum(finding.severity is Severity.ERROR for finding in campaign_findings(campaign))
    if errors:
        found.append(f"Kế hoạch còn {errors} lỗi – sửa hết lỗi rồi mở kỳ.")
    if not campaign.participants.exists():
        found.append("Chưa có đơn vị nào tham gia – kiểm tra danh sách cơ quan được đánh giá.")
    for criteria_set in {used.criteria_set for used in campaign.sets.select_related("criteria_set")}:
        if any(finding.severity is Severity.ERROR for finding in set_findings(criteria_set)):
            found.append(f"Bộ tiêu chí {criteria_set.code} còn lỗi – sửa rồi mở kỳ.")
    return found
