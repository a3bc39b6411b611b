"""Explanation and council in the demo: last year's letters, replies and meetings held; this year's under way."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.db.models import F
from PIL import Image, ImageDraw

from assessments.models import Assessment, Citation, Evidence, Score
from assessments.services import transition
from assessments.states import Refusal, State
from cchc.accounts.members import Member, member_of
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding, user_in
from cchc.notices.models import Notification
from cchc.tenancy.models import Agency
from councils.models import ExplanationRequest, Meeting, MeetingMember
from councils.queries import leaf_assignments
from councils.queries.missing import missing_scores
from councils.services import ballots, explanation, onsite, replying
from councils.services import meeting as meetings
from councils.services.assigning import assign_from_set
from councils.services.closing import finish_appraisal
from councils.states import LineState, RequestState
from criteria.models import Campaign, Criterion
from criteria.queries import phase_state
from criteria.rules.calendar import Phase

DOUBTS = (
    ("Số liệu trong báo cáo khác số liệu trên Hệ thống thông tin.", "Đối chiếu, giải trình phần chênh lệch."),
    ("Tài liệu kiểm chứng chưa thể hiện kết quả thực hiện.", "Bổ sung văn bản, hình ảnh chứng minh kết quả."),
    ("Chưa rõ thời điểm hoàn thành nhiệm vụ.", "Cung cấp văn bản có ngày hoàn thành trong năm đánh giá."),
)
REPLIES = (
    "Đơn vị đã đối chiếu lại: phần chênh lệch là hồ sơ tiếp nhận cuối tháng 12, đã có phiếu hẹn trả.",
    "Nhiệm vụ đã hoàn thành trong quý III, có thông báo kết luận kèm theo.",
    "Số liệu trong báo cáo là số chốt ngày 31/12, đề nghị tính theo báo cáo chính thức.",
)
OPINIONS = (
    "Ông Chủ tịch Hội đồng: đề nghị thống nhất lấy số liệu của Hệ thống thông tin làm căn cứ.",
    "Các thành viên: đề nghị đơn vị hoàn thiện hồ sơ lưu ngay từ đầu năm sau.",
)


CONFIRMED_ON_PAPER = "các cơ quan đã gửi phiếu thẩm định bản giấy"
ON_PAPER = "Các cơ quan thẩm định đã xác nhận trên phiếu bản giấy."


def _member(work: Seeding, user: User) -> Member:
    found = member_of(user, work.tenant)
    assert found is not None
    return found


def _of(work: Seeding, role: Role) -> Member:
    return _member(work, user_in(work, role))


def _person_of(work: Seeding, agency: Agency, role: Role) -> Member | None:
    held = Membership.objects.filter(agency=agency, role=role).select_related("user").order_by("pk").first()
    return _member(work, held.user) if held else None


def send_and_finish(work: Seeding, campaign: Campaign, sent: datetime, finished: datetime) -> None:
    """Every complete file of a past year was sent by its head, and its appraisal ended."""
    secretary = _of(work, Role.SECRETARY)
    assign_from_set(campaign=campaign, by=user_in(work, Role.COORDINATOR), at=sent)
    for file in Assessment.objects.filter(campaign=campaign, state=State.DRAFT).select_related("agency"):
        head = _person_of(work, file.agency, Role.HEAD)
        try:
            if head is not None:
                file = transition(assessment=file, name="submit", by=head, at=sent)
                transition(assessment=file, name="finish_appraisal", by=secretary, at=finished, comment=ON_PAPER)
        except Refusal:
            continue  # a file that lacks something stays with its agency, as in life


def _disputes(
    work: Seeding, campaign: Campaign, agencies: int, each: int
) -> Iterator[tuple[Assessment, list[Criterion]]]:
    """Some agencies with leaves whose appraised score departs from their own; that of a named officer comes first."""
    named = {person.agency for person in work.exercise.people if person.roles == Role.OFFICER}
    files = campaign.assessments.filter(state__in=[State.SUBMITTED, State.APPRAISED]).select_related(
        "agency", "campaign"
    )
    for file in sorted(files.order_by("agency__sort_key"), key=lambda one: one.agency.code not in named):
        own = dict(Score.objects.at_stage("self").filter(assessment=file).values_list("criterion_id", "points"))
        judged = Score.objects.at_stage("appraised").filter(assessment=file, points__isnull=False)
        lower = [
            one.criterion for one in judged.select_related("criterion") if (own.get(one.criterion_id) or 0) > one.points
        ]
        if lower and agencies:
            agencies -= 1
            yield file, lower[:each]


def _ask(work: Seeding, file: Assessment, leaves: list[Criterion], at: datetime) -> None:
    secretary, given = _of(work, Role.SECRETARY), leaf_assignments(file.campaign)
    for leaf in leaves:
        doubt, question = work.dice.choice(DOUBTS)
        lead = given[leaf.pk].lead if leaf.pk in given else None
        department = lead.department if lead and lead.department_id != file.agency_id else None
        explanation.ask(
            assessment=file, leaf=leaf, by=secretary, department=department, doubt=doubt, question=question, at=at
        )


def _send(work: Seeding, file: Assessment, at: datetime, due: datetime) -> None:
    secretary = _of(work, Role.SECRETARY)
    contact = {
        "contact": str(secretary.user),
        "contact_title": secretary.user.position,
        "contact_phone": work.exercise.phone,
    }
    explanation.send_letter(assessment=file, by=secretary, at=at, due_at=due, contact=contact)


def _reply(work: Seeding, file: Assessment, at: datetime, *, send: bool) -> None:
    """Officers write, some with a document added; the head sends."""
    officer, head = _person_of(work, file.agency, Role.OFFICER), _person_of(work, file.agency, Role.HEAD)
    asked = ExplanationRequest.objects.filter(assessment=file, state=RequestState.SENT)
    for number, one in enumerate(asked.select_related("criterion", "letter")):
        agrees = number % 3 == 2
        explanation.save_reply(
            request=one,
            by=officer or head,  # type: ignore[arg-type]
            at=at,
            position="agree" if agrees else "disagree",
            reply="" if agrees else work.dice.choice(REPLIES),
            proposed=None if agrees else _own_points(file, one.criterion_id),
        )
        if not agrees:
            _add_document(work, file, one.criterion, officer or head, at)
    if send and head is not None and one is not None:
        explanation.send_reply(letter=one.letter, by=head, at=at + timedelta(hours=2))


def _own_points(file: Assessment, leaf: int) -> Decimal | None:
    return (
        Score.objects.at_stage("self").filter(assessment=file, criterion=leaf).values_list("points", flat=True).first()
    )


def _add_document(work: Seeding, file: Assessment, leaf: Criterion, by: Member | None, at: datetime) -> None:
    used = Citation.objects.filter(assessment=file, criterion=leaf).values("evidence")
    document = (
        Evidence.objects.kept().filter(agency=file.agency_id, year=file.campaign.year).exclude(pk__in=used).first()
    )
    if document is not None and by is not None:
        replying.add_to_reply(assessment=file, leaf=leaf, evidence=document, page="trang 2", by=by, at=at)


def _settle(work: Seeding, file: Assessment, at: datetime) -> None:
    """The second appraisal: now and then the agency is met, mostly the first score stands."""
    secretary = _of(work, Role.SECRETARY)
    answered = ExplanationRequest.objects.filter(assessment=file, state=RequestState.ANSWERED)
    for number, one in enumerate(answered.select_related("criterion")):
        met = number == 0 and one.proposed is not None
        points = one.proposed if met else one.points
        reason = "Chấp nhận tài liệu bổ sung." if met else "Giữ nguyên: tài liệu bổ sung chưa thay đổi căn cứ."
        assert points is not None
        explanation.settle(request=one, by=secretary, department=None, at=at, points=points, reason=reason)


def last_year(work: Seeding, campaign: Campaign) -> None:
    """Letters, replies, a second appraisal, an appeal, a visit, and two meetings in the week after the appraisal."""
    sent = phase_state(campaign, Phase.SELF_ASSESSMENT, at=campaign.opened_at).window.closes  # type: ignore[arg-type]
    ended = phase_state(campaign, Phase.APPRAISAL, at=campaign.opened_at).window.closes  # type: ignore[arg-type]
    assert sent is not None
    assert ended is not None
    first = ended + timedelta(days=1, hours=9)
    send_and_finish(work, campaign, sent - timedelta(hours=9), first - timedelta(hours=1))
    campaign.refresh_from_db()
    asked = list(_disputes(work, campaign, 5, 3))
    for file, leaves in asked:
        _ask(work, file, leaves, first)
        _send(work, file, first + timedelta(hours=1), first + timedelta(days=3))
        _reply(work, file, first + timedelta(days=2), send=True)
        _settle(work, file, first + timedelta(days=4))
    if asked:
        _visit(work, campaign, asked[0][0].agency, first + timedelta(days=1), held=True)
        _appeal(work, asked[-1][0], first + timedelta(days=5))
    if _hold(work, campaign, first + timedelta(days=6), leave=1) is not None:
        _hold(work, campaign, first + timedelta(days=7), leave=0)
    _sent(campaign, read=True)


def _sent(campaign: Campaign, *, read: bool) -> None:
    """What was told then went out then: the outbox of a fresh demo owes nothing from days gone by."""
    told = Notification.objects.filter(status=Notification.Status.DUE, url__contains=f"/{campaign.year}/")
    told.update(status=Notification.Status.SENT, sent_at=F("due_at"), read_at=F("due_at") if read else None)


def _appeal(work: Seeding, file: Assessment, at: datetime) -> None:
    head = _person_of(work, file.agency, Role.HEAD)
    known = ExplanationRequest.objects.filter(assessment=file).values("criterion")
    judged = Score.objects.at_stage("appraised").filter(assessment=file, points__lt=F("criterion__max_points"))
    score = judged.exclude(criterion__in=known).select_related("criterion").first()
    if head is not None and score is not None:
        words = "Đơn vị có văn bản xác nhận của cơ quan cấp trên về kết quả thực hiện, đề nghị xem xét."
        replying.file_appeal(assessment=file, leaf=score.criterion, by=head, at=at, content=words)


def _hold(work: Seeding, campaign: Campaign, at: datetime, *, leave: int) -> Meeting | None:
    """Call and hold one meeting; the last ``leave`` lines are left to the next one. None without any line."""
    secretary, chair = _of(work, Role.SECRETARY), _of(work, Role.CHAIR)
    place = f"Phòng họp số 2, trụ sở {campaign.tenant.authority_short}"
    meeting = meetings.plan_meeting(
        campaign=campaign, by=secretary, at=at - timedelta(days=1), planned_at=at, place=place, form="Trực tiếp"
    )
    lines = list(meeting.lines.select_related("meeting"))
    if not lines:
        words = "Không còn nội dung chưa thống nhất."
        meetings.cancel_meeting(meeting=meeting, by=secretary, at=at, reason=words)
        return None
    _seat(meeting, secretary, at)
    meetings.open_meeting(meeting=meeting, by=secretary, at=at)
    leave = leave if len(lines) > 1 else 0
    for line in lines:
        _vote(work, line, secretary, at)
        if line in lines[len(lines) - leave :]:
            ballots.put_off(line=line, by=chair, at=at, reason="Chờ đối chiếu số liệu với Hệ thống thông tin.")
        else:
            ballots.decide(line=line, by=chair, at=at, reason="Căn cứ tài liệu kiểm chứng và giải trình của đơn vị.")
    present, _ = ballots.presence(meeting)
    values = {
        "report": f"Báo cáo số 0{meeting.number + 2}/BC-TTK ngày {at - timedelta(days=2):%d/%m/%Y}",
        "discussion": "\n".join(OPINIONS),
        "conclusion": "Thống nhất kết quả thẩm định sau biểu quyết.\nGiao Tổ Thư ký hoàn thiện biên bản, hồ sơ.",
        "votes_for": present,
        "votes_against": 0,
        "votes_other": 0,
        "submit_by": (at + timedelta(days=5)).date(),
    }
    meetings.write_minutes(meeting=meeting, by=secretary, at=at, values=values)
    meetings.close_meeting(meeting=meeting, by=chair, at=at + timedelta(hours=3))
    return meeting


def _seat(meeting: Meeting, secretary: Member, at: datetime) -> None:
    """Everybody is there but one member, where there are enough of them."""
    seats = list(meeting.members.all())
    away = next((seat for seat in reversed(seats) if seat.title == MeetingMember.Title.MEMBER), None)
    seen = {seat.pk: ("present", "") for seat in seats}
    if away is not None and sum(seat.votes for seat in seats) > 3:
        seen[away.pk] = ("excused", "đi công tác")
    meetings.set_attendance(meeting=meeting, by=secretary, at=at, seen=seen)


def _vote(work: Seeding, line, secretary: Member, at: datetime) -> None:
    """Mostly for the appraised score; one or two for the agency's."""
    kept = line.assessment.scores.filter(criterion=line.criterion_id, stage__in=["appraised", "reappraised"]).exists()
    seats = [seat for seat in line.meeting.members.all() if seat.votes and seat.attendance == "present"]
    for number, seat in enumerate(seats):
        against = number == len(seats) - 1 > 3 and line.position % 2 == 0
        choice = "unit" if against or not kept else "keep"
        if not ballots.is_recused(seat, line) and line.state == LineState.PENDING:
            ballots.vote(line=line, member=seat, choice=choice, by=secretary, at=at)


