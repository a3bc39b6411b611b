"""A meeting of the council: agenda, attendance, votes, conclusions, end. Each verb is one transaction with its line.

The meeting's row is locked for the length of a verb. What has been concluded is written as final scores when the chair
ends the meeting; until then nothing of it stands in any file.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.models import Score
from cchc.accounts.members import Member
from cchc.accounts.models import Membership
from cchc.accounts.roles import OF_ASSESSED_AGENCY, OF_COUNCIL, Role
from cchc.tenancy import audit
from councils.models import Appeal, CouncilTerms, Meeting, MeetingLine, MeetingMember, Vote
from councils.news import address, people_with, tell
from councils.queries.agenda import disputed
from councils.services.appraising import Refused, appraise
from councils.services.ballots import checked, locked, presence, terms_of
from councils.services.explanation import words
from councils.states import APPEAL, MEETING, AppealState, LineState, MeetingState
from criteria.models import Campaign, Criterion

LIMIT = 500
"""Lines one meeting can hold: more is no meeting, and the appraisal is not done."""
TITLES = {
    Role.CHAIR: MeetingMember.Title.CHAIR,
    Role.MEMBER: MeetingMember.Title.MEMBER,
    Role.SECRETARY: MeetingMember.Title.SECRETARY,
}


@transaction.atomic
def plan_meeting(
    *, campaign: Campaign, by: Member, at: datetime, planned_at: datetime, place: str, form: str = ""
) -> Meeting:
    """Call the next meeting: the council's members are invited, the disputed lines stand on its agenda."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.adopted_at is not None:
        raise Refused("Kết quả đã được Hội đồng thông qua – mở lại kết quả rồi mới họp tiếp.")
    if campaign.meetings.filter(state__in=[MeetingState.PREPARING, MeetingState.OPEN]).exists():
        raise Refused("Đang có một phiên họp chưa kết thúc – kết thúc hoặc hủy phiên đó trước.")
    number = (campaign.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting.objects.create(
        campaign=campaign, number=number, planned_at=planned_at, place=words(place, "place", "địa điểm họp"), form=form
    )
    _invite(meeting)
    added = _fill(meeting, at)
    changes = {"thời gian": [None, planned_at], "nội dung biểu quyết": [None, added]}
    audit.record("triệu tập phiên họp Hội đồng", meeting, by=by.user, changes=changes, at=at)
    tell(
        [member.user for member in meeting.members.select_related("user")],
        "meeting_called",
        f"Họp Hội đồng thẩm định phiên thứ {number}",
        f"{planned_at:%H:%M ngày %d/%m/%Y}, {meeting.place}. {added} nội dung phải biểu quyết.",
        address("meeting", campaign.year, meeting.pk),
        str(meeting.pk),
        at,
    )
    return meeting


def _invite(meeting: Meeting) -> None:
    """Chair, members, secretaries, each once under the first of these titles."""
    rows: dict[int, MeetingMember] = {}
    for role in (Role.CHAIR, Role.MEMBER, Role.SECRETARY):
        held = Membership.objects.with_roles(role).select_related("user").order_by("user__full_name", "pk")
        for membership in held:
            person = membership.user
            if person.pk not in rows:
                rows[person.pk] = MeetingMember(
                    meeting=meeting,
                    user=person,
                    full_name=str(person),
                    salutation=person.salutation,
                    position=person.position,
                    title=TITLES[role],
                    votes=role != Role.SECRETARY,
                    rank=len(rows),
                )
    MeetingMember.objects.bulk_create(rows.values())


def _fill(meeting: Meeting, at: datetime) -> int:
    """Put every disputed line that isn't on the agenda yet at its end; how many."""
    known = set(meeting.lines.values_list("assessment_id", "criterion_id"))
    wanted = {key: causes for key, causes in disputed(meeting.campaign, at=at).items() if key not in known}
    if len(known) + len(wanted) > LIMIT:
        raise Refused(
            f"Có {len(wanted)} nội dung chưa thống nhất, một phiên họp nhận {LIMIT} – thẩm định xong rồi triệu tập."
        )
    files = {file.pk: file for file in meeting.campaign.assessments.select_related("agency")}
    leaves = {leaf.pk: leaf for leaf in Criterion.objects.filter(pk__in={leaf for _, leaf in wanted})}
    ordered = sorted(wanted, key=lambda key: (leaves[key[1]].position, files[key[0]].agency.sort_key))
    MeetingLine.objects.bulk_create(
        MeetingLine(
            meeting=meeting,
            assessment=files[file],
            agency=files[file].agency,
            criterion=leaves[leaf],
            position=len(known) + place,
            causes=wanted[file, leaf],
        )
        for place, (file, leaf) in enumerate(ordered, start=1)
    )
    return len(ordered)


@transaction.atomic
def refresh_agenda(*, meeting: Meeting, by: Member, at: datetime) -> int:
    """Add what has become disputed since; how many lines. Lines already there stay as they are."""
    kept = locked(meeting)
    _not_over(kept)
    added = _fill(kept, at)
    if added:
        audit.record("bổ sung nội dung phiên họp", kept, by=by.user, changes={"nội dung": [None, added]}, at=at)
    return added


@transaction.atomic
def add_line(*, meeting: Meeting, assessment_id: int, leaf: Criterion, by: Member, at: datetime) -> MeetingLine:
    """Put one more line on the agenda that the secretariat has chosen. Raises ``Refused``."""
    kept = locked(meeting)
    _not_over(kept)
    file = kept.campaign.assessments.select_related("agency").get(pk=assessment_id)
    if kept.lines.filter(assessment=file, criterion=leaf).exists():
        raise Refused(f"Mục {leaf.code} của {file.agency} đã có trong phiên họp.")
    last = kept.lines.aggregate(last=Max("position"))["last"] or 0
    line = MeetingLine.objects.create(
        meeting=kept, assessment=file, agency=file.agency, criterion=leaf, position=last + 1, causes=["chosen"]
    )
    audit.record("đưa nội dung vào phiên họp", line, by=by.user, at=at)
    return line


@transaction.atomic
def remove_line(*, line: MeetingLine, by: Member, at: datetime) -> None:
    """Take a line off the agenda before the meeting is opened. Raises ``Refused``."""
    kept = locked(line.meeting)
    if kept.state != MeetingState.PREPARING:
        raise Refused("Phiên họp đã khai mạc – để lại nội dung này thay vì bỏ khỏi chương trình.")
    audit.record("bỏ nội dung khỏi phiên họp", line, by=by.user, at=at)
    line.delete()


def _not_over(meeting: Meeting) -> None:
    if meeting.state not in (MeetingState.PREPARING, MeetingState.OPEN):
        raise Refused(f"Phiên họp {MeetingState(meeting.state).label.lower()} – không sửa được nữa.")


@transaction.atomic
def set_attendance(*, meeting: Meeting, by: Member, at: datetime, seen: Mapping[int, tuple[str, str]]) -> None:
    """Who is there: attendance and reason of absence by member id. Raises ``Refused``."""
    kept = locked(meeting)
    _not_over(kept)
    changes = {}
    for member in kept.members.all():
        attendance, reason = seen.get(member.pk, (member.attendance, member.absence_reason))
        if attendance not in ("", *MeetingMember.Attendance.values):
            raise Refused(f"Chọn lại việc dự họp của {member}.")
        if (attendance, reason) == (member.attendance, member.absence_reason):
            continue
        if not attendance == "present" and Vote.objects.filter(member=member).exists():
            raise Refused(f"{member} đã biểu quyết trong phiên này nên không ghi vắng được.")
        changes[str(member)] = [member.get_attendance_display(), attendance]
        member.attendance, member.absence_reason = attendance, reason.strip()[:200]
        member.save(update_fields=["attendance", "absence_reason"])
    if changes:
        audit.record("ghi thành viên dự họp", kept, by=by.user, changes=changes, at=at)


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: Member, at: datetime) -> Meeting:
    """Open the meeting; refused without the quorum and without the chair of the meeting."""
    kept = locked(meeting)
    checked(MEETING, kept.state, "open", by)
    present, members = presence(kept)
    terms = terms_of(kept.campaign)
    if not terms.has_quorum(present, members):
        raise Refused(
            f"Mới có mặt {present}/{members} thành viên, cần ít nhất {terms.needed_present(members)} – "
            "ghi thành viên có mặt rồi khai mạc, hoặc lùi phiên họp."
        )
    kept.state, kept.opened_at = MeetingState.OPEN, at
    kept.save(update_fields=["state", "opened_at"])
    audit.record("khai mạc phiên họp", kept, by=by.user, changes={"có mặt": [None, f"{present}/{members}"]}, at=at)
    return kept


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Member, at: datetime, reason: str) -> Meeting:
    """Call a meeting off before it was opened; the reason stays. Raises ``Refused``."""
    kept = locked(meeting)
    checked(MEETING, kept.state, "cancel", by, reason)
    kept.state, kept.reason = MeetingState.CANCELLED, words(reason, "reason", "lý do hủy")
    kept.save(update_fields=["state", "reason"])
    audit.record("hủy phiên họp", kept, by=by.user, reason=kept.reason, at=at)
    return kept


