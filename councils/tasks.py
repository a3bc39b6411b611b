"""What the worker makes for the council: records for complaints. The table of records is the queue."""

import logging

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.core.exceptions import ImproperlyConfigured

from cchc.tenancy.models import Tenant
from councils.services.recording import fail_record, make_record, waiting_records

log = logging.getLogger("cchc.councils")


@shared_task(name="councils.tasks.make_record", base=DjangoTask)
def record(tenant_id: int, pk: int) -> bool:
    tenant = Tenant.objects.get(pk=tenant_id)
    try:
        return make_record(tenant, pk)
    except (OSError, ImproperlyConfigured) as fault:
        log.warning("record %s not made: %s", pk, fault)
        fail_record(tenant, pk, str(fault))
        return False


@shared_task(name="councils.tasks.sweep_records", base=DjangoTask)
def sweep_records() -> int:
    """Take up again what a killed worker or a silent broker has left; how many were made."""
    made = 0
    for tenant in Tenant.objects.all():
        made += sum(record(tenant.pk, pk) for pk in waiting_records(tenant))
    return made
