"""Whether an agency's file has gone to the appraisal: the countdown on every page ends there."""

from assessments.models import Assessment
from assessments.states import State
from cchc.accounts.members import Member
from cchc.tenancy.rows import fetched
from criteria.duties import Deadline, register_settled
from criteria.models import Campaign
from criteria.rules.calendar import Phase

STATE = """
SELECT f.state FROM criteria_participant p
LEFT JOIN assessments_assessment f ON f.campaign_id = p.campaign_id AND f.agency_id = p.agency_id
WHERE p.campaign_id = %s AND p.agency_id = %s
"""
ELSEWHERE = "không tham gia"
SENT = (State.SUBMITTED, State.APPRAISED, State.ADOPTED)


def remember(file: Assessment) -> None:
    """A page about the file has read it already: the frame needs no query of its own."""
    known = file.campaign.__dict__.setdefault("known_states", {})
    known[file.agency_id] = file.state


def told(member: Member, campaign: Campaign, deadline: Deadline) -> str:
    """«Hồ sơ đã gửi»; an agency that does not take part owes none."""
    if deadline.agency is None:
        return ""
    known = campaign.__dict__.setdefault("known_states", {})
    if deadline.agency.pk not in known:
        rows = fetched(STATE, [campaign.pk, deadline.agency.pk])
        known[deadline.agency.pk] = rows[0][0] if rows else ELSEWHERE
    state = known[deadline.agency.pk]
    if state == ELSEWHERE:
        return "Đơn vị không tham gia kỳ này"
    return "Hồ sơ đã gửi" if state in SENT else ""


register_settled(Phase.SELF_ASSESSMENT, told)
