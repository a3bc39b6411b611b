"""Reads of results: ranking in one SQL query (the way for scale, held against the Python way), and published years."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Avg

from cchc.tenancy.models import Agency, AgencySuccession
from criteria.models import Campaign
from publications.models import Publication, SnapshotRow

RANKING = """
WITH leaf AS (
    SELECT s.agency_id, sum(s.points) AS points, sum(s.applicable_max) AS applicable_max,
           sum(s.points) FILTER (WHERE polled.id IS NOT NULL) AS survey
    FROM assessments_assessment a
    JOIN assessments_score s ON s.assessment_id = a.id AND s.stage = 'final'
    -- an inner join would let the planner expect next to no rows wherever other tenants have many criteria
    LEFT JOIN criteria_criterion polled ON polled.id = s.criterion_id AND polled.source = 'survey'
    WHERE a.campaign_id = %(campaign)s
    GROUP BY s.agency_id
),
item AS (
    SELECT a.agency_id, i.kind, least(sum(b.points), min(i.kind_cap)) AS points
    FROM assessments_bonusscore b
    JOIN assessments_assessment a ON a.id = b.assessment_id
    JOIN criteria_bonusitem i ON i.id = b.item_id
    WHERE a.campaign_id = %(campaign)s AND b.stage = 'final'
    GROUP BY a.agency_id, i.kind
),
line AS (
    SELECT p.agency_id, p.block, p.ranked, coalesce(l.points, 0) AS points, coalesce(l.applicable_max, 0) AS maximum,
           coalesce(l.survey, 0) AS survey,
           coalesce(plus.points, 0) AS bonus, coalesce(minus.points, 0) AS penalty
    FROM criteria_participant p
    LEFT JOIN leaf l ON l.agency_id = p.agency_id
    LEFT JOIN item plus ON plus.agency_id = p.agency_id AND plus.kind = 'bonus'
    LEFT JOIN item minus ON minus.agency_id = p.agency_id AND minus.kind = 'penalty'
    WHERE p.campaign_id = %(campaign)s
),
-- numeric division keeps the scale of its operands: sixty decimals here, far beyond any real tie. Materialized, or the
-- planner writes the division into every comparison below.
exact AS MATERIALIZED (
    SELECT *, points - survey AS appraised,
           least(100, greatest(0, (100 * (points + bonus - penalty))::numeric(90, 60) / nullif(maximum, 0))) AS index
    FROM line
)
SELECT e.agency_id, e.appraised, e.survey, e.bonus, e.penalty, e.points + e.bonus - e.penalty, e.maximum, e.index,
       CASE WHEN e.ranked AND e.index IS NOT NULL THEN
            rank() OVER (PARTITION BY e.block, e.ranked AND e.index IS NOT NULL ORDER BY e.index DESC {ties}) END,
       b.name
FROM exact e
LEFT JOIN criteria_band b ON b.campaign_id = %(campaign)s
     AND (e.index > b.lower OR (b.lower_inclusive AND e.index = b.lower))
     AND (e.index < b.upper OR (b.upper_inclusive AND e.index = b.upper))
ORDER BY e.block, 9 NULLS LAST, e.agency_id
"""
TIES = {
    Campaign.TieRule.SHARED: "",
    Campaign.TieRule.SURVEY_FIRST: ", e.survey DESC, e.appraised DESC",
    Campaign.TieRule.APPRAISED_FIRST: ", e.appraised DESC, e.survey DESC",
}


@dataclass(frozen=True, slots=True)
class RankedLine:
    """One agency's result as the database computed it from the final scores."""

    agency_id: int
    appraised_points: Decimal
    survey_points: Decimal
    bonus_points: Decimal
    penalty_points: Decimal
    total_points: Decimal
    applicable_max: Decimal
    index: Decimal | None
    rank: int | None
    band: str | None


def ranked_in_sql(campaign: Campaign) -> list[RankedLine]:
    """Points, index, rank and band of every participant of an adopted campaign, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(RANKING.format(ties=TIES[campaign.tie_rule]), {"campaign": campaign.pk})
        return [RankedLine(*row) for row in cursor.fetchall()]


def publication_of(year: int) -> Publication | None:
    """What the public page of a year shows, with its version and campaign; None where nothing is published."""
    return Publication.objects.select_related("snapshot__campaign__tenant").filter(campaign__year=year).first()


def published_years() -> list[Publication]:
    """All published years, the newest first."""
    return list(Publication.objects.select_related("snapshot", "campaign").order_by("-campaign__year"))


def published_rows(year: int) -> dict[int, SnapshotRow]:
    """The published rows of a year by agency id; empty where nothing is published."""
    rows = SnapshotRow.objects.filter(snapshot__publication_shown__campaign__year=year)
    return {row.agency_id: row for row in rows}


def published_before(row: SnapshotRow) -> SnapshotRow | None:
    """The agency's own row in the published result of the year before; None where it had none."""
    return (
        SnapshotRow.objects.filter(
            agency_id=row.agency_id, snapshot__publication_shown__campaign__year=row.snapshot.campaign.year - 1
        )
        .select_related("snapshot__campaign")
        .first()
    )


def published_history(agency: Agency) -> list[SnapshotRow]:
    """The agency's published rows of all years, the oldest first."""
    rows = SnapshotRow.objects.filter(agency=agency, snapshot__publication_shown__isnull=False)
    return list(rows.select_related("snapshot__campaign").order_by("snapshot__campaign__year"))


def block_means(rows: list[SnapshotRow]) -> dict[int, Decimal]:
    """The mean index of the block each row stood in, by row id: one query."""
    versions = {row.snapshot_id for row in rows}
    means = (
        SnapshotRow.objects.filter(snapshot__in=versions).values("snapshot", "block").annotate(mean=Avg("index_exact"))
    )
    by_block = {(found["snapshot"], found["block"]): found["mean"] for found in means.order_by()}
    return {row.pk: by_block[row.snapshot_id, row.block] for row in rows}


def predecessor_rows(row: SnapshotRow) -> list[SnapshotRow]:
    """Published rows of the units that the agency continues, in the years before: the newest first."""
    old = AgencySuccession.objects.filter(successor_id=row.agency_id).values("predecessor")
    rows = SnapshotRow.objects.filter(
        agency__in=old,
        snapshot__publication_shown__isnull=False,
        snapshot__campaign__year__lt=row.snapshot.campaign.year,
    )
    return list(rows.select_related("snapshot__campaign").order_by("-snapshot__campaign__year", "agency__sort_key"))
