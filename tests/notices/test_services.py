"""The outbox: owed once, claimed once, sent once, and nothing lost when a worker dies."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from cchc.notices import queue, registry, services
from cchc.notices.models import Notification
from cchc.tenancy.scope import tenant_scope

NOW = datetime(2024, 12, 9, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def owed(user, key="nhac:1", due_at=NOW):
    return registry.Owed(user, "deadline", "Còn 5 ngày", "Xã Cẩm Giàng còn 47 mục.", "/huyen-a/", key, due_at)


@pytest.fixture
def only_source(monkeypatch):
    """Replace the apps' sources by the test's own list for the time of the test."""
    sources = []
    monkeypatch.setattr(registry, "_sources", sources)
    return sources


def test_a_message_is_owed_by_each_way_once(cast, scope_a):
    assert services.owe([owed(cast.an)]) == 2
    assert services.owe([owed(cast.an)]) == 0
    assert sorted(Notification.objects.values_list("channel", flat=True)) == ["email", "inbox"]


def test_a_person_without_an_address_gets_the_inbox_only(cast, scope_a):
    cast.an.email = ""
    assert services.owe([owed(cast.an)]) == 1


def test_the_sweep_collects_and_delivers_and_repeats_nothing(cast, only_source):
    only_source.append(lambda at: [owed(cast.an)] if cast.tenant_a.pk == _active() else [])
    assert services.sweep(at=NOW) == 2
    assert services.sweep(at=NOW + timedelta(hours=1)) == 0
    assert [(m.to, m.subject) for m in mail.outbox] == [(["an@example.vn"], "Còn 5 ngày")]
    assert mail.outbox[0].body.endswith("/huyen-a/\n")


def _active():
    from cchc.tenancy.scope import active_tenant_id

    return active_tenant_id()


def test_what_is_due_later_waits(cast, only_source):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an, due_at=NOW + timedelta(days=1))])
    assert services.deliver(cast.tenant_a, at=NOW) == 0
    assert services.deliver(cast.tenant_a, at=NOW + timedelta(days=1)) == 2


def test_a_row_left_by_a_killed_worker_goes_out_after_its_lease(cast):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an)])
        services._claim(NOW)
    assert services.deliver(cast.tenant_a, at=NOW + timedelta(minutes=1)) == 0
    assert services.deliver(cast.tenant_a, at=NOW + queue.lease() + timedelta(seconds=1)) == 2


def test_a_worker_too_slow_for_its_lease_leaves_the_message_to_the_one_who_took_it_up(cast):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an)])
        held_by_the_slow_one = services._claim(NOW)
    later = NOW + queue.lease() + timedelta(seconds=1)
    assert services.deliver(cast.tenant_a, at=later) == 2
    slow = [services._send_one(cast.tenant_a, *claim, lambda: later) for claim in held_by_the_slow_one]
    assert slow == [False, False]
    assert len(mail.outbox) == 1


def test_a_lease_is_counted_from_the_sending_and_not_from_the_beginning_of_the_sweep(cast):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an)])
        (pk, until), _ = services._claim(NOW)
        sending_at = NOW + timedelta(minutes=4)
        taken = services._take(pk, until, sending_at)
    assert taken.lease_until == sending_at + queue.lease()


def test_waiting_counts_from_the_oldest_message_that_nobody_works_on(cast, now_is):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an), owed(cast.an, "nhac:2", NOW + timedelta(seconds=30))])
        first = Notification.objects.filter(due_at=NOW)
        first.update(status="sending", lease_until=NOW + timedelta(minutes=5))
        Notification.objects.update(created_at=NOW)
    now_is(NOW + timedelta(seconds=100))
    assert services.oldest_due_seconds() == 70
    now_is(NOW + timedelta(seconds=301))
    assert services.oldest_due_seconds() == 301
    services.deliver(cast.tenant_a, at=NOW + timedelta(seconds=301))
    assert services.oldest_due_seconds() is None


@pytest.fixture
def now_is(monkeypatch):
    """``now_is(moment)`` stops the clock there."""
    return lambda moment: monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_every_attempt_bears_the_same_message_id(cast):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an)])
        row = Notification.objects.get(channel="email")
    services.deliver(cast.tenant_a, at=NOW)
    assert mail.outbox[0].extra_headers["Message-ID"] == services.message_id(row)


def test_a_refusing_mail_server_is_asked_again_later_and_then_given_up(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an)])
    services.deliver(cast.tenant_a, at=NOW)
    with tenant_scope(cast.tenant_a):
        row = Notification.objects.get(channel="email")
        assert (row.status, row.attempts) == ("due", 1)
        assert timedelta(minutes=2) < row.due_at - NOW < timedelta(minutes=2, seconds=30)
        assert row.last_error.startswith("ConnectionRefusedError")
    for _ in range(services.MAX_ATTEMPTS):
        services.deliver(cast.tenant_a, at=NOW + timedelta(days=1))
        with tenant_scope(cast.tenant_a):
            Notification.objects.filter(status="due").update(due_at=NOW)
    with tenant_scope(cast.tenant_a):
        assert Notification.objects.get(channel="email").status == "failed"


def test_one_tenants_messages_are_not_seen_by_another(cast):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an)])
    assert services.deliver(cast.tenant_b, at=NOW) == 0


def test_a_message_written_down_after_its_day_waits_only_from_then_on(cast, now_is):
    with tenant_scope(cast.tenant_a):
        services.owe([owed(cast.an)])
        written = NOW + timedelta(days=300)
        Notification.objects.update(created_at=written)
    now_is(written + timedelta(seconds=70))
    assert services.oldest_due_seconds() == 70
