"""Votes at a meeting of the council, and the chair's conclusion of each line. Each verb is one transaction.

The meeting's row is locked for the length of a verb, so a vote and the end of a meeting never overlap.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cchc.accounts.members import Member
from cchc.accounts.models import Membership
from cchc.accounts.roles import Role
from cchc.tenancy import audit
from councils.models import CouncilTerms, Meeting, MeetingLine, MeetingMember, Vote
from councils.queries.agenda import claims_of
from councils.rules import entry_for, within_maximum
from councils.services.appraising import Refused
from councils.services.explanation import words
from councils.states import LINE, LineState, MeetingState, StepRefused, Workflow
from councils.voting import Tally, Terms, tally
from criteria.catalogue import leaf_rule
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import EntryError, show_points

Choice = Vote.Choice


def terms_of(campaign: Campaign) -> Terms:
    """The council's terms; two thirds and more than half of all members where nothing else was decided."""
    stored = CouncilTerms.objects.filter(campaign=campaign).first()
    return stored.terms if stored else Terms()


def checked(flow: Workflow, state: str, name: str, by: Member, reason: str = "") -> Any:
    try:
        return flow.check(state, name, {role.value for role in by.roles}, reason=reason)
    except StepRefused as refused:
        raise Refused(refused.message, "reason" if refused.code == "reason" else "") from refused


def locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=meeting.pk)


def presence(meeting: Meeting) -> tuple[int, int]:
    """How many of the voting members are present, and how many there are."""
    voting = [member for member in meeting.members.all() if member.votes]
    return sum(member.is_present for member in voting), len(voting)


@transaction.atomic
def vote(
    *, line: MeetingLine, member: MeetingMember, choice: str, by: Member, at: datetime, points: Decimal | None = None
) -> Vote:
    """One member's vote, by themselves or entered by the secretariat; it can be changed until the line is concluded.

    Refused for whoever is absent, doesn't vote, or belongs to the agency. Raises ``EntryError`` for points that the
    leaf's scale doesn't know.
    """
    meeting = locked(line.meeting)
    kept = MeetingLine.objects.select_related("assessment", "agency", "criterion").get(pk=line.pk, meeting=meeting)
    _may_vote(meeting, kept, member, by)
    value = _points_of(kept, choice, points)
    old = Vote.objects.filter(line=kept, member=member).first()
    cast, _ = Vote.objects.update_or_create(
        line=kept, member=member, defaults={"choice": choice, "points": value, "at": at, "entered_by": by.user}
    )
    changes = {str(member): [show_points(old.points) if old else None, show_points(value)]}
    audit.record("biểu quyết", kept, by=by.user, changes=changes, at=at)
    return cast


def _may_vote(meeting: Meeting, line: MeetingLine, member: MeetingMember, by: Member) -> None:
    if meeting.state != MeetingState.OPEN:
        raise Refused(f"Phiên họp {MeetingState(meeting.state).label.lower()} – biểu quyết khi phiên họp đã khai mạc.")
    if line.state != LineState.PENDING:
        raise Refused("Dòng này đã chốt hoặc để lại – chủ tọa mở lại mới biểu quyết được.")
    if member.meeting_id != meeting.pk or not member.votes:
        raise Refused(f"{member} không có quyền biểu quyết ở phiên này.")
    if not member.is_present:
        raise Refused(f"{member} chưa được ghi có mặt – ghi thành viên dự họp trước.")
    if member.user_id != by.user.pk and not by.has(Role.SECRETARY, Role.COORDINATOR):
        raise Refused("Chỉ biểu quyết phiếu của mình; Tổ Thư ký ghi thay khi biểu quyết giơ tay.")
    if is_recused(member, line):
        raise Refused(f"{member} thuộc {line.agency} nên không biểu quyết hồ sơ của cơ quan mình.")


def is_recused(member: MeetingMember, line: MeetingLine) -> bool:
    """A member doesn't vote on the file of an agency they belong to (document 03, Điều 2, khoản 3)."""
    return Membership.objects.filter(user=member.user_id, agency=line.agency_id).exists()


def recused_of(line: MeetingLine) -> list[MeetingMember]:
    """Present voting members who belong to the line's agency: one query."""
    own = Membership.objects.filter(agency=line.agency_id).values("user")
    return list(MeetingMember.objects.filter(meeting=line.meeting_id, votes=True, attendance="present", user__in=own))


