"""The outbox: what is owed is written down once, claimed, sent, and marked.

The table is the queue of record. Whoever calls ``sweep`` (beat, a command, a test, four at once) does the same work:
the unique key keeps a message from being owed twice, the claim (queue.py) from being sent twice. Between the mail
server's «accepted» and our commit lies the one gap that can't be closed: then the message is repeated once, under the
same Message-ID.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from cchc.notices import queue
from cchc.notices.models import Notification
from cchc.notices.queue import clock_from
from cchc.notices.registry import Owed, everything_owed, further_queues
from cchc.notices.texting import TextFailed, TextRefused, sender, short
from cchc.tenancy import audit
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

log = logging.getLogger("cchc.notices")
Status = Notification.Status
MAX_ATTEMPTS = 6
TEXT_FRESH = timedelta(hours=12)
"""Who enters a number days after a reminder was due is not told by telephone of days that are no longer left."""


def _rows(owed: Owed, at: datetime) -> list[Notification]:
    channels = [Notification.Channel.INBOX]
    if owed.recipient.email:
        channels.append(Notification.Channel.EMAIL)
    if owed.text and owed.recipient.text_number and settings.MESSAGES and at - owed.due_at < TEXT_FRESH:
        channels.append(Notification.Channel.TEXT)
    return [
        Notification(
            recipient=owed.recipient,
            channel=channel,
            kind=owed.kind,
            subject=" ".join(owed.subject.split())[:200],
            body=owed.body if channel != Notification.Channel.TEXT else short(owed.text),
            url=owed.url,
            dedupe_key=f"{owed.dedupe_key}:{owed.recipient.pk}:{channel}"[:200],
            due_at=owed.due_at,
        )
        for channel in channels
    ]


def owe(messages: Iterable[Owed], *, at: datetime | None = None) -> int:
    """Write messages into the present tenant's outbox; those already owed are passed over. Returns the new rows.

    Call it in the transaction of the change the message is about. ``at``: the moment, now where none is given.
    """
    # In one order everywhere: two sweeps that insert the same keys crosswise would wait for each other.
    rows = sorted(
        (row for owed in messages for row in _rows(owed, at or timezone.now())), key=lambda row: row.dedupe_key
    )
    before = Notification.objects.count()
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Notification.objects.count() - before


def collect(*, at: datetime) -> int:
    """Ask every source what is owed now and write it down. Inside a tenant's scope."""
    return owe(everything_owed(at), at=at)


def _claim(now: datetime) -> list[queue.Claim]:
    return queue.claim(Notification.objects.all(), now)


def _take(pk: int, claimed_until: datetime, now: datetime) -> Notification | None:
    """Begin an attempt; None when another worker has taken the row up meanwhile."""
    if not queue.begin(Notification.objects.all(), pk, claimed_until, now):
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


def _text(row: Notification) -> str:
    """Send to the mobile telephone; the provider's reference stays in the row. Gives what went wrong, or nothing."""
    carrier = sender()
    try:
        if carrier is None or not row.recipient.text_number:
            raise TextRefused("Không còn số điện thoại đã đồng ý nhận tin, hoặc cổng tin nhắn")
        row.reference = carrier.send(row.recipient.text_number, row.body, f"cchc-{row.tenant_id}-{row.pk}")
    except (TextFailed, TextRefused) as failure:
        log.warning("text %s of tenant %s not sent: %s", row.pk, row.tenant_id, failure)
        row.attempts = max(row.attempts, MAX_ATTEMPTS * isinstance(failure, TextRefused))
        return str(failure)
    return ""


def _error_of_sending(row: Notification) -> str:
    """Send by the row's channel; the inbox needs no sending. Empty when it went, else what went wrong."""
    if row.channel == Notification.Channel.TEXT:
        return _text(row)
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
        outcome = queue.outcome(row.attempts, clock(), error, most=MAX_ATTEMPTS) | {"reference": row.reference}
        queue.held(Notification.objects.all(), pk, row.lease_until).update(**outcome)
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
    return deliver(tenant, at=at) + sum(also(tenant, at) for also in further_queues())


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
    """Age in seconds of the oldest message that should have gone out, over all tenants; None when none is waiting."""
    now, oldest = timezone.now(), []
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant, readonly=True):
            oldest.append(queue.waiting_since(Notification.objects.all(), now))
    ages = [(now - due).total_seconds() for due in oldest if due]
    return max(ages) if ages else None
