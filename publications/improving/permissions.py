"""Who may do what with improvement plans: the agency writes its own, those who see all files read all of them."""

from collections.abc import Collection

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, SEES_ALL, Role
from cchc.tenancy.models import AgencySuccession
from publications.improvement_models import ImprovementPlan


def may_see_plans(member: Member) -> bool:
    """Whether there is any plan the person may read."""
    return member.has(*OF_ASSESSED_AGENCY, *SEES_ALL)


def may_see_all_plans(member: Member) -> bool:
    return member.has(*SEES_ALL)


def may_read_plan(member: Member, agency_id: int) -> bool:
    """Also the people of a unit that continues the agency after a merger: what it promised is theirs to keep."""
    if member.has(*SEES_ALL) or may_work_on(member, agency_id):
        return True
    own = member.agency_ids(*OF_ASSESSED_AGENCY)
    return AgencySuccession.objects.filter(predecessor=agency_id, successor__in=own).exists()


def may_work_on(member: Member, agency_id: int) -> bool:
    """Officers and the head of that very agency write the plan and say what was done."""
    return agency_id in member.agency_ids(*OF_ASSESSED_AGENCY)


def leads(member: Member, agency_id: int) -> bool:
    """Approving, giving back and giving out is the head's."""
    return agency_id in member.agency_ids(Role.HEAD)


def may_write_line(member: Member, agency_id: int, officers: Collection[int]) -> bool:
    """A line given to officers is theirs and the head's; one given to nobody everybody's in the agency."""
    if not may_work_on(member, agency_id):
        return False
    return leads(member, agency_id) or not officers or member.user.pk in officers


def roles_in(member: Member, plan: ImprovementPlan) -> set[str]:
    """The roles the person holds in the plan's agency, for the table of steps."""
    return {role.value for role, agency in member.held if agency and agency.pk == plan.agency_id}


def may_report_on_all(member: Member) -> bool:
    """The standing office's own report on all plans."""
    return member.has(Role.COORDINATOR)
