"""Reads of files that several callers need: where every leaf stands, what is missing, how far each agency is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from assessments.contents import KEPT as KEPT_FILES
from assessments.contents import Contents, Entered, contents_of
from assessments.models import Assessment, Citation, Score
from assessments.states import State
from cchc.tenancy.models import Agency
from cchc.tenancy.once import shared
from criteria.models import Campaign, Criterion, Exemption
from criteria.queries import exemptions_of
from criteria.rules.numbers import ZERO
from criteria.tree import Branch

SELF = Score.Stage.SELF
RESULT_STAGES = (Score.Stage.FINAL, Score.Stage.REAPPRAISED, Score.Stage.APPRAISED)
"""Stages whose points are a result, the one that counts first."""
KEPT = 8192
"""Leaves whose standing a process remembers: some eighty files."""
RANK = {stage.value: place for place, stage in enumerate(RESULT_STAGES)}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps the file from being sent: the leaf, and in words what it lacks."""

    criterion_id: int
    code: str
    name: str
    what: str
    area: str
    state: str

    @property
    def anchor(self) -> str:
        """Where the row stands on its area's page."""
        return f"m{self.criterion_id}"


@dataclass(frozen=True)
class LeafStatus:
    """Where one self-scored leaf of a file stands."""

    node: Branch
    points: Decimal | None
    own_max: Decimal | None
    started: bool
    not_applicable: bool
    explained: bool
    cited: bool
    exempted: bool = False

    @property
    def id(self) -> int:
        return self.node.pk

    @cached_property
    def is_decided(self) -> bool:
        """Scored, or known not to apply."""
        return self.exempted or self.not_applicable or self.points is not None

    @cached_property
    def applicable_max(self) -> Decimal:
        if self.exempted:
            return ZERO
        return self.node.max_points if self.own_max is None else self.own_max

    @cached_property
    def state(self) -> str:
        """The key of the leaf's state in ``cchc.web.item_states``."""
        if self.exempted or (self.not_applicable and self.explained):
            return "not_applicable"
        if not self.is_decided:
            return "scoring" if self.started else "unscored"
        return "scored" if self.cited or self.explained else "missing_evidence"

    @cached_property
    def lacks(self) -> str:
        """What is missing, in an official's words; empty when nothing is."""
        if self.exempted:
            return ""
        if self.not_applicable:
            return "" if self.explained else "chưa ghi lý do không phát sinh"
        if self.points is None:
            return "chấm dở, chưa đủ số để tính điểm" if self.started else "chưa chấm"
        if self.cited or self.explained:
            return ""
        if not self.node.evidence_required:
            return "chưa có minh chứng hoặc giải trình"
        return f"thiếu minh chứng: cần {self.node.evidence}" if self.node.evidence else "thiếu minh chứng"


@dataclass(slots=True)
class Sum:
    """Points, own maximum and leaves below a branch, an area or the whole file."""

    code: str = ""
    name: str = ""
    points: Decimal = ZERO
    maximum: Decimal = ZERO
    decided: int = 0
    total: int = 0
    lacking: int = 0

    @property
    def unscored(self) -> int:
        return self.total - self.decided

    def add(self, leaf: LeafStatus) -> None:
        """``points`` of what applies; the maximum is the agency's own."""
        if leaf.points is not None and not leaf.exempted:
            self.points += leaf.points
        self.maximum += leaf.applicable_max
        self.decided += leaf.is_decided
        self.total += 1
        self.lacking += leaf.state == "missing_evidence"

    def join(self, other: "Sum") -> None:
        self.points += other.points
        self.maximum += other.maximum
        self.decided += other.decided
        self.total += other.total
        self.lacking += other.lacking


