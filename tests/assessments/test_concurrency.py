"""Two people at the same moment, on real connections that really commit."""

import threading

import pytest
from django.db import connections

from assessments.models import Score
from assessments.services import Conflict, Refused, assessment_for, save_field, transition
from assessments.states import State
from cchc.tenancy.audit import broken_links, history
from cchc.tenancy.scope import tenant_scope
from tests.assessments.build import filled_assessment, standing
from tests.cast import make_cast
from tests.criteria.build import small_campaign


@pytest.fixture
def committed(committed_database, django_db_blocker, now):
    with django_db_blocker.unblock():
        cast = make_cast()
        year = small_campaign(cast, now=now)
        yield cast, year
        connections["default"].close()


def together(tenant, *jobs):
    """Run the jobs at the same time, each on a connection and in a scope of its own; gives their outcomes."""
    gate, outcomes = threading.Barrier(len(jobs)), [None] * len(jobs)

    def work(place, job):
        try:
            gate.wait()
            with tenant_scope(tenant):
                outcomes[place] = job()
        except (Conflict, Refused) as told:
            outcomes[place] = type(told).__name__
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def saving(file, leaf, field, value, by, now):
    def job():
        sent = {"field": field, "value": value, "version": 0, "base": ""}
        return save_field(assessment=file, criterion=leaf, by=by, at=now, **sent).score.version

    return job


def test_two_people_on_two_fields_lose_nothing(committed, now):
    cast, year = committed
    with tenant_scope(cast.tenant_a):
        file = assessment_for(year.campaign, cast.a.commune_1)
    leaf = year.leaves["1.1.3"]
    first = saving(file, leaf, "numerator", "47", cast.an, now)
    second = saving(file, leaf, "denominator", "50", cast.binh, now)
    assert sorted(together(cast.tenant_a, first, second)) == [1, 2]
    with tenant_scope(cast.tenant_a):
        score = Score.objects.get()
        assert (score.numerator, score.denominator, score.points) == (47, 50, 1)
        assert (history(score).count(), broken_links()) == (2, [])


def test_two_people_on_one_field_one_is_told(committed, now):
    cast, year = committed
    with tenant_scope(cast.tenant_a):
        file = assessment_for(year.campaign, cast.a.commune_1)
    leaf = year.leaves["1.2"]
    jobs = [saving(file, leaf, "points", text, by, now) for text, by in (("1", cast.an), ("2", cast.binh))]
    assert sorted(map(str, together(cast.tenant_a, *jobs))) == ["1", "Conflict"]
    with tenant_scope(cast.tenant_a):
        assert Score.objects.get().version == 1


def test_a_save_and_the_sending_of_the_file_never_overlap(committed, now):
    cast, year = committed
    with tenant_scope(cast.tenant_a):
        file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)
        head = standing(cast.binh, file)

    def send():
        return transition(assessment=file, name="submit", by=head, at=now).state

    def save():
        sent = {"field": "points", "value": "2", "version": 2, "base": "1,5"}
        return save_field(assessment=file, criterion=year.leaves["1.2"], by=cast.an, at=now, **sent).score.version

    sent, saved = together(cast.tenant_a, send, save)
    with tenant_scope(cast.tenant_a):
        score = Score.objects.get(criterion__code="1.2")
        file.refresh_from_db()
    assert (sent, file.state) == (State.SUBMITTED, State.SUBMITTED)
    assert (saved, score.version) in [("Refused", 2), (3, 3)]
