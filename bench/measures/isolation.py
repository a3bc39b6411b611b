"""What scopes and row-level security cost a query."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Manager, QuerySet, Sum

from assessments.models import Score
from bench.report import Result, timed
from bench.timing import alternate
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign


def _summed(scores: QuerySet | Manager) -> list:
    return list(scores.values("agency_id").annotate(points=Sum("points")).order_by("agency_id"))


def _walled(campaign: Campaign) -> list:
    with tenant_scope(campaign.tenant, readonly=True):
        return _summed(Score.objects.filter(stage="final"))


def _bare(campaign: Campaign) -> list:
    plain: QuerySet = QuerySet(Score, using="superuser")
    with transaction.atomic("superuser"):
        return _summed(plain.filter(tenant_id=campaign.tenant_id, stage="final"))


def measure(campaign: Campaign) -> Iterator[Result]:
    """Equal rows are checked first."""
    if _walled(campaign) != _bare(campaign):
        raise RuntimeError("the two ways of asking give different rows")
    yield timed(
        "isolation",
        alternate(lambda: _walled(campaign), lambda: _bare(campaign), times=40, warm=5),
        1.2,
        "points per agency, 10,000 rows of one tenant beside 300,000 of another; ours: scope opened, read-only "
        "transaction, row-level security as the application's role; reference: the same ORM query in a transaction "
        "with a plain WHERE tenant, as superuser",
    )
