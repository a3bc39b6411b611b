"""The inbox, which is everybody's own, and the delivery log of the standing office."""

from datetime import datetime

from cchc.notices import webhooks
from cchc.notices.models import Notification
from cchc.notices.registry import Owed
from cchc.notices.services import owe
from criteria.rules.calendar import HANOI
from tests.access.table import COORDINATOR, MEMBERS, Row

READING = "reading one's own messages changes nothing anybody else sees"


def build(world):
    due = datetime(2024, 12, 9, 8, tzinfo=HANOI)
    owe([Owed(world.cast.an, "deadline", "Còn 5 ngày", "Còn 47 mục.", "/huyen-a/", "nhac:1", due)])
    world.message = Notification.objects.get(channel="inbox")
    world.mail = Notification.objects.get(channel="email")
    Notification.objects.filter(pk=world.mail.pk).update(status="failed")
    world.hook, _ = webhooks.add(title="Cổng tin", address="http://127.0.0.1:9/tin", by=world.cast.chi, at=due)
    webhooks.try_out(hook=world.hook, by=world.cast.chi, at=due)
    world.told = world.hook.deliveries.get()
    world.hook.deliveries.update(status="failed")


def message(world):
    return {"pk": world.message.pk}


def mail(world):
    return {"pk": world.mail.pk}


def hook(world):
    return {"pk": world.hook.pk}


def told(world):
    return {"pk": world.told.pk}


def another_address(world):
    return {"title": "Cổng khác", "address": "http://127.0.0.1:9/khac"}


def off(world):
    return {"viec": "tat"}


def nothing(world):
    return {}


ROWS = [
    Row("notices:inbox", MEMBERS),
    Row("notices:read_all", MEMBERS, get=None, post=nothing, audited=False, why=READING),
    Row("notices:follow", {"an"}, message, get=None, post=nothing, refusal=404, audited=False, why=READING),
    Row("notices:delivery_log", COORDINATOR),
    Row("notices:resend", COORDINATOR, mail, get=None, post=nothing),
    Row("notices:webhooks", COORDINATOR, post=another_address),
    Row("notices:webhook_resend", COORDINATOR, told, get=None, post=nothing),
    Row("notices:webhook", COORDINATOR, hook, get=None, post=off),
]
