"""What an adopted result still waits for, for the countdown on every page: its approval, or its publication."""

from cchc.accounts.members import Member
from cchc.tenancy.rows import fetched
from criteria.duties import register_waiting
from criteria.models import Campaign
from criteria.rules.calendar import Phase
from publications.permissions import may_approve, may_freeze, may_publish

NEWEST = """
SELECT s.imported,
    EXISTS (SELECT FROM publications_approval a WHERE a.snapshot_id = s.id),
    EXISTS (SELECT FROM publications_publication p WHERE p.campaign_id = s.campaign_id)
FROM publications_snapshot s WHERE s.campaign_id = %s ORDER BY s.version DESC LIMIT 1
"""
"""A correction of what was once published is bound to no date of the plan."""
UNFINISHED = """
SELECT s.campaign_id FROM publications_snapshot s
WHERE NOT s.imported
    AND NOT EXISTS (SELECT FROM publications_snapshot n WHERE n.campaign_id = s.campaign_id AND n.version > s.version)
    AND NOT EXISTS (SELECT FROM publications_publication p WHERE p.snapshot_id = s.id)
"""


def waits(member: Member, campaign: Campaign) -> Phase | None:
    """The leader owes the approval of the newest version, the standing office everything else until it is public."""
    if not (may_freeze(member) or may_approve(member) or may_publish(member)):
        return None
    rows = fetched(NEWEST, [campaign.pk])
    if not rows:
        return Phase.PUBLICATION if may_freeze(member) else None
    imported, approved, published = rows[0]
    if published:
        return None
    if not (imported or approved):
        return Phase.APPROVAL if may_approve(member) else None
    return Phase.PUBLICATION if may_publish(member) else None


def unfinished() -> set[int]:
    """The campaigns, by id, whose newest version is not the published one: also corrections of earlier years."""
    return {campaign for (campaign,) in fetched(UNFINISHED, [])}


register_waiting(waits)
