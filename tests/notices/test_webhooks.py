"""Other programs are told once, signed, again after a failure; one that never answers is paused and the office told."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cchc.notices import queue, services, webhooks
from cchc.notices.models import Notification, Webhook, WebhookDelivery
from cchc.tenancy.audit import history
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from tests.notices.listener import listening

NOW = datetime(2025, 1, 17, 16, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def other():
    with listening() as listener:
        yield listener


@pytest.fixture
def hook(cast, other):
    """An address of tenant A with its secret."""
    with tenant_scope(cast.tenant_a):
        return webhooks.add(title="Cổng tin", address=other.address, by=cast.chi, at=NOW)


def tell(cast, key="2024:1"):
    with tenant_scope(cast.tenant_a):
        webhooks.tell(event="result.published", about="Công bố", data={"year": 2024}, key=key, at=NOW)


def rows(cast):
    with tenant_scope(cast.tenant_a):
        return list(WebhookDelivery.objects.select_related("webhook").order_by("pk"))


def test_an_event_is_delivered_once_with_a_signature_the_receiver_can_check(cast, other, hook):
    tell(cast)
    tell(cast)
    assert services.sweep_tenant(cast.tenant_a, at=NOW) == 1
    assert services.sweep_tenant(cast.tenant_a, at=NOW + timedelta(hours=1)) == 0
    ((_, headers, body),) = other.posted
    assert json.loads(body) == {
        "id": "huyen-a:result.published:2024:1",
        "event": "result.published",
        "tenant": "huyen-a",
        "year": 2024,
        "time": "2025-01-17T16:30:00+07:00",
    }
    moment, given = (part.split("=")[1] for part in headers["X-CCHC-Signature"].split(","))
    assert given == hmac.new(hook[1].encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert (int(moment), headers["X-CCHC-Event"]) == (int(NOW.timestamp()), "result.published")


def test_the_secret_is_not_kept_in_the_clear(cast, hook):
    with tenant_scope(cast.tenant_a):
        assert hook[1] not in Webhook.objects.get().secret


def test_a_failure_is_tried_again_with_the_same_body_and_ends_well(cast, other, hook):
    tell(cast)
    other.status = 503
    assert webhooks.deliver(cast.tenant_a, NOW) == 0
    (row,) = rows(cast)
    assert (row.status, row.attempts, row.last_error, row.webhook.failures) == ("due", 1, "Trả lời 503", 1)
    assert timedelta(minutes=2) <= row.due_at - NOW < timedelta(minutes=2, seconds=30)
    other.status = 200
    assert webhooks.deliver(cast.tenant_a, NOW + timedelta(minutes=3)) == 1
    (row,) = rows(cast)
    assert (row.status, row.last_error, row.webhook.failures) == ("sent", "", 0)
    assert other.posted[0][2] == other.posted[1][2]


def test_what_a_killed_worker_held_goes_out_after_its_lease(cast, other, hook):
    tell(cast)
    with tenant_scope(cast.tenant_a):
        queue.claim(webhooks._open(), NOW)
    assert webhooks.deliver(cast.tenant_a, NOW + timedelta(minutes=1)) == 0
    assert webhooks.deliver(cast.tenant_a, NOW + queue.lease() + timedelta(seconds=1)) == 1


def test_an_address_that_never_answers_is_paused_and_the_office_is_told(cast, other, hook):
    tell(cast)
    other.status = 500
    for hour in range(webhooks.PAUSE_AFTER + 2):
        webhooks.deliver(cast.tenant_a, NOW + timedelta(days=hour))
    assert len(other.posted) == webhooks.PAUSE_AFTER
    (row,) = rows(cast)
    assert (row.status, row.webhook.state) == ("failed", "paused")
    tell(cast, "2024:2")
    other.status = 200
    assert webhooks.deliver(cast.tenant_a, NOW + timedelta(days=30)) == 0
    with tenant_scope(cast.tenant_a):
        told = Notification.objects.get(channel="inbox", kind="webhook_paused")
        assert (told.recipient, told.subject) == (cast.chi, "Tạm dừng báo tin cho Cổng tin")
        webhooks.switch(hook=row.webhook, on=True, by=cast.chi, at=NOW)
    assert webhooks.deliver(cast.tenant_a, NOW + timedelta(seconds=1)) == 1
    assert [row.status for row in rows(cast)] == ["failed", "sent"]


def test_an_address_switched_off_is_owed_nothing_and_one_deleted_leaves_its_line_in_the_diary(cast, other, hook):
    with tenant_scope(cast.tenant_a):
        webhooks.switch(hook=hook[0], on=False, by=cast.chi, at=NOW)
    tell(cast)
    assert rows(cast) == []
    with tenant_scope(cast.tenant_a):
        webhooks.remove(hook=hook[0], by=cast.chi, at=NOW)
        verbs = AuditEvent.objects.filter(object_type="notices.webhook").order_by("pk").values_list("verb", flat=True)
        assert list(verbs) == ["thêm địa chỉ nhận tin", "tắt báo tin", "xóa địa chỉ nhận tin"]


def test_a_secret_that_cannot_be_read_any_more_is_told_as_such(cast, other, hook, settings):
    tell(cast)
    settings.SECRET_KEY = "khác" * 20
    webhooks.deliver(cast.tenant_a, NOW)
    assert (rows(cast)[0].last_error, other.posted) == (webhooks.UNREADABLE, [])


def test_one_tenants_addresses_are_not_told_of_another(cast, other, hook):
    with tenant_scope(cast.tenant_b):
        webhooks.tell(event="result.published", about="Công bố", data={}, key="2024:1", at=NOW)
    assert webhooks.deliver(cast.tenant_b, NOW) == 0
    assert rows(cast) == []


def test_the_office_adds_an_address_on_the_page_and_sees_its_secret_once(cast, login, other):
    page, client = reverse("notices:webhooks", args=["huyen-a"]), login(cast.chi)
    refused = client.post(page, {"title": "Cổng tin", "address": "phanmem.vn/tin"})
    assert refused.context["form"].errors == {"address": ["Địa chỉ phải bắt đầu bằng https://."]}
    typed = {"title": "Cổng tin", "address": other.address}
    assert client.post(page, typed).headers["Location"] == page
    assert client.get(page).context["fresh"]["title"] == "Cổng tin"
    assert client.get(page).context["fresh"] is None
    again = client.post(page, typed)
    assert again.context["form"].errors == {"address": ["Địa chỉ này đã có trong danh sách."]}
    with tenant_scope(cast.tenant_a):
        hook = Webhook.objects.get()
    step = reverse("notices:webhook", args=["huyen-a", hook.pk])
    client.post(step, {"viec": "gui-thu"})
    assert webhooks.deliver(cast.tenant_a, datetime.now(NOW.tzinfo)) == 1
    assert json.loads(other.posted[0][2])["event"] == "test"
    assert client.post(step, {"viec": "khac"}).status_code == 404


def test_a_delivery_given_up_is_sent_again_by_the_button(cast, login, other, hook):
    tell(cast)
    with tenant_scope(cast.tenant_a):
        WebhookDelivery.objects.update(status="failed", attempts=8, last_error="Trả lời 500")
        row = WebhookDelivery.objects.get()
    login(cast.chi).post(reverse("notices:webhook_resend", args=["huyen-a", row.pk]))
    assert webhooks.deliver(cast.tenant_a, datetime.now(NOW.tzinfo)) == 1
    with tenant_scope(cast.tenant_a):
        assert history(row).get().verb == "gửi lại tin"
