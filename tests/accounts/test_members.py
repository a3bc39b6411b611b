"""What a person is inside one tenant."""

from django.contrib.auth.models import AnonymousUser

from cchc.accounts.members import member_of
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.scope import tenant_scope
from tests.cast import hold


def test_roles_and_agencies_come_from_memberships(cast, scope_a):
    hold(cast.an, Role.APPRAISER, cast.a.justice)
    member = member_of(cast.an, cast.tenant_a)
    assert member.roles == {Role.OFFICER, Role.APPRAISER}
    assert member.agency_ids(Role.OFFICER) == {cast.a.commune_1.pk}
    assert member.own_agency_ids == {cast.a.commune_1.pk, cast.a.justice.pk}
    assert (member.agency_name, member.has(Role.HEAD, Role.OFFICER), member.has(Role.HEAD)) == (
        "Xã Cẩm Giàng",
        True,
        False,
    )


def test_a_role_without_an_agency_speaks_for_the_authority_and_a_coordinator_for_the_standing_office(cast, scope_a):
    assert member_of(cast.khanh, cast.tenant_a).agency_name == cast.tenant_a.authority_short
    hold(cast.khanh, Role.COORDINATOR)
    assert member_of(cast.khanh, cast.tenant_a).agency_name == "Phòng Nội vụ"


def test_strangers_administrators_closed_accounts_and_visitors_are_nobody(cast, scope_a):
    User.objects.filter(pk=cast.an.pk).update(is_active=False)
    cast.an.refresh_from_db()
    people = [cast.ha, cast.son, cast.an, AnonymousUser()]
    assert [member_of(person, cast.tenant_a) for person in people] == [None] * 4


def test_the_same_person_is_somebody_else_in_another_tenant(cast):
    with tenant_scope(cast.tenant_b):
        hold(cast.an, Role.LEADER)
        assert member_of(cast.an, cast.tenant_b).roles == {Role.LEADER}
    with tenant_scope(cast.tenant_a):
        assert member_of(cast.an, cast.tenant_a).roles == {Role.OFFICER}