def _visit(work: Seeding, campaign: Campaign, agency: Agency, at: datetime, *, held: bool) -> None:
    coordinator = _of(work, Role.COORDINATOR)
    secretary = user_in(work, Role.SECRETARY)
    visit = onsite.plan_visit(
        campaign=campaign,
        agency=agency,
        by=coordinator,
        at=at - timedelta(days=2),
        planned_on=at.date(),
        team=f"{secretary}, {secretary.position}\n{coordinator.user}, {coordinator.user.position}",
        purpose="Kiểm tra việc niêm yết thủ tục hành chính, hoạt động của Bộ phận Tiếp nhận và Trả kết quả.",
    )
    if not held:
        return
    leaf = campaign.participants.get(agency=agency).criteria_set.criteria.self_scored().order_by("position").first()
    onsite.add_photo(
        visit=visit, file=_picture(), name="bo-phan-mot-cua.png", caption="Bảng niêm yết tại Bộ phận một cửa",
        by=coordinator, at=at,
    )  # fmt: skip
    onsite.hold_visit(
        visit=visit,
        by=coordinator,
        at=at + timedelta(hours=4),
        held_at=at,
        record="Đơn vị đã niêm yết đủ danh mục thủ tục hành chính; còn 02 thủ tục chưa cập nhật mức phí mới.",
        received_by=f"{agency.head_name}, {agency.head_title}",
        opinion="Đơn vị thống nhất, cập nhật xong trong tuần.",
        findings={leaf.pk: "Đã thực hiện, có hồ sơ lưu."},
    )


