"""What beat and the workers run: they only wake the sweep, whose queue is the database."""

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.utils import timezone

from cchc.notices import services
from cchc.tenancy.models import Tenant


@shared_task(name="cchc.notices.tasks.sweep", base=DjangoTask)
def sweep() -> int:
    return services.sweep(at=timezone.now())


@shared_task(name="cchc.notices.tasks.sweep_one", base=DjangoTask)
def sweep_one(tenant_id: int) -> int:
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    return services.sweep_tenant(tenant, at=timezone.now()) if tenant else 0
