"""Who works in the tenant: every change of people, roles and staff sessions, audited in its own transaction.

Call inside the tenant's scope. An account belongs to a person who may work in several tenants: only a tenant that is
the person's sole place of work may change the name or the mail address (a changed address would take the account over).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cchc.accounts import grants, handover
from cchc.accounts.models import Membership, StaffSession, User
from cchc.accounts.queries import works_elsewhere
from cchc.accounts.roles import OF_ASSESSED_AGENCY, OF_DEPARTMENT, Role
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import active_tenant

STAFF_SESSION_MAX_HOURS = 4
FIELD_WORDS = {"full_name": "họ và tên", "email": "thư điện tử", "salutation": "xưng hô", "position": "chức vụ"}
FIELD_WORDS |= {"mobile": "số điện thoại di động"}


class PeopleRefused(Exception):
    """A change that isn't allowed; the message says why and what to do, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is, apart from any role."""

    username: str
    full_name: str
    email: str = ""
    salutation: str = ""
    position: str = ""
    mobile: str = ""
    mobile_agreed: bool = True
    """Whether the person has agreed to texts to this number; a list of numbers says nothing of that."""

    def values(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELD_WORDS}


def role_fault(role: Role, agency: Agency | None) -> str:
    """Why the role can't be held there, or nothing."""
    if role in OF_ASSESSED_AGENCY | OF_DEPARTMENT and agency is None:
        return f"Vai trò «{role.label}» phải gắn với một cơ quan, đơn vị."
    if role in OF_ASSESSED_AGENCY and not agency.is_assessed:  # type: ignore[union-attr] - refused above
        return f"{agency} không phải đơn vị được đánh giá, không có vai trò «{role.label}»."
    if role in OF_DEPARTMENT and not agency.appraises:  # type: ignore[union-attr] - refused above
        return f"{agency} không phải cơ quan thẩm định, không có vai trò «{role.label}»."
    return ""


def changes_to(user: User, wanted: Identity, *, clear: bool = False) -> dict[str, list[str]]:
    """Fields that would change, each as [before, after]; what is left empty stays unless ``clear``."""
    return {
        name: [getattr(user, name), value]
        for name, value in wanted.values().items()
        if (value or clear) and getattr(user, name) != value
    }


def account_fault(user: User, wanted: Identity, tenant: Tenant, *, clear: bool = False) -> str:
    """Why an account that exists already can't be taken for the person named, or nothing.

    Says nothing about an account beyond what was typed: a coordinator doesn't learn who works in another tenant.
    """
    if user.is_superuser or user.is_staff or not user.is_active:
        return "Tên đăng nhập này đã dùng cho tài khoản khác; chọn tên đăng nhập khác."
    is_ours = Membership.objects.filter(user=user).exists()
    changes = changes_to(user, wanted, clear=clear)
    if is_ours and changes and works_elsewhere(user, tenant):
        return "Người này còn làm việc ở đơn vị khác; đề nghị quản trị hệ thống sửa họ tên, thư điện tử, số điện thoại."
    if not is_ours and {"full_name", "email"} & changes.keys():
        return "Tên đăng nhập này đã có người dùng với họ tên hoặc thư điện tử khác; chọn tên đăng nhập khác."
    return ""


def find_or_add(*, wanted: Identity, by: User) -> User:
    """The account of the person named, made or brought up to date. Raises PeopleRefused."""
    user = User.objects.select_for_update().filter(username=wanted.username).first()
    if user is None:
        user = User(username=wanted.username, mobile_agreed=wanted.mobile_agreed, **wanted.values())
        user.set_unusable_password()
        user.save()
        audit.record("thêm người dùng", user, by=by, changes={"tên đăng nhập": [None, wanted.username]})
        return user
    if fault := account_fault(user, wanted, _tenant()):
        raise PeopleRefused(fault)
    update_person(user=user, wanted=wanted, by=by)
    return user