MINUTES = ("guests", "report", "discussion", "survey", "conclusion")
COUNTS = ("votes_for", "votes_against", "votes_other")


@transaction.atomic
def write_minutes(*, meeting: Meeting, by: Member, at: datetime, values: Mapping[str, Any]) -> Meeting:
    """What the minutes say beside votes and attendance. Refused once the meeting has ended, and for wrong counts."""
    kept = locked(meeting)
    _not_over(kept)
    present, _ = presence(kept)
    if (given := sum(values.get(name) or 0 for name in COUNTS)) > present:
        raise Refused(f"Tổng phiếu {given} nhiều hơn {present} thành viên có mặt – kiểm lại số phiếu.", "votes_for")
    before = {name: getattr(kept, name) for name in values}
    for name, value in values.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(values))
    if changes := audit.difference(before, dict(values)):
        audit.record("ghi biên bản họp", kept, by=by.user, changes=changes, at=at)
    return kept


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: Member, at: datetime) -> Meeting:
    """The chair ends the meeting: conclusions become final scores, appeals are answered.

    Refused while a line is neither concluded nor left to the next meeting, and without a conclusion of the chair.
    """
    kept = locked(meeting)
    checked(MEETING, kept.state, "close", by)
    lines = list(kept.lines.select_related("assessment", "agency", "criterion"))
    if waiting := [str(line) for line in lines if line.state == LineState.PENDING]:
        shown = "; ".join(waiting[:5]) + (" …" if len(waiting) > 5 else "")
        raise Refused(f"Còn {len(waiting)} nội dung chưa chốt ({shown}) – chốt hoặc để lại phiên sau rồi kết thúc.")
    if not kept.conclusion:
        raise Refused("Chưa ghi kết luận của chủ tọa – ghi ở phần biên bản rồi kết thúc phiên họp.")
    kept.state, kept.closed_at, kept.closed_by = MeetingState.CLOSED, at, by.user
    kept.save(update_fields=["state", "closed_at", "closed_by"])
    for line in lines:
        if line.state == LineState.DECIDED:
            _conclude(kept, line, by, at)
    decided = sum(line.state == LineState.DECIDED for line in lines)
    changes = {"đã chốt": [None, decided], "để lại": [None, len(lines) - decided]}
    audit.record("kết thúc phiên họp", kept, by=by.user, changes=changes, reason=kept.conclusion, at=at)
    return kept


