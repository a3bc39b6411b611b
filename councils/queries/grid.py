"""One criterion across all agencies: the rows of the appraisal grid. The queries don't grow with the agencies."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from assessments.models import Assessment, Citation, Score
from assessments.queries import RESULT_STAGES
from assessments.states import State
from cchc.tenancy.models import Agency
from councils.queries.assigned import Cells
from councils.queries.openness import Openness, open_for
from councils.queries.strip import barred
from councils.stages import OPEN_IN, Stage, is_different, is_stale
from criteria.models import Campaign, Criterion, Exemption
from criteria.rules.numbers import percentage, show_number, show_percent

SENT = (State.SUBMITTED, State.APPRAISED, State.ADOPTED)


@dataclass(slots=True)
class GridRow:
    """One agency's line of one leaf. ``barred`` says why it can't be written here; empty where it can."""

    agency: Agency
    leaf: Criterion
    file: Assessment | None = None
    scores: dict[str, Score] = field(default_factory=dict)
    citations: list[Citation] = field(default_factory=list)
    last_year: Decimal | None = None
    exempted: str = ""
    assigned: bool = False
    own_agency: bool = False
    conflicted: bool = False
    barred: str = ""

    @property
    def mine(self) -> Score | None:
        """The agency's own score."""
        return self.scores.get(Stage.SELF)

    @property
    def appraised(self) -> Score | None:
        return self.scores.get(Stage.APPRAISED)

    @property
    def later(self) -> list[Score]:
        """Scores of the stages after the first appraisal, in order."""
        return [self.scores[stage] for stage in (Stage.REAPPRAISED, Stage.FINAL) if stage in self.scores]

    @property
    def is_sent(self) -> bool:
        return self.file is not None and self.file.state in SENT

    @property
    def differs(self) -> bool:
        return self.appraised is not None and is_different(self.appraised, self.mine)

    @property
    def is_stale(self) -> bool:
        """The agency has corrected its score since it was appraised."""
        return is_stale(self.appraised, self.mine)

    @property
    def is_acceptable(self) -> bool:
        """Whether the self-score could be taken over now."""
        scored = self.mine is not None and (self.mine.points is not None or self.mine.not_applicable)
        return not self.barred and self.appraised is None and scored

    @property
    def is_open(self) -> bool:
        """Waiting to be appraised by the person asking."""
        return not self.barred and self.appraised is None


def leaf_grid(
    campaign: Campaign,
    leaf: Criterion,
    cells: Cells,
    at: datetime,
    *,
    agencies: Collection[int] | None = None,
    window: Openness | None = None,
) -> list[GridRow]:
    """The rows of a leaf in Vietnamese order of names; with ``agencies`` those of one page. Seven queries."""
    taking_part = campaign.participants.filter(criteria_set_id=leaf.criteria_set_id).select_related("agency")
    if agencies is not None:
        taking_part = taking_part.filter(agency__in=agencies)
    rows = {one.agency_id: GridRow(one.agency, leaf) for one in taking_part.order_by("agency__sort_key")}
    for found in campaign.assessments.filter(agency__in=rows):
        found.agency, found.campaign = rows[found.agency_id].agency, campaign
        rows[found.agency_id].file = found
    _add_scores(campaign, leaf, rows)
    _add_citations(campaign, leaf, rows)
    _add_last_year(campaign, leaf, rows)
    _add_exemptions(campaign, leaf, rows)
    window = window or open_for(campaign, OPEN_IN[Stage.APPRAISED], at)
    for agency_id, row in rows.items():
        row.assigned, row.own_agency = cells.covers(agency_id, leaf.pk), agency_id in cells.own
        row.conflicted = agency_id in cells.conflicted
        row.barred = _barred(row, window)
    return list(rows.values())


