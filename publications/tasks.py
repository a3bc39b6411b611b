"""What the worker makes for the pages of the papers."""

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.db import transaction

from cchc.documents.models import PaperBatch
from cchc.tenancy.models import Tenant
from publications.services.batches import make_batch

_LONGEST = 3600


@shared_task(name="publications.tasks.make_papers", base=DjangoTask, time_limit=_LONGEST, soft_time_limit=_LONGEST - 60)
def make_papers(tenant_id: int, batch_id: int) -> None:
    """Make the papers of a batch. Safe to repeat: a worker that died leaves it to be begun anew."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is not None:
        make_batch(tenant, batch_id)


def wake(batch: PaperBatch) -> None:
    """Ask a worker to make the batch once this transaction has committed; without a broker it goes on waiting."""
    tenant_id, batch_id = batch.tenant_id, batch.pk
    transaction.on_commit(lambda: make_papers.apply_async([tenant_id, batch_id], retry=False), robust=True)
