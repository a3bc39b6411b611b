"""The survey of one year at a glance: forms against quota, and points of every survey leaf, agency by agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc.tenancy.models import Agency
from criteria.models import Campaign, CriteriaSet
from criteria.rules.numbers import total
from surveys.models import SurveyScore
from surveys.queries.counting import LeafKey
from surveys.queries.forms import FormProgress
from surveys.queries.leaves import Leaf, survey_leaves


@dataclass(frozen=True, slots=True)
class FormCell:
    """Forms of one questionnaire about one agency; ``concerned`` is False where it isn't asked about."""

    received: int
    quota: int
    concerned: bool

    @property
    def is_below(self) -> bool:
        return self.concerned and self.received < self.quota


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency with its forms per questionnaire and its points per leaf; None where nobody has answered."""

    agency: Agency
    forms: tuple[FormCell, ...]
    points: tuple[Decimal | None, ...]

    @property
    def sum(self) -> Decimal | None:
        """The exact sum of the points there are; None without any."""
        known = [points for points in self.points if points is not None]
        return total(known) if known else None


@dataclass(frozen=True, slots=True)
class SetTable:
    """The agencies that are scored by one criteria set, with its survey leaves as columns."""

    criteria_set: CriteriaSet
    leaves: tuple[Leaf, ...]
    rows: tuple[AgencyRow, ...]

    @property
    def maximum(self) -> Decimal:
        return total(leaf.max_points for leaf in self.leaves)


def board(campaign: Campaign, progress: Sequence[FormProgress]) -> list[SetTable]:
    """One table per criteria set in use that has survey leaves: three queries."""
    leaves, points = survey_leaves(campaign), _points(campaign)
    tables: dict[int, tuple[CriteriaSet, list[AgencyRow]]] = {}
    for participant in campaign.participants.select_related("agency", "criteria_set"):
        columns = leaves.get(participant.criteria_set_id)
        if columns:
            _, rows = tables.setdefault(participant.criteria_set_id, (participant.criteria_set, []))
            rows.append(_row(participant.agency, columns.values(), points, progress))
    return [SetTable(found, tuple(leaves[pk].values()), tuple(rows)) for pk, (found, rows) in tables.items()]


def _points(campaign: Campaign) -> dict[LeafKey, Decimal]:
    rows = SurveyScore.objects.filter(campaign=campaign)
    return {(agency, leaf): points for agency, leaf, points in rows.values_list("agency_id", "criterion_id", "points")}


def _row(agency: Agency, leaves, points: dict[LeafKey, Decimal], progress: Sequence[FormProgress]) -> AgencyRow:
    cells = tuple(
        FormCell(form.counts.get(agency.pk, 0), form.quota_of(agency.pk), agency.pk in form.agency_ids)
        for form in progress
    )
    return AgencyRow(agency, cells, tuple(points.get((agency.pk, leaf.id)) for leaf in leaves))
