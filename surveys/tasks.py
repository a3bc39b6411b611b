"""What beat wakes: points brought up to date after single forms, raw answers reduced when their day has passed."""

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.utils import timezone

from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from surveys.services.reducing import reduce_to_counts
from surveys.services.scores import recompute


@shared_task(name="surveys.tasks.tally", base=DjangoTask)
def tally() -> None:
    """One task per tenant."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        tally_one.delay(tenant_id)


@shared_task(name="surveys.tasks.tally_one", base=DjangoTask)
def tally_one(tenant_id: int) -> int:
    """Bring the points of the years that are still worked on up to date; says how many changed. Safe to repeat."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    return tally_tenant(tenant) if tenant else 0


def tally_tenant(tenant: Tenant) -> int:
    at = timezone.now()
    with tenant_scope(tenant):
        years = Campaign.objects.filter(adopted_at=None, imported=False, has_survey=True)
        years = years.exclude(survey_plan__reduced_at__isnull=False)
        return sum(recompute(campaign, at).changed for campaign in years)


@shared_task(name="surveys.tasks.reduce", base=DjangoTask)
def reduce() -> int:
    """Reduce every year whose day has passed; says how many. Safe to repeat."""
    return sum(reduce_tenant(tenant) for tenant in Tenant.objects.all())


def reduce_tenant(tenant: Tenant) -> int:
    at = timezone.localtime()
    with tenant_scope(tenant):
        years = list(Campaign.objects.filter(survey_plan__reduced_at=None, survey_plan__keep_until__lt=at.date()))
        return sum(reduce_to_counts(campaign, at=at) is not None for campaign in years)
