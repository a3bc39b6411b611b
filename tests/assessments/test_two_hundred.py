"""Two hundred officers saving at the same moment through real web processes: every save that was confirmed is there."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Score
from assessments.services import assessment_for
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy.audit import broken_links
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from criteria.models import Participant
from tests.cast import make_agency, make_cast
from tests.criteria.build import small_campaign
from tests.servers import Place, run_web
from tests.visitor import Visitor

pytestmark = pytest.mark.slow
OFFICERS, COMMUNES = 200, 25


@pytest.fixture
def people(committed_database):
    return make_cast()


@pytest.fixture
def year(people):
    return small_campaign(people, now=timezone.now())


@pytest.fixture
def desks(people, year):
    """Per officer the account, the file of the commune and a leaf of their own in it."""
    leaves = [leaf for leaf in year.leaves.values() if leaf.source == "self"]
    names = [User(username=f"cb{number}", full_name=f"Cán bộ {number}") for number in range(OFFICERS)]
    users = User.objects.bulk_create(names)
    with tenant_scope(people.tenant_a):
        files = []
        for number in range(COMMUNES):
            agency = make_agency(f"1{number:02}", f"Xã số {number}")
            Participant.objects.create(
                campaign=year.campaign, agency=agency, criteria_set=year.criteria_set, block=agency.ranking_block
            )
            files.append(assessment_for(year.campaign, agency, by=people.chi))
        Membership.objects.bulk_create(
            Membership(user=user, role=Role.OFFICER, agency=files[number % COMMUNES].agency)
            for number, user in enumerate(users)
        )
    return [(user, files[number % COMMUNES], leaves[number // COMMUNES]) for number, user in enumerate(users)]


def logged_in(address, user):
    """A person who logged in before; the login itself is not what is tried here."""
    client, visitor = Client(), Visitor(address)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    visitor.cookies = {settings.SESSION_COOKIE_NAME: session, "csrftoken": "a" * 32}
    return visitor


def test_two_hundred_officers_save_at_once_and_nothing_confirmed_is_lost(
    people, year, desks, committed_database, tmp_path
):
    start = Barrier(OFFICERS)
    with run_web(Place(committed_database, tmp_path)) as web:
        visitors = [logged_in(web.address, user) for user, _, _ in desks]

        def save(number):
            _, file, leaf = desks[number]
            sent = {"leaf": leaf.pk, "field": "explanation", "value": f"Dòng {number}", "version": 0, "base": ""}
            start.wait()
            return visitors[number].post(reverse("assessments:save", args=["huyen-a", 2024, file.pk]), **sent).status

        with ThreadPoolExecutor(OFFICERS) as pool:
            assert list(pool.map(save, range(OFFICERS))) == [200] * OFFICERS
    with tenant_scope(people.tenant_a):
        found = Score.objects.values_list("assessment_id", "criterion_id", "explanation", "version", "saved_by_id")
        assert sorted(found) == sorted(
            (file.pk, leaf.pk, f"Dòng {number}", 1, user.pk) for number, (user, file, leaf) in enumerate(desks)
        )
        assert AuditEvent.objects.filter(verb="chấm điểm").count() == OFFICERS
        assert broken_links() == []