def _add_scores(campaign: Campaign, leaf: Criterion, rows: Mapping[int, GridRow]) -> None:
    scores = Score.objects.filter(assessment__campaign=campaign, criterion=leaf, agency__in=rows)
    for score in scores.select_related("saved_by", "basis"):
        score.criterion = leaf
        rows[score.agency_id].scores[score.stage] = score


def _add_citations(campaign: Campaign, leaf: Criterion, rows: Mapping[int, GridRow]) -> None:
    cited = Citation.objects.filter(assessment__campaign=campaign, criterion=leaf, assessment__agency__in=rows)
    for row in cited.select_related("evidence", "assessment").order_by("added_at"):
        rows[row.assessment.agency_id].citations.append(row)


def _add_last_year(campaign: Campaign, leaf: Criterion, rows: Mapping[int, GridRow]) -> None:
    """What the same code earned the year before: the latest stage that gives a result."""
    known = Score.objects.filter(
        assessment__campaign__year=campaign.year - 1,
        criterion__code=leaf.code,
        stage__in=RESULT_STAGES,
        agency__in=rows,
    )
    ordered = sorted(known.values_list("agency_id", "stage", "points"), key=lambda one: -_order(one[1]))
    for agency_id, _, points in ordered:  # the stage that counts first comes last and stays
        rows[agency_id].last_year = points


def last_year_of(campaign: Campaign, agency_id: int) -> dict[str, Decimal | None]:
    """What an agency's leaves earned the year before, by code: one query."""
    known = Score.objects.filter(
        assessment__campaign__year=campaign.year - 1, agency=agency_id, stage__in=RESULT_STAGES
    ).values_list("criterion__code", "stage", "points")
    return {code: points for code, _, points in sorted(known, key=lambda one: -_order(one[1]))}


def _order(stage: str) -> int:
    return RESULT_STAGES.index(Score.Stage(stage))


def _add_exemptions(campaign: Campaign, leaf: Criterion, rows: Mapping[int, GridRow]) -> None:
    branch = [pk for pk in (leaf.pk, leaf.parent_id, leaf.area_id) if pk]
    gone = Exemption.objects.filter(participant__campaign=campaign, criterion__in=branch)
    for agency_id, reason in gone.values_list("participant__agency_id", "reason"):
        if agency_id in rows:
            rows[agency_id].exempted = reason


def _barred(row: GridRow, window: Openness) -> str:
    return barred(
        exempted=bool(row.exempted),
        sent=row.is_sent,
        own=row.own_agency,
        conflicted=row.conflicted,
        assigned=row.assigned,
        submitted=row.file is not None and row.file.state == State.SUBMITTED,
        open_now=window.is_open(row.agency.pk),
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """The two numbers of a ratio leaf as they are shown: «812/815», «99,63 %»."""

    fraction: str
    percent: Decimal | None

    @property
    def shown(self) -> str:
        return show_percent(self.percent)


def numbers_of(score: Score | None) -> Numbers | None:
    """None where the score has no two numbers."""
    if score is None or score.numerator is None or score.denominator is None:
        return None
    fraction = f"{show_number(score.numerator)}/{show_number(score.denominator)}"
    percent = percentage(score.numerator, score.denominator) if score.denominator else None
    return Numbers(fraction, percent)


def neighbours(
    campaign: Campaign, leaf: Criterion, leaf_ids: Iterable[int]
) -> tuple[Criterion | None, Criterion | None]:
    """The leaves before and after in printed order, among those the person works on."""
    known = Criterion.objects.filter(pk__in=list(leaf_ids), criteria_set_id=leaf.criteria_set_id).only(
        "id", "code", "position", "criteria_set_id"
    )
    before = known.filter(position__lt=leaf.position).order_by("-position").first()
    return before, known.filter(position__gt=leaf.position).order_by("position").first()


def scored_leaf(campaign: Campaign, pk: int) -> Q:
    """The filter for a leaf of this campaign that is appraised."""
    return Q(pk=pk, criteria_set__in=campaign.sets.values("criteria_set"), is_leaf=True, source=Criterion.Source.SELF)
