"""One meeting as its page shows it: the agenda with claims and counts, the line at hand, who is there and has voted."""

from dataclasses import dataclass, field

from cchc.accounts.members import Member
from councils.models import Meeting, MeetingLine, MeetingMember, Opinion, Vote
from councils.queries.agenda import Claims, claims_for
from councils.queries.explanation import Thread, threads_of
from councils.services.ballots import presence, recused_of, tally_of, terms_of
from councils.states import LineState, MeetingState
from councils.voting import Tally, Terms
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import Criterion


@dataclass(slots=True)
class AgendaRow:
    """One line of the agenda in the list on the left."""

    line: MeetingLine
    claims: Claims
    number: int

    @property
    def is_open(self) -> bool:
        return self.line.state == LineState.PENDING


@dataclass(slots=True)
class Seat:
    """One member at the table: the vote on the line at hand, and whether they may vote on it."""

    member: MeetingMember
    vote: Vote | None = None
    recused: bool = False

    @property
    def may_vote(self) -> bool:
        return self.member.votes and self.member.is_present and not self.recused


@dataclass(slots=True)
class Session:
    """Everything of one meeting's page."""

    meeting: Meeting
    rows: list[AgendaRow]
    seats: list[Seat]
    terms: Terms
    present: int
    members: int
    current: AgendaRow | None = None
    thread: Thread | None = None
    counted: Tally | None = None
    rule: LeafRule | None = None
    own: Seat | None = None
    opinions: list[Opinion] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(not row.is_open for row in self.rows)

    @property
    def has_quorum(self) -> bool:
        return self.terms.has_quorum(self.present, self.members)

    @property
    def needed_present(self) -> int:
        return self.terms.needed_present(self.members)

    @property
    def following(self) -> AgendaRow | None:
        """The next line that waits, after the one at hand."""
        later = [row for row in self.rows if row.is_open and self.current and row.number > self.current.number]
        return next(iter(later), None)

    @property
    def waiting(self) -> int:
        """Members who may vote on the line at hand and have not."""
        return sum(seat.may_vote and seat.vote is None for seat in self.seats)

    @property
    def is_open(self) -> bool:
        return self.meeting.state == MeetingState.OPEN


def session_of(meeting: Meeting, member: Member, line_id: int | None) -> Session:
    """The page's content; the line asked for, else the first that waits, else the first."""
    lines = list(meeting.lines.select_related("agency", "criterion", "assessment__campaign", "assessment__agency"))
    for line in lines:
        line.meeting = meeting
    claims = claims_for(lines)
    rows = [AgendaRow(line, claims[line.pk], number) for number, line in enumerate(lines, start=1)]
    present, members = presence(meeting)
    seats = [Seat(one) for one in meeting.members.select_related("user")]
    session = Session(meeting, rows, seats, terms_of(meeting.campaign), present, members)
    asked = next((row for row in rows if row.line.pk == line_id), None)
    session.current = asked or next((row for row in rows if row.is_open), None) or next(iter(rows), None)
    if session.current is not None:
        _open_line(session, session.current.line)
    session.own = next((seat for seat in seats if seat.member.user_id == member.user.pk), None)
    return session


def _open_line(session: Session, line: MeetingLine) -> None:
    session.thread = threads_of(line.assessment, [line.criterion], inside=True)[line.criterion_id]
    said = Opinion.objects.filter(assessment=line.assessment, criterion=line.criterion)
    session.opinions = list(said.select_related("department").order_by("department__sort_key"))
    session.counted = tally_of(line, session.terms)
    rules = Criterion.objects.self_scored().filter(pk=line.criterion_id).with_rules()
    session.rule = leaf_rule(rules.get())
    votes = {vote.member_id: vote for vote in Vote.objects.filter(line=line)}
    away = {member.pk for member in recused_of(line)}
    for seat in session.seats:
        seat.vote, seat.recused = votes.get(seat.member.pk), seat.member.pk in away
