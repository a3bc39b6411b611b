"""Points, index, rank and band of 3,321 agencies × 100 leaves against the shortest SQL that ranks them."""

from collections.abc import Iterator

from django.db import connections

from bench.report import Result, timed
from bench.timing import alternate
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from publications.queries import ranked_in_sql
from publications.results import compute

EQUAL = """
SELECT s.agency_id, sum(s.points), sum(s.points) / sum(s.applicable_max),
       rank() OVER (ORDER BY sum(s.points) / sum(s.applicable_max) DESC)
FROM assessments_score s JOIN assessments_assessment a ON a.id = s.assessment_id
WHERE a.campaign_id = %(campaign)s AND s.stage = 'final'
GROUP BY s.agency_id ORDER BY 4, 1
"""
BARE = """
SELECT agency_id, sum(points), NULL, rank() OVER (ORDER BY sum(points) DESC)
FROM assessments_score WHERE tenant_id = %(tenant)s AND stage = 'final' GROUP BY agency_id ORDER BY 4, 1
"""


def _raw(sql: str, campaign: Campaign) -> list[tuple]:
    with connections["superuser"].cursor() as cursor:
        cursor.execute(sql, {"campaign": campaign.pk, "tenant": campaign.tenant_id})
        return cursor.fetchall()


def _in_sql(campaign: Campaign) -> list:
    with tenant_scope(campaign.tenant, readonly=True):
        return ranked_in_sql(campaign)


def _in_python(campaign: Campaign) -> list:
    with tenant_scope(campaign.tenant, readonly=True):
        return compute(campaign)


def _refuse_different_ranks(large: Campaign, small: Campaign) -> None:
    """A quick wrong answer would be worth nothing."""
    wanted, fewer = ({agency: rank for agency, *_, rank in _raw(EQUAL, campaign)} for campaign in (large, small))
    found = {
        "the barest query": (wanted, {agency: rank for agency, *_, rank in _raw(BARE, large)}),
        "SQL": (wanted, {line.agency_id: line.rank for line in _in_sql(large)}),
        "Python": (fewer, {line.participant.agency_id: line.rank for line in _in_python(small)}),
    }
    for name, (right, ranks) in found.items():
        if ranks != right:
            raise RuntimeError(f"ranks computed in {name} differ from those of the reference")


def measure(large: Campaign, small: Campaign) -> Iterator[Result]:
    """Ranks are compared before anything is timed."""
    _refuse_different_ranks(large, small)
    yield timed(
        "ranking in SQL",
        alternate(lambda: _in_sql(large), lambda: _raw(EQUAL, large), times=15),
        2,
        "3,321 agencies × 100 leaves; ours: scope, row-level security, index to 60 decimals, blocks, tie rule, survey "
        "apart, bonus, band, sorted objects; reference: raw SUM and RANK of one campaign's index, as superuser; all "
        "ranks equal, checked",
    )
    yield timed(
        "ranking, barest SQL",
        alternate(lambda: _in_sql(large), lambda: _raw(BARE, large), times=9),
        None,
        "the same against SUM and RANK of a tenant's final points: no campaign looked up, no maximum, no index",
    )
    yield timed(
        "ranking in Python",
        alternate(lambda: _in_python(small), lambda: _raw(EQUAL, small), times=7),
        None,
        "100 agencies × 100 leaves, the way of an ordinary year: every node of every tree in three columns, exact",
    )