def _conclude(meeting: Meeting, line: MeetingLine, by: Member, at: datetime) -> None:
    """The final score of one line, and the answer to an appeal against it."""
    appraise(
        assessment=line.assessment,
        leaf=line.criterion,
        by=by.user,
        department=None,
        at=at,
        points=line.points,
        reason=f"Phiên họp Hội đồng thứ {meeting.number}: {line.reason}",
        stage=Score.Stage.FINAL,
    )
    filed = Appeal.objects.filter(assessment=line.assessment_id, criterion=line.criterion_id, state=AppealState.FILED)
    for appeal in filed.select_related("agency", "criterion"):
        _answer(meeting, appeal, line, by, at)


def _answer(meeting: Meeting, appeal: Appeal, line: MeetingLine, by: Member, at: datetime) -> None:
    granted = line.points is not None and appeal.points is not None and line.points > appeal.points
    checked(APPEAL, appeal.state, "accept" if granted else "reject", by, line.reason)
    appeal.state = AppealState.ACCEPTED if granted else AppealState.REJECTED
    appeal.decision, appeal.decided_by, appeal.decided_at = line.reason, by.user, at
    appeal.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    audit.record("quyết định kiến nghị", appeal, by=by.user, reason=line.reason, at=at)
    tell(
        people_with(*OF_ASSESSED_AGENCY, agency=appeal.agency_id),
        "appeal_decided",
        f"Hội đồng đã xem xét kiến nghị mục {appeal.criterion.code}: {AppealState(appeal.state).label.lower()}",
        line.reason,
        address("reply", meeting.campaign.year, appeal.assessment_id),
        str(appeal.pk),
        at,
    )


@transaction.atomic
def set_terms(
    *,
    campaign: Campaign,
    by: Member,
    at: datetime,
    quorum: tuple[int, int],
    of_present: bool,
    seal: bool,
    decision: str,
) -> CouncilTerms:
    """How the council works, from the decision that established it; not while a meeting is open."""
    if campaign.meetings.filter(state=MeetingState.OPEN).exists():
        raise Refused("Đang có phiên họp – quy chế đổi được khi phiên họp đã kết thúc.")
    values = {
        "quorum_top": quorum[0],
        "quorum_bottom": quorum[1],
        "of_present": of_present,
        "uses_seal": seal,
        "decision": decision.strip(),
    }
    old = CouncilTerms.objects.filter(campaign=campaign).first()
    before = {name: getattr(old, name) for name in values} if old else {}
    kept, _ = CouncilTerms.objects.update_or_create(campaign=campaign, defaults=values)
    if changes := audit.difference(before, values):
        audit.record("ghi quy chế Hội đồng", kept, by=by.user, changes=changes, at=at)
    return kept


def council_people() -> list[Membership]:
    """The council and its secretariat as memberships, chair first."""
    order = {Role.CHAIR: 0, Role.MEMBER: 1, Role.SECRETARY: 2}
    held = Membership.objects.with_roles(*OF_COUNCIL).select_related("user", "agency")
    return sorted(held, key=lambda row: (order[Role(row.role)], row.user.full_name))
