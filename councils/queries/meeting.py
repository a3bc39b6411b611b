"""What the council has before it: how far appraisal departs from the self-scores, and what it has decided."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from assessments.models import Assessment, Score
from cchc.tenancy.models import Agency
from councils.stages import Stage, is_different, latest_of
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import ZERO

JUDGED = (Stage.FINAL, Stage.REAPPRAISED, Stage.APPRAISED)


class Figures(NamedTuple):
    """What the council looks at of one score; making a model of each took most of the page's time."""

    points: Decimal | None
    applicable_max: Decimal
    not_applicable: bool
    explanation: str


@dataclass(slots=True)
class Difference:
    """One leaf of one agency whose counted score departs from the self-score."""

    leaf: Criterion
    scores: dict[str, Figures]

    @property
    def mine(self) -> Figures | None:
        return self.scores.get(Stage.SELF)

    @property
    def counted(self) -> Figures | None:
        return latest_of(self.scores, JUDGED)

    @property
    def final(self) -> Figures | None:
        return self.scores.get(Stage.FINAL)


@dataclass(slots=True)
class AgencySummary:
    """One file before the council: sums, what departs, what is missing."""

    file: Assessment | None
    agency: Agency
    mine: Decimal = ZERO
    mine_where_judged: Decimal = ZERO
    judged: Decimal | None = None
    missing: list[Criterion] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    decided: int = 0

    @property
    def change(self) -> Decimal | None:
        """Appraisal against self-score, over the leaves that have been appraised; None before the first of them."""
        return None if self.judged is None else self.judged - self.mine_where_judged


def council_rows(campaign: Campaign, missing: dict[int, list[str]]) -> list[AgencySummary]:
    """Every participant in Vietnamese order with what the council looks at: five queries."""
    files = {file.agency_id: file for file in campaign.assessments.all()}
    leaves = Criterion.objects.self_scored().filter(criteria_set__in=campaign.participants.values("criteria_set"))
    by_id = {leaf.pk: leaf for leaf in leaves}
    by_code = {(leaf.criteria_set_id, leaf.code): leaf for leaf in by_id.values()}
    rows = {}
    for one in campaign.participants.select_related("agency").order_by("agency__sort_key"):
        lacking = [by_code[one.criteria_set_id, code] for code in missing.get(one.agency_id, [])]
        rows[one.agency_id] = AgencySummary(files.get(one.agency_id), one.agency, missing=lacking)
    for agency_id, leaf_id, scores in _grouped(campaign):
        if leaf_id in by_id and agency_id in rows:
            _add(rows[agency_id], by_id[leaf_id], scores)
    for row in rows.values():
        row.differences.sort(key=lambda one: one.leaf.position)
    return list(rows.values())


def _grouped(campaign: Campaign) -> list[tuple[int, int, dict[str, Figures]]]:
    found: dict[tuple[int, int], dict[str, Figures]] = {}
    rows = Score.objects.filter(assessment__campaign=campaign).order_by()
    rows = rows.values_list("agency_id", "criterion_id", "stage", *Figures._fields)
    for agency_id, criterion_id, stage, *figures in rows.iterator(chunk_size=5000):
        found.setdefault((agency_id, criterion_id), {})[stage] = Figures(*figures)
    return [(agency_id, leaf_id, scores) for (agency_id, leaf_id), scores in found.items()]


def _add(row: AgencySummary, leaf: Criterion, scores: dict[str, Figures]) -> None:
    known = Difference(leaf, scores)
    mine = (known.mine.points if known.mine else None) or ZERO
    row.mine += mine
    if known.counted is None:
        return
    row.mine_where_judged += mine
    row.judged = (row.judged or ZERO) + (known.counted.points or ZERO)
    row.decided += known.final is not None
    if is_different(known.counted, known.mine):
        row.differences.append(known)
