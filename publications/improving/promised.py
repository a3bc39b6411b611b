"""What was promised the year before, beside each leaf of the sheet: a column of the sheet's own statement."""

from datetime import date
from typing import Any

from assessments.promises import Promise, register_promises
from cchc.tenancy.rows import nested
from publications.improving.states import LineState, Said, state_on

LINES = """publications_improvementplan p JOIN criteria_campaign b ON b.id = p.campaign_id AND b.year = y.year - 1
    JOIN publications_improvementline l ON l.plan_id = p.id AND l.annex = 'mend'
    JOIN criteria_criterion c ON c.id = l.criterion_id
    LEFT JOIN criteria_criterion n
        ON n.predecessor_id = c.id AND n.criteria_set_id = f.criteria_set_id AND c.criteria_set_id <> f.criteria_set_id
    JOIN criteria_criterion z ON z.id = coalesce(n.area_id, c.area_id)
    JOIN tenancy_agency o ON o.id = p.agency_id
    LEFT JOIN LATERAL (
        SELECT g.state, g.percent FROM publications_improvementprogress g
        WHERE g.campaign_id = p.campaign_id AND g.agency_id = p.agency_id AND g.criterion_id = l.criterion_id
        ORDER BY g.at DESC, g.id DESC LIMIT 1
    ) s ON true
    WHERE p.state = 'approved' AND %s IN ('', z.code) AND (p.agency_id = f.agency_id OR p.agency_id IN (
        SELECT h.predecessor_id FROM tenancy_agencysuccession h WHERE h.successor_id = f.agency_id))"""
"""The plan in force of the year before, the agency's own and those of the units it continues."""
COLUMN = nested(
    "coalesce(n.id, c.id), c.code, n.id IS NOT NULL, b.year, CASE WHEN o.id <> f.agency_id THEN o.name ELSE '' END,"
    " l.action, l.due_on, l.points, l.max_points, l.target, s.state, s.percent",
    LINES,
    order="l.position, o.sort_key",
)


def read(row: list[Any], today: date) -> tuple[int, str, bool, Promise]:
    """One row of the column: criterion, code, whether the sets are linked, and what was promised."""
    pk, code, is_linked, year, agency, action, due, points, maximum, target, state, percent = row
    due_on = date.fromisoformat(due) if due else None
    said = Said(LineState(state), percent) if state else None
    now = state_on(today, due_on, said)
    words = f"{now.label}, {percent} %" if now == LineState.DOING and percent else now.label
    return pk, code, is_linked, Promise(year, agency, action, due_on, points, maximum, target, words, now.value)


register_promises(COLUMN, read)
