"""Whether appraisal measures with one measure: strictness, like answers judged unlike, challenges, stale scores."""

from dataclasses import dataclass
from decimal import Decimal

from cchc.tenancy.rows import fetched
from criteria.models import Campaign
from criteria.rules.numbers import EXACT, HUNDRED

PAIRS = """
    FROM assessments_score j
    JOIN assessments_assessment f ON f.id = j.assessment_id
    JOIN assessments_score s ON s.assessment_id = j.assessment_id AND s.criterion_id = j.criterion_id
        AND s.stage = 'self'
    JOIN criteria_criterion c ON c.id = j.criterion_id
    JOIN tenancy_agency g ON g.id = j.agency_id
"""
STRICTNESS = f"""
SELECT d.id, d.name, count(*), count(*) FILTER (WHERE j.points IS DISTINCT FROM s.points),
    coalesce(sum(s.points - j.points), 0), coalesce(sum(s.points), 0)
{PAIRS} JOIN tenancy_agency d ON d.id = j.by_agency_id
WHERE f.campaign_id = %s AND j.stage = 'appraised'
GROUP BY d.id, d.name, d.sort_key ORDER BY d.sort_key
"""  # noqa: S608 - our own words
UNLIKE = f"""
SELECT c.id, c.code, c.name, s.points, array_agg(g.name ORDER BY j.points, g.sort_key),
    array_agg(j.points ORDER BY j.points, g.sort_key), min(s.working)
{PAIRS}
WHERE f.campaign_id = %s AND j.stage = 'appraised' AND j.points IS NOT NULL AND NOT s.not_applicable
GROUP BY c.id, c.code, c.name, c.position, s.points, s.option, s.items, s.numerator, s.denominator, s.count, s.answer,
    s.entered_points
HAVING count(DISTINCT j.points) > 1 AND NOT (s.numerator IS NULL AND s.option IS NULL AND s.items IS NULL
    AND s.count IS NULL AND s.answer IS NULL AND s.entered_points IS NULL)
ORDER BY c.position
"""
STALE = f"""
SELECT c.id, c.code, c.name, f.id, g.name, j.saved_at, s.saved_at
{PAIRS}
WHERE f.campaign_id = %s AND j.stage = 'appraised' AND s.saved_at > j.saved_at
ORDER BY c.position, g.sort_key
"""
CHALLENGES = """
WITH judged AS (
    SELECT coalesce(c.area_id, c.id) AS area, count(*) AS lines
    FROM assessments_score j
    JOIN assessments_assessment f ON f.id = j.assessment_id
    JOIN criteria_criterion c ON c.id = j.criterion_id
    WHERE f.campaign_id = %s AND j.stage = 'appraised' GROUP BY 1
), asked AS (
    SELECT coalesce(c.area_id, c.id) AS area, count(*) AS asked,
        count(*) FILTER (WHERE r.position = 'disagree') AS challenged
    FROM councils_explanationrequest r
    JOIN assessments_assessment f ON f.id = r.assessment_id
    JOIN criteria_criterion c ON c.id = r.criterion_id
    WHERE f.campaign_id = %s AND r.letter_id IS NOT NULL AND r.state <> 'withdrawn' GROUP BY 1
)
SELECT a.code, a.name, judged.lines, coalesce(asked.asked, 0), coalesce(asked.challenged, 0)
FROM judged JOIN criteria_criterion a ON a.id = judged.area LEFT JOIN asked ON asked.area = judged.area
ORDER BY a.criteria_set_id, a.position
"""
ENOUGH = 10
"""Under so many lines a department isn't compared."""


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return EXACT.divide(EXACT.multiply(Decimal(part), HUNDRED), Decimal(whole)) if whole else None


@dataclass(frozen=True, slots=True)
class Strictness:
    """A department's lines, how many it changed, points taken away; ``gap`` in percentage points against the others."""

    department_id: int
    name: str
    lines: int
    changed: int
    taken: Decimal
    claimed: Decimal
    gap: Decimal | None

    @property
    def changed_share(self) -> Decimal | None:
        return _share(self.changed, self.lines)

    @property
    def taken_share(self) -> Decimal | None:
        """Points taken away in per cent of those claimed."""
        return _share(self.taken, self.claimed)


def strictness(campaign: Campaign) -> list[Strictness]:
    """Every department that has appraised, against all the others together: one statement."""
    rows = fetched(STRICTNESS, [campaign.pk])
    taken, claimed = sum((row[4] for row in rows), Decimal(0)), sum((row[5] for row in rows), Decimal(0))
    found = []
    for pk, name, lines, changed, own_taken, own_claimed in rows:
        mine, others = _share(own_taken, own_claimed), _share(taken - own_taken, claimed - own_claimed)
        known = mine is not None and others is not None and lines >= ENOUGH
        gap = EXACT.subtract(mine, others) if known else None  # type: ignore[arg-type]
        found.append(Strictness(pk, name, lines, changed, own_taken, own_claimed, gap))
    return found


@dataclass(frozen=True, slots=True)
class Unlike:
    """The same answer to one leaf that was given different points: agencies by the points they got."""

    leaf_id: int
    code: str
    name: str
    claimed: Decimal | None
    working: str
    groups: tuple[tuple[Decimal, tuple[str, ...]], ...]


def unlike_judgements(campaign: Campaign) -> list[Unlike]:
    """Leaves on which agencies entered exactly the same and were appraised differently: one statement."""
    found = []
    for pk, code, name, claimed, names, points, working in fetched(UNLIKE, [campaign.pk]):
        groups: dict[Decimal, list[str]] = {}
        for agency, got in zip(names, points, strict=True):
            groups.setdefault(got, []).append(agency)
        made = tuple((got, tuple(who)) for got, who in groups.items())
        found.append(Unlike(pk, code, name, claimed, working, made))
    return found


@dataclass(frozen=True, slots=True)
class Stale:
    """An appraised line whose agency has corrected its own score since."""

    leaf_id: int
    code: str
    name: str
    file_id: int
    agency: str
    appraised_at: object
    changed_at: object


def stale_lines(campaign: Campaign) -> list[Stale]:
    """Every stale line in printed order: one statement."""
    return [Stale(*row) for row in fetched(STALE, [campaign.pk])]


@dataclass(frozen=True, slots=True)
class Challenge:
    """An area: lines appraised, explained on request, and challenged by the agency."""

    code: str
    name: str
    lines: int
    asked: int
    challenged: int

    @property
    def rate(self) -> Decimal | None:
        """Challenged lines in per cent of those appraised."""
        return _share(self.challenged, self.lines)


def challenges(campaign: Campaign) -> list[Challenge]:
    """Every area that has been appraised: one statement."""
    return [Challenge(*row) for row in fetched(CHALLENGES, [campaign.pk, campaign.pk])]
