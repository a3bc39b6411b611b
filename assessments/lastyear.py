"""What a leaf said and earned the year before: found through the criterion's predecessor, else by the same code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from assessments.queries import RANK, SELF
from cchc.tenancy.rows import fetched
from criteria.models import Campaign, CriteriaSet
from criteria.tree import Branch


class Past(NamedTuple):
    """One leaf at one stage of the past file: what was entered, and what came of it."""

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


@dataclass(frozen=True, slots=True)
class LastYear:
    """One leaf the year before: the agency's own answer, and the result where the year has come to one."""

    year: int
    own: Past | None
    result: Past | None

    @property
    def points(self) -> Decimal | None:
        """The result; None where there is none yet."""
        return self.result.points if self.result else None

    @property
    def maximum(self) -> Decimal | None:
        return self.result.applicable_max if self.result else None

    @property
    def own_points(self) -> Decimal | None:
        return self.own.points if self.own else None


@dataclass(frozen=True, slots=True)
class PastFile:
    """The agency's past file by criterion of the present set; ``by_code`` where the two sets were not matched."""

    by_id: Mapping[int, LastYear] = field(default_factory=dict)
    by_code: Mapping[str, LastYear] = field(default_factory=dict)

    def of(self, node: Branch) -> LastYear | None:
        return self.by_id.get(node.pk) or self.by_code.get(node.code)


PAST = f"""
SELECT coalesce(n.id, c.id), c.code, n.id IS NOT NULL, s.stage, {", ".join(f"s.{name}" for name in Past._fields)}
FROM assessments_assessment a
JOIN assessments_score s ON s.assessment_id = a.id
JOIN criteria_criterion c ON c.id = s.criterion_id
LEFT JOIN criteria_criterion n ON n.predecessor_id = c.id AND n.criteria_set_id = %s AND c.criteria_set_id <> %s
WHERE a.campaign_id = %s AND a.agency_id = %s
"""  # noqa: S608 - names of columns


def past_file(campaign: Campaign | None, agency_id: int, criteria_set: CriteriaSet) -> PastFile:
    """The agency's answers and results in a past campaign, seen from a set: one query, none without a campaign.

    The links are read here and not from the kept tree: they may be corrected after the set was frozen.
    """
    if campaign is None:
        return PastFile()
    own: dict[int, Past] = {}
    result: dict[int, tuple[int, Past]] = {}
    codes: dict[int, str] = {}
    linked = False
    params = [criteria_set.pk, criteria_set.pk, campaign.pk, agency_id]
    for pk, code, is_linked, stage, *values in fetched(PAST, params):
        codes[pk] = code
        linked = linked or is_linked
        if stage == SELF:
            own[pk] = Past._make(values)
        elif pk not in result or RANK[stage] < result[pk][0]:
            result[pk] = RANK[stage], Past._make(values)
    found = {pk: LastYear(campaign.year, own.get(pk), result[pk][1] if pk in result else None) for pk in codes}
    return PastFile(found, {} if linked else {codes[pk]: year for pk, year in found.items()})


def year_before(campaign: Campaign) -> Campaign | None:
    """The campaign of the year before, if there is one."""
    return Campaign.objects.filter(year=campaign.year - 1).first()


def columns_of(past: Past) -> dict[str, Any]:
    """What was entered, by column of Score, without the explanation."""
    return {name: getattr(past, name) for name in Past._fields[:8]}
