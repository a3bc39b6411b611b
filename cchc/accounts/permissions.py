"""Who may run the tenant's list of agencies and people, and who reads its diary."""

from cchc.accounts.members import Member
from cchc.accounts.roles import Role


def may_manage_agencies(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_manage_people(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_read_diary(member: Member) -> bool:
    return member.has(Role.COORDINATOR, Role.OBSERVER)


def works_in_staff_session(member: Member) -> bool:
    return member.staff_session is not None
