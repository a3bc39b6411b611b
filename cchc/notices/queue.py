"""A table that is a queue: several workers take rows, none takes a row twice, and what a killed one left comes back.

``SKIP LOCKED`` keeps a row from being claimed twice, the lease brings back what a killed worker left. A claim may run
out before its turn comes (fifty mails to a slow server): the lease is therefore renewed just before each sending, and
only by the worker whose claim still stands.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Greatest

BATCH = 50
Claim = tuple[int, datetime]


class Status(models.TextChoices):
    DUE = "due", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


def lease() -> timedelta:
    """How long a row stays with the worker that took it; after that another may take it up."""
    return timedelta(seconds=settings.NOTICES_LEASE_SECONDS)


def clock_from(at: datetime) -> Callable[[], datetime]:
    """A clock that shows ``at`` now and goes on from there: a long sweep must not reckon leases from its beginning."""
    started = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - started)


def claim(rows: QuerySet[Any], now: datetime) -> list[Claim]:
    """Take a batch for this worker; rows another worker holds are passed over. Each with the lease that proves it."""
    free = Q(status=Status.DUE, due_at__lte=now) | Q(status=Status.SENDING, lease_until__lt=now)
    waiting = rows.filter(free).order_by("due_at", "pk").select_for_update(skip_locked=True)
    claimed, until = list(waiting[:BATCH].values_list("pk", flat=True)), now + lease()
    rows.filter(pk__in=claimed).update(status=Status.SENDING, lease_until=until)
    return [(pk, until) for pk in claimed]


def held(rows: QuerySet[Any], pk: int, until: datetime) -> QuerySet[Any]:
    """The row as long as the claim stands: whoever takes it up later leaves another lease."""
    return rows.filter(pk=pk, status=Status.SENDING, lease_until=until)


def begin(rows: QuerySet[Any], pk: int, claimed_until: datetime, now: datetime) -> bool:
    """Begin an attempt with a lease counted from now; False when another worker has taken the row up meanwhile."""
    return bool(held(rows, pk, claimed_until).update(lease_until=now + lease(), attempts=F("attempts") + 1))


def outcome(attempts: int, now: datetime, error: str, *, most: int) -> dict[str, Any]:
    """What an attempt leaves in its row: sent, or again after 2, 4, 8 … minutes, or given up after ``most``."""
    kept: dict[str, Any] = {"lease_until": None, "last_error": error[:300]}
    if not error:
        return kept | {"status": Status.SENT, "sent_at": now}
    if attempts >= most:
        return kept | {"status": Status.FAILED}
    return kept | {"status": Status.DUE, "due_at": now + timedelta(minutes=2**attempts)}


def waiting_since(rows: QuerySet[Any], now: datetime) -> datetime | None:
    """Since when the oldest row waits that should have gone out; None when none does.

    What a dead worker holds counts as soon as its lease has run out; a row written down after its day, from then.
    """
    late = Q(status=Status.DUE, due_at__lte=now) | Q(status=Status.SENDING, lease_until__lt=now)
    return rows.filter(late).aggregate(first=Min(Greatest("due_at", "created_at")))["first"]
