"""Several people at work at the same moment, each with a connection of their own: nothing is lost, nothing slips in."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier, Event

import pytest
from django.db import connections
from django.utils import timezone

from assessments.models import Score
from cchc.tenancy.audit import broken_links
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from councils.adoption import adopt
from councils.services import Conflict, Refused, accept_self, appraise
from criteria.models import Criterion
from tests.cast import make_cast
from tests.councils.build import appraised_campaign

ROUNDS = 6
REASON = {"reason": "Sổ không ghi ngày trả.", "reason_code": "no_evidence"}


@pytest.fixture
def town(committed_database):
    cast = make_cast()
    year = appraised_campaign(cast, now=timezone.now())
    year.cast, year.colleague = cast, year.people.tam
    return year


def at_once(*works):
    """Every piece of work in a thread with connections of its own; what each returned or raised, in order."""

    def run(work):
        try:
            return work()
        except (Refused, Conflict) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result() for one in [pool.submit(run, work) for work in works]]


def test_of_two_appraisers_on_one_line_one_saves_and_the_other_is_told(town):
    cast, leaf, file = town.cast, town.leaves["2.2"], town.files[town.cast.a.commune_1.pk]
    for turn in range(ROUNDS):
        with tenant_scope(cast.tenant_a):
            version = Score.objects.get(assessment=file, criterion=leaf, stage="appraised").version
        ready = Barrier(2)

        def save(by, points, version=version, ready=ready):
            def work():
                with tenant_scope(cast.tenant_a):
                    ready.wait(20)
                    return appraise(
                        assessment=file, leaf=leaf, by=by, department=cast.a.justice, at=timezone.now(),
                        points=Decimal(points), version=version, **REASON,
                    )  # fmt: skip

            return work

        first, second = ("0", "1") if turn % 2 else ("1", "0")
        outcomes = at_once(save(cast.dung, first), save(town.colleague, second))
        with tenant_scope(cast.tenant_a):
            row = Score.objects.select_related("saved_by").get(assessment=file, criterion=leaf, stage="appraised")
        told = [one for one in outcomes if isinstance(one, Conflict)]
        saved = [one for one in outcomes if not isinstance(one, Exception)]
        if len(saved) == 2:  # one of them put down what stood there already
            assert [one.changed for one in saved].count(True) == 1
        else:
            assert (len(saved), len(told), told[0].score.pk) == (1, 1, row.pk)
            assert str(row.saved_by) in told[0].message
        assert row.version == version + 1
    with tenant_scope(cast.tenant_a):
        assert AuditEvent.objects.filter(verb="thẩm định").count() == ROUNDS
        assert broken_links() == []


def test_a_line_taken_over_twice_at_once_is_written_once(town):
    cast, leaf = town.cast, town.leaves["2.2"]
    with tenant_scope(cast.tenant_a):
        Score.objects.at_stage("appraised").filter(criterion=leaf).delete()
    ready = Barrier(2)

    def accept(by):
        def work():
            with tenant_scope(cast.tenant_a):
                ready.wait(20)
                return accept_self(
                    campaign=town.campaign, assessments=town.files.values(), by=by, department=cast.a.justice,
                    leaves=Criterion.objects.filter(pk=leaf.pk), at=timezone.now(),
                )  # fmt: skip

        return work

    assert sorted(at_once(accept(cast.dung), accept(town.colleague))) == [0, 3]


def test_who_saves_while_the_council_adopts_comes_too_late(town):
    cast, leaf, file = town.cast, town.leaves["2.2"], town.files[town.cast.a.commune_1.pk]
    adopting, asked = Event(), Event()

    def council():
        with tenant_scope(cast.tenant_a):
            adopt(campaign=town.campaign, by=cast.chi, at=timezone.now())
            adopting.set()
            asked.wait(1)

    def appraiser():
        adopting.wait(30)
        with tenant_scope(cast.tenant_a):
            asked.set()
            return appraise(
                assessment=file, leaf=leaf, by=cast.dung, department=cast.a.justice, at=timezone.now(),
                points=Decimal(0), **REASON,
            )  # fmt: skip

    _, outcome = at_once(council, appraiser)
    assert isinstance(outcome, Refused)
    with tenant_scope(cast.tenant_a):
        rows = Score.objects.filter(assessment=file, criterion=leaf, stage__in=["appraised", "final"])
        assert len(set(rows.values_list("points", flat=True))) == 1
