"""What a leaf said and earned the year before: found through the criterion's predecessor, else by the same code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from assessments.contents import KEPT
from assessments.models import Assessment
from assessments.queries import RANK, SELF
from cchc.tenancy.rows import fetched, listed, nested
from criteria.tree import Branch


class Before(NamedTuple):
    """One leaf the year before, as its row shows it: the result where there is one, and the agency's own answer."""

    year: int
    points: Decimal | None = None
    maximum: Decimal | None = None
    own_points: Decimal | None = None
    own_working: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PastFile:
    """The agency's past file by criterion of the present set; ``by_code`` where the two sets were not matched.

    As ``Contents``, the same object as long as the same was read.
    """

    by_id: Mapping[int, Before] = field(default_factory=dict)
    by_code: Mapping[str, Before] = field(default_factory=dict)

    def of(self, node: Branch) -> Before | None:
        return self.by_id.get(node.pk) or self.by_code.get(node.code)


LINKED = """(
        SELECT o.id, o.criteria_set_id, b.year FROM assessments_assessment o
        JOIN criteria_campaign b ON b.id = o.campaign_id
        WHERE o.agency_id = f.agency_id AND b.year = y.year - 1 OFFSET 0
    ) o
    JOIN criteria_criterion c ON c.criteria_set_id = o.criteria_set_id AND c.is_leaf
    LEFT JOIN LATERAL (
        SELECT n.id, n.area_id FROM criteria_criterion n
        WHERE n.predecessor_id = c.id AND n.criteria_set_id = f.criteria_set_id
            AND o.criteria_set_id <> f.criteria_set_id OFFSET 0
    ) n ON true
    JOIN criteria_criterion z ON z.id = coalesce(n.area_id, c.area_id)
    CROSS JOIN LATERAL (
        SELECT * FROM assessments_score WHERE assessment_id = o.id AND criterion_id = c.id OFFSET 0
    ) s
    WHERE true"""
"""The links are read here and not from the kept tree: they may be corrected after the set was frozen. OFFSET keeps the
planner to the scores of the one file (of a criterion alone there are as many as there are agencies), and from looking
for successors where both years have the same set."""
BEFORE = nested(
    "o.year, coalesce(n.id, c.id), c.code, n.id IS NOT NULL, s.stage, s.points, s.applicable_max,"
    " CASE WHEN s.stage = 'self' THEN s.working END",
    f"{LINKED} AND %s IN ('', z.code)",
)
"""The year before, as a column of a SELECT from ``assessments_assessment f`` and ``criteria_campaign y``; its
parameter is the code of an area, or empty text for all of them."""
PAST = f"SELECT {BEFORE} FROM assessments_assessment f JOIN criteria_campaign y ON y.id = f.campaign_id WHERE f.id = %s"  # noqa: S608


def past_of(assessment: Assessment) -> PastFile:
    """The whole past file of the agency: one query."""
    return past_from(fetched(PAST, ["", assessment.pk])[0][0])


@lru_cache(maxsize=KEPT)
def past_from(column: str | None) -> PastFile:
    """The same from the value of ``BEFORE`` at hand: final points, else those of the last appraisal."""
    found: dict[int, Before] = {}
    ranks: dict[int, int] = {}
    codes: dict[int, str] = {}
    linked = False
    for year, pk, code, is_linked, stage, points, maximum, working in listed(column):
        known = found.get(pk) or Before(year)
        codes[pk], linked = code, linked or is_linked
        if stage == SELF:
            found[pk] = known._replace(own_points=points, own_working=working)
        elif RANK[stage] < ranks.get(pk, len(RANK)):
            ranks[pk] = RANK[stage]
            found[pk] = known._replace(points=points, maximum=maximum)
    return PastFile(found, {} if linked else {codes[pk]: before for pk, before in found.items()})


class Past(NamedTuple):
    """One leaf's own answer of the past file in full."""

    option: int | None
    items: list[int] | None
    numerator: Decimal | None
    denominator: Decimal | None
    count: int | None
    answer: bool | None
    entered_points: Decimal | None
    not_applicable: bool
    explanation: str
    points: Decimal | None
    applicable_max: Decimal
    working: str

    @property
    def columns(self) -> dict[str, Any]:
        """What was entered, by column of Score, without the explanation."""
        return {name: getattr(self, name) for name in Past._fields[:8]}


ANSWER = f"""
SELECT past.*
FROM assessments_assessment f JOIN criteria_campaign y ON y.id = f.campaign_id
CROSS JOIN LATERAL (
    SELECT c.id, n.id, c.code, {", ".join(f"s.{name}" for name in Past._fields)} FROM {LINKED} AND s.stage = 'self'
) past
WHERE f.id = %s
"""  # noqa: S608 - names of columns


@dataclass(frozen=True, slots=True)
class Answer:
    """The own answer of a leaf the year before, with the criterion of that year it was given to."""

    criterion_id: int
    past: Past


def answer_of(assessment: Assessment, node: Branch) -> Answer | None:
    """What the agency itself answered at the leaf the year before, if it did: one query."""
    rows = fetched(ANSWER, [assessment.pk])
    linked = any(now is not None for _, now, *_ in rows)
    for before, now, code, *values in rows:
        if node.pk in (before, now) or (not linked and code == node.code):
            return Answer(before, Past._make(values))
    return None
