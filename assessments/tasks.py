"""What beat and the workers run for the register; the queues themselves are rows in the database."""

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.utils import timezone

from assessments.services.evidence_archives import build_due, drop_expired
from assessments.services.evidence_files import purge_bin
from assessments.services.evidence_reading import give_up_abandoned, owe_missing, read_due
from assessments.services.evidence_uploads import sweep_uploads
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

READING_SECONDS = 10
SWEEP_EXPIRES = 55
"""A round that no worker has begun before the next one is due is left out."""


@shared_task(name="assessments.tasks.sweep", base=DjangoTask)
def sweep() -> None:
    """One task per tenant: a heavy file of one doesn't hold up the others."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        sweep_one.apply_async([tenant_id], expires=SWEEP_EXPIRES)


@shared_task(name="assessments.tasks.sweep_one", base=DjangoTask)
def sweep_one(tenant_id: int) -> int:
    """Read files, pack registers, and clear away what has run out."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    done = sweep_tenant(tenant) if tenant else 0
    if done >= 1:  # there may be more: back to the end of the queue
        sweep_one.apply_async([tenant_id], retry=False)
    return done


def sweep_tenant(tenant: Tenant) -> int:
    """The whole round for one tenant; safe to repeat and to run at the same time elsewhere. Returns files read."""
    now = timezone.now()
    with tenant_scope(tenant):
        give_up_abandoned(at=now)
        owe_missing()
        sweep_uploads(at=now)
        purge_bin(at=now)
        drop_expired(at=now)
    build_due(tenant)
    return read_due(tenant, seconds=READING_SECONDS)
