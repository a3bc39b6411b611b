"""The leaves that take their points from the survey."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from criteria.models import Campaign, Criterion


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that takes its points from the survey."""

    id: int
    code: str
    name: str
    max_points: Decimal


def survey_leaves(campaign: Campaign) -> dict[int, dict[str, Leaf]]:
    """Survey leaves by criteria set and code, in printed order, of the sets in use in the campaign: one query."""
    found: dict[int, dict[str, Leaf]] = defaultdict(dict)
    used = campaign.participants.values("criteria_set")
    rows = Criterion.objects.leaves().filter(criteria_set__in=used, source=Criterion.Source.SURVEY)
    for row in rows.only("pk", "code", "name", "max_points", "criteria_set_id"):
        found[row.criteria_set_id][row.code] = Leaf(row.pk, row.code, row.name, row.max_points)
    return dict(found)
