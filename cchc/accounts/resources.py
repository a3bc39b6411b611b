"""The list of people as a table: one row per person and agency, the roles joined by ``;``.

A person in several agencies has several rows; name and mail address must agree. Nothing is taken away by an import:
a role that is not in the file stays.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cchc.accounts.mobile import normal
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import LABELS, Role
from cchc.accounts.services import FIELD_WORDS, Identity, account_fault, changes_to, find_or_add, give_role, role_fault
from cchc.files.faults import Faults, Row, Table
from cchc.files.tabular import Column, parsers
from cchc.files.writer import OutColumn, Sheet
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.resources import Difference, summary

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,148}[a-z0-9]", re.ASCII)
USERNAME_WORDS = "chữ thường không dấu, chữ số, dấu chấm, gạch nối; từ 2 đến 150 ký tự. Ví dụ: mai.camgiang"
_LIMITS = {"full_name": 150, "email": 254, "salutation": 20, "position": 150}
_BY_WORD = {role.value: role for role in Role} | {label.casefold(): role for role, label in LABELS.items()}


def _roles(text: str) -> tuple[Role, ...]:
    words = [word.strip() for word in text.split(";") if word.strip()]
    unknown = [word for word in words if word.casefold() not in _BY_WORD]
    if unknown:
        listed = ", ".join(f"{role.label} ({role.value})" for role in Role)
        raise ValueError(f"không có vai trò «{unknown[0]}» – dùng một trong: {listed}")
    return tuple(_BY_WORD[word.casefold()] for word in words)


def _username(text: str) -> str:
    if not USERNAME.fullmatch(text.lower()):
        raise ValueError(f"«{text}» không dùng làm tên đăng nhập được – {USERNAME_WORDS}")
    return text.lower()


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(f"«{text}» không phải địa chỉ thư điện tử – ghi như mai@bachthong.gov.vn") from None
    return text


def _mobile(text: str) -> str:
    """As on the person's page; Excel drops the 0 in front of what it takes for a number."""
    try:
        return normal(f"0{text}" if re.fullmatch(r"[35789]\d{8}", text, re.ASCII) else text)
    except ValueError as wrong:
        raise ValueError(f"«{text}» không phải số di động – {wrong}") from None


TITLES = {
    "username": "Tên đăng nhập",
    "full_name": "Họ và tên",
    "email": "Thư điện tử",
    "agency_code": "Mã cơ quan",
    "roles": "Vai trò",
    "salutation": "Xưng hô",
    "position": "Chức vụ",
    "mobile": "Số điện thoại di động",
}
"""Heads of the workbook that an official reads; the names of the columns are understood as well."""


def _column(name: str, **options: Any) -> Column:
    return Column(name, aliases=(TITLES[name],), **options)


COLUMNS = [
    _column("username", required=True, parse=parsers.from_text(_username, empty="")),
    _column("full_name", required=True),
    _column("email", parse=parsers.from_text(_email, empty="")),
    _column("agency_code", parse=parsers.code),
    _column("roles", required=True, parse=parsers.from_text(_roles, empty=())),
    _column("salutation", optional=True),
    _column("position", optional=True),
    _column("mobile", optional=True, parse=parsers.from_text(_mobile, empty="")),
]
MEANINGS = {
    "username": USERNAME_WORDS,
    "full_name": "",
    "email": "để tự đặt mật khẩu và nhận nhắc hạn",
    "agency_code": "mã trong danh sách cơ quan; để trống với vai trò không thuộc cơ quan nào",
    "roles": f"nối bằng dấu chấm phẩy: {'; '.join(role.label for role in Role)}",
    "salutation": "ông, bà, anh, chị",
    "position": "như Công chức Văn phòng - thống kê",
    "mobile": "10 chữ số; chỉ gửi tin nhắn nhắc hạn sau khi chính người đó đồng ý ở trang Tin nhắn nhắc hạn",
}
EXAMPLES = {
    "username": "mai.camgiang",
    "full_name": "Nông Thị Mai",
    "email": "mai@bachthong.gov.vn",
    "agency_code": "01981",
    "roles": Role.OFFICER.label,
    "salutation": "bà",
    "position": "Công chức Văn phòng - thống kê",
    "mobile": "0912345678",
}
_OUT = [
    OutColumn(TITLES["username"], "code", 22),
    OutColumn(TITLES["full_name"], width=28),
    OutColumn(TITLES["email"], width=32),
    OutColumn(TITLES["agency_code"], "code", 14),
    OutColumn(TITLES["roles"], width=44),
    OutColumn(TITLES["salutation"], width=10),
    OutColumn(TITLES["position"], width=30),
    OutColumn(TITLES["mobile"], "code", 20),
]


def own_rows(table: Table, tenant: Tenant) -> Table:
    return table


