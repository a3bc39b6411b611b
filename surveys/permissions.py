"""Who reads the survey's results and who runs the survey."""

from cchc.accounts.members import Member
from cchc.accounts.roles import SEES_ALL, Role
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from surveys.models import SurveyStaff


def may_see_survey(member: Member) -> bool:
    """Those who read every agency's file."""
    return member.has(*SEES_ALL)


def may_run_survey(member: Member) -> bool:
    """Questionnaires and forms are entered by the standing office."""
    return member.has(Role.COORDINATOR)


def agencies_to_enter(member: Member, campaign: Campaign) -> frozenset[int]:
    """Agencies about which the person was assigned to enter forms, never their own."""
    rows = SurveyStaff.objects.filter(campaign=campaign, user=member.user).order_by()
    return frozenset(rows.values_list("agency_id", flat=True)) - member.own_agency_ids


def may_enter_any(member: Member, campaign: Campaign) -> bool:
    """Whether the person enters forms at all in that year."""
    return may_run_survey(member) or bool(agencies_to_enter(member, campaign))


def may_enter(member: Member, campaign: Campaign, agency: Agency) -> bool:
    """The standing office, and the staff assigned to the agency; nobody enters forms about their own agency."""
    if agency.pk in member.own_agency_ids:
        return False
    return may_run_survey(member) or agency.pk in agencies_to_enter(member, campaign)
