"""Waking a worker for the register's queues, whose records are rows in the database."""

from celery import current_app
from django.db import transaction

from cchc.tenancy.scope import active_tenant

TASK = "assessments.tasks.sweep_one"


def wake() -> None:
    """Ask a worker to look at the present tenant's queues once this transaction has committed.

    By name, since the task stands above the services. A broker that doesn't answer is written to the log and no more:
    the change stands, and the next sweep finds the work.
    """
    tenant = active_tenant()
    if tenant is not None:
        send = current_app.send_task
        transaction.on_commit(lambda: send(TASK, [tenant.pk], retry=False), robust=True)
