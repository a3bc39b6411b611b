"""Telling other programs what is public: addresses of the standing office, a queue of what each is owed, signatures.

What is owed is written down in the transaction of the change (``tell``) and sent by the same sweep as mails; an event
of one key is owed once to each address. Between the other side's answer and our commit a killed worker may repeat it
once: the body, and so its ``id``, stays the same.
"""

import base64
import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from cchc import posting
from cchc.accounts.models import Membership
from cchc.accounts.roles import Role
from cchc.notices import queue
from cchc.notices.hook_models import Webhook, WebhookDelivery
from cchc.notices.registry import Owed, register_queue
from cchc.notices.services import owe
from cchc.notices.tasks import wake
from cchc.tenancy import audit
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import active_tenant, tenant_scope

log = logging.getLogger("cchc.notices")
State, Status = Webhook.State, queue.Status
MOST = 10
"""Addresses of one tenant."""
MAX_ATTEMPTS = 8
"""The last one some two hours after the first (2, 4, 8 … minutes between them)."""
PAUSE_AFTER = 8
"""Attempts failed one after the other, whatever they told."""
TEST = "test"
UNREADABLE = "Khóa ký không đọc được vì SECRET_KEY của hệ thống đã đổi – xóa địa chỉ rồi thêm lại"


class HookRefused(Exception):
    """The step is not possible; the message says why and what to do, in Vietnamese."""


def _cipher() -> Fernet:
    key = hashlib.sha256(f"cchc.notices.webhooks:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def signature(secret: str, moment: int, body: str) -> str:
    """``t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hex>``: what the header X-CCHC-Signature says."""
    digest = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


@transaction.atomic
def add(*, title: str, address: str, by: Any, at: datetime) -> tuple[Webhook, str]:
    """Enter an address; gives it with its secret, which is told this once. Raises HookRefused, AddressRefused."""
    posting.resolve(posting.parse(address))
    Tenant.objects.select_for_update().get(pk=active_tenant().pk)  # type: ignore[union-attr]
    if Webhook.objects.filter(address=address).exists():
        raise HookRefused("Địa chỉ này đã có trong danh sách.")
    if Webhook.objects.count() >= MOST:
        raise HookRefused(f"Đã có {MOST} địa chỉ nhận tin – xóa địa chỉ không dùng nữa rồi thêm.")
    secret = secrets.token_urlsafe(32)
    hook = Webhook.objects.create(
        title=title,
        address=address,
        secret=_cipher().encrypt(secret.encode()).decode(),
        created_at=at,
        created_by_name=str(by),
    )
    audit.record("thêm địa chỉ nhận tin", hook, by=by, at=at)
    return hook, secret


@transaction.atomic
def switch(*, hook: Webhook, on: bool, by: Any, at: datetime) -> None:
    """Off: nothing new is owed and nothing goes out. On again: what still waits goes out now."""
    before, hook.state = hook.state, State.ACTIVE if on else State.OFF
    if before == hook.state:
        return
    hook.failures = 0
    hook.save(update_fields=["state", "failures"])
    if on:
        hook.deliveries.filter(status=Status.DUE).update(due_at=at, attempts=0)
    audit.record("bật báo tin" if on else "tắt báo tin", hook, by=by, at=at)


@transaction.atomic
def remove(*, hook: Webhook, by: Any, at: datetime) -> None:
    """Delete an address with what it was told and still is owed; the diary keeps that it was there."""
    audit.record("xóa địa chỉ nhận tin", hook, by=by, at=at)
    hook.delete()


def _owed(hook: Webhook, event: str, about: str, data: Mapping[str, Any], key: str, at: datetime) -> WebhookDelivery:
    tenant = active_tenant().slug  # type: ignore[union-attr]
    whole = {"id": f"{tenant}:{key}", "event": event, "tenant": tenant, **data, "time": at.isoformat()}
    body = json.dumps(whole, ensure_ascii=False)
    return WebhookDelivery(webhook=hook, event=event, about=about, body=body, dedupe_key=key, due_at=at)


def tell(*, event: str, about: str, data: Mapping[str, Any], key: str, at: datetime) -> None:
    """Owe an event to every address that isn't switched off, in the transaction of the change it tells of.

    ``about`` is its name in the list of deliveries; the same ``key`` is never owed twice to one address.
    """
    hooks = Webhook.objects.exclude(state=State.OFF)
    rows = [_owed(hook, event, about, data, f"{event}:{key}", at) for hook in hooks]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        wake()


@transaction.atomic
def try_out(*, hook: Webhook, by: Any, at: datetime) -> None:
    """Owe one address an event that tells nothing, so that both sides see that it arrives and is verified."""
    if hook.state != State.ACTIVE:
        raise HookRefused("Địa chỉ đang dừng – bật lại rồi gửi thử.")
    key = f"{TEST}:{hook.pk}:{at:%Y%m%d%H%M%S%f}"
    _owed(hook, TEST, "Tin thử", {}, key, at).save()
    audit.record("gửi tin thử", hook, by=by, at=at)


@transaction.atomic
def resend(*, row: WebhookDelivery, by: Any, at: datetime) -> None:
    """Put a delivery that was given up back into the queue."""
    if row.webhook.state != State.ACTIVE:
        raise HookRefused("Địa chỉ đang dừng – bật lại rồi gửi lại.")
    row.status, row.attempts, row.due_at, row.last_error = Status.DUE, 0, at, ""
    row.save(update_fields=["status", "attempts", "due_at", "last_error"])
    audit.record("gửi lại tin", row, by=by, at=at)


def _open() -> QuerySet[WebhookDelivery]:
    """What goes to addresses that are told at present."""
    return WebhookDelivery.objects.filter(webhook__in=Webhook.objects.filter(state=State.ACTIVE))


def _error_of_posting(row: WebhookDelivery, at: datetime) -> str:
    """Empty when the other side took it, else what went wrong."""
    body = row.body
    try:
        secret = _cipher().decrypt(row.webhook.secret.encode()).decode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "cchc-webhook/1",
            "X-CCHC-Event": row.event,
            "X-CCHC-Signature": signature(secret, int(at.timestamp()), body),
        }
        posting.post(row.webhook.address, body.encode(), headers)
    except InvalidToken:
        return UNREADABLE
    except (posting.AddressRefused, posting.PostFailed) as failure:
        return str(failure)
    return ""


