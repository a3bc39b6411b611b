"""The inbox and the delivery log."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cchc.notices import services
from cchc.notices.models import Notification
from cchc.notices.registry import Owed
from cchc.tenancy.audit import history
from cchc.tenancy.scope import tenant_scope

DUE = datetime(2024, 12, 9, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def message(cast):
    with tenant_scope(cast.tenant_a):
        services.owe([Owed(cast.an, "deadline", "Còn 5 ngày", "Còn 47 mục.", "/huyen-a/", "nhac:1", DUE)])
        return Notification.objects.get(channel="inbox")


def test_the_inbox_shows_ones_own_messages_only(cast, login, message):
    url = reverse("notices:inbox", args=["huyen-a"])
    assert list(login(cast.an).get(url).context["page"].object_list) == [message]
    assert list(login(cast.giang).get(url).context["page"].object_list) == []


def test_following_a_message_marks_it_read_and_leads_to_the_work(cast, login, message):
    answer = login(cast.an).post(reverse("notices:follow", args=["huyen-a", message.pk]))
    assert answer.headers["Location"] == "/huyen-a/"
    with tenant_scope(cast.tenant_a):
        message.refresh_from_db()
    assert message.read_at is not None


def test_somebody_elses_message_is_not_found(cast, login, message):
    assert login(cast.giang).post(reverse("notices:follow", args=["huyen-a", message.pk])).status_code == 404


def labels(page):
    return [entry["label"] for entry in page.context["chrome"]["nav_aside"]]


def test_the_coordinators_menu_leads_to_the_delivery_log_and_nobody_elses(cast, login):
    home = reverse("accounts:home", args=["huyen-a"])
    assert labels(login(cast.chi).get(home)).count("Nhật ký gửi thư") == 1
    assert labels(login(cast.an).get(home)).count("Nhật ký gửi thư") == 0


def test_a_mail_given_up_waits_for_the_coordinator_until_it_is_sent_again(cast, login, message):
    home = reverse("accounts:home", args=["huyen-a"])
    with tenant_scope(cast.tenant_a):
        Notification.objects.filter(channel="email").update(status="failed", attempts=6)
        mail = Notification.objects.get(channel="email")
    assert "1 thư, tin nhắn không gửi được" in login(cast.chi).get(home).content.decode()
    answer = login(cast.chi).post(reverse("notices:resend", args=["huyen-a", mail.pk]))
    assert answer.headers["Location"] == reverse("notices:delivery_log", args=["huyen-a"])
    assert "không gửi được" not in login(cast.chi).get(home).content.decode()
    with tenant_scope(cast.tenant_a):
        mail.refresh_from_db()
        assert (mail.status, mail.attempts, history(mail).get().verb) == ("due", 0, "gửi lại thư")


def test_the_delivery_log_is_the_coordinators(cast, login, message):
    url = reverse("notices:delivery_log", args=["huyen-a"])
    assert login(cast.chi).get(url).status_code == 200
    assert login(cast.an).get(url).status_code == 403