def update_person(*, user: User, wanted: Identity, by: User, clear: bool = False) -> dict[str, list[str]]:
    """Write what differs; empty fields stay unless ``clear``. Gives the differences. Raises PeopleRefused."""
    changes = changes_to(user, wanted, clear=clear)
    is_ours = Membership.objects.filter(user=user).exists()
    if not changes or not is_ours:
        return {}
    if fault := account_fault(user, wanted, _tenant(), clear=clear):
        raise PeopleRefused(fault)
    for name, (_, value) in changes.items():
        setattr(user, name, value)
    if "mobile" in changes:
        user.mobile_agreed = wanted.mobile_agreed
    user.save()
    audit.record("sửa người dùng", user, by=by, changes={FIELD_WORDS[name]: pair for name, pair in changes.items()})
    return changes


def give_role(*, user: User, role: Role, agency: Agency | None, by: User) -> bool:
    """Give the role; False when it was held already. Raises PeopleRefused."""
    if user.is_superuser or not user.is_active:
        raise PeopleRefused(f"Tài khoản {user.username} không nhận vai trò trong đơn vị.")
    if fault := role_fault(role, agency):
        raise PeopleRefused(fault)
    membership, made = Membership.objects.get_or_create(user=user, role=role, agency=agency, tenant=_tenant())
    if made:
        audit.record("thêm vai trò", user, by=by, changes={"vai trò": [None, words_of(membership)]})
    return made


def take_role(*, membership: Membership, by: User) -> None:
    """Take one role back. The tenant keeps at least one coordinator. Raises PeopleRefused."""
    _keep_a_coordinator([membership])
    audit.record("bớt vai trò", membership.user, by=by, changes={"vai trò": [words_of(membership), None]})
    user = membership.user
    membership.delete()
    if not Membership.objects.filter(user=user).exists():
        grants.revoke_all(user=user, by=by)


def leave(*, user: User, by: User) -> int:
    """The person stops working in this tenant: all roles and assignments are taken back, what they did stays.

    The account itself stays too. Gives the number of roles. Raises PeopleRefused.
    """
    memberships = list(Membership.objects.filter(user=user).select_related("agency"))
    _keep_a_coordinator(memberships)
    grants.revoke_all(user=user, by=by)
    taken = handover.take_back(user)
    for membership in memberships:
        membership.delete()
    words = "; ".join(words_of(membership) for membership in memberships)
    changes: dict[str, Any] = {"vai trò": [words, None]}
    if taken:
        changes["phân công khác"] = [taken, 0]
    audit.record("thôi làm việc tại đơn vị", user, by=by, changes=changes)
    return len(memberships)


def words_of(membership: Membership) -> str:
    label = Role(membership.role).label
    return f"{label}, {membership.agency.name}" if membership.agency else label


def _keep_a_coordinator(going: Iterable[Membership]) -> None:
    ids = {membership.pk for membership in going if membership.role == Role.COORDINATOR}
    if ids and not Membership.objects.with_roles(Role.COORDINATOR).exclude(pk__in=ids).exists():
        raise PeopleRefused("Đây là người điều phối cuối cùng của đơn vị; giao vai trò này cho người khác trước.")


def _tenant() -> Tenant:
    tenant = active_tenant()
    if tenant is None:
        raise RuntimeError("people change only inside a tenant's scope")
    return tenant


def open_staff_session(*, user: User, reason: str, hours: int, at: datetime) -> StaffSession:
    """Let a system administrator work in this tenant for 1 to 4 hours from ``at``. Raises PeopleRefused."""
    if not user.is_superuser:
        raise PeopleRefused("Chỉ quản trị hệ thống mở được phiên này.")
    if not 1 <= hours <= STAFF_SESSION_MAX_HOURS:
        raise PeopleRefused(f"Phiên quản trị dài từ 1 đến {STAFF_SESSION_MAX_HOURS} giờ.")
    if not reason.strip():
        raise PeopleRefused("Ghi lý do mở phiên quản trị.")
    StaffSession.objects.filter(user=user, ended_at=None).update(ended_at=at)
    end = at + timedelta(hours=hours)
    session = StaffSession.objects.create(user=user, reason=reason.strip(), started_at=at, expires_at=end)
    audit.record("mở phiên quản trị", session, by=user, changes={"đến": [None, end]}, reason=session.reason, at=at)
    return session


def end_staff_session(*, session: StaffSession, by: Any, at: datetime) -> None:
    """End it before its time; ending it twice changes nothing."""
    if StaffSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=at):
        audit.record("kết thúc phiên quản trị", session, by=by, at=at)
