"""Reads of files that several callers need: where every leaf stands, what is missing, how far each agency is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q

from assessments.models import Assessment, Citation, Score
from assessments.states import State
from cchc.tenancy.models import Agency
from criteria.models import Campaign, Criterion, Exemption
from criteria.rules.numbers import ZERO

SELF = Score.Stage.SELF
RESULT_STAGES = (Score.Stage.FINAL, Score.Stage.REAPPRAISED, Score.Stage.APPRAISED)
"""Stages whose points are a result, the one that counts first."""
INPUTS = ("option", "items", "numerator", "denominator", "count", "answer", "entered_points")


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


@dataclass(frozen=True, slots=True)
class LeafStatus:
    """Where one self-scored leaf of a file stands."""

    id: int
    code: str
    name: str
    parent_id: int | None
    area_id: int
    area_code: str
    area_name: str
    max_points: Decimal
    evidence: str
    evidence_required: bool
    points: Decimal | None
    own_max: Decimal | None
    started: bool
    not_applicable: bool
    explained: bool
    cited: bool
    exempted: bool = False

    @property
    def is_decided(self) -> bool:
        """Scored, or known not to apply."""
        return self.exempted or self.not_applicable or self.points is not None

    @property
    def applicable_max(self) -> Decimal:
        if self.exempted:
            return ZERO
        return self.max_points if self.own_max is None else self.own_max

    @property
    def state(self) -> str:
        """The key of the leaf's state in ``cchc.web.item_states``."""
        if self.exempted or (self.not_applicable and self.explained):
            return "not_applicable"
        if not self.is_decided:
            return "scoring" if self.started else "unscored"
        return "scored" if self.cited or self.explained else "missing_evidence"

    @property
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
        needed = f": cần {self.evidence}" if self.evidence_required and self.evidence else ""
        return f"thiếu minh chứng{needed}" if self.evidence_required else "chưa có minh chứng hoặc giải trình"


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
        self.points += (leaf.points or ZERO) if not leaf.exempted else ZERO
        self.maximum += leaf.applicable_max
        self.decided += leaf.is_decided
        self.total += 1
        self.lacking += leaf.state == "missing_evidence"


@dataclass(frozen=True, slots=True)
class FileStatus:
    """All self-scored leaves of a file in printed order, with the sums by branch, by area in that order, and whole."""

    leaves: list[LeafStatus]
    sums: dict[int, Sum] = field(default_factory=dict)
    areas: dict[int, Sum] = field(default_factory=dict)
    whole: Sum = field(default_factory=Sum)

    @property
    def missing(self) -> list[Missing]:
        """What keeps the file from being sent, in the order of the sheet."""
        return [
            Missing(leaf.id, leaf.code, leaf.name, leaf.lacks, leaf.area_code, leaf.state)
            for leaf in self.leaves
            if leaf.lacks
        ]


def exempted_ids(campaign_id: int, agency_id: int) -> dict[int, str]:
    """Branches decided in advance not to apply to the agency, by criterion id, with the reason."""
    decided = Exemption.objects.filter(participant__campaign_id=campaign_id, participant__agency_id=agency_id)
    return dict(decided.values_list("criterion_id", "reason"))


def file_status(assessment: Assessment, exempted: dict[int, str] | None = None) -> FileStatus:
    """Where every self-scored leaf stands: one query, and one for the exemptions unless they are given."""
    if exempted is None:
        exempted = exempted_ids(assessment.campaign_id, assessment.agency_id)
    cited = Citation.objects.filter(assessment=assessment, criterion=OuterRef("pk"))
    own = FilteredRelation("scores", condition=Q(scores__assessment=assessment, scores__stage=SELF))
    leaves = Criterion.objects.self_scored().filter(criteria_set_id=assessment.criteria_set_id).order_by("position")
    rows = leaves.annotate(own=own, cited=Exists(cited)).values_list(
        "id", "code", "name", "parent_id", "area_id", "area__code", "area__name", "max_points",
        "evidence", "evidence_required",
        "own__points", "own__applicable_max", "own__not_applicable", "own__explanation", "cited",
        *(f"own__{name}" for name in INPUTS),
    )  # fmt: skip
    return _summed([_status(row, exempted) for row in rows])


def _status(row: tuple, exempted: dict[int, str]) -> LeafStatus:
    (pk, code, name, parent, area, area_code, area_name, maximum, evidence, required) = row[:10]
    points, own_max, not_applicable, explanation, cited = row[10:15]
    return LeafStatus(
        pk, code, name, parent, area, area_code, area_name, maximum, evidence, required, points, own_max,
        started=any(value is not None for value in row[15:]),
        not_applicable=bool(not_applicable),
        explained=bool(explanation),
        cited=cited,
        exempted=not exempted.keys().isdisjoint((pk, parent, area)),
    )  # fmt: skip


def _summed(leaves: list[LeafStatus]) -> FileStatus:
    status = FileStatus(leaves)
    for leaf in leaves:
        for branch in {leaf.parent_id, leaf.area_id} - {None}:
            status.sums.setdefault(branch, Sum()).add(leaf)
        area = status.sums[leaf.area_id]
        area.code, area.name = leaf.area_code, leaf.area_name
        status.areas.setdefault(leaf.area_id, area)
        status.whole.add(leaf)
    return status


def missing_to_submit(assessment: Assessment) -> list[Missing]:
    """What keeps the file from being sent, in the users' words and in the order of the sheet."""
    return file_status(assessment).missing


@dataclass(frozen=True, slots=True)
class LastYear:
    """What a leaf of the same code earned the year before."""

    year: int
    points: Decimal | None
    working: str
    stage: str


def last_year(agency: Agency, year: int, codes: Iterable[str]) -> dict[str, LastYear]:
    """The agency's results of the year before by leaf code: final points, else those of the last appraisal."""
    rows = Score.objects.filter(
        agency=agency, stage__in=RESULT_STAGES, assessment__campaign__year=year - 1, criterion__code__in=list(codes)
    ).values_list("criterion__code", "stage", "points", "working")
    found: dict[str, LastYear] = {}
    for code, stage, points, working in rows:
        known = found.get(code)
        if known is None or RESULT_STAGES.index(Score.Stage(stage)) < RESULT_STAGES.index(Score.Stage(known.stage)):
            found[code] = LastYear(year - 1, points, working, stage)
    return found


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
    files = list(campaign.assessments.select_related("agency", "campaign").order_by("agency__sort_key"))
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
    decided = Exemption.objects.filter(participant__campaign=campaign)
    for agency, criterion in decided.values_list("participant__agency_id", "criterion_id"):
        gone.setdefault(agency, set()).add(criterion)
    return {file.pk: _applying(leaves.get(file.criteria_set_id, []), gone.get(file.agency_id, set())) for file in files}


def _applying(leaves: list[tuple], gone: set[int]) -> int:
    return sum(gone.isdisjoint(path) for path in leaves) if gone else len(leaves)


def own_assessments(campaign: Campaign, agency_ids: Iterable[int]) -> list[Assessment]:
    """The files of these agencies in the campaign."""
    files = campaign.assessments.filter(agency__in=list(agency_ids)).select_related("agency", "campaign")
    return list(files.order_by(F("agency__sort_key")))
