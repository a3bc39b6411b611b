"""The outbox: what is owed is written down once, claimed, sent, and marked.

The table is the queue of record. Whoever calls ``sweep`` (beat, a command, a test, four at once) does the same work:
the unique key keeps a message from being owed twice, ``SKIP LOCKED`` from being claimed twice, and the lease brings
back what a killed worker left. A claim may run out before its turn comes (fifty mails to a slow server): the lease is
therefore renewed just before each sending, and only by the worker whose claim still stands. Between the mail server's
«accepted» and our commit lies the one gap that can't be closed: then the message is repeated once, under the same
Message-ID.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from cchc.notices.models import Notification
from cchc.notices.registry import Owed, everything_owed
from cchc.tenancy import audit
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

log = logging.getLogger("cchc.notices")
Status = Notification.Status
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
    # In one order everywhere: two sweeps that insert the same keys crosswise would wait for each other.
    rows = sorted((row for owed in messages for row in _rows(owed)), key=lambda row: row.dedupe_key)
    before = Notification.objects.count()
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Notification.objects.count() - before


def collect(*, at: datetime) -> int:
    """Ask every source what is owed now and write it down. Inside a tenant's scope."""
    return owe(everything_owed(at))


def lease() -> timedelta:
    """How long a message stays with the worker that took it; after that another may take it up."""
    return timedelta(seconds=settings.NOTICES_LEASE_SECONDS)


def clock_from(at: datetime) -> Callable[[], datetime]:
    """A clock that shows ``at`` now and goes on from there: a long sweep must not reckon leases from its beginning."""
    started = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - started)


def _claim(now: datetime) -> list[tuple[int, datetime]]:
    """Take a batch for this worker; rows another worker holds are passed over. Each with the lease that proves it."""
    free = Q(status=Status.DUE, due_at__lte=now) | Q(status=Status.SENDING, lease_until__lt=now)
    waiting = Notification.objects.filter(free).order_by("due_at", "pk").select_for_update(skip_locked=True)
    claimed, until = list(waiting[:BATCH].values_list("pk", flat=True)), now + lease()
    Notification.objects.filter(pk__in=claimed).update(status=Status.SENDING, lease_until=until)
    return [(pk, until) for pk in claimed]


def _held(pk: int, until: datetime) -> QuerySet[Notification]:
    """The row as long as the claim stands: whoever takes it up later leaves another lease."""
    return Notification.objects.filter(pk=pk, status=Status.SENDING, lease_until=until)


def _take(pk: int, claimed_until: datetime, now: datetime) -> Notification | None:
    """Begin an attempt with a lease counted from now; None when another worker has taken the row up meanwhile."""
    if not _held(pk, claimed_until).update(lease_until=now + lease(), attempts=F("attempts") + 1):
        return None
    return Notification.objects.select_related("recipient").get(pk=pk)


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


def _outcome(row: Notification, now: datetime, error: str) -> dict[str, Any]:
    if not error:
        return {"status": Status.SENT, "sent_at": now}
    if row.attempts >= MAX_ATTEMPTS:
        return {"status": Status.FAILED}
    return {"status": Status.DUE, "due_at": now + timedelta(minutes=2**row.attempts)}


def _error_of_sending(row: Notification) -> str:
    """Send by the row's channel; the inbox needs no sending. Empty when it went, else what went wrong."""
    if row.channel != Notification.Channel.EMAIL:
        return ""
    try:
        _mail(row)
    except (SMTPException, OSError, ValueError) as failure:
        log.warning("mail %s not sent: %s: %s", message_id(row), type(failure).__name__, failure)
        return f"{type(failure).__name__}: {failure}"
    return ""


def _send_one(tenant: Tenant, pk: int, claimed_until: datetime, clock: Callable[[], datetime]) -> bool:
    with tenant_scope(tenant):
        row = _take(pk, claimed_until, clock())
    if row is None:
        return False
    error = _error_of_sending(row)
    with tenant_scope(tenant):
        outcome = _outcome(row, clock(), error)
        _held(pk, row.lease_until).update(lease_until=None, last_error=error[:300], **outcome)
    return not error


def deliver(tenant: Tenant, *, at: datetime) -> int:
    """Send what is due for one tenant, batch by batch, each message in its own transaction. Returns how many went."""
    sent, clock = 0, clock_from(at)
    while True:
        with tenant_scope(tenant):
            claimed = _claim(clock())
        if not claimed:
            return sent
        sent += sum(_send_one(tenant, pk, until, clock) for pk, until in claimed)


def sweep_tenant(tenant: Tenant, *, at: datetime) -> int:
    """Collect and deliver for one tenant; safe to repeat and to run at the same time elsewhere."""
    with tenant_scope(tenant):
        collect(at=at)
    return deliver(tenant, at=at)


def sweep(*, at: datetime) -> int:
    return sum(sweep_tenant(tenant, at=at) for tenant in Tenant.objects.all())


def resend(*, row: Notification, by, at: datetime) -> None:
    """Put a failed message back into the queue. Audited."""
    row.status, row.attempts, row.due_at, row.last_error = Status.DUE, 0, at, ""
    row.save(update_fields=["status", "attempts", "due_at", "last_error"])
    audit.record("gửi lại thư", row, by=by, at=at)


def mark_read(*, user, at: datetime, pk: int | None = None) -> int:
    """Mark one message of the person's inbox as read, or all of them."""
    unread = Notification.objects.inbox(user).filter(read_at=None)
    return (unread.filter(pk=pk) if pk else unread).update(read_at=at)


def oldest_due_seconds() -> float | None:
    """Age in seconds of the oldest message that should have gone out, over all tenants; None when none is waiting.

    What a dead worker holds counts as soon as its lease has run out; a message written down after its day, from then.
    """
    now = timezone.now()
    late = Q(status=Status.DUE, due_at__lte=now) | Q(status=Status.SENDING, lease_until__lt=now)
    since, oldest = Min(Greatest("due_at", "created_at")), []
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant, readonly=True):
            oldest.append(Notification.objects.filter(late).aggregate(first=since)["first"])
    ages = [(now - due).total_seconds() for due in oldest if due]
    return max(ages) if ages else None
