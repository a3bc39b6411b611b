"""«Cách tính»: one agency's figure from what was entered at each leaf to index, rank and band, every step shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.contents import exempted_ids
from assessments.entries import entry_of
from assessments.models import BonusScore, Score
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion
from criteria.rules import bonus as bonus_rules
from criteria.rules.numbers import EXACT, ZERO, show_number, show_percent, show_points, total
from criteria.rules.ranking import Band, tie_rule_words
from criteria.tree import Branch, Tree, tree_of
from criteria.wording import rule_lines
from publications.models import Snapshot, SnapshotLine, SnapshotRow
from publications.reading.inputs import entry_lines
from publications.results import STAGES, band_rules
from surveys.models import SurveyScore

STAGE_WORDS = {Score.Stage.REAPPRAISED: "Theo điểm thẩm định lần 2"}
"""What is said of where points come from; most come from the council or the only appraisal, and need no word."""
COUNTS_NOTHING = "Chưa có điểm: tính 0 điểm trên điểm tối đa."


@dataclass(frozen=True, slots=True)
class LeafWorking:
    """One leaf: what was entered, the rule in words, the working, and where the points come from.

    ``differs``: the file has other points now than the frozen version. ``remark`` says why the leaf counts otherwise.
    """

    line: SnapshotLine
    entered: Sequence[str] = ()
    rule: Sequence[str] = ()
    working: str = ""
    source: str = ""
    reason: str = ""
    remark: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class BonusLine:
    """One item that gave or took points."""

    code: str
    name: str
    is_penalty: bool
    occurrences: int | None
    working: str
    points: Decimal
    kind_cap: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """How the rank follows from the index: the agencies just above and below in the block."""

    rank: int
    of: int
    above: SnapshotRow | None
    below: SnapshotRow | None
    equal: Sequence[SnapshotRow]


@dataclass(frozen=True, slots=True)
class Workings:
    """Everything the page says about one agency. ``leaves`` is by code; without a file it is empty."""

    leaves: Mapping[str, LeafWorking]
    bonus: Sequence[BonusLine]
    exempted: Sequence[tuple[Criterion, str]]
    place: Place | None
    band: Band | None
    tie_words: str

    @property
    def is_outdated(self) -> bool:
        return any(one.differs for one in self.leaves.values())


def workings(
    campaign: Campaign,
    agency: Agency,
    row: SnapshotRow,
    lines: Sequence[SnapshotLine],
    snapshot: Snapshot | None,
    *,
    in_detail: bool,
) -> Workings:
    """Six queries at most. ``in_detail``: the person may read what was entered and why points were changed."""
    participant = campaign.participants.select_related("criteria_set").filter(agency=agency).first()
    bands = band_rules(campaign)
    band = next((one for one in bands if row.index_exact is not None and one.holds(row.index_exact)), None)
    place = _place(row, snapshot)
    tie_rule = snapshot.tie_rule if snapshot else campaign.tie_rule
    words = tie_words(tie_rule)
    if participant is None or not in_detail:
        return Workings({}, (), (), place, band, words)
    tree = tree_of(participant.criteria_set)
    exempted = exempted_ids(campaign.pk, agency.pk)
    leaves = _leaves(campaign, agency, tree, lines, exempted)
    named = [(tree.by_id[pk].criterion(), reason) for pk, reason in exempted.items() if pk in tree.by_id]
    return Workings(leaves, _bonus(campaign, agency), named, place, band, words)


def tie_words(tie_rule: str) -> str:
    """The printed rule for equal indices."""
    keys = {
        Campaign.TieRule.SURVEY_FIRST: ("điểm điều tra xã hội học", "điểm thẩm định"),
        Campaign.TieRule.APPRAISED_FIRST: ("điểm thẩm định", "điểm điều tra xã hội học"),
    }.get(Campaign.TieRule(tie_rule), ())
    return tie_rule_words("tie_breakers" if keys else "shared", keys)


def _leaves(
    campaign: Campaign, agency: Agency, tree: Tree, lines: Sequence[SnapshotLine], exempted: Mapping[int, str]
) -> dict[str, LeafWorking]:
    nodes = {node.code: node for node in tree.nodes if node.is_leaf}
    scores = _counted(campaign, agency)
    polled = {
        one.criterion_id: one
        for one in SurveyScore.objects.filter(campaign=campaign, agency=agency).defer("computed_at")
    }
    found = {}
    for line in lines:
        node = nodes.get(line.code)
        if node is None:
            continue
        reason = next((exempted[pk] for pk in node.path if pk in exempted), "")
        if reason:
            found[line.code] = LeafWorking(line, rule=_rule(node), remark=f"Không áp dụng theo quyết định: {reason}")
        elif node.is_surveyed:
            found[line.code] = _surveyed(line, node, polled.get(node.pk))
        else:
            found[line.code] = _scored(line, node, scores.get(node.pk))
    return found


def _counted(campaign: Campaign, agency: Agency) -> dict[int, Score]:
    """The row of each leaf that counts: the council's, else the last appraisal's."""
    rows = Score.objects.filter(assessment__campaign=campaign, agency=agency, stage__in=STAGES)
    latest = sorted(rows, key=lambda score: -STAGES.index(Score.Stage(score.stage)))
    return {score.criterion_id: score for score in latest}


def _rule(node: Branch) -> list[str]:
    return rule_lines(node.rule.rule) if node.rule else []


def _scored(line: SnapshotLine, node: Branch, score: Score | None) -> LeafWorking:
    if score is None:
        return LeafWorking(line, rule=_rule(node), remark=COUNTS_NOTHING)
    entered = entry_lines(node.rule.rule, entry_of(score)) if node.rule else []
    differs = line.pk is not None and (score.points, score.applicable_max) != (line.final_points, line.applicable_max)
    return LeafWorking(
        line=line,
        entered=entered,
        rule=_rule(node),
        working=score.working,
        source=STAGE_WORDS.get(Score.Stage(score.stage), ""),
        reason=score.explanation,
        remark="" if score.points is not None or score.applicable_max == 0 else COUNTS_NOTHING,
        differs=differs,
    )


def _surveyed(line: SnapshotLine, node: Branch, found: SurveyScore | None) -> LeafWorking:
    if found is None:
        return LeafWorking(line, rule=_rule(node), remark=COUNTS_NOTHING)
    if not found.counted:
        remark = "Chưa đủ số phiếu: không tính, loại khỏi điểm tối đa."
        return LeafWorking(line, [f"{show_number(Decimal(found.responses))} phiếu"], _rule(node), remark=remark)
    percent = show_percent(found.percent)
    return LeafWorking(
        line=line,
        entered=[f"{show_number(Decimal(found.responses))} phiếu, trung bình {percent}"],
        rule=_rule(node),
        working=f"{percent} × {show_points(node.max_points)} = {show_points(found.points)} điểm",
        source="Theo điều tra xã hội học",
    )


def _bonus(campaign: Campaign, agency: Agency) -> list[BonusLine]:
    rows = BonusScore.objects.filter(assessment__campaign=campaign, assessment__agency=agency, stage__in=STAGES)
    latest = sorted(rows.select_related("item"), key=lambda one: -STAGES.index(Score.Stage(one.stage)))
    counted = {one.item_id: one for one in latest}
    ordered = sorted(counted.values(), key=lambda one: (one.item.kind, one.item.position))
    return [_bonus_line(one) for one in ordered if one.points]


def _bonus_line(one: BonusScore) -> BonusLine:
    item = one.item
    rule = bonus_rules.BonusItem(
        item.code, bonus_rules.BonusKind(item.kind), item.points_per_occurrence, item.item_cap, item.kind_cap
    )
    known = one.occurrences is not None
    return BonusLine(
        code=item.code,
        name=item.name,
        is_penalty=item.kind == item.Kind.PENALTY,
        occurrences=one.occurrences,
        working=bonus_rules.item_working(rule, Decimal(one.occurrences)) if known else "",  # type: ignore[arg-type]
        points=one.points,
        kind_cap=item.kind_cap,
        reason=one.explanation,
    )


def _place(row: SnapshotRow, snapshot: Snapshot | None) -> Place | None:
    if snapshot is None or row.rank is None:
        return None
    block = list(snapshot.rows.filter(block=row.block, ranked=True).exclude(rank=None).order_by("position"))
    higher = [one for one in block if one.rank < row.rank]
    lower = [one for one in block if one.rank > row.rank]
    equal = [one for one in block if one.rank == row.rank and one.pk != row.pk]
    return Place(row.rank, len(block), higher[-1] if higher else None, lower[0] if lower else None, equal)


def area_sum_words(lines: Sequence[SnapshotLine]) -> str:
    """«5,50 + 3,25 + … = 12,75»: the criteria of an area, with the exact sum rounded only for showing."""
    counted = [line.final_points for line in lines if line.final_points is not None]
    if len(counted) < 2:
        return ""
    return f"{' + '.join(map(show_points, counted))} = {show_points(total(counted))}"


def rescaled_words(row: SnapshotRow, campaign: Campaign, *, with_survey: bool) -> str:
    """Why the maximum is not the set's whole total, in a sentence; empty where it is nothing special."""
    if not with_survey and campaign.has_survey:
        return "Chưa có kết quả điều tra xã hội học: Chỉ số tính trên điểm tối đa thẩm định."
    if not with_survey:
        return "Kỳ này không điều tra xã hội học: Chỉ số tính trên điểm tối đa thẩm định, quy về thang 100."
    return ""


def left_out(lines: Sequence[SnapshotLine]) -> Decimal:
    """Points of the set's maximum that don't apply to the agency."""
    leaves = [line for line in lines if line.is_leaf]
    return (
        EXACT.subtract(total(line.max_points for line in leaves), total(line.applicable_max for line in leaves)) or ZERO
    )
