"""Who may see what was sent to whom."""

from cchc.accounts.members import Member
from cchc.accounts.roles import Role


def may_read_delivery_log(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_manage_webhooks(member: Member) -> bool:
    """Who decides which other programs are told of results."""
    return member.has(Role.COORDINATOR)
