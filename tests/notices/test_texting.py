"""Messages to mobile telephones: one SMS long, by whatever carries them, once, and given up when refused."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cchc.notices import services, texting
from cchc.notices.models import Notification
from cchc.notices.registry import Owed
from cchc.tenancy.scope import tenant_scope
from tests.notices.listener import listening

NOW = datetime(2024, 12, 9, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TEXT = "Chỉ số CCHC: Còn 5 ngày gửi hồ sơ – đăng nhập."


@pytest.fixture
def gateway(settings):
    """A gateway of the operator on loopback."""
    with listening() as other:
        other.status, other.answer = 200, b'{"id": "SMS-1"}'
        settings.MESSAGES, settings.MESSAGE_GATEWAY_URL = "http", other.address
        settings.MESSAGE_GATEWAY_TOKEN = "khoa-cua-cong"
        settings.OUTBOUND_PRIVATE = True
        yield other


def owe(cast, mobile="0912345678", at=NOW):
    cast.an.mobile = mobile
    cast.an.save(update_fields=["mobile"])
    with tenant_scope(cast.tenant_a):
        services.owe([Owed(cast.an, "deadline", "Còn 5 ngày", "Dài", "/huyen-a/", "nhac:1", NOW, text=TEXT)], at=at)


def row(cast):
    with tenant_scope(cast.tenant_a):
        return Notification.objects.get(channel="text")


@pytest.mark.parametrize(
    ("long", "one"),
    [
        (TEXT, "Chi so CCHC: Con 5 ngay gui ho so - dang nhap."),
        ("Đường «Mười»\n  😀 xong", "Duong Muoi xong"),
        ("chữ " * 60, ("chu " * 40).strip()),
        ("a" * 200, "a" * 160),
    ],
)
def test_a_text_is_one_sms_without_diacritics(long, one):
    assert texting.short(long) == one


def test_a_person_with_a_number_gets_one_text_through_the_gateway(cast, gateway):
    owe(cast)
    owe(cast)
    assert services.deliver(cast.tenant_a, at=NOW) == 3
    assert services.deliver(cast.tenant_a, at=NOW + timedelta(days=1)) == 0
    ((_, headers, body),) = gateway.posted
    sent = row(cast)
    key = f"cchc-{sent.tenant_id}-{sent.pk}"
    assert json.loads(body) == {"id": key, "to": "84912345678", "text": texting.short(TEXT)}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer khoa-cua-cong", key)
    assert (sent.status, sent.reference) == ("sent", "SMS-1")


@pytest.mark.parametrize(("status", "kept"), [(503, "due"), (429, "due"), (400, "failed"), (302, "failed")])
def test_a_gateway_out_of_order_is_asked_again_and_one_that_refuses_is_not(cast, gateway, status, kept):
    owe(cast)
    gateway.status = status
    services.deliver(cast.tenant_a, at=NOW)
    assert (row(cast).status, len(gateway.posted)) == (kept, 1)


def test_the_file_keeps_what_was_sent(cast, settings, tmp_path):
    settings.MESSAGES, settings.MESSAGE_FILE = "file", tmp_path / "tin" / "messages.jsonl"
    owe(cast)
    services.deliver(cast.tenant_a, at=NOW)
    (line,) = settings.MESSAGE_FILE.read_text().splitlines()
    assert json.loads(line) == {"key": row(cast).reference, "to": "0912345678", "text": texting.short(TEXT)}


@pytest.mark.parametrize(("messages", "mobile"), [("", "0912345678"), ("file", "")])
def test_without_sender_or_number_no_text_is_owed(cast, settings, messages, mobile):
    settings.MESSAGES = messages
    owe(cast, mobile)
    with tenant_scope(cast.tenant_a):
        assert sorted(Notification.objects.values_list("channel", flat=True)) == ["email", "inbox"]


def test_a_number_from_a_list_gets_no_text_before_the_person_agrees(cast):
    cast.an.mobile_agreed = False
    cast.an.save(update_fields=["mobile_agreed"])
    owe(cast)
    with tenant_scope(cast.tenant_a):
        assert not Notification.objects.filter(channel="text").exists()


def test_who_enters_a_number_days_later_is_not_told_of_days_no_longer_left(cast):
    owe(cast, mobile="")
    owe(cast, at=NOW + timedelta(days=2))
    with tenant_scope(cast.tenant_a):
        assert not Notification.objects.filter(channel="text").exists()


def test_a_number_taken_off_meanwhile_is_not_written_to(cast, gateway):
    owe(cast)
    type(cast.an).objects.filter(pk=cast.an.pk).update(mobile="")
    services.deliver(cast.tenant_a, at=NOW)
    assert (row(cast).status, gateway.posted) == ("failed", [])


def test_the_delivery_log_shows_the_text_and_its_number(cast, login, settings, tmp_path):
    settings.MESSAGES, settings.MESSAGE_FILE = "file", tmp_path / "messages.jsonl"
    owe(cast)
    page = login(cast.chi).get(reverse("notices:delivery_log", args=["huyen-a"]))
    assert sorted(one.channel for one in page.context["page"].object_list) == ["email", "text"]
    assert page.content.decode().count("Tin nhắn 0912345678") == 1
