"""Assignments of single objects: inside one tenant, to somebody who works there, written down."""

import pytest
from django.utils import timezone

from cchc.accounts import grants
from cchc.accounts.grants import GrantRefused
from cchc.accounts.models import User
from cchc.accounts.services import leave
from cchc.tenancy import audit
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment
from tests.criteria.build import small_campaign

CODENAME = "appraise_assignment"


@pytest.fixture
def year(cast):
    return small_campaign(cast, now=timezone.now())


@pytest.fixture
def assignment(cast, year, scope_a):
    return Assignment.objects.create(campaign=year.campaign, criterion=year.leaves["1.1.1"], department=cast.a.justice)


def granted(user):
    return frozenset(grants.held_by(user).get(Assignment, {}))


def test_a_grant_is_given_once_listed_and_written_down(cast, assignment):
    given = [grants.grant(user=cast.dung, codename=CODENAME, obj=assignment, by=cast.lien) for _ in range(2)]
    assert given == [True, False]
    assert granted(cast.dung) == {assignment.pk}
    assert grants.grantees([assignment.pk], CODENAME, Assignment) == {assignment.pk: [cast.dung]}
    assert [line.verb for line in audit.history(assignment)] == ["giao việc"]


def test_a_grant_is_taken_back_once(cast, assignment):
    grants.grant(user=cast.dung, codename=CODENAME, obj=assignment, by=cast.lien)
    taken = [grants.revoke(user=cast.dung, codename=CODENAME, obj=assignment, by=cast.lien) for _ in range(2)]
    assert (taken, granted(cast.dung)) == ([True, False], frozenset())


def test_an_object_of_another_tenant_is_refused(cast, assignment):
    with tenant_scope(cast.tenant_b), pytest.raises(GrantRefused, match="không thuộc đơn vị đang làm việc"):
        grants.grant(user=cast.ha, codename=CODENAME, obj=assignment, by=cast.ha)


@pytest.mark.parametrize("who", ["ha", "son"])
def test_somebody_without_a_role_here_is_refused(cast, assignment, who):
    with pytest.raises(GrantRefused, match="không có vai trò trong đơn vị này"):
        grants.grant(user=getattr(cast, who), codename=CODENAME, obj=assignment, by=cast.lien)


def test_a_closed_account_is_refused(cast, assignment):
    User.objects.filter(pk=cast.dung.pk).update(is_active=False)
    with pytest.raises(GrantRefused):
        grants.grant(user=cast.dung, codename=CODENAME, obj=assignment, by=cast.lien)


def test_one_tenant_reads_nothing_of_the_others_grants(cast, assignment):
    grants.grant(user=cast.dung, codename=CODENAME, obj=assignment, by=cast.lien)
    with tenant_scope(cast.tenant_b):
        assert granted(cast.dung) == frozenset()
        assert grants.grantees([assignment.pk], CODENAME, Assignment) == {}


def test_somebody_who_leaves_gives_back_every_assignment(cast, assignment):
    grants.grant(user=cast.dung, codename=CODENAME, obj=assignment, by=cast.lien)
    leave(user=cast.dung, by=cast.chi)
    assert granted(cast.dung) == frozenset()
    assert audit.history(cast.dung).get(verb="thôi giao mọi việc").changes == {"phần được giao": [1, 0]}
