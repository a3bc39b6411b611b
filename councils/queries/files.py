"""One agency's file: self-score and appraisal side by side, per area, with sums over what applies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.contents import exempted_ids
from assessments.models import Assessment, BonusScore, Citation, Score
from councils.queries.assigned import LeafAssignment, groups_of, leaf_assignments
from councils.stages import Stage, is_different, latest_of
from criteria.models import BonusItem, Campaign, Criterion
from criteria.rules.numbers import ZERO

JUDGED = (Stage.FINAL, Stage.REAPPRAISED, Stage.APPRAISED)


@dataclass(slots=True)
class FileLine:
    """One node of the file; branches head their leaves."""

    node: Criterion
    scores: dict[str, Score] = field(default_factory=dict)
    citations: list[Citation] = field(default_factory=list)
    exempted: str = ""
    given: LeafAssignment | None = None

    @property
    def mine(self) -> Score | None:
        return self.scores.get(Stage.SELF)

    @property
    def judged(self) -> Score | None:
        """The score that counts: the council's, else the second, else the first appraisal."""
        return latest_of(self.scores, JUDGED)

    @property
    def earlier(self) -> list[Score]:
        """Appraised scores that a later one has replaced."""
        known = [self.scores[stage] for stage in reversed(JUDGED) if stage in self.scores]
        return known[:-1]

    @property
    def differs(self) -> bool:
        return self.judged is not None and is_different(self.judged, self.mine)


@dataclass(slots=True)
class AreaSum:
    """One area of the file, or the whole: points of what was scored, own maximum, leaves done."""

    area: Criterion | None = None
    mine: Decimal = ZERO
    judged: Decimal = ZERO
    mine_where_judged: Decimal = ZERO
    maximum: Decimal = ZERO
    done: int = 0
    total: int = 0
    department: str = ""

    def add(self, line: FileLine) -> None:
        if line.exempted:
            return
        counted = line.judged or line.mine
        self.total += 1
        self.maximum += line.node.max_points if counted is None else counted.applicable_max
        own = line.mine.points if line.mine and line.mine.points is not None else ZERO
        self.mine += own
        if line.judged is not None:
            self.done += 1
            self.judged += line.judged.points or ZERO
            self.mine_where_judged += own

    @property
    def lost(self) -> Decimal:
        """Points that the agency gave itself and the appraisal did not, over what has been appraised."""
        return self.mine_where_judged - self.judged


@dataclass(frozen=True, slots=True)
class FilePage:
    """A whole file: its areas with sums, the lines by area id, and the sum of everything."""

    areas: list[AreaSum]
    lines: Mapping[int, list[FileLine]]
    whole: AreaSum


def file_page(assessment: Assessment) -> FilePage:
    """The self-scored part of a file in printed order: a constant number of queries."""
    nodes = Criterion.objects.filter(criteria_set_id=assessment.criteria_set_id, source=Criterion.Source.SELF)
    lines = {node.pk: FileLine(node) for node in nodes.order_by("position")}
    for score in Score.objects.filter(assessment=assessment, criterion__in=lines).select_related("saved_by", "basis"):
        lines[score.criterion_id].scores[score.stage] = score
    for cited in Citation.objects.filter(assessment=assessment, criterion__in=lines).select_related("evidence"):
        lines[cited.criterion_id].citations.append(cited)
    _exempt(assessment, lines)
    given = leaf_assignments(assessment.campaign)
    group = groups_of(assessment.campaign).get(assessment.agency_id)
    for pk, line in lines.items():
        line.given = given[pk].of(group) if pk in given else None
    return _summed(list(lines.values()))


def _exempt(assessment: Assessment, lines: Mapping[int, FileLine]) -> None:
    gone = exempted_ids(assessment.campaign_id, assessment.agency_id)
    for line in lines.values():
        branch = (line.node.pk, line.node.parent_id, line.node.area_id)
        line.exempted = next((gone[pk] for pk in branch if pk in gone), "")


def _summed(lines: list[FileLine]) -> FilePage:
    sums: dict[int, AreaSum] = {}
    by_area: dict[int, list[FileLine]] = {}
    whole = AreaSum()
    for line in lines:
        area_id = line.node.area_id or line.node.pk
        if line.node.level == Criterion.Level.AREA:
            sums[area_id] = AreaSum(line.node)
        if not line.node.is_leaf:
            if line.node.level != Criterion.Level.AREA:
                by_area.setdefault(area_id, []).append(line)
            continue
        by_area.setdefault(area_id, []).append(line)
        if area_id not in sums:  # asked first: ``line.node.area`` is a query of its own
            sums[area_id] = AreaSum(line.node.area)
        for target in (sums[area_id], whole):
            target.add(line)
    for area_id, made in sums.items():
        made.department = _departments(by_area.get(area_id, []))
    return FilePage([one for pk, one in sums.items() if pk in by_area], by_area, whole)


def _departments(lines: list[FileLine]) -> str:
    """The lead departments of an area: one by name, several by number."""
    names = {line.given.lead.department.name for line in lines if line.given and line.given.lead}
    if len(names) > 1:
        return f"{len(names)} cơ quan"
    return next(iter(names), "chưa phân công")


@dataclass(slots=True)
class BonusCell:
    """Occurrences of one item for one agency; ``editable`` for the person asking."""

    file: Assessment
    item: BonusItem
    score: BonusScore | None = None
    editable: bool = False
    occurrences: str = ""
    explanation: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        return f"{self.file.pk}-{self.item.pk}"


def bonus_cells(campaign: Campaign, files: list[Assessment]) -> dict[int, list[BonusCell]]:
    """The cells of every file by file id, items in printed order: two queries."""
    items: dict[int, list[BonusItem]] = {}
    for item in BonusItem.objects.filter(criteria_set__in={file.criteria_set_id for file in files}):
        items.setdefault(item.criteria_set_id, []).append(item)
    scores: dict[tuple[int, int], BonusScore] = {}
    rows = BonusScore.objects.filter(assessment__in=files, stage__in=JUDGED).select_related("saved_by")
    for row in sorted(rows, key=lambda row: -JUDGED.index(Stage(row.stage))):
        scores[row.assessment_id, row.item_id] = row
    found: dict[int, list[BonusCell]] = {}
    for file in files:
        for item in items.get(file.criteria_set_id, []):
            score = scores.get((file.pk, item.pk))
            cell = BonusCell(file, item, score)
            cell.occurrences = "" if score is None or score.occurrences is None else str(score.occurrences)
            cell.explanation = score.explanation if score else ""
            found.setdefault(file.pk, []).append(cell)
    return found
