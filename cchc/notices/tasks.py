"""What beat and the workers run: they only wake the sweep, whose queue is the database."""

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.db import transaction
from django.utils import timezone

from cchc.notices import services
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import active_tenant


@shared_task(name="cchc.notices.tasks.sweep", base=DjangoTask)
def sweep() -> None:
    """One task per tenant: a fault or a slow mail server of one doesn't hold up the others."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        sweep_one.delay(tenant_id)


@shared_task(name="cchc.notices.tasks.sweep_one", base=DjangoTask)
def sweep_one(tenant_id: int) -> int:
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    return services.sweep_tenant(tenant, at=timezone.now()) if tenant else 0


def wake() -> None:
    """Ask a worker to look at the present tenant's outbox once this transaction has committed.

    A broker that doesn't answer is written to the log and no more: the change stands, and beat's next sweep sends.
    """
    tenant = active_tenant()
    if tenant is not None:
        transaction.on_commit(lambda: sweep_one.apply_async([tenant.pk], retry=False), robust=True)
