"""The ledger of one agency: every leaf from the self-score to the council, each step with who, when, why and on what.

Printed as the annex of the minutes (document 17), shown to the agency once it may see its appraisal, and put into the
record for complaints. Internal notes are no part of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assessments.contents import exempted_ids
from assessments.models import Assessment, Score
from councils.models import Appeal, ExplanationRequest, MeetingLine, ScoreBasis
from councils.stages import Stage
from councils.states import LineState, MeetingState, RequestState
from criteria.models import Criterion
from criteria.rules.numbers import EXACT, ZERO

STAGE_WORDS = {
    Stage.SELF: "Tự chấm",
    Stage.APPRAISED: "Thẩm định lần 1",
    Stage.REAPPRAISED: "Thẩm định lần 2",
    Stage.FINAL: "Hội đồng",
}
NOT_ASKED = "Không yêu cầu"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one leaf. ``who`` is a person's full name; ``body`` the department or council they acted for."""

    name: str
    points: Decimal | None
    who: str
    body: str
    at: datetime | None
    reason: str = ""
    clause: str = ""


AFTER = "after"
"""Among the sums of a branch: the second score of each leaf, else its first."""


@dataclass(slots=True)
class LedgerLine:
    """One node of the file in printed order; branches carry the sums of their leaves in ``sums``."""

    node: Criterion
    scores: dict[str, Score] = field(default_factory=dict)
    requests: list[ExplanationRequest] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)
    meetings: list[MeetingLine] = field(default_factory=list)
    clauses: dict[str, str] = field(default_factory=dict)
    exempted: str = ""
    sums: dict[str, Decimal] = field(default_factory=dict)

    def points(self, stage: str) -> Decimal | None:
        """The points of a leaf, or the sum of a branch; None where nothing was scored at that stage."""
        if self.node.is_leaf:
            score = self.scores.get(stage)
            return score.points if score else None
        return self.sums.get(stage)

    @property
    def mine(self) -> Decimal | None:
        return self.points(Stage.SELF)

    @property
    def first(self) -> Decimal | None:
        return self.points(Stage.APPRAISED)

    @property
    def second(self) -> Decimal | None:
        """Of a leaf its second score; of a branch with one, the sum after it: other leaves count with their first."""
        points = self.points(Stage.REAPPRAISED)
        return points if self.node.is_leaf or points is None else self.sums[AFTER]

    @property
    def final(self) -> Decimal | None:
        return self.points(Stage.FINAL)

    @property
    def change(self) -> Decimal | None:
        """The council against the self-score, where both are known; a branch sums up those of its leaves.

        What a survey scores was never self-scored: it is no change.
        """
        if not self.node.is_leaf:
            return self.sums.get("change")
        if self.final is None or self.mine is None:
            return None
        return EXACT.subtract(self.final, self.mine)

    @property
    def explanation(self) -> str:
        """«Đồng ý», «Không đồng ý», «Không giải trình» or «Không yêu cầu»."""
        asked = [one for one in self.requests if one.state not in (RequestState.DRAFT, RequestState.WITHDRAWN)]
        if not asked:
            return NOT_ASKED
        last = asked[-1]
        if last.approved_at is None:
            return "Chờ giải trình" if last.state == RequestState.SENT else "Không giải trình"
        return "Đồng ý" if last.position == ExplanationRequest.Position.AGREE else "Không đồng ý"

    @property
    def differs(self) -> bool:
        """Whether two neighbouring steps of the leaf give other points."""
        known = [self.points(stage) for stage in STAGE_WORDS if stage in self.scores]
        return len(set(known)) > 1

    @property
    def reason(self) -> str:
        """Why the points that count depart from those before, the latest reason there is."""
        if self.exempted:
            return f"Không áp dụng: {self.exempted}"
        for stage in (Stage.FINAL, Stage.REAPPRAISED, Stage.APPRAISED):
            score = self.scores.get(stage)
            if score is not None and score.explanation:
                return score.explanation
        return ""

    @property
    def clause(self) -> str:
        return next(
            (self.clauses[stage] for stage in (Stage.REAPPRAISED, Stage.APPRAISED) if stage in self.clauses), ""
        )

    def steps(self) -> list[Step]:
        """What happened to the leaf in the order of time; steps without a time last."""
        found = [*self._score_steps(), *self._talk_steps(), *self._meeting_steps()]
        return sorted(found, key=lambda step: (step.at is None, step.at))

    def _score_steps(self) -> Iterator[Step]:
        for stage, name in STAGE_WORDS.items():
            score = self.scores.get(stage)
            if score is not None:
                body = str(score.by_agency or "")
                reason = " – ".join(filter(None, (score.working, score.explanation)))
                who = str(score.saved_by or "Hệ thống")
                yield Step(name, score.points, who, body, score.saved_at, reason, self.clauses.get(stage, ""))

    def _talk_steps(self) -> Iterator[Step]:
        for one in self.requests:
            if one.letter is None:
                continue
            words = f"{one.doubt} Đề nghị: {one.question}"
            body = str(one.asked_by_agency or "Tổ Thư ký")
            yield Step("Yêu cầu giải trình", one.points, str(one.asked_by or ""), body, one.letter.sent_at, words)
            if one.approved_at:
                said = f"{one.get_position_display()}. {one.reply}".strip()
                yield Step("Giải trình", one.proposed, str(one.replied_by), str(one.agency), one.approved_at, said)
        for appeal in self.appeals:
            who = str(appeal.filed_by or "")
            yield Step("Kiến nghị", appeal.proposed, who, str(appeal.agency), appeal.filed_at, appeal.content)
            if appeal.decided_at:
                name = f"Trả lời kiến nghị: {appeal.get_state_display().lower()}"
                yield Step(name, None, str(appeal.decided_by), "Hội đồng", appeal.decided_at, appeal.decision)

    def _meeting_steps(self) -> Iterator[Step]:
        for line in self.meetings:
            name = f"Phiên họp thứ {line.meeting.number}: {line.get_state_display().lower()}"
            yield Step(name, line.points, str(line.decided_by or ""), "Hội đồng", line.decided_at, line.reason)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole file: lines in printed order, and the sums by stage with the maximum that applies."""

    file: Assessment
    lines: list[LedgerLine]
    total: LedgerLine
    maximum: Decimal

    @property
    def leaves(self) -> list[LedgerLine]:
        return [line for line in self.lines if line.node.is_leaf]

    @property
    def stages(self) -> list[str]:
        """The stages that anything was written at: those not reached have no column."""
        return [stage for stage in STAGE_WORDS if any(stage in line.scores for line in self.leaves)]


def ledger_of(file: Assessment, *, survey: bool = True) -> Ledger:
    """The ledger of a file in a fixed number of queries; ``survey`` takes in the leaves that a survey scores."""
    nodes = Criterion.objects.filter(criteria_set_id=file.criteria_set_id).order_by("position")
    lines = {node.pk: LedgerLine(node) for node in nodes if survey or node.source == Criterion.Source.SELF}
    _add_scores(file, lines)
    _add_talk(file, lines)
    gone = exempted_ids(file.campaign_id, file.agency_id)
    for line in lines.values():
        branch = (line.node.pk, line.node.parent_id, line.node.area_id)
        line.exempted = next((gone[pk] for pk in branch if pk in gone), "")
    total = LedgerLine(Criterion(name="TỔNG CỘNG", is_leaf=False))
    for line in lines.values():
        if line.node.is_leaf:
            _sum_up(line, lines, total)
    return Ledger(file, list(lines.values()), total, _maximum(lines))


def _add_scores(file: Assessment, lines: dict[int, LedgerLine]) -> None:
    scores = Score.objects.filter(assessment=file, criterion__in=lines).select_related("saved_by", "by_agency")
    by_pk = {}
    for score in scores:
        lines[score.criterion_id].scores[score.stage] = by_pk[score.pk] = score
    for basis in ScoreBasis.objects.filter(score__in=by_pk):
        score = by_pk[basis.score_id]
        lines[score.criterion_id].clauses[score.stage] = basis.clause


def _add_talk(file: Assessment, lines: dict[int, LedgerLine]) -> None:
    people = ("letter", "asked_by", "asked_by_agency", "replied_by", "agency")
    for one in ExplanationRequest.objects.filter(assessment=file).select_related(*people).order_by("asked_at", "pk"):
        if one.criterion_id in lines:
            lines[one.criterion_id].requests.append(one)
    filed = Appeal.objects.filter(assessment=file).exclude(state="withdrawn")
    for appeal in filed.select_related("filed_by", "decided_by", "agency").order_by("filed_at", "pk"):
        lines[appeal.criterion_id].appeals.append(appeal)
    voted = MeetingLine.objects.filter(assessment=file, meeting__state=MeetingState.CLOSED)
    for line in (
        voted.exclude(state=LineState.PENDING).select_related("meeting", "decided_by").order_by("decided_at", "pk")
    ):
        lines[line.criterion_id].meetings.append(line)


def _sum_up(leaf: LedgerLine, lines: dict[int, LedgerLine], total: LedgerLine) -> None:
    """Add a leaf's points to the branches above it and to the whole."""
    branches = [lines[pk] for pk in {leaf.node.parent_id, leaf.node.area_id} if pk in lines and pk != leaf.node.pk]
    figures = {stage: score.points or ZERO for stage, score in leaf.scores.items()}
    if latest := leaf.scores.get(Stage.REAPPRAISED) or leaf.scores.get(Stage.APPRAISED):
        figures[AFTER] = latest.points or ZERO
    if leaf.change is not None:
        figures["change"] = leaf.change
    for name, value in figures.items():
        for branch in (*branches, total):
            branch.sums[name] = EXACT.add(branch.sums.get(name, ZERO), value)


def _maximum(lines: dict[int, LedgerLine]) -> Decimal:
    """What applies to the agency: the latest stage's own maximum of each leaf, nothing for what is exempted."""
    whole = ZERO
    for line in lines.values():
        if not line.node.is_leaf or line.exempted:
            continue
        known = [line.scores[stage] for stage in reversed(STAGE_WORDS) if stage in line.scores]
        whole = EXACT.add(whole, known[0].applicable_max if known else line.node.max_points)
    return whole