@dataclass(frozen=True, eq=False)
class FileStatus:
    """All self-scored leaves of a file in printed order, with the sums by branch, by area in that order, and whole."""

    leaves: tuple[LeafStatus, ...]
    sums: dict[int, Sum] = field(default_factory=dict)
    areas: dict[int, Sum] = field(default_factory=dict)
    whole: Sum = field(default_factory=Sum)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What keeps the file from being sent, in the order of the sheet."""
        return tuple(
            Missing(leaf.node.pk, leaf.node.code, leaf.node.name, what, leaf.node.area_code, leaf.state)
            for leaf in self.leaves
            if (what := leaf.lacks)
        )


def file_status(assessment: Assessment) -> FileStatus:
    """Where every self-scored leaf stands; the queries of ``contents_of``."""
    return status_of(contents_of(assessment))


@lru_cache(maxsize=KEPT_FILES)
def status_of(contents: Contents) -> FileStatus:
    """Where every self-scored leaf stands, in printed order, with the sums above them; remembered by the contents."""
    return _summed(tuple(_status(node, contents) for node in contents.tree.leaves()))


def _status(node: Branch, contents: Contents) -> LeafStatus:
    exempted = bool(contents.exempted) and not contents.exempted.keys().isdisjoint(node.path)
    return _of_leaf(node, contents.entered.get(node.pk), node.pk in contents.cited, exempted)


@lru_cache(maxsize=KEPT)
def _of_leaf(node: Branch, found: Entered | None, cited: bool, exempted: bool) -> LeafStatus:
    """Remembered by the values it is made of: most leaves of a file stand as they stood a moment ago."""
    if found is None:
        return LeafStatus(node, None, None, False, False, False, cited, exempted)
    return LeafStatus(
        node,
        found.points,
        found.applicable_max,
        found.is_started,
        found.not_applicable,
        bool(found.explanation),
        cited,
        exempted,
    )


def _summed(leaves: tuple[LeafStatus, ...]) -> FileStatus:
    status = FileStatus(leaves)
    for leaf in leaves:
        node = leaf.node
        for branch in {node.parent_id, node.area_id} - {None}:
            known = status.sums.get(branch)
            if known is None:
                known = status.sums[branch] = Sum()
            known.add(leaf)
        if node.area_id not in status.areas:
            area = status.areas[node.area_id] = status.sums[node.area_id]
            area.code, area.name = node.area_code, node.area_name
    for area in status.areas.values():
        status.whole.join(area)
    return status


def missing_to_submit(assessment: Assessment) -> tuple[Missing, ...]:
    """What keeps the file from being sent, in the users' words and in the order of the sheet."""
    return file_status(assessment).missing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one agency's self-assessment is."""

    assessment: Assessment
    agency: Agency
    scored: int
    total: int
    missing_evidence: int
    last_touched: datetime | None
    state: State


def progress(campaign: Campaign) -> list[Progress]:
    """How far every agency is, in the agencies' order; the number of queries doesn't grow with them."""
    files = list(campaign.assessments.select_related("agency", "campaign", "criteria_set").order_by("agency__sort_key"))
    counted = _score_counts(campaign)
    totals = _leaf_totals(campaign, files)
    return [
        Progress(
            assessment=file,
            agency=file.agency,
            scored=counted.get(file.pk, {}).get("decided", 0),
            total=totals[file.pk],
            missing_evidence=counted.get(file.pk, {}).get("bare", 0),
            last_touched=counted.get(file.pk, {}).get("last"),
            state=State(file.state),
        )
        for file in files
    ]


@shared
def file_states(campaign: Campaign) -> list[tuple[int, str]]:
    """Agency and state of every file: one query."""
    return list(campaign.assessments.order_by().values_list("agency_id", "state"))


def _score_counts(campaign: Campaign) -> dict[int, dict]:
    """Per file: leaves decided, those of them with neither evidence nor explanation, and the last save."""
    cited = Citation.objects.filter(assessment=OuterRef("assessment"), criterion=OuterRef("criterion"))
    exempted = Exemption.objects.filter(participant__campaign=campaign, participant__agency=OuterRef("agency")).filter(
        Q(criterion=OuterRef("criterion"))
        | Q(criterion=OuterRef("criterion__parent"))
        | Q(criterion=OuterRef("criterion__area"))
    )
    scores = Score.objects.at_stage(SELF).filter(assessment__campaign=campaign).annotate(cited=Exists(cited))
    decided = Q(points__isnull=False) | Q(not_applicable=True)
    grouped = scores.filter(~Exists(exempted)).values("assessment_id")
    rows = grouped.annotate(
        decided=Count("pk", filter=decided),
        bare=Count("pk", filter=Q(points__isnull=False, not_applicable=False, explanation="", cited=False)),
        last=Max("saved_at"),
    )
    return {row["assessment_id"]: row for row in rows}


def _leaf_totals(campaign: Campaign, files: list[Assessment]) -> dict[int, int]:
    """Per file, the self-scored leaves that apply to its agency."""
    leaves: dict[int, list[tuple]] = {}
    known = Criterion.objects.self_scored().filter(criteria_set__in={file.criteria_set_id for file in files})
    for made, *path in known.values_list("criteria_set_id", "pk", "parent_id", "area_id"):
        leaves.setdefault(made, []).append(tuple(path))
    gone: dict[int, set[int]] = {}
    for agency, criterion, _ in exemptions_of(campaign):
        gone.setdefault(agency, set()).add(criterion)
    return {file.pk: _applying(leaves.get(file.criteria_set_id, []), gone.get(file.agency_id, set())) for file in files}


def _applying(leaves: list[tuple], gone: set[int]) -> int:
    return sum(gone.isdisjoint(path) for path in leaves) if gone else len(leaves)


def own_assessments(campaign: Campaign, agency_ids: Iterable[int]) -> list[Assessment]:
    """The files of these agencies in the campaign."""
    files = campaign.assessments.filter(agency__in=list(agency_ids)).select_related(
        "agency", "campaign", "criteria_set"
    )
    return list(files.order_by(F("agency__sort_key"), "pk"))
