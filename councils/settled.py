"""Whether an agency has answered everything it was asked, and a department has confirmed all of its appraisal: the
countdown on every page ends there.
"""

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_DEPARTMENT, Role
from cchc.tenancy.once import shared
from cchc.tenancy.rows import fetched
from councils.states import RequestState
from criteria.duties import Deadline, register_settled
from criteria.models import Campaign
from criteria.rules.calendar import Phase

ASKED = f"""
SELECT EXISTS (
    SELECT FROM councils_explanationrequest q JOIN assessments_assessment f ON f.id = q.assessment_id
    WHERE f.campaign_id = %s AND f.agency_id = %s AND q.state = '{RequestState.SENT.value}'
)
"""  # noqa: S608 - a state's name
UNCONFIRMED = """
SELECT EXISTS (
    SELECT FROM assessments_assessment f
    WHERE f.campaign_id = %s AND f.agency_id <> ALL(%s) AND NOT EXISTS (
        SELECT FROM councils_confirmation c
        WHERE c.assessment_id = f.id AND c.department_id = ANY(%s) AND c.stage = 'appraised' AND c.reopened_at IS NULL
    )
)
"""


def answered(member: Member, campaign: Campaign, deadline: Deadline) -> str:
    """«Không có mục chờ giải trình»: nothing is asked, or everything has been answered."""
    if deadline.agency is None:
        return ""
    asked = fetched(ASKED, [campaign.pk, deadline.agency.pk])[0][0]
    return "" if asked else "Không có mục chờ giải trình"


def confirmed(member: Member, campaign: Campaign, deadline: Deadline) -> str:
    """«Đã xác nhận thẩm định» once the department has confirmed every file but its own; the secretary watches on."""
    departments = member.agency_ids(*OF_DEPARTMENT)
    if not departments or member.has(Role.SECRETARY):
        return ""
    return "" if _waiting(campaign, departments) else "Đã xác nhận thẩm định"


@shared
def _waiting(campaign: Campaign, departments: frozenset[int]) -> bool:
    ids = list(departments)
    return fetched(UNCONFIRMED, [campaign.pk, ids, ids])[0][0]


register_settled(Phase.EXPLANATION, answered)
register_settled(Phase.APPRAISAL, confirmed)
