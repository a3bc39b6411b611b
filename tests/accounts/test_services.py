"""Who works in the tenant: roles, names, and whose account it is to change."""

import pytest

from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.accounts.services import (
    Identity,
    PeopleRefused,
    find_or_add,
    give_role,
    leave,
    role_fault,
    take_role,
    update_person,
)
from cchc.tenancy import audit
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from tests.cast import hold

TAKEN = "Tên đăng nhập này đã dùng cho tài khoản khác; chọn tên đăng nhập khác."
OTHER_PERSON = "Tên đăng nhập này đã có người dùng với họ tên hoặc thư điện tử khác; chọn tên đăng nhập khác."
ELSEWHERE = "Người này còn làm việc ở đơn vị khác; đề nghị quản trị hệ thống sửa họ tên, thư điện tử, số điện thoại."
LAST = "Đây là người điều phối cuối cùng của đơn vị; giao vai trò này cho người khác trước."


def roles_of(user):
    return sorted(Membership.objects.filter(user=user).values_list("role", flat=True))


def refusal(call, **values) -> str:
    with pytest.raises(PeopleRefused) as refused:
        call(**values)
    return str(refused.value)


def test_a_new_person_has_no_password_yet(cast, scope_a):
    user = find_or_add(wanted=Identity("mai", "Hoàng Thị Mai", "mai@example.vn"), by=cast.chi)
    assert (user.has_usable_password(), user.called, user.search) == (
        False,
        "Hoàng Thị Mai",
        "mai hoang thi mai mai@example.vn",
    )
    assert AuditEvent.objects.get().verb == "thêm người dùng"


def test_a_person_of_this_tenant_alone_is_brought_up_to_date(cast, scope_a):
    find_or_add(wanted=Identity("an", "Nguyễn Thị An", "an.moi@example.vn"), by=cast.chi)
    cast.an.refresh_from_db()
    assert cast.an.email == "an.moi@example.vn"
    assert AuditEvent.objects.get().changes == {"thư điện tử": ["an@example.vn", "an.moi@example.vn"]}


def test_somebody_of_two_tenants_is_changed_by_neither(cast, scope_a):
    with tenant_scope(cast.tenant_b):
        hold(cast.an, Role.OBSERVER)
    wanted = Identity("an", "Nguyễn Thị An", "cuop@ke-gian.example")
    assert refusal(find_or_add, wanted=wanted, by=cast.chi) == ELSEWHERE
    assert (
        refusal(update_person, user=cast.an, wanted=Identity("an", "Nguyễn Thị An"), by=cast.chi, clear=True)
        == ELSEWHERE
    )
    cast.an.refresh_from_db()
    assert cast.an.email == "an@example.vn"


def test_somebody_of_another_tenant_is_taken_on_only_under_their_own_name_and_address(cast, scope_a):
    assert refusal(find_or_add, wanted=Identity("ha", "Người Khác"), by=cast.chi) == OTHER_PERSON
    assert refusal(find_or_add, wanted=Identity("ha", "Hoàng Thị Hà", "x@example.vn"), by=cast.chi) == OTHER_PERSON
    assert find_or_add(wanted=Identity("ha", "Hoàng Thị Hà", "ha@example.vn"), by=cast.chi) == cast.ha


@pytest.mark.parametrize("username", ["son", "vang"])
def test_an_administrator_and_a_closed_account_are_not_taken_on(cast, scope_a, username):
    User.objects.create_user("vang", full_name="Vàng", is_active=False)
    user = User.objects.get(username=username)
    assert refusal(find_or_add, wanted=Identity(username, user.full_name, user.email), by=cast.chi) == TAKEN
    assert "không nhận vai trò" in refusal(give_role, user=user, role=Role.LEADER, agency=None, by=cast.chi)


def test_a_role_is_given_once_and_written_down(cast, scope_a):
    given = [give_role(user=cast.oanh, role=Role.LEADER, agency=None, by=cast.chi) for _ in range(2)]
    assert given == [True, False]
    assert [line.changes for line in audit.history(cast.oanh)] == [{"vai trò": [None, "Người phê duyệt"]}]


def test_roles_fit_their_agencies(cast):
    a = cast.a
    assert role_fault(Role.OFFICER, a.commune_1) == role_fault(Role.APPRAISER, a.justice) == ""
    assert role_fault(Role.LEADER, None) == role_fault(Role.COORDINATOR, a.home_affairs) == ""
    assert role_fault(Role.HEAD, None) == "Vai trò «Lãnh đạo đơn vị được đánh giá» phải gắn với một cơ quan, đơn vị."
    assert role_fault(Role.OFFICER, a.justice) == (
        "Phòng Tư pháp không phải đơn vị được đánh giá, không có vai trò «Chuyên viên đơn vị được đánh giá»."
    )
    assert role_fault(Role.APPRAISER, a.commune_1) == (
        "Xã Cẩm Giàng không phải cơ quan thẩm định, không có vai trò «Chuyên viên thẩm định»."
    )


def test_the_last_coordinator_stays(cast, scope_a):
    membership = Membership.objects.get(user=cast.chi)
    assert refusal(take_role, membership=membership, by=cast.chi) == LAST
    assert refusal(leave, user=cast.chi, by=cast.chi) == LAST
    hold(cast.oanh, Role.COORDINATOR)
    take_role(membership=membership, by=cast.chi)
    assert roles_of(cast.chi) == []


def test_a_closed_account_is_no_coordinator_to_rely_on(cast, scope_a):
    hold(cast.oanh, Role.COORDINATOR)
    User.objects.filter(pk=cast.oanh.pk).update(is_active=False)
    assert refusal(leave, user=cast.chi, by=cast.chi) == LAST


def test_somebody_who_leaves_keeps_the_account_and_their_roles_elsewhere(cast, scope_a):
    with tenant_scope(cast.tenant_b):
        hold(cast.an, Role.OBSERVER)
    assert leave(user=cast.an, by=cast.chi) == 1
    assert roles_of(cast.an) == []
    with tenant_scope(cast.tenant_b):
        assert roles_of(cast.an) == ["observer"]
    assert User.objects.get(pk=cast.an.pk).is_active
    [line] = audit.history(cast.an)
    assert line.changes == {"vai trò": ["Chuyên viên đơn vị được đánh giá, Xã Cẩm Giàng", None]}
