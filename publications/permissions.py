"""Who may do what with a result. ``member`` is the person's standing in the tenant."""

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, SEES_ALL, Role
from criteria.models import Campaign


def may_open_results(member: Member) -> bool:
    """The page of the result is everybody's; what stands on it differs."""
    return bool(member.roles)


def may_read_all(member: Member) -> bool:
    """Every agency's figures before publication."""
    return member.has(*SEES_ALL)


def may_read_provisional(member: Member, campaign: Campaign, agency_id: int) -> bool:
    """An agency reads its own appraised points before publication where the campaign lets it, once adopted or not."""
    if may_read_all(member):
        return True
    shown = campaign.provisional_view == Campaign.ProvisionalView.OWN
    return shown and agency_id in member.agency_ids(*OF_ASSESSED_AGENCY)


def may_freeze(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_approve(member: Member) -> bool:
    return member.has(Role.LEADER)


def may_publish(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_open_papers(member: Member) -> bool:
    """The list shows each person the papers they may read (cchc/documents/registry.py)."""
    return bool(member.roles)


def may_issue_papers(member: Member) -> bool:
    return member.has(Role.COORDINATOR)