def _identity(row: Row) -> Identity:
    values = {name: row[name] or "" for name in FIELD_WORDS if name in TITLES}
    return Identity(username=row["username"], mobile_agreed=False, **values)


def _agencies() -> dict[str, Agency]:
    return {agency.code: agency for agency in Agency.objects.all()}


def _accounts(table: Table) -> dict[str, User]:
    names = {row["username"] for row in table.rows if row["username"]}
    return {user.username: user for user in User.objects.filter(username__in=names)}


def judge(table: Table, tenant: Tenant, faults: Faults) -> None:
    """Every fault of the rows against each other, the agencies and the accounts that are there."""
    if not table.rows and not len(faults):
        faults.add(None, None, "không có dòng nào – thêm mỗi người một dòng từ dòng 2", sheet=table.sheet)
    agencies, accounts = _agencies(), _accounts(table)
    first: dict[str, Row] = {}
    for row in table.rows:
        _judge_lengths(row, faults)
        _judge_roles(row, agencies, faults)
        _judge_twin(row, first.setdefault(row["username"] or "", row), faults)
        account = accounts.get(row["username"])
        if account and not row.bad and (fault := account_fault(account, _identity(row), tenant)):
            faults.add(row, "username", fault)


def _judge_lengths(row: Row, faults: Faults) -> None:
    for column, limit in _LIMITS.items():
        if len(row[column] or "") > limit:
            faults.add(row, column, f"dài quá {limit} ký tự – rút gọn")


def _judge_roles(row: Row, agencies: dict[str, Agency], faults: Faults) -> None:
    code = row["agency_code"]
    agency = agencies.get(code) if code else None
    if code and agency is None:
        faults.add(row, "agency_code", f"không có cơ quan mã «{code}» – nhập danh sách cơ quan trước, hoặc sửa mã")
        return
    for role in row["roles"] or ():
        if fault := role_fault(role, agency):
            faults.add(row, "agency_code" if agency is None else "roles", fault)


def _judge_twin(row: Row, first: Row, faults: Faults) -> None:
    if not row["username"] or first is row:
        return
    for column in ("full_name", "email", "mobile"):
        if row[column] and first[column] and row[column] != first[column]:
            faults.add(row, column, f"khác dòng {first.number} của cùng «{row['username']}» – ghi giống nhau")


def differences(table: Table) -> list[Difference]:
    """What `load` would do, row by row; rows that change nothing are left out."""
    accounts, agencies, found = _accounts(table), _agencies(), []
    held = set(Membership.objects.values_list("user__username", "role", "agency__code"))
    ours, seen = {username for username, _, _ in held}, set()
    for row in table.rows:
        user, code = accounts.get(row["username"]), row["agency_code"] or None
        is_new = user is None and row["username"] not in seen
        changes: dict[str, list] = {}
        if user and row["username"] in ours:  # of an account of another tenant nothing is changed, nor told
            changes = {FIELD_WORDS[name]: pair for name, pair in changes_to(user, _identity(row)).items()}
        fresh = [role.label for role in row["roles"] if (row["username"], role.value, code) not in held]
        if fresh:
            where = f", {agencies[code].name}" if code else ""
            changes["vai trò"] = [None, f"{'; '.join(fresh)}{where}"]
        if changes:
            found.append(Difference(row.number, f"{row['username']} {row['full_name']}", is_new, changes))
        seen.add(row["username"])
    return found


def load(table: Table, *, by: Any) -> str:
    """Make or update the people and give the roles, through the services; says what came of it."""
    plan, agencies = differences(table), _agencies()
    for row in table.rows:
        user = find_or_add(wanted=_identity(row), by=by)
        for role in row["roles"]:
            give_role(user=user, role=role, agency=agencies.get(row["agency_code"] or ""), by=by)
    said = summary(plan, len(table.rows), "dòng")
    without = sorted({row["username"] for row in table.rows if not row["email"]} - _with_mail(table))
    if without:
        said += f"\nChưa có thư điện tử nên chưa tự đặt mật khẩu được: {', '.join(without)}."
    return said


def _with_mail(table: Table) -> set[str]:
    names = [row["username"] for row in table.rows]
    return set(User.objects.filter(username__in=names).exclude(email="").values_list("username", flat=True))


def sheet(memberships: Iterable[Membership]) -> Sheet:
    """The list as a sheet that can be read in again."""
    lines: dict[tuple[int, int | None], list[Membership]] = {}
    for membership in memberships:
        lines.setdefault((membership.user_id, membership.agency_id), []).append(membership)
    rows = []
    for held in lines.values():
        user, agency = held[0].user, held[0].agency
        roles = "; ".join(Role(membership.role).label for membership in held)
        code = agency.code if agency else ""
        rows.append(
            [user.username, user.full_name, user.email, code, roles, user.salutation, user.position, user.mobile]
        )
    return Sheet("Người dùng", _OUT, rows, freeze_columns=2, fitted=True)
