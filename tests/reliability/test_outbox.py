"""The outbox with real processes: racing sweeps, a worker killed with -9, beats beside each other."""

import re
from datetime import timedelta

import pytest

from cchc.notices import services
from cchc.notices.models import Notification
from cchc.tenancy.scope import tenant_scope
from tests.cast import make_cast
from tests.reliability.owing import DUE, count_by_status, reminders
from tests.servers import Place, finish, release, run_beat, run_worker, start_python, wait_for

pytestmark = pytest.mark.slow
RACER = """
import sys
from cchc.notices import services
from tests.reliability import owing
owing.register(500)
print("ready", flush=True)
sys.stdin.readline()
print(services.sweep(at=owing.LATER))
"""


@pytest.fixture
def cast_there(committed_database):
    return make_cast()


@pytest.fixture
def place(committed_database, tmp_path):
    return Place(committed_database, tmp_path)


def subjects(place):
    return sorted(message["Subject"] for message in place.mails())


def test_four_processes_racing_over_500_reminders_send_each_once(cast_there, place):
    racers = [start_python(place, RACER) for _ in range(4)]
    release(racers)
    sent = [int(told) for told in finish(racers)]
    assert sum(sent) == 1000  # 500 by mail, 500 in the inbox
    assert len([count for count in sent if count]) > 1, "one process did everything: that was no race"
    assert subjects(place) == sorted(f"Nhắc hạn {number}" for number in range(500))
    with tenant_scope(cast_there.tenant_a):
        assert count_by_status() == {("email", "sent"): 500, ("inbox", "sent"): 500}
        assert set(Notification.objects.values_list("attempts", flat=True)) == {1}


def test_a_sweep_repeated_after_days_of_silence_only_comes_late(cast_there, place):
    late = "from cchc.notices import services\nfrom tests.reliability import owing\nowing.register(20)\n"
    late += "print(*(services.sweep(at=owing.LATER + owing.timedelta(days=days)) for days in (3, 3, 4)))"
    assert finish([start_python(place, late)]) == ["40 0 0"]
    assert len(place.mails()) == 20


def test_a_worker_killed_in_the_middle_of_200_mails_loses_and_repeats_nothing(cast_there, place):
    with tenant_scope(cast_there.tenant_a):
        services.owe(reminders(200)(DUE))
        Notification.objects.filter(channel="inbox").delete()
    place.settings |= {"EMAIL_BACKEND": "tests.reliability.mailboxes.SlowMailbox", "NOTICES_LEASE_SECONDS": 3}
    with run_worker(place) as first, run_beat(place):
        wait_for(lambda: len(place.mails()) >= 40, what="the first mails")
        first.kill()
    in_the_box = len(place.mails())
    assert 40 <= in_the_box < 200, "the worker was not killed in the middle"
    with tenant_scope(cast_there.tenant_a):
        left_behind = count_by_status()
    assert left_behind[("email", "sending")] > 0
    with run_worker(place), run_beat(place):
        wait_for(lambda: len(place.mails()) == 200 and all_sent(cast_there.tenant_a), what="the rest")
    assert subjects(place) == sorted(f"Nhắc hạn {number}" for number in range(200))
    identifiers = [message["Message-ID"] for message in place.mails()]
    assert len(set(identifiers)) == 200
    repeated = (place.folder / "sendings").read_text().split()
    assert len(repeated) - len(set(repeated)) <= 2, "at most the mail each process had just handed over"


def all_sent(tenant):
    with tenant_scope(tenant, readonly=True):
        return not Notification.objects.exclude(status="sent").exists()


def test_two_beats_and_two_workers_send_each_message_once(cast_there, place):
    with tenant_scope(cast_there.tenant_a):
        services.owe(reminders(60)(DUE))
    place.settings["EMAIL_BACKEND"] = "tests.reliability.mailboxes.SlowMailbox"
    with run_beat(place), run_beat(place), run_worker(place), run_worker(place):
        wait_for(lambda: all_sent(cast_there.tenant_a), what="everything sent")
    sendings = (place.folder / "sendings").read_text().split()
    assert len(sendings) == len(set(sendings)) == 60
    with tenant_scope(cast_there.tenant_a):
        assert set(Notification.objects.values_list("attempts", flat=True)) == {1}


def test_what_became_due_while_nothing_ran_goes_out_at_the_first_tick(cast_there, place):
    with tenant_scope(cast_there.tenant_a):
        services.owe(reminders(5)(DUE))
        Notification.objects.update(created_at=DUE)
    assert services.oldest_due_seconds() > timedelta(days=300).total_seconds()
    with run_worker(place), run_beat(place):
        wait_for(lambda: all_sent(cast_there.tenant_a), what="the late messages")
    assert services.oldest_due_seconds() is None
    assert len(place.mails()) == 5


QUEUE = """
from assessments.tasks import sweep_one as read
from cchc.notices.tasks import sweep_one as send
tenant, = map(int, sys.argv[1:])
for _ in range(5):
    read.delay(tenant)
send.delay(tenant)
"""


def test_a_letter_overtakes_long_work_that_was_queued_before_it(cast_there, place):
    finish([start_python(place, f"import sys{QUEUE}", str(cast_there.tenant_a.pk))])
    with run_worker(place, concurrency=1) as worker:
        wait_for(lambda: worker.log.read_bytes().count(b" succeeded ") == 6, what="everything queued")
    received = re.findall(rb"Task (\S+)\[\S+ received", worker.log.read_bytes())
    assert received == [b"cchc.notices.tasks.sweep_one"] + [b"assessments.tasks.sweep_one"] * 5


def test_mail_refused_during_an_outage_goes_out_after_it(cast_there, place):
    with tenant_scope(cast_there.tenant_a):
        services.owe(reminders(3)(DUE))
    code = (
        "from cchc.notices import services\nfrom tests.reliability import owing\nprint(services.sweep(at=owing.LATER))"
    )
    outage = Place(
        place.database,
        place.folder,
        {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1},
    )
    assert finish([start_python(outage, code)]) == ["3"]
    with tenant_scope(cast_there.tenant_a):
        assert count_by_status() == {("email", "due"): 3, ("inbox", "sent"): 3}
    assert finish([start_python(place, code.replace("owing.LATER", "owing.LATER + owing.timedelta(minutes=3)"))]) == [
        "3"
    ]
    assert len(place.mails()) == 3
