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
    area_code: str = ""
    area_name: str = ""


def survey_leaves(campaign: Campaign) -> dict[int, dict[str, Leaf]]:
    """Survey leaves by criteria set and code, in printed order, of the sets in use in the campaign: one query."""
    found: dict[int, dict[str, Leaf]] = defaultdict(dict)
    used = campaign.participants.values("criteria_set")
    rows = Criterion.objects.leaves().filter(criteria_set__in=used, source=Criterion.Source.SURVEY)
    columns = ("criteria_set_id", "pk", "code", "name", "max_points", "area__code", "area__name")
    for set_id, pk, code, name, max_points, area_code, area_name in rows.values_list(*columns):
        found[set_id][code] = Leaf(pk, code, name, max_points, area_code or code, area_name or name)
    return dict(found)
