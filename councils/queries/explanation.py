"""Requests for explanation and appeals as pages and services read them: until when, what stands where, the thread."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from assessments.models import Assessment, Citation, Score
from cchc.tenancy.models import Agency
from councils.models import Appeal, ExplanationLetter, ExplanationRequest, InternalNote
from councils.stages import Stage, latest_of
from councils.states import RequestState
from criteria.models import Campaign, Criterion, Extension
from criteria.queries import phase_state
from criteria.rules.calendar import Phase, closing_words

BEFORE_COUNCIL = (Stage.REAPPRAISED, Stage.APPRAISED)


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """Until when a letter may be answered, and whether it may be at the moment asked about."""

    closes: datetime
    open: bool
    extended: bool = False

    @property
    def words(self) -> str:
        return f"{'gia hạn đến ' if self.extended else ''}{closing_words(self.closes)}"


def reply_time(letter: ExplanationLetter, *, at: datetime) -> ReplyTime:
    """The letter's own deadline inside the phase of explanation; an extension of the phase for the agency moves both.

    ``letter`` comes with its file, campaign and agency.
    """
    file = letter.assessment
    phase = phase_state(file.campaign, Phase.EXPLANATION, at=at, agency=file.agency)
    given = Extension.objects.filter(campaign=file.campaign_id, phase=Phase.EXPLANATION, closes_at__gt=letter.due_at)
    later = max((one.closes_at for one in given if one.agency_id in {None, file.agency_id}), default=None)
    closes = later or letter.due_at
    return ReplyTime(closes, phase.open and at < closes, later is not None)


@dataclass(slots=True)
class Thread:
    """One leaf of one file with everything said about it. ``notes`` stays empty for the agency's own people."""

    leaf: Criterion
    scores: dict[str, Score] = field(default_factory=dict)
    requests: list[ExplanationRequest] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)
    first: list[Citation] = field(default_factory=list)
    added: list[Citation] = field(default_factory=list)
    notes: list[InternalNote] = field(default_factory=list)

    @property
    def mine(self) -> Score | None:
        return self.scores.get(Stage.SELF)

    @property
    def appraised(self) -> Score | None:
        return self.scores.get(Stage.APPRAISED)

    @property
    def second(self) -> Score | None:
        return self.scores.get(Stage.REAPPRAISED)

    @property
    def final(self) -> Score | None:
        return self.scores.get(Stage.FINAL)

    @property
    def judged(self) -> Score | None:
        """The appraised score that counts before the council."""
        return latest_of(self.scores, BEFORE_COUNCIL)

    @property
    def latest(self) -> ExplanationRequest | None:
        asked = [one for one in self.requests if one.state != RequestState.WITHDRAWN]
        return asked[-1] if asked else None


def threads_of(file: Assessment, leaves: Iterable[Criterion], *, inside: bool) -> dict[int, Thread]:
    """The threads of several leaves by leaf id, in printed order; internal notes only for those inside.

    What is not sent to the agency yet (drafts, withdrawn drafts) is left out for it as well.
    """
    found = {leaf.pk: Thread(leaf) for leaf in sorted(leaves, key=lambda leaf: leaf.position)}
    for score in Score.objects.filter(assessment=file, criterion__in=found).select_related("saved_by", "by_agency"):
        found[score.criterion_id].scores[score.stage] = score
    for cited in Citation.objects.filter(assessment=file, criterion__in=found).select_related("evidence", "added_by"):
        thread = found[cited.criterion_id]
        (thread.added if cited.in_reply else thread.first).append(cited)
    asked = ExplanationRequest.objects.filter(assessment=file, criterion__in=found).select_related(
        "letter", "asked_by", "asked_by_agency", "replied_by", "approved_by", "settled_by"
    )
    if not inside:
        asked = asked.filter(letter__isnull=False)
    for one in asked.order_by("asked_at", "pk"):
        found[one.criterion_id].requests.append(one)
    for appeal in Appeal.objects.filter(assessment=file, criterion__in=found).order_by("filed_at", "pk"):
        found[appeal.criterion_id].appeals.append(appeal)
    if inside:
        for note in InternalNote.objects.filter(assessment=file, criterion__in=found).select_related("by"):
            found[note.criterion_id].notes.append(note)
    return found


@dataclass(slots=True)
class AgencyRequests:
    """What one agency is asked: its requests by state, and its last letter."""

    file: Assessment
    agency: Agency
    requests: list[ExplanationRequest] = field(default_factory=list)
    letters: list[ExplanationLetter] = field(default_factory=list)

    def count(self, state: RequestState) -> int:
        return sum(one.state == state for one in self.requests)

    @property
    def drafts(self) -> int:
        return self.count(RequestState.DRAFT)

    @property
    def waiting(self) -> int:
        return self.count(RequestState.SENT)

    @property
    def answered(self) -> int:
        return self.count(RequestState.ANSWERED)

    @property
    def disagreed(self) -> int:
        return sum(one.position == ExplanationRequest.Position.DISAGREE for one in self.requests)

    @property
    def done(self) -> int:
        return self.count(RequestState.SETTLED) + self.count(RequestState.REFERRED)

    @property
    def last_letter(self) -> ExplanationLetter | None:
        return self.letters[-1] if self.letters else None

    def is_late(self, at: datetime) -> bool:
        return bool(self.waiting and self.last_letter and at >= self.last_letter.due_at)


def asked_agencies(campaign: Campaign) -> list[AgencyRequests]:
    """Every agency with requests, in Vietnamese order of names: three queries."""
    files = campaign.assessments.select_related("agency").filter(requests__isnull=False).distinct()
    rows = {file.pk: AgencyRequests(file, file.agency) for file in files.order_by("agency__sort_key")}
    asked = ExplanationRequest.objects.filter(assessment__in=rows).exclude(state=RequestState.WITHDRAWN)
    for one in asked.select_related("criterion", "asked_by_agency", "letter").order_by("criterion__position", "pk"):
        rows[one.assessment_id].requests.append(one)
    for letter in ExplanationLetter.objects.filter(assessment__in=rows).order_by("round"):
        rows[letter.assessment_id].letters.append(letter)
    return [row for row in rows.values() if row.requests]


def letters_of(file: Assessment) -> list[ExplanationLetter]:
    return list(
        ExplanationLetter.objects.filter(assessment=file)
        .select_related("assessment__campaign", "assessment__agency")
        .order_by("round")
    )
