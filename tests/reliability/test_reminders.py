"""Deadline reminders with real processes: to the late only, once for each day, however many sweeps and however late."""

from datetime import datetime, timedelta

import pytest

from assessments.models import Assessment
from assessments.services import assessment_for
from cchc.notices import services
from cchc.tenancy.scope import tenant_scope
from criteria.rules.calendar import HANOI
from tests.cast import make_cast
from tests.criteria.build import small_campaign
from tests.servers import Place, finish, release, start_python

pytestmark = pytest.mark.slow
TODAY = datetime(2024, 12, 9, 9, 0, tzinfo=HANOI)
DEADLINE = TODAY + timedelta(days=4)
SWEEP = """
import sys
from datetime import datetime
from cchc.notices import services
print("ready", flush=True)
sys.stdin.readline()
print(services.sweep(at=datetime.fromisoformat(sys.argv[1])))
"""


@pytest.fixture
def people(committed_database):
    """Three files are open: commune 2 has sent its own, commune 1 and the town (where nobody works yet) have not."""
    cast = make_cast()
    year = small_campaign(cast, now=TODAY)
    with tenant_scope(cast.tenant_a):
        for agency in (cast.a.commune_1, cast.a.commune_2, cast.a.town):
            assessment_for(year.campaign, agency, by=cast.chi)
    send_in(cast, cast.a.commune_2)
    return cast


def send_in(cast, agency):
    with tenant_scope(cast.tenant_a):
        Assessment.objects.filter(agency=agency).update(state="submitted", submitted_at=TODAY)


def race(place, moment, processes=2):
    """Sweeps of several processes at one moment; how many messages each sent."""
    racers = [start_python(place, SWEEP, moment.isoformat()) for _ in range(processes)]
    release(racers)
    return [int(told) for told in finish(racers)]


def told(place):
    return sorted((message["To"].split("@")[0], message["Subject"].strip().split(":")[0]) for message in place.mails())


def test_only_those_who_are_late_are_reminded_and_once_for_each_day(people, committed_database, tmp_path):
    place = Place(committed_database, tmp_path)
    assert sum(race(place, DEADLINE - timedelta(days=3))) == 4  # An and Bình, by mail and in the inbox
    assert told(place) == [("an", "Còn 3 ngày"), ("binh", "Còn 3 ngày")]
    assert services.sweep(at=DEADLINE - timedelta(days=3, hours=-5)) == 0
    assert sum(race(place, DEADLINE)) == 4
    assert told(place)[0:2] == [("an", "Còn 3 ngày"), ("an", "Hôm nay là hạn cuối")]
    send_in(people, people.a.commune_1)
    assert services.sweep(at=DEADLINE + timedelta(days=1)) == 0
    assert len(place.mails()) == 4


def test_days_without_any_sweep_delay_the_reminder_and_pile_nothing_up(people, committed_database, tmp_path):
    place = Place(committed_database, tmp_path)
    assert race(place, DEADLINE + timedelta(days=2), processes=1) == [4]
    assert told(place) == [("an", "Quá hạn"), ("binh", "Quá hạn")]
