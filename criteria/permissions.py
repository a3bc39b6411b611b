"""Who reads the year's frame and who runs it. Everybody at work may read the plan and the criteria."""

from cchc.accounts.members import Member
from cchc.accounts.roles import SEES_ALL, Role


def may_run_campaign(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_read_frame(member: Member) -> bool:
    return bool(member.roles)


def may_see_participants(member: Member) -> bool:
    return member.has(*SEES_ALL)
