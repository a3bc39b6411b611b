"""A campaign's result computed from its scores: points, index, rank and band of every participant.

The self score never enters the result. A leaf counts with the latest stage there is: final, else re-appraised, else
appraised; a survey leaf with its final score, else with the survey's points. What has no score yet counts 0 of its
maximum, so a provisional index can only rise.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assessments.models import BonusScore, Score
from cchc.tenancy.rows import fetched
from cchc.vietnamese import fold
from criteria.catalogue import nodes_of
from criteria.models import BonusItem, Campaign, Participant
from criteria.queries import exempted_codes
from criteria.rules import bonus as bonus_rules
from criteria.rules.ranking import Band, Row, classify, rank
from criteria.rules.rollup import (
    WHOLE_SET,
    AgencyResult,
    LeafPoints,
    NodeTotal,
    Outline,
    Source,
    agency_result,
    outline,
    roll_up,
)
from publications.heads import HeadLine, head_book
from surveys.models import SurveyScore

STAGES = (Score.Stage.FINAL, Score.Stage.REAPPRAISED, Score.Stage.APPRAISED)
"""Which stage counts, the first that exists."""
RULES_VERSION = "2026.1"
"""Version of criteria/rules kept with each snapshot; raise it when a rule of computing changes."""
Leaves = Mapping[str, LeafPoints]


@dataclass(frozen=True, slots=True)
class AgencyScores:
    """What was read for one participant: leaf points by code for each column, reasons, and bonus points."""

    by_stage: dict[str, dict[str, LeafPoints]] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    bonus: dict[str, dict[str, Decimal]] = field(default_factory=dict)

    def stage(self, stage: str) -> dict[str, LeafPoints]:
        return self.by_stage.setdefault(stage, {})

    def reasons(self) -> dict[str, str]:
        """The last reason that was given for each leaf."""
        merged: dict[str, str] = {}
        for stage in reversed(STAGES):
            merged.update(self.said.get(stage, {}))
        return merged

    def counted(self) -> dict[str, LeafPoints]:
        """The leaf points that count: the latest stage of each leaf."""
        merged: dict[str, LeafPoints] = {}
        for stage in ("survey", Score.Stage.APPRAISED, Score.Stage.REAPPRAISED, Score.Stage.FINAL):
            merged.update(self.by_stage.get(stage, {}))
        return merged

    def appraised(self) -> dict[str, LeafPoints]:
        """Before the council: re-appraised where there is one, else appraised."""
        return {
            **self.by_stage.get(Score.Stage.APPRAISED, {}),
            **self.by_stage.get(Score.Stage.REAPPRAISED, {}),
        }

    def counted_bonus(self) -> dict[str, Decimal]:
        merged: dict[str, Decimal] = {}
        for stage in reversed(STAGES):
            merged.update(self.bonus.get(stage, {}))
        return merged


@dataclass(frozen=True, slots=True)
class Computed:
    """One participant's line of the result, exact. ``totals`` holds every node by code and column."""

    participant: Participant
    result: AgencyResult
    self_points: Decimal
    totals: Mapping[str, Mapping[str, NodeTotal]]
    reasons: Mapping[str, str]
    rank: int | None = None
    band: str | None = None
    heads: tuple[HeadLine, ...] = ()

    @property
    def index(self) -> Decimal | None:
        return self.result.index

    @property
    def scored_leaves(self) -> int:
        return self.totals["final"][WHOLE_SET].scored


SCORES = """
SELECT s.agency_id, c.code, s.stage, s.points, s.applicable_max,
    CASE WHEN s.stage <> 'self' THEN s.explanation ELSE '' END
FROM assessments_score s
JOIN assessments_assessment f ON f.id = s.assessment_id
JOIN criteria_criterion c ON c.id = s.criterion_id
WHERE f.campaign_id = %s AND s.agency_id = ANY(%s)
"""
AT_ONCE = 500
"""Agencies read by one query: a whole country's scores at once would not fit into a worker."""


def _read_scores(campaign: Campaign, agencies: Sequence[int]) -> dict[int, AgencyScores]:
    """Every leaf at every stage: one query for 500 agencies."""
    found: dict[int, AgencyScores] = {agency: AgencyScores() for agency in agencies}
    for start in range(0, len(agencies), AT_ONCE):
        wanted = list(agencies[start : start + AT_ONCE])
        for agency_id, code, stage, points, applicable_max, reason in fetched(SCORES, [campaign.pk, wanted]):
            scores = found[agency_id]
            scores.stage(stage)[code] = LeafPoints(points, applicable_max)
            if reason:
                scores.said.setdefault(stage, {})[code] = reason
    return found


def _read_survey(campaign: Campaign, found: dict[int, AgencyScores]) -> None:
    rows = SurveyScore.objects.filter(campaign=campaign)
    for agency_id, code, points, maximum, counted in rows.values_list(
        "agency_id", "criterion__code", "points", "criterion__max_points", "counted"
    ):
        leaf = LeafPoints(points, maximum) if counted else LeafPoints(None, Decimal(0))
        found.setdefault(agency_id, AgencyScores()).stage("survey")[code] = leaf


