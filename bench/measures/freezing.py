"""Freezing a result of 3,321 agencies × 100 leaves against the shortest SQL that stores as many rows and lines."""

import resource
from collections.abc import Iterator
from contextlib import suppress

from django.db import connections, transaction

from bench.province import AT
from bench.report import Result, timed
from bench.timing import alternate
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from publications.models import SnapshotLine
from publications.queries import ranked_in_sql
from publications.services import freeze

NUMBER = "SELECT nextval(pg_get_serial_sequence('publications_snapshot', 'id'))"
SNAPSHOT = """
INSERT INTO publications_snapshot (id, tenant_id, campaign_id, version, frozen_at, frozen_by_name, reason,
    rules_version, tie_rule, with_survey, imported, checksum)
VALUES (%(snapshot)s, %(tenant)s, %(campaign)s, 99, now(), '', 'x', '', 'shared', true, false, '')
"""
ROWS = """
INSERT INTO publications_snapshotrow (tenant_id, snapshot_id, agency_id, agency_code, agency_name, position, block,
    ranked, rank, total_points, applicable_max, index_exact, bonus_points, penalty_points, band, head_name, head_title,
    head_level)
SELECT %(tenant)s, %(snapshot)s, g.id, g.code, g.name, row_number() OVER (ORDER BY s.points DESC, g.id), 'x', true,
    rank() OVER (ORDER BY s.points DESC), s.points, s.most, 100 * s.points / s.most, 0, 0, '', '', '', ''
FROM (
    SELECT s.agency_id, sum(s.points) AS points, sum(s.applicable_max) AS most
    FROM assessments_score s JOIN assessments_assessment f ON f.id = s.assessment_id
    WHERE f.campaign_id = %(campaign)s AND s.stage = 'final' GROUP BY s.agency_id
) s JOIN tenancy_agency g ON g.id = s.agency_id
"""
LINES = """
WITH leaf AS (
    SELECT r.id AS row_id, c.id, c.area_id, s.points, s.applicable_max
    FROM publications_snapshotrow r
    JOIN assessments_assessment f ON f.campaign_id = %(campaign)s AND f.agency_id = r.agency_id
    JOIN assessments_score s ON s.assessment_id = f.id AND s.stage = 'final'
    JOIN criteria_criterion c ON c.id = s.criterion_id
    WHERE r.snapshot_id = %(snapshot)s
),
node AS (
    SELECT row_id, id, points, applicable_max FROM leaf
    UNION ALL SELECT row_id, area_id, sum(points), sum(applicable_max) FROM leaf GROUP BY row_id, area_id
)
INSERT INTO publications_snapshotline (tenant_id, row_id, position, code, level, is_leaf, source, name, max_points,
    applicable_max, final_points, reason)
SELECT %(tenant)s, n.row_id, c.position, c.code, c.level, c.is_leaf, c.source, c.name, c.max_points, n.applicable_max,
    n.points, ''
FROM node n JOIN criteria_criterion c ON c.id = n.id
"""


class _Undone(Exception):
    """Takes a version back, so that every round stores the first one."""


def _ours(campaign: Campaign, check: bool = False) -> int:
    stored = 0
    with suppress(_Undone), tenant_scope(campaign.tenant), transaction.atomic():
        snapshot = freeze(campaign=campaign, by=None, at=AT)
        if check:
            _refuse_different_ranks(campaign, snapshot)
            stored = SnapshotLine.objects.filter(row__snapshot=snapshot).count()
        raise _Undone
    return stored


def _raw(campaign: Campaign) -> int:
    stored = 0
    given = {"tenant": campaign.tenant_id, "campaign": campaign.pk}
    with suppress(_Undone), transaction.atomic("superuser"), connections["superuser"].cursor() as cursor:
        cursor.execute(NUMBER)
        given["snapshot"] = cursor.fetchone()[0]
        cursor.execute(ROWS, given)
        cursor.execute(LINES, given)
        stored = cursor.rowcount
        cursor.execute(SNAPSHOT, given)
        raise _Undone
    return stored


def _refuse_different_ranks(campaign: Campaign, snapshot) -> None:  # type: ignore[no-untyped-def]
    wanted = {line.agency_id: line.rank for line in ranked_in_sql(campaign)}
    if {row.agency_id: row.rank for row in snapshot.rows.all()} != wanted:
        raise RuntimeError("ranks frozen differ from those of one query over the scores")


def measure(campaign: Campaign) -> Iterator[Result]:
    """Ranks and the number of lines are compared before anything is timed."""
    ours, plain = _ours(campaign, check=True), _raw(campaign)
    if ours != plain:
        raise RuntimeError(f"{ours} lines frozen against {plain} by raw SQL")
    pair = alternate(lambda: _ours(campaign), lambda: _raw(campaign), times=3, warm=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield timed(
        "freezing a result",
        pair,
        3,
        f"3,321 agencies × 100 leaves, {ours:,} lines; ours: scope, row-level security, three columns of every tree "
        "exact, survey, bonus, exemptions, tie rule, bands, reasons, checksum, diary; reference: INSERT … SELECT with "
        "SUM and RANK into the same tables as superuser, same keys and triggers; equal ranks and numbers of lines; "
        f"peak of the run {peak:.0f} MB",
    )
