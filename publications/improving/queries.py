"""Reads of improvement plans: which version counts, how far its lines are, all plans at once, what came of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Prefetch

from assessments.models import Assessment, Evidence, Score
from cchc.accounts.models import User
from cchc.tenancy.models import Agency, AgencySuccession
from criteria.models import Campaign, Criterion
from criteria.rules.calendar import HANOI
from criteria.rules.numbers import EXACT, HUNDRED, ZERO, total
from publications.improvement_models import (
    ImprovementLine,
    ImprovementPlan,
    ImprovementProgress,
    ImprovementProof,
)
from publications.improving.services import gaps, officers_by_line
from publications.improving.states import Annex, LineState, PlanState, Said, state_on
from publications.models import Publication, SnapshotLine, SnapshotRow

COUNTED = (Score.Stage.FINAL, Score.Stage.REAPPRAISED, Score.Stage.APPRAISED, Score.Stage.SELF)


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of one agency's plan, the newest first."""

    all: list[ImprovementPlan]

    @property
    def in_force(self) -> ImprovementPlan | None:
        return next((plan for plan in self.all if plan.state == PlanState.APPROVED), None)

    @property
    def in_work(self) -> ImprovementPlan | None:
        return next((plan for plan in self.all if plan.in_work), None)

    @property
    def newest(self) -> ImprovementPlan | None:
        return self.all[0] if self.all else None


def versions_of(campaign: Campaign, agency: Agency) -> Versions:
    """One query."""
    plans = ImprovementPlan.objects.filter(campaign=campaign, agency=agency).select_related(
        "snapshot", "made_by", "approved_by"
    )
    found = list(plans.order_by("-version"))
    for plan in found:
        plan.campaign, plan.agency = campaign, agency
    return Versions(found)


def progress_of(
    campaign: Campaign, agencies: Collection[int], *, until: datetime | None = None
) -> dict[tuple[int, int], ImprovementProgress]:
    """The newest word on each line by (agency, criterion), up to a moment where one is given: two queries."""
    said = ImprovementProgress.objects.filter(campaign=campaign, agency__in=agencies)
    if until is not None:
        said = said.filter(at__lt=until)
    newest = said.order_by("agency_id", "criterion_id", "-at", "-pk").distinct("agency_id", "criterion_id")
    shown = Prefetch("proofs", queryset=ImprovementProof.objects.select_related("evidence"))
    return {(one.agency_id, one.criterion_id): one for one in newest.select_related("by").prefetch_related(shown)}


def moment_after(day: date) -> datetime:
    """24:00 of the day in the office's time."""
    return datetime.combine(day + timedelta(days=1), time(), HANOI)


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of annex 2 as it stands on a day."""

    line: ImprovementLine
    state: LineState
    progress: ImprovementProgress | None = None
    officers: list[User] = field(default_factory=list)
    back: "Back | None" = None

    @property
    def percent(self) -> int:
        return self.progress.percent if self.progress else 0

    @property
    def documents(self) -> list[Evidence]:
        return [proof.evidence for proof in self.progress.proofs.all()] if self.progress else []

    @property
    def expected(self) -> Decimal:
        """Points to be expected: the aim of what is done or under way, else what the leaf had."""
        going = self.state in {LineState.DONE, LineState.DOING}
        return self.line.target if going else self.line.points


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines stand how, and the points at stake: all, and those of what is done."""

    total: int = 0
    done: int = 0
    doing: int = 0
    late: int = 0
    todo: int = 0
    lost: Decimal = ZERO
    regained: Decimal = ZERO
    percent: int = 0

    @property
    def share(self) -> Decimal:
        """Done in per cent of all; 0 where there is nothing to mend."""
        return EXACT.divide(HUNDRED * self.done, Decimal(self.total)) if self.total else ZERO


def count(lines: Iterable[Followed]) -> Count:
    known = list(lines)
    by_state = {state: sum(one.state == state for one in known) for state in LineState}
    done = [one.line for one in known if one.state == LineState.DONE]
    return Count(
        len(known),
        by_state[LineState.DONE],
        by_state[LineState.DOING],
        by_state[LineState.LATE],
        by_state[LineState.NOT_STARTED],
        total(one.line.lost for one in known),
        total(line.target - line.points for line in done),
        sum(one.percent for one in known) // len(known) if known else 0,
    )


def followed(plan: ImprovementPlan, day: date, *, with_officers: bool = True) -> list[Followed]:
    """The lines of annex 2 as they stood at the end of a day."""
    lines = list(plan.lines.filter(annex=Annex.MEND))
    said = progress_of(plan.campaign, [plan.agency_id], until=moment_after(day))
    officers = officers_by_line(line.pk for line in lines) if with_officers else {}
    return [
        _followed(line, said.get((plan.agency_id, line.criterion_id)), day, officers.get(line.pk, [])) for line in lines
    ]


