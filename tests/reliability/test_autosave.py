"""Forty people typing at once through the real web server: what the page said was saved is there, the rest is told."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Score
from assessments.services import assessment_for
from cchc.accounts.roles import Role
from cchc.tenancy.audit import broken_links
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from criteria.models import Participant
from tests.cast import hold, make_agency, make_cast, make_user
from tests.criteria.build import small_campaign
from tests.servers import Place, run_web
from tests.visitor import Visitor

pytestmark = pytest.mark.slow
CLIENTS, SAVES = 40, 5


@pytest.fixture
def people(committed_database):
    return make_cast()


@pytest.fixture
def year(people):
    return small_campaign(people, now=timezone.now())


def save(visitor, file, leaf, field, value, version=0, base=""):
    address = reverse("assessments:save", args=["huyen-a", 2024, file.pk])
    return visitor.post(address, leaf=leaf.pk, field=field, value=value, version=version, base=base)


def attribute(answer, name):
    found = re.search(rf'data-{name}="([^"]*)"', answer.text)
    assert found, answer.text
    return html.unescape(found.group(1))


def at_once(work, count=CLIENTS):
    """``work(number)`` for every number at the same time, each in a thread of its own; the outcomes in order."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def add_line(visitor, file, leaf, line):
    """Add a line to the explanation as a careful person would: told of somebody else's text, write below it.

    Gives how often the person was told.
    """
    value, version, base = line, 0, ""
    for told in range(CLIENTS * SAVES):
        answer = save(visitor, file, leaf, "explanation", value, version, base)
        if answer.status == 200:
            return told
        assert answer.status == 409, answer
        base, version = attribute(answer, "theirs"), int(attribute(answer, "version"))
        value = f"{base}\n{line}"
    raise AssertionError("never saved")


def test_forty_people_write_into_one_file_and_no_line_is_lost(people, year, committed_database, tmp_path):
    with tenant_scope(people.tenant_a):
        file = assessment_for(year.campaign, people.a.commune_1, by=people.chi)
        known = AuditEvent.objects.count()
    leaves = [leaf for leaf in year.leaves.values() if leaf.source == "self"]
    with run_web(Place(committed_database, tmp_path)) as web:
        visitors = at_once(lambda number: Visitor(web.address).login("an" if number % 2 else "binh"))

        def type_five(number):
            mine = [leaves[(number + turn) % len(leaves)] for turn in range(SAVES)]
            return sum(add_line(visitors[number], file, leaf, f"c{number}-{turn}") for turn, leaf in enumerate(mine))

        told = sum(at_once(type_five))
    with tenant_scope(people.tenant_a):
        rows = list(Score.objects.filter(assessment=file))
        written = sorted(line for row in rows for line in row.explanation.splitlines())
        assert written == sorted(f"c{number}-{turn}" for number in range(CLIENTS) for turn in range(SAVES))
        assert sum(row.version for row in rows) == CLIENTS * SAVES
        assert AuditEvent.objects.filter(verb="chấm điểm").count() == CLIENTS * SAVES
        assert AuditEvent.objects.count() == known + CLIENTS * SAVES
        assert broken_links() == []
    assert told > 0, "nobody met anybody: that was no contest"


FIRST = [("1.1.1", "option", "1"), ("1.1.3", "numerator", "47"), ("1.2", "points", "1,5"), ("1.3", "answer", "yes")]
FIRST += [("2.2", "numerator", "8")]
SECOND = [("2.2", "denominator", "10"), ("1.1.3", "denominator", "50"), ("1.10", "numerator", "40")]
SECOND += [("1.10", "denominator", "60"), ("2.1.1", "count", "1")]
POINTS = {"1.1.1": "1", "1.1.3": "1", "1.2": "1.5", "1.3": "2", "1.10": "1.3333", "2.1.1": "1.5", "2.2": "1"}


@pytest.fixture
def files(people, year):
    """Twenty communes, each with its file and two officers «xa7a» and «xa7b»."""
    made = []
    with tenant_scope(people.tenant_a):
        for number in range(CLIENTS // 2):
            agency = make_agency(f"1{number:02}", f"Xã số {number}")
            Participant.objects.create(
                campaign=year.campaign, agency=agency, criteria_set=year.criteria_set, block=agency.ranking_block
            )
            for letter in "ab":
                hold(make_user(f"xa{number}{letter}", f"Cán bộ {number} {letter}"), Role.OFFICER, agency)
            made.append(assessment_for(year.campaign, agency, by=people.chi))
    return made


def test_two_officers_in_each_of_twenty_communes_fill_the_same_leaves_together(
    people, year, files, committed_database, tmp_path
):
    with run_web(Place(committed_database, tmp_path)) as web:
        visitors = at_once(lambda number: Visitor(web.address).login(f"xa{number // 2}{'ab'[number % 2]}"))

        def type_five(number):
            fields = SECOND if number % 2 else FIRST
            file = files[number // 2]
            return [save(visitors[number], file, year.leaves[code], *rest).status for code, *rest in fields]

        assert at_once(type_five) == [[200] * SAVES] * CLIENTS
    with tenant_scope(people.tenant_a):
        for file in files:
            found = Score.objects.filter(assessment=file).values_list("criterion__code", "points")
            assert {code: points.quantize(Decimal("0.0001")) for code, points in found} == {
                code: Decimal(points).quantize(Decimal("0.0001")) for code, points in POINTS.items()
            }
        assert broken_links() == []
