"""Who may do what in appraisal and council. ``member`` is the person's standing in the tenant."""

from assessments.models import Assessment, Citation, Evidence
from assessments.states import State
from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, OF_DEPARTMENT, SEES_ALL, Role
from councils.models import Assignment
from councils.queries.assigned import Cells, cells_of
from criteria.models import BonusItem, Campaign, Criterion

SENT = (State.SUBMITTED, State.APPRAISED, State.ADOPTED)
RUNS = (Role.COORDINATOR, Role.SECRETARY)
OVERSEES = (*RUNS, Role.MEMBER, Role.CHAIR, Role.LEADER, Role.OBSERVER)


def may_see_appraisal(member: Member) -> bool:
    """The lists of appraisal: everybody but the assessed agencies' own people."""
    return member.has(*OF_DEPARTMENT, *SEES_ALL)


def may_open_leaf(member: Member, cells: Cells, leaf: Criterion) -> bool:
    """One leaf across agencies: who appraises something of it, or reads every file."""
    return leaf.pk in cells.leaf_ids or member.has(*SEES_ALL)


def may_appraise(cells: Cells, assessment: Assessment, leaf: Criterion) -> bool:
    """Assigned to the person, and never a file of an agency they belong to."""
    return cells.covers(assessment.agency_id, leaf.pk)


def may_appraise_something(member: Member) -> bool:
    return member.has(*OF_DEPARTMENT, Role.SECRETARY)


def may_see_assignments(member: Member) -> bool:
    return member.has(*RUNS, Role.DEPARTMENT_HEAD)