def _followed(line: ImprovementLine, said: ImprovementProgress | None, day: date, officers: list[User]) -> Followed:
    known = Said(LineState(said.state), said.percent) if said else None
    return Followed(line, state_on(day, line.due_on, known), said, officers)


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency in the office's view of all plans."""

    row: SnapshotRow
    in_force: ImprovementPlan | None
    in_work: ImprovementPlan | None
    count: Count
    lines: list[Followed] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the filter calls it."""
        if self.in_force is not None:
            return "cham" if self.count.late else "duyet"
        return "soan" if self.in_work is not None else "chua"

    @property
    def words(self) -> str:
        if self.in_force is not None:
            more = ", đang sửa đổi" if self.in_work else ""
            return f"{PlanState.APPROVED.label}{more}"
        return PlanState(self.in_work.state).label if self.in_work else "Chưa lập"


def overview(campaign: Campaign, publication: Publication, day: date) -> list[Standing]:
    """Every agency of the published result with its plan, in the order of the names: six queries."""
    rows = list(publication.snapshot.rows.select_related("agency").order_by("agency__sort_key"))
    plans: dict[int, list[ImprovementPlan]] = {}
    for plan in ImprovementPlan.objects.filter(campaign=campaign).select_related("approved_by"):
        plan.campaign = campaign
        plans.setdefault(plan.agency_id, []).append(plan)
    versions = {agency: Versions(found) for agency, found in plans.items()}
    lines = _lines_by_plan(versions.values())
    said = progress_of(campaign, list(plans), until=moment_after(day))
    return [_standing(row, versions.get(row.agency_id, Versions([])), lines, said, day) for row in rows]


def _lines_by_plan(versions: Iterable[Versions]) -> dict[int, list[ImprovementLine]]:
    counted = [plan.pk for one in versions if (plan := one.in_force or one.in_work)]
    found: dict[int, list[ImprovementLine]] = {}
    for line in ImprovementLine.objects.filter(plan__in=counted, annex=Annex.MEND):
        found.setdefault(line.plan_id, []).append(line)
    return found


def _standing(
    row: SnapshotRow,
    versions: Versions,
    lines: Mapping[int, list[ImprovementLine]],
    said: Mapping[tuple[int, int], ImprovementProgress],
    day: date,
) -> Standing:
    plan = versions.in_force or versions.in_work
    own = lines.get(plan.pk, []) if plan else []
    states = [_followed(line, said.get((row.agency_id, line.criterion_id)), day, []) for line in own]
    return Standing(row, versions.in_force, versions.in_work, count(states), states)


def plan_gaps(plan: ImprovementPlan) -> list[tuple[str, str]]:
    lines = list(plan.lines.all())
    return gaps(lines, officers_by_line(line.pk for line in lines))


@dataclass(frozen=True, slots=True)
class Back:
    """What a leaf earned in the year after: whether the points that were lost came back."""

    year: int
    points: Decimal | None
    maximum: Decimal
    is_final: bool
    stage: str

    def gained(self, line: ImprovementLine) -> Decimal | None:
        """More (or less) than the leaf had, exact; None while nothing is scored."""
        return None if self.points is None else self.points - line.points

    def is_whole(self, line: ImprovementLine) -> bool:
        return self.points is not None and self.points >= line.target


def is_corrected(plan: ImprovementPlan, publication: Publication | None) -> bool:
    """Whether the published result gives the agency other points than the one the plan was made of."""
    if publication is None or publication.snapshot_id == plan.snapshot_id:
        return False
    lines = SnapshotLine.objects.filter(row__agency=plan.agency_id, is_leaf=True)
    then, now = (
        set(lines.filter(row__snapshot=pk).values_list("code", "final_points", "applicable_max"))
        for pk in (plan.snapshot_id, publication.snapshot_id)
    )
    return then != now


def plans_before_merger(campaign: Campaign, agency: Agency) -> list[ImprovementPlan]:
    """The plans in force of the units that the agency continues, in the order of their names."""
    continued = AgencySuccession.objects.filter(successor=agency).values("predecessor")
    plans = ImprovementPlan.objects.filter(campaign=campaign, agency__in=continued, state=PlanState.APPROVED)
    return list(plans.select_related("agency").order_by("agency__sort_key"))


def year_after(plan: ImprovementPlan) -> dict[int, Back]:
    """What came of the plan's leaves in the campaign of the year after, by criterion of the plan; also in a successor
    of the agency where it was merged. Empty where there is no such file: four queries."""
    heirs = AgencySuccession.objects.filter(predecessor=plan.agency_id).values_list("successor", flat=True)
    files = Assessment.objects.filter(
        campaign__year=plan.campaign.year + 1, agency__in=[plan.agency_id, *heirs]
    ).select_related("campaign")
    file = next(iter(sorted(files, key=lambda one: one.agency_id != plan.agency_id)), None)
    return _back(plan, file) if file is not None else {}


def _back(plan: ImprovementPlan, file: Assessment) -> dict[int, Back]:
    now = list(Criterion.objects.filter(criteria_set=file.criteria_set_id, is_leaf=True))
    linked = {node.predecessor_id: node.pk for node in now if node.predecessor_id}
    own, by_code = {node.pk for node in now}, {node.code: node.pk for node in now}
    scores: dict[int, Score] = {}
    for score in Score.objects.filter(assessment=file).defer("working"):
        known = scores.get(score.criterion_id)
        if known is None or COUNTED.index(Score.Stage(score.stage)) < COUNTED.index(Score.Stage(known.stage)):
            scores[score.criterion_id] = score
    found = {}
    for line in plan.lines.filter(annex=Annex.MEND):
        same = line.criterion_id if line.criterion_id in own else None if linked else by_code.get(line.code)
        score = scores.get(linked.get(line.criterion_id) or same or 0)
        if score is not None:
            label = Score.Stage(score.stage).label
            final = score.stage == Score.Stage.FINAL
            found[line.criterion_id] = Back(file.campaign.year, score.points, score.applicable_max, final, label)
    return found