def _picture() -> BytesIO:
    """A drawn notice board: the demo holds no photograph of a real place."""
    image = Image.new("RGB", (640, 420), "#d8d2c4")
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 50, 580, 340), fill="#f7f4ec", outline="#7a1a20", width=8)
    for row in range(7):
        for column in range(3):
            left, top = 85 + column * 165, 75 + row * 37
            pen.rectangle((left, top, left + 140, top + 22), outline="#555", fill="#fff")
    file = BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file


def present_year(work: Seeding, campaign: Campaign) -> None:
    """This year explanation goes on beside the appraisal: some have replied, one writes, one has just been asked."""
    days = [work.moment(-3), work.moment(-2, 8)]
    campaign.steps.filter(phase=Phase.EXPLANATION).update(opens_on=work.moment(-4).date())
    rows = list(_disputes(work, campaign, 5, 3))
    for number, (file, leaves) in enumerate(rows):
        _ask(work, file, leaves, days[0])
        if number == len(rows) - 1:
            break  # waits for its letter
        _send(work, file, days[0] + timedelta(hours=1), work.moment(4, 17))
        if number:
            _reply(work, file, days[1], send=number < 3)
    for file, leaves in rows[1:2]:
        words = "Đã trao đổi với Văn phòng UBND tỉnh, số liệu của Hệ thống là đúng."
        explanation.note(assessment=file, leaf=leaves[0], by=_of(work, Role.SECRETARY), text=words, at=days[1])
        _refer_one(work, file, work.moment(-1))
        _visit(work, campaign, file.agency, work.moment(3), held=False)
    place = f"Phòng họp trực tuyến, trụ sở {campaign.tenant.authority_short}"
    meetings.plan_meeting(
        campaign=campaign,
        by=_of(work, Role.SECRETARY),
        at=work.moment(-1, 10),
        planned_at=work.moment(22, 8),
        place=place,
    )
    _finish_first(work, campaign)
    _sent(campaign, read=False)


def _finish_first(work: Seeding, campaign: Campaign) -> None:
    """Files appraised to the end: their agencies see the provisional points and may appeal."""
    asked = ExplanationRequest.objects.filter(assessment__campaign=campaign).values("assessment")
    complete = campaign.assessments.filter(state=State.SUBMITTED).exclude(agency__in=missing_scores(campaign))
    for file in complete.exclude(pk__in=asked).select_related("agency", "campaign").order_by("agency__sort_key", "pk"):
        finish_appraisal(
            assessment=file, by=_of(work, Role.COORDINATOR), at=work.moment(-1, 16), reason=CONFIRMED_ON_PAPER
        )


def _refer_one(work: Seeding, file: Assessment, at: datetime) -> None:
    one = ExplanationRequest.objects.filter(assessment=file, state=RequestState.ANSWERED, position="disagree").first()
    if one is not None:
        words = "Hai cách hiểu khác nhau về thời điểm tính, xin ý kiến Hội đồng."
        explanation.refer(request=one, by=_of(work, Role.SECRETARY), at=at, reason=words)