def _points_of(line: MeetingLine, choice: str, points: Decimal | None) -> Decimal:
    claims = claims_of(line.assessment, line.criterion_id)
    if choice == Choice.KEEP:
        if claims.judged is None:
            raise Refused("Mục này chưa có điểm thẩm định – chọn “Mức khác” và ghi điểm.", "choice")
        return claims.judged
    if choice == Choice.UNIT:
        if claims.unit is None:
            raise Refused("Đơn vị không chấm và không đề nghị điểm cho mục này – chọn “Mức khác”.", "choice")
        return claims.unit
    if choice != Choice.OTHER:
        raise Refused("Chưa chọn phương án biểu quyết.", "choice")
    if points is None:
        raise EntryError("points", "Chọn “Mức khác” thì ghi điểm.")
    known = leaf_rule(Criterion.objects.self_scored().filter(pk=line.criterion_id).with_rules().get())
    within_maximum(known, points)
    entry_for(known, points)
    return points


def tally_of(line: MeetingLine, terms: Terms | None = None) -> Tally:
    """The count of a line's votes by the council's terms."""
    meeting = line.meeting
    present, members = presence(meeting)
    votes = {cast.member_id: cast.points for cast in Vote.objects.filter(line=line)}
    chair = next((one.pk for one in meeting.members.all() if one.title == MeetingMember.Title.CHAIR), None)
    needed = (terms or terms_of(meeting.campaign)).needed_votes(present, members)
    return tally(votes, chair=chair, needed=needed, entitled=present - len(recused_of(line)))


def _line(line: MeetingLine) -> MeetingLine:
    meeting = locked(line.meeting)
    if meeting.state != MeetingState.OPEN:
        raise Refused(f"Phiên họp {MeetingState(meeting.state).label.lower()} – chốt dòng khi phiên họp đã khai mạc.")
    kept = MeetingLine.objects.select_related("agency", "criterion", "assessment").get(pk=line.pk)
    kept.meeting = meeting
    return kept


@transaction.atomic
def decide(*, line: MeetingLine, by: Member, at: datetime, reason: str) -> MeetingLine:
    """The chair concludes a line with the points that the vote has carried. Raises ``Refused`` where none has."""
    kept = _line(line)
    checked(LINE, kept.state, "decide", by)
    counted = tally_of(kept)
    if counted.winner is None:
        raise Refused(
            f"Chưa có mức điểm nào đủ {counted.needed} phiếu – biểu quyết tiếp, hoặc để lại nội dung này cho phiên sau."
        )
    _, members = presence(kept.meeting)
    shown = f"Biểu quyết {counted.count(counted.winner)}/{members} thành viên"
    if counted.by_chair:
        shown += ", số phiếu ngang nhau, quyết định theo ý kiến Chủ tịch Hội đồng"
    text = words(reason, "reason", "lý do, kết luận")
    kept.state, kept.points, kept.reason = LineState.DECIDED, counted.winner, f"{text} ({shown})"
    kept.decided_by, kept.decided_at = by.user, at
    kept.save(update_fields=["state", "points", "reason", "decided_by", "decided_at"])
    changes = {"điểm": [None, show_points(counted.winner)]}
    audit.record("Hội đồng chốt điểm", kept, by=by.user, changes=changes, reason=kept.reason, at=at)
    return kept


@transaction.atomic
def put_off(*, line: MeetingLine, by: Member, at: datetime, reason: str) -> MeetingLine:
    """The chair leaves a line to the next meeting. Raises ``Refused``."""
    return _moved(line, "defer", LineState.DEFERRED, "để lại phiên sau", by, at, reason)


@transaction.atomic
def reopen_line(*, line: MeetingLine, by: Member, at: datetime, reason: str) -> MeetingLine:
    """The chair opens a concluded line again within the same meeting; the votes stand and can be changed."""
    return _moved(line, "reopen", LineState.PENDING, "mở lại nội dung để bàn", by, at, reason)


def _moved(
    line: MeetingLine, name: str, state: LineState, verb: str, by: Member, at: datetime, reason: str
) -> MeetingLine:
    kept = _line(line)
    checked(LINE, kept.state, name, by, reason)
    kept.state, kept.points, kept.reason = state, None, words(reason, "reason", "lý do")
    kept.decided_by, kept.decided_at = by.user, at
    kept.save(update_fields=["state", "points", "reason", "decided_by", "decided_at"])
    audit.record(verb, kept, by=by.user, reason=kept.reason, at=at)
    return kept
