"""What a meeting of the council has to look at: the disputed lines and why; and what is still owed before adoption."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessments.models import Assessment, Score
from councils.models import Appeal, ExplanationRequest, MeetingLine, Opinion
from councils.queries.missing import missing_scores
from councils.stages import Stage, latest_of
from councils.states import AppealState, LineState, MeetingState, RequestState
from criteria.models import Campaign, Criterion
from criteria.queries import phase_state
from criteria.rules.calendar import Phase

Cause = MeetingLine.Cause
Key = tuple[int, int]
BEFORE_COUNCIL = (Stage.REAPPRAISED, Stage.APPRAISED)


def disputed(campaign: Campaign, *, at: datetime) -> dict[Key, list[str]]:
    """Causes by file and leaf: what no earlier meeting has decided and the agency, a department or nobody agrees on.

    Missing scores count once the time of appraisal is over. A fixed number of queries.
    """
    found: dict[Key, list[str]] = {}

    def put(key: Key, cause: str) -> None:
        causes = found.setdefault(key, [])
        if cause not in causes:
            causes.append(cause)

    for key in _disagreements(campaign):
        put(key, Cause.EXPLANATION)
    requests = ExplanationRequest.objects.filter(assessment__campaign=campaign, state=RequestState.REFERRED)
    for key in requests.values_list("assessment_id", "criterion_id"):
        put(key, Cause.REFERRED)
    appeals = Appeal.objects.filter(assessment__campaign=campaign, state=AppealState.FILED)
    filed = set(appeals.values_list("assessment_id", "criterion_id"))
    for key in filed:
        put(key, Cause.APPEAL)
    for key in _dissents(campaign):
        put(key, Cause.DISSENT)
    for key in _missing(campaign, at):
        put(key, Cause.MISSING)
    settled, deferred = _earlier(campaign)
    for key in deferred:
        put(key, Cause.DEFERRED)
    return {key: causes for key, causes in found.items() if key not in settled or key in filed}


def _judged(campaign: Campaign) -> dict[Key, dict[str, Score]]:
    rows: dict[Key, dict[str, Score]] = {}
    scores = Score.objects.filter(assessment__campaign=campaign)
    for score in scores.only("assessment_id", "criterion_id", "stage", "points", "applicable_max", "not_applicable"):
        rows.setdefault((score.assessment_id, score.criterion_id), {})[score.stage] = score
    return rows


def _disagreements(campaign: Campaign) -> list[Key]:
    """Replies that disagree and were not met: the second appraisal gives other points than the agency proposes."""
    asked = ExplanationRequest.objects.filter(
        assessment__campaign=campaign,
        position=ExplanationRequest.Position.DISAGREE,
        state__in=[RequestState.ANSWERED, RequestState.SETTLED],
    ).order_by("asked_at", "pk")
    latest = {(one.assessment_id, one.criterion_id): one for one in asked}
    if not latest:
        return []
    scores = _judged(campaign)
    return [key for key, one in latest.items() if _is_unmet(one, scores.get(key, {}))]


def _is_unmet(request: ExplanationRequest, scores: Mapping[str, Score]) -> bool:
    judged, mine = latest_of(scores, BEFORE_COUNCIL), scores.get(Stage.SELF)
    wanted = request.proposed if request.proposed is not None else (mine.points if mine else None)
    return judged is None or judged.points != wanted


def _dissents(campaign: Campaign) -> list[Key]:
    """Opinions of departments that take part and don't share the lead's score, unless it has come to theirs."""
    given = Opinion.objects.filter(assessment__campaign=campaign, verdict=Opinion.Verdict.OTHER)
    rows = list(given.values_list("assessment_id", "criterion_id", "points"))
    scores = _judged(campaign) if rows else {}
    judged = {key: latest_of(stages, BEFORE_COUNCIL) for key, stages in scores.items()}
    return [
        (file, leaf)
        for file, leaf, points in rows
        if points is None or (score := judged.get((file, leaf))) is None or score.points != points
    ]


def _missing(campaign: Campaign, at: datetime) -> list[Key]:
    window = phase_state(campaign, Phase.APPRAISAL, at=at).window
    if window.closes is None or at < window.closes:
        return []
    lacking = missing_scores(campaign)
    files = dict(campaign.assessments.filter(agency__in=lacking).values_list("agency_id", "pk"))
    sets = dict(campaign.participants.values_list("agency_id", "criteria_set_id"))
    leaves = {
        (set_id, code): pk
        for pk, set_id, code in Criterion.objects.filter(criteria_set__in=set(sets.values())).values_list(
            "pk", "criteria_set_id", "code"
        )
    }
    return [
        (files[agency_id], leaves[sets[agency_id], code])
        for agency_id, codes in lacking.items()
        if agency_id in files
        for code in codes
    ]


def _earlier(campaign: Campaign) -> tuple[set[Key], set[Key]]:
    """What closed meetings have decided, and what they put off and no later one has decided."""
    lines = MeetingLine.objects.filter(meeting__campaign=campaign, meeting__state=MeetingState.CLOSED)
    settled: set[Key] = set()
    deferred: set[Key] = set()
    for file, leaf, state in lines.order_by("meeting__number").values_list("assessment_id", "criterion_id", "state"):
        (settled if state == LineState.DECIDED else deferred).add((file, leaf))
    return settled, deferred - settled


def undecided(campaign: Campaign) -> list[str]:
    """What a meeting still owes, in words, before the result can be adopted; empty where nothing is owed."""
    owed = []
    running = campaign.meetings.filter(state=MeetingState.OPEN).first()
    if running is not None:
        owed.append(f"phiên họp thứ {running.number} chưa kết thúc")
    _, deferred = _earlier(campaign)
    if deferred:
        owed.append(f"{len(deferred)} nội dung phiên trước để lại chưa kết luận")
    appeals = Appeal.objects.filter(assessment__campaign=campaign, state=AppealState.FILED).count()
    if appeals:
        owed.append(f"{appeals} kiến nghị của đơn vị chưa được Hội đồng xem xét")
    return owed


@dataclass(frozen=True, slots=True)
class Claims:
    """What stands against each other on one line: the appraised points, and those the agency asks for."""

    judged: Decimal | None
    unit: Decimal | None


def claims_of(file: Assessment, leaf_id: int) -> Claims:
    """The points behind «giữ điểm thẩm định» and «nhận điểm của đơn vị»: proposed in appeal or reply, else self."""
    scores = {score.stage: score for score in Score.objects.filter(assessment=file, criterion=leaf_id)}
    judged, mine = latest_of(scores, BEFORE_COUNCIL), scores.get(Stage.SELF)
    appeal = Appeal.objects.filter(assessment=file, criterion=leaf_id).order_by("-filed_at", "-pk").first()
    asked = ExplanationRequest.objects.filter(assessment=file, criterion=leaf_id).order_by("-asked_at", "-pk").first()
    wanted = next(
        (one.proposed for one in (appeal, asked) if one is not None and one.proposed is not None),
        mine.points if mine else None,
    )
    return Claims(judged.points if judged else None, wanted)


def claims_for(lines: list[MeetingLine]) -> dict[int, Claims]:
    """The same for a whole agenda by line id: three queries."""
    files = {line.assessment_id for line in lines}
    leaves = {line.criterion_id for line in lines}
    scores: dict[Key, dict[str, Score]] = {}
    for score in Score.objects.filter(assessment__in=files, criterion__in=leaves):
        scores.setdefault((score.assessment_id, score.criterion_id), {})[score.stage] = score
    wanted: dict[Key, Decimal] = {}
    asked = ExplanationRequest.objects.filter(assessment__in=files, criterion__in=leaves, proposed__isnull=False)
    filed = Appeal.objects.filter(assessment__in=files, criterion__in=leaves, proposed__isnull=False)
    for rows in (asked.order_by("asked_at", "pk"), filed.order_by("filed_at", "pk")):  # an appeal goes before a reply
        for one in rows:
            wanted[one.assessment_id, one.criterion_id] = one.proposed  # type: ignore[assignment]
    return {line.pk: _claims(line, scores, wanted) for line in lines}


def _claims(line: MeetingLine, scores: dict[Key, dict[str, Score]], wanted: dict[Key, Decimal]) -> Claims:
    key = (line.assessment_id, line.criterion_id)
    known = scores.get(key, {})
    judged, mine = latest_of(known, BEFORE_COUNCIL), known.get(Stage.SELF)
    return Claims(judged.points if judged else None, wanted.get(key, mine.points if mine else None))