def _read_bonus(campaign: Campaign, found: dict[int, AgencyScores]) -> None:
    rows = BonusScore.objects.filter(assessment__campaign=campaign, stage__in=STAGES)
    for agency_id, code, stage, points in rows.values_list("assessment__agency_id", "item__code", "stage", "points"):
        found.setdefault(agency_id, AgencyScores()).bonus.setdefault(stage, {})[code] = points


def _bonus_items(set_ids: Iterable[int]) -> dict[int, list[bonus_rules.BonusItem]]:
    found: dict[int, list[bonus_rules.BonusItem]] = {}
    for item in BonusItem.objects.filter(criteria_set__in=set(set_ids)):
        rule = bonus_rules.BonusItem(
            item.code, bonus_rules.BonusKind(item.kind), item.points_per_occurrence, item.item_cap, item.kind_cap
        )
        found.setdefault(item.criteria_set_id, []).append(rule)
    return found


def band_rules(campaign: Campaign) -> list[Band]:
    """The campaign's classification bands as pure rules."""
    return [
        Band(row.name, row.lower, row.lower_inclusive, row.upper, row.upper_inclusive) for row in campaign.bands.all()
    ]


def _line(
    participant: Participant,
    nodes: Outline,
    scores: AgencyScores,
    items: Sequence[bonus_rules.BonusItem],
    excluded: set[str],
    with_survey: bool,
) -> Computed:
    sums = bonus_rules.bonus_totals(items, scores.counted_bonus())
    result = agency_result(
        nodes,
        scores.counted(),
        bonus=sums.bonus,
        penalty=sums.penalty,
        excluded=excluded,
        survey_counted=with_survey,
    )
    columns = {
        "self": roll_up(nodes, scores.by_stage.get(Score.Stage.SELF, {}), excluded=excluded, source=Source.SELF),
        "appraised": roll_up(nodes, scores.appraised(), excluded=excluded, source=Source.SELF),
        "final": result.totals,
    }
    return Computed(participant, result, columns["self"][WHOLE_SET].points, columns, scores.reasons())


def _tie_keys(campaign: Campaign, line: Computed) -> tuple[Decimal, ...]:
    survey, appraised = line.result.survey_points, line.result.appraised_points
    if campaign.tie_rule == Campaign.TieRule.SURVEY_FIRST:
        return (survey, appraised)
    return (appraised, survey)


def _ranked(campaign: Campaign, lines: list[Computed], with_ranks: bool) -> list[Computed]:
    shared = campaign.tie_rule == Campaign.TieRule.SHARED
    rows = [
        Row(str(line.participant.pk), line.participant.block, line.index, line.participant.ranked, ties)
        for line in lines
        for ties in [() if shared else _tie_keys(campaign, line)]
    ]
    ranks = rank(rows, "shared" if shared else "tie_breakers") if with_ranks else {}
    bands = band_rules(campaign)
    book, done = head_book(campaign), []
    for line in lines:
        band = classify(line.index, bands)
        place = ranks.get(str(line.participant.pk))
        done.append(replace(line, rank=place, band=band, heads=book.lines(line.participant.agency, band or "")))
    return sorted(done, key=_printed_order)


def _printed_order(line: Computed) -> tuple:
    """Block by block, by rank; unranked agencies after the ranked ones; the same rank by Vietnamese name."""
    return (
        fold(line.participant.block),
        line.participant.block,
        line.rank is None,
        line.rank or 0,
        line.participant.agency.sort_key,
    )


def survey_counted(campaign: Campaign) -> bool:
    """Whether the survey enters the index: the campaign has one and its results are in.

    Without results the index is over the appraised maximum alone, never over points that nobody could earn.
    """
    return campaign.has_survey and SurveyScore.objects.filter(campaign=campaign).exists()


def is_appraised(campaign: Campaign) -> bool:
    """Whether at least one leaf has been scored by somebody other than the agency itself."""
    return Score.objects.filter(assessment__campaign=campaign, stage__in=STAGES).exists()


def compute(campaign: Campaign, agencies: Collection[int] | None = None) -> list[Computed]:
    """Every participant's line in printed order, from what is stored now. A constant number of queries per set.

    ``agencies`` (ids) limits it to some participants; ranks are then left out, since they need everybody.
    """
    taking_part = campaign.participants.select_related("agency", "criteria_set")
    participants = list(taking_part if agencies is None else taking_part.filter(agency_id__in=agencies))
    found = _read_scores(campaign, [participant.agency_id for participant in participants])
    with_survey = survey_counted(campaign)
    if with_survey:
        _read_survey(campaign, found)
    _read_bonus(campaign, found)
    exempted = exempted_codes(campaign)
    sets = {participant.criteria_set_id: participant.criteria_set for participant in participants}
    nodes = {pk: outline(nodes_of(criteria_set)) for pk, criteria_set in sets.items()}
    items = _bonus_items(sets)
    lines = [
        _line(
            participant,
            nodes[participant.criteria_set_id],
            found.get(participant.agency_id, AgencyScores()),
            items.get(participant.criteria_set_id, []),
            exempted.get(participant.agency_id, set()),
            with_survey,
        )
        for participant in participants
    ]
    return _ranked(campaign, lines, with_ranks=agencies is None)
