"""The outbox: what is owed, claimed and sent."""

from django.db.models import Min
from django.utils import timezone

from cchc.notices.models import Notification
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope


def oldest_due_seconds() -> float | None:
    """Age in seconds of the oldest message that should have gone out, over all tenants; None when none is waiting."""
    now = timezone.now()
    oldest = []
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant, readonly=True):
            waiting = Notification.objects.filter(status=Notification.Status.DUE, due_at__lte=now)
            oldest.append(waiting.aggregate(first=Min("due_at"))["first"])
    ages = [(now - due).total_seconds() for due in oldest if due]
    return max(ages) if ages else None