def may_assign(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_name_people(member: Member, assignment: Assignment) -> bool:
    """The head of that very department, or the standing office."""
    return may_assign(member) or assignment.department_id in member.agency_ids(Role.DEPARTMENT_HEAD)


def may_see_bonus(member: Member) -> bool:
    return may_see_appraisal(member)


def may_write_bonus(member: Member, item: BonusItem, agency_id: int) -> bool:
    """The standing office, or people of the department named for the item; never for their own agency."""
    if agency_id in member.own_agency_ids:
        return False
    names = {agency.name.casefold() for role, agency in member.held if agency and role in OF_DEPARTMENT}
    return member.has(Role.COORDINATOR) or item.department.strip().casefold() in names


def may_read_files(member: Member) -> bool:
    """Whether there can be any file the person may open; which one is asked by ``may_read_file``."""
    return may_see_appraisal(member) or member.has(*OF_ASSESSED_AGENCY)


def is_outsider(member: Member) -> bool:
    """People of assessed agencies alone: another agency's file doesn't exist for them."""
    return not may_see_appraisal(member)


def may_read_file(member: Member, assessment: Assessment) -> bool:
    """Who takes part in the appraisal; the agency itself once appraisal has ended and the campaign lets it."""
    if may_see_appraisal(member):
        return True
    shown = assessment.campaign.provisional_view == Campaign.ProvisionalView.OWN
    ended = assessment.state in (State.APPRAISED, State.ADOPTED)
    return assessment.agency_id in member.agency_ids(*OF_ASSESSED_AGENCY) and shown and ended


def may_oversee(member: Member) -> bool:
    """The board of the campaign and the page of adoption."""
    return member.has(*OVERSEES)


def may_finish(member: Member) -> bool:
    return member.has(*RUNS)


def may_override(member: Member) -> bool:
    """End a file's appraisal with a reason although a department has not confirmed its part."""
    return member.has(Role.COORDINATOR)


def may_decide(member: Member) -> bool:
    """Enter what the council has concluded on a single leaf."""
    return member.has(*RUNS)


def may_adopt(member: Member) -> bool:
    return member.has(Role.COORDINATOR, Role.CHAIR)


def may_reopen(member: Member) -> bool:
    return member.has(Role.COORDINATOR)


def may_read_cited(member: Member, evidence: Evidence) -> bool:
    """A document is open to the appraisers of the leaves that cite it, from the moment the file has been sent."""
    if not may_appraise_something(member) or evidence.agency_id in member.own_agency_ids:
        return False
    cited = Citation.objects.filter(evidence=evidence, assessment__state__in=SENT).select_related(
        "assessment__campaign"
    )
    rows = list(cited)
    cells = {campaign: cells_of(member, campaign) for campaign in {row.assessment.campaign for row in rows}}
    return any(cells[row.assessment.campaign].covers(row.assessment.agency_id, row.criterion_id) for row in rows)


def may_see_explanations(member: Member) -> bool:
    """The list of requests; people of an assessed agency are led to their own."""
    return may_see_appraisal(member) or member.has(*OF_ASSESSED_AGENCY)


def may_send_letters(member: Member) -> bool:
    return member.has(*RUNS)


def may_ask(member: Member, cells: Cells, assessment: Assessment, leaf: Criterion) -> bool:
    """Ask for an explanation, appraise a second time, write internal notes: never about one's own agency."""
    if assessment.agency_id in member.own_agency_ids:
        return False
    return member.has(*RUNS) or cells.covers(assessment.agency_id, leaf.pk)


def may_reply(member: Member, assessment: Assessment) -> bool:
    """Officers and the head of that very agency write the reply."""
    return assessment.agency_id in member.agency_ids(*OF_ASSESSED_AGENCY)


def may_send_reply(member: Member, assessment: Assessment) -> bool:
    """The head sends it, and files appeals."""
    return assessment.agency_id in member.agency_ids(Role.HEAD)


def may_reply_somewhere(member: Member) -> bool:
    return member.has(*OF_ASSESSED_AGENCY)


def may_prepare_meeting(member: Member) -> bool:
    return member.has(*RUNS, Role.CHAIR)


def may_chair(member: Member) -> bool:
    return member.has(Role.CHAIR)


def may_take_part(member: Member) -> bool:
    """Who writes anything at a meeting: members and chair vote, the secretariat keeps the record."""
    return member.has(*RUNS, Role.MEMBER, Role.CHAIR)


def may_plan_visits(member: Member) -> bool:
    return member.has(*RUNS)


def may_take_records(member: Member) -> bool:
    """Ask for the signed record of scores, evidence and diary."""
    return member.has(*RUNS)


def department_ids(member: Member) -> frozenset[int]:
    """The departments whose appraisal the person takes part in."""
    return member.agency_ids(Role.APPRAISER, Role.DEPARTMENT_HEAD)


def may_see_part(member: Member, department_id: int) -> bool:
    """A department's part of a file: its own people, and those who read every file."""
    return department_id in department_ids(member) or member.has(*SEES_ALL)


def may_confirm(member: Member, department_id: int) -> bool:
    """The head of the department confirms its appraisal, and opens it again."""
    return department_id in member.agency_ids(Role.DEPARTMENT_HEAD)


def may_give_opinions(member: Member) -> bool:
    """The pages of departments that take part."""
    return member.has(*OF_DEPARTMENT)


def may_see_conflicts(member: Member) -> bool:
    """Everybody who appraises declares their own; those who run the campaign see all of them."""
    return may_appraise_something(member) or may_assign(member)


def may_declare_for(member: Member, user_id: int) -> bool:
    """One's own conflict; for others the standing office."""
    return may_assign(member) or member.user.pk == user_id


def may_lift(member: Member) -> bool:
    """A declared conflict is lifted by the standing office alone, never by the person who declared it."""
    return may_assign(member)


def may_see_access(member: Member) -> bool:
    """The report of who could see and write what."""
    return member.has(Role.COORDINATOR, Role.OBSERVER, Role.LEADER)


def may_compare(member: Member) -> bool:
    """The tools that compare departments and decisions."""
    return may_oversee(member)


def may_open_rounds(member: Member) -> bool:
    """Asking the council's members for independent scores."""
    return member.has(Role.COORDINATOR, Role.SECRETARY, Role.CHAIR)


def may_see_rounds(member: Member) -> bool:
    """The members who score, and those who asked for it."""
    return member.has(Role.MEMBER) or may_open_rounds(member)
