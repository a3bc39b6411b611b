"""Who reads the survey's results and who runs the survey."""

from cchc.accounts.members import Member
from cchc.accounts.roles import SEES_ALL, Role


def may_see_survey(member: Member) -> bool:
    """Those who read every agency's file."""
    return member.has(*SEES_ALL)


def may_run_survey(member: Member) -> bool:
    """Questionnaires and forms are entered by the standing office."""
    return member.has(Role.COORDINATOR)
