"""As many agencies as the country has communes, 3,321, with 100 scored leaves each; and a province of 100. Adopted."""

from datetime import datetime
from decimal import Decimal

from django.db import connections, transaction

from assessments.models import Assessment
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Band, Campaign, CriteriaSet, Criterion, Participant
from criteria.rules.calendar import HANOI
from criteria.services.campaign import default_bands

AGENCIES, SMALL, AREAS, LEAVES = 3321, 100, 10, 100
AT = datetime(2025, 1, 17, 16, 30, tzinfo=HANOI)
BLOCK = "xã, phường"
SURVEYED = "10"
"""The area scored by the survey, as in the sample sets."""

# Steps of 0.05 make ties as common as in real years. No triggers: half a million foreign keys are checked for nothing.
SCORES = """
INSERT INTO assessments_score (tenant_id, assessment_id, agency_id, criterion_id, stage, not_applicable, explanation,
    reason_code, points, applicable_max, working, version, saved_at)
SELECT a.tenant_id, a.id, a.agency_id, c.id, 'final', false, '', '', round((random() * 20)::numeric) / 20, c.max_points,
    'Đạt mức 2', 1, %(at)s
FROM assessments_assessment a
JOIN criteria_criterion c ON c.criteria_set_id = a.criteria_set_id AND c.is_leaf
WHERE a.campaign_id = %(campaign)s
ORDER BY a.id, c.id
"""
POLLED = """
INSERT INTO surveys_surveyscore
    (tenant_id, campaign_id, agency_id, criterion_id, percent, points, responses, counted, computed_at)
SELECT s.tenant_id, %(campaign)s, s.agency_id, s.criterion_id, 100 * s.points, s.points, 15, true, %(at)s
FROM assessments_score s
JOIN assessments_assessment a ON a.id = s.assessment_id
JOIN criteria_criterion c ON c.id = s.criterion_id AND c.source = 'survey'
WHERE a.campaign_id = %(campaign)s
"""


def seed(slug: str, agencies: int) -> Campaign:
    """One tenant with an adopted campaign; the same points at every run."""
    tenant = Tenant.objects.create(slug=slug, name=f"Tỉnh {slug}", kind=Tenant.Kind.PROVINCE)
    with tenant_scope(tenant):
        campaign = _campaign()
        _take_part(campaign, _criteria_set(), agencies)
    with transaction.atomic("superuser"), connections["superuser"].cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT setseed(0.25)")
        for statement in (SCORES, POLLED):
            cursor.execute(statement, {"campaign": campaign.pk, "at": AT})
    return campaign


def _campaign() -> Campaign:
    campaign = Campaign.objects.create(year=2024, title="Chỉ số năm 2024", adopted_at=AT)
    Band.objects.bulk_create(
        Band(
            campaign=campaign,
            position=position,
            name=band.name,
            lower=band.lower,
            lower_inclusive=band.lower_inclusive,
            upper=band.upper,
            upper_inclusive=band.upper_inclusive,
        )
        for position, band in enumerate(default_bands(), start=1)
    )
    return campaign


def _criteria_set() -> CriteriaSet:
    made = CriteriaSet.objects.create(code="BM", title="Bộ tiêu chí", frozen_at=AT)
    areas = [_node(made, str(area), area * 1000, LEAVES // AREAS) for area in range(1, AREAS + 1)]
    Criterion.objects.bulk_create(areas)
    leaves = [
        _node(made, f"{area.code}.{number}", area.position + number, 1, parent=area, area=area)
        for area in areas
        for number in range(1, LEAVES // AREAS + 1)
    ]
    Criterion.objects.bulk_create(leaves)
    return made


def _node(made: CriteriaSet, code: str, position: int, points: int, **above: Criterion) -> Criterion:
    level = Criterion.Level.CRITERION if above else Criterion.Level.AREA
    return Criterion(
        criteria_set=made,
        code=code,
        position=position,
        level=level,
        is_leaf=bool(above),
        name=f"Mục {code}",
        max_points=Decimal(points),
        source=Criterion.Source.SURVEY if code.split(".")[0] == SURVEYED else Criterion.Source.SELF,
        **above,
    )


def _take_part(campaign: Campaign, criteria_set: CriteriaSet, count: int) -> None:
    agencies = [
        Agency(
            code=f"{number:05d}", name=f"Xã Số {number}", kind="xã", role=Agency.Role.ASSESSED, ranking_block=BLOCK
        ).prepare()
        for number in range(1, count + 1)
    ]
    Agency.objects.bulk_create(agencies)
    Participant.objects.bulk_create(
        Participant(campaign=campaign, agency=agency, criteria_set=criteria_set, block=BLOCK) for agency in agencies
    )
    Assessment.objects.bulk_create(
        Assessment(
            campaign=campaign,
            agency=agency,
            criteria_set=criteria_set,
            state="adopted",
            submitted_at=AT,
            adopted_at=AT,
        )
        for agency in agencies
    )
