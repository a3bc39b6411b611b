"""Take in a past year as it was published: agencies, ranks, bands, one version of the result, and its public page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from criteria.models import Band, Campaign
from criteria.rules.numbers import stored
from criteria.rules.ranking import Row, classify, rank
from criteria.services.campaign import BandRow
from publications.models import Snapshot, SnapshotRow
from publications.resources import PublishedRow, kind_from_name, known_agencies
from publications.results import RULES_VERSION, band_rules
from publications.rows import exact_index
from publications.services.versions import ResultRefused, checksum, publish, write_version


@transaction.atomic
def take_in(
    *,
    year: int,
    rows: Sequence[PublishedRow],
    bands: Sequence[BandRow] | None,
    by: User | None,
    at: datetime,
    reason: str,
) -> tuple[Snapshot, bool]:
    """The version that holds the table, and whether it is new: the same table again changes nothing.

    ``bands`` None keeps those of the year. Raises ResultRefused where the year has been worked in here.
    """
    campaign = _campaign(year, rows, by, at)
    if bands is not None:
        _write_bands(campaign, bands)
    agencies = _agencies(rows, year, by, at)
    snapshot = Snapshot(
        campaign=campaign,
        rules_version=RULES_VERSION,
        tie_rule=campaign.tie_rule,
        with_survey=campaign.has_survey,
        imported=True,
    )
    made = _rows(snapshot, campaign, rows, agencies)
    latest = campaign.snapshots.order_by("-version").first()
    if latest is not None and latest.checksum == checksum(made):
        return latest, False
    write_version(snapshot, made, None, by=by, at=at, reason=reason if latest else "")
    audit.record("nhập kết quả đã công bố", snapshot, by=by, reason=snapshot.reason, at=at)
    publish(snapshot=snapshot, by=by, at=at)
    return snapshot, True


def _campaign(year: int, rows: Sequence[PublishedRow], by: User | None, at: datetime) -> Campaign:
    campaign = Campaign.objects.select_for_update().filter(year=year).first()
    if campaign is None:
        campaign = Campaign.objects.create(
            year=year, title=f"Chỉ số cải cách hành chính năm {year}", imported=True, has_survey=_has_survey(rows)
        )
        audit.record("lập kỳ đánh giá từ kết quả đã công bố", campaign, by=by, at=at)
    if not campaign.imported:
        raise ResultRefused(
            f"Năm {year} có kỳ đánh giá đang làm trên phần mềm – chỉ nhập được kết quả của năm chưa có kỳ đánh giá."
        )
    if campaign.has_survey != _has_survey(rows):
        campaign.has_survey = not campaign.has_survey
        campaign.save(update_fields=["has_survey"])
    return campaign


def _has_survey(rows: Sequence[PublishedRow]) -> bool:
    return any(row.survey_points is not None for row in rows)


def _write_bands(campaign: Campaign, bands: Sequence[BandRow]) -> None:
    campaign.bands.all().delete()
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


def _agencies(rows: Sequence[PublishedRow], year: int, by: User | None, at: datetime) -> dict[str, Agency]:
    """Agencies by code; one not known yet is made with the name printed, valid for that year alone."""
    known = known_agencies(rows)
    kinds = set(Agency.objects.values_list("kind", flat=True).distinct())
    for row in rows:
        if row.agency_code not in known:
            known[row.agency_code] = agency = Agency.objects.create(
                code=row.agency_code,
                name=row.agency_name,
                kind=kind_from_name(row.agency_name, kinds) or row.block[:40],
                role=Agency.Role.ASSESSED,
                ranking_block=row.block,
                valid_from=date(year, 1, 1),
                valid_to=date(year, 12, 31),
                note=f"Tạo khi nhập kết quả đã công bố năm {year}.",
            )
            audit.record("thêm cơ quan từ kết quả đã công bố", agency, by=by, at=at)
    return known


def _rows(
    snapshot: Snapshot, campaign: Campaign, rows: Sequence[PublishedRow], agencies: Mapping[str, Agency]
) -> list[SnapshotRow]:
    """Rows in printed order: block by block, by rank, the same rank by Vietnamese name."""
    ranks = _ranks(rows, agencies)
    bands = band_rules(campaign)
    ordered = sorted(
        rows,
        key=lambda row: (
            fold(row.block),
            row.block,
            ranks[row.agency_code] is None,
            ranks[row.agency_code] or 0,
            agencies[row.agency_code].sort_key,
        ),
    )
    return [
        _row(snapshot, position, row, agencies[row.agency_code], ranks[row.agency_code], classify(row.index, bands))
        for position, row in enumerate(ordered, start=1)
    ]


def _ranks(rows: Sequence[PublishedRow], agencies: Mapping[str, Agency]) -> dict[str, int | None]:
    """Ranks as printed where the table has them, else by the exact index."""
    worked_out = rank(Row(row.agency_code, row.block, row.index, agencies[row.agency_code].ranked) for row in rows)
    if any(row.rank is not None for row in rows):
        return {row.agency_code: row.rank for row in rows}
    return worked_out


def _row(
    snapshot: Snapshot, position: int, row: PublishedRow, agency: Agency, place: int | None, band: str | None
) -> SnapshotRow:
    return SnapshotRow(
        snapshot=snapshot,
        agency=agency,
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        position=position,
        block=row.block,
        ranked=place is not None,
        rank=place,
        self_points=_stored(row.self_points),
        appraised_points=_stored(row.appraised_points),
        survey_points=_stored(row.survey_points),
        bonus_points=row.bonus_points,
        penalty_points=row.penalty_points,
        total_points=_stored(row.total_points),
        applicable_max=row.applicable_max,
        index_exact=exact_index(row.index),
        band=band or row.band,
    )


def _stored(points: Decimal | None) -> Decimal | None:
    return None if points is None else stored(points)