def _pause(hook: Webhook, at: datetime, error: str) -> None:
    """Stop telling an address that has not answered for long, and say so to the standing office."""
    Webhook.objects.filter(pk=hook.pk).update(state=State.PAUSED)
    audit.record("tạm dừng báo tin vì lỗi", hook, by=None, reason=error, at=at)
    url = reverse("notices:webhooks", args=[active_tenant().slug])  # type: ignore[union-attr]
    body = f"{PAUSE_AFTER} lần liền không báo được. Lỗi lần cuối: {error}. Xem lại với bên nhận rồi bật lại."
    people = {held.user_id: held.user for held in Membership.objects.with_roles(Role.COORDINATOR)}.values()
    subject, key = f"Tạm dừng báo tin cho {hook.title}", f"webhook:{hook.pk}:{at:%Y%m%d%H%M%S}"
    owe([Owed(person, "webhook_paused", subject, body, url, key, at) for person in people])


def _note(row: WebhookDelivery, error: str, at: datetime) -> None:
    """Write down how an attempt ended, as long as the claim stands."""
    outcome = queue.outcome(row.attempts, at, error, most=MAX_ATTEMPTS)
    if not queue.held(WebhookDelivery.objects.all(), row.pk, row.lease_until).update(**outcome):
        return
    this = Webhook.objects.filter(pk=row.webhook_id, state=State.ACTIVE)
    this.update(failures=F("failures") + 1 if error else 0)
    hook = this.first()
    if hook is not None and hook.failures >= PAUSE_AFTER:
        _pause(hook, at, error)


def _send_one(tenant: Tenant, pk: int, until: datetime, clock: Callable[[], datetime]) -> bool:
    with tenant_scope(tenant):
        if not queue.begin(_open(), pk, until, clock()):
            return False
        row = WebhookDelivery.objects.select_related("webhook").get(pk=pk)
    error = _error_of_posting(row, clock())
    if error:
        log.warning("webhook %s of tenant %s not delivered: %s", row.webhook_id, row.tenant_id, error)
    with tenant_scope(tenant):
        _note(row, error, clock())
    return not error


def deliver(tenant: Tenant, at: datetime) -> int:
    """Send what is due to other programs for one tenant, each in its own transaction. Returns how many went."""
    sent, clock = 0, queue.clock_from(at)
    while True:
        with tenant_scope(tenant):
            claimed = queue.claim(_open(), clock())
        if not claimed:
            return sent
        sent += sum(_send_one(tenant, pk, until, clock) for pk, until in claimed)


register_queue(deliver)
