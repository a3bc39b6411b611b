"""The outbox: what is owed is written down once, claimed, sent, and marked.

The table is the queue of record. Whoever calls ``sweep`` (beat, a command, a test, four at once) does the same work:
the unique key keeps a message from being owed twice, ``SKIP LOCKED`` from being claimed twice, and the lease brings
back what a killed worker left. Between the mail server's «accepted» and our commit lies the one gap that can't be
closed: then the message is repeated once, under the same Message-ID.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Min, Q
from django.utils import timezone

from cchc.notices.models import Notification
from cchc.notices.registry import Owed, everything_owed
from cchc.tenancy import audit
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import active_tenant, tenant_scope

log = logging.getLogger("cchc.notices")
LEASE = timedelta(minutes=5)
BATCH = 50
MAX_ATTEMPTS = 6


def _rows(owed: Owed) -> list[Notification]:
    channels = [Notification.Channel.INBOX]
    if owed.recipient.email:
        channels.append(Notification.Channel.EMAIL)
    return [
        Notification(
            recipient=owed.recipient,
            channel=channel,
            kind=owed.kind,
            subject=" ".join(owed.subject.split())[:200],
            body=owed.body,
            url=owed.url,
            dedupe_key=f"{owed.dedupe_key}:{owed.recipient.pk}:{channel}"[:200],
            due_at=owed.due_at,
        )
        for channel in channels
    ]


def owe(messages: Iterable[Owed]) -> int:
    """Write messages into the present tenant's outbox; those already owed are passed over. Returns the new rows.

    Call it in the transaction of the change the message is about.
    """
    rows = [row for owed in messages for row in _rows(owed)]
    before = Notification.objects.count()
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Notification.objects.count() - before


def collect(*, at: datetime) -> int:
    """Ask every source what is owed now and write it down. Inside a tenant's scope."""
    return owe(everything_owed(at))


def _claim(at: datetime) -> list[int]:
    """Take a batch for this worker until the lease runs out; rows another worker holds are passed over."""
    free = Q(status=Notification.Status.DUE, due_at__lte=at) | Q(status=Notification.Status.SENDING, lease_until__lt=at)
    waiting = Notification.objects.filter(free).order_by("due_at", "pk").select_for_update(skip_locked=True)
    claimed = list(waiting[:BATCH])
    for row in claimed:
        row.status, row.lease_until, row.attempts = Notification.Status.SENDING, at + LEASE, row.attempts + 1
    Notification.objects.bulk_update(claimed, ["status", "lease_until", "attempts"])
    return [row.pk for row in claimed]


def message_id(row: Notification) -> str:
    """The same for every attempt, so that a repeated message can be told by the mail program."""
    return f"<cchc-{row.tenant_id}-{row.pk}@{settings.SITE_URL.split('://')[-1].split(':')[0].split('/')[0]}>"


def _mail(row: Notification) -> None:
    body = f"{row.body}\n\n{settings.SITE_URL}{row.url}\n" if row.url else row.body
    EmailMessage(
        subject=row.subject,
        body=body,
        to=[row.recipient.email],
        headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
    ).send()


def _finish(row: Notification, at: datetime, error: str) -> None:
    if not error:
        row.status, row.sent_at = Notification.Status.SENT, at
    elif row.attempts >= MAX_ATTEMPTS:
        row.status = Notification.Status.FAILED
    else:
        row.status, row.due_at = Notification.Status.DUE, at + timedelta(minutes=2**row.attempts)
    row.lease_until, row.last_error = None, error[:300]
    row.save(update_fields=["status", "sent_at", "due_at", "lease_until", "last_error"])


def _send_one(tenant: Tenant, pk: int, at: datetime) -> bool:
    with tenant_scope(tenant, readonly=True):
        row = Notification.objects.select_related("recipient").get(pk=pk)
    error = ""
    if row.channel == Notification.Channel.EMAIL:
        try:
            _mail(row)
        except (SMTPException, OSError, ValueError) as failure:
            error = f"{type(failure).__name__}: {failure}"
            log.warning("mail %s not sent: %s", message_id(row), error)
    with tenant_scope(tenant):
        _finish(row, at, error)
    return not error


def deliver(tenant: Tenant, *, at: datetime) -> int:
    """Send what is due for one tenant, batch by batch, each message in its own transaction. Returns how many went."""
    sent = 0
    while True:
        with tenant_scope(tenant):
            claimed = _claim(at)
        if not claimed:
            return sent
        sent += sum(_send_one(tenant, pk, at) for pk in claimed)


def sweep_tenant(tenant: Tenant, *, at: datetime) -> int:
    """Collect and deliver for one tenant; safe to repeat and to run at the same time elsewhere."""
    with tenant_scope(tenant):
        collect(at=at)
    return deliver(tenant, at=at)


def sweep(*, at: datetime) -> int:
    return sum(sweep_tenant(tenant, at=at) for tenant in Tenant.objects.all())


def resend(*, row: Notification, by, at: datetime) -> None:
    """Put a failed message back into the queue. Audited."""
    row.status, row.attempts, row.due_at, row.last_error = Notification.Status.DUE, 0, at, ""
    row.save(update_fields=["status", "attempts", "due_at", "last_error"])
    audit.record("gửi lại thư", row, by=by, at=at)


def mark_read(*, user, at: datetime, pk: int | None = None) -> int:
    """Mark one message of the person's inbox as read, or all of them."""
    unread = Notification.objects.inbox(user).filter(read_at=None)
    return (unread.filter(pk=pk) if pk else unread).update(read_at=at)


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


def wake() -> None:
    """Ask a worker to look at the present tenant's outbox once this transaction has committed."""
    from cchc.notices.tasks import sweep_one  # noqa: PLC0415 - tasks are leaves that import this module

    tenant = active_tenant()
    if tenant is not None:
        sweep_one.delay_on_commit(tenant.pk)
