"""A meeting from its call to the final scores: agenda, quorum, votes, conclusions, what is left to another."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Score
from cchc.accounts.roles import Role
from cchc.notices.models import Notification
from cchc.tenancy.audit import history
from councils.adoption import AdoptionRefused, adopt, reopen
from councils.models import Appeal, Meeting, MeetingLine, MeetingMember, Opinion, Vote
from councils.queries.agenda import disputed
from councils.services import ballots, explanation
from councils.services import meeting as verbs
from councils.services.appraising import Refused
from criteria.rules.calendar import Phase
from criteria.rules.numbers import EntryError
from tests.cast import hold, make_user
from tests.councils.build import EXPLAINING, appraised_campaign, member

pytestmark = pytest.mark.usefixtures("scope_a")


@pytest.fixture
def done(cast, now):
    """Every self-score taken over and every appraisal ended, in the days of explanation and council."""
    return appraised_campaign(cast, now=now, phase=[*EXPLAINING, Phase.COUNCIL], finished=True)


@pytest.fixture
def meeting(cast, done, now, appeal):
    """Called with the appeal on its agenda; chair Phúc, members Quý, Sinh and Tài, secretary Minh."""
    for name in ("Sinh", "Tài"):
        hold(make_user(f"tv-{name.lower()}", f"Trần {name}"), Role.MEMBER)
    return call(cast, done, now)


def call(cast, done, now):
    return verbs.plan_meeting(
        campaign=done.campaign, by=member(cast, cast.minh), at=now, planned_at=now, place="Phòng họp số 2"
    )


def seat(meeting, user):
    return MeetingMember.objects.get(meeting=meeting, user=user)


def attend(cast, meeting, now, *, away=0):
    seats = list(meeting.members.filter(votes=True).order_by("-rank"))
    seen = {one.pk: ("excused", "đi công tác") if place < away else ("present", "") for place, one in enumerate(seats)}
    verbs.set_attendance(meeting=meeting, by=member(cast, cast.minh), at=now, seen=seen)


@pytest.fixture
def opened(cast, meeting, now):
    attend(cast, meeting, now)
    return verbs.open_meeting(meeting=meeting, by=member(cast, cast.minh), at=now)


def vote_all(cast, line, now, choices):
    for one, choice in zip(line.meeting.members.filter(votes=True), choices, strict=False):
        ballots.vote(line=line, member=one, choice=choice, by=member(cast, cast.minh), at=now)


def conclude(cast, meeting, now, words="Thống nhất."):
    values = {"conclusion": words, "votes_for": 3, "votes_against": 1, "votes_other": 0}
    verbs.write_minutes(meeting=meeting, by=member(cast, cast.minh), at=now, values=values)
    return verbs.close_meeting(meeting=meeting, by=member(cast, cast.phuc), at=now)


def test_the_agenda_holds_what_is_disputed_and_everybody_is_invited(meeting, appeal, cast):
    line = meeting.lines.get()
    assert (line.assessment, line.criterion, line.causes) == (appeal.assessment, appeal.criterion, ["appeal"])
    assert [(one.title, one.votes) for one in meeting.members.all()] == [
        ("chair", True),
        ("member", True),
        ("member", True),
        ("member", True),
        ("secretary", False),
    ]
    assert Notification.objects.filter(kind="meeting_called", channel="inbox").count() == 5


def test_a_reply_that_disagrees_is_disputed_until_the_second_appraisal_meets_it(cast, done, now):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["2.2"]
    judged = Score.objects.get(assessment=file, criterion=leaf, stage="appraised")
    asked = explanation.ask(
        assessment=file, leaf=leaf, by=member(cast, cast.dung), department=None, doubt="x", question="y", at=now
    )
    letter = explanation.send_letter(
        assessment=file, by=member(cast, cast.minh), at=now, due_at=now + timedelta(days=1)
    )
    asked.refresh_from_db()
    explanation.save_reply(
        request=asked, by=member(cast, cast.an), at=now, position="disagree", reply="Đã đủ.", proposed=D("0.5")
    )
    explanation.send_reply(letter=letter, by=member(cast, cast.binh), at=now)
    key = (file.pk, leaf.pk)
    assert disputed(done.campaign, at=now) == {key: ["explanation"]}
    explanation.settle(
        request=asked, by=member(cast, cast.dung), department=None, at=now, points=judged.points, reason="Giữ nguyên."
    )
    assert disputed(done.campaign, at=now) == {key: ["explanation"]}
    explanation.refer(request=asked, by=member(cast, cast.dung), at=now, reason="Xin ý kiến.")
    assert disputed(done.campaign, at=now) == {key: ["referred"]}


def test_a_co_appraisers_dissent_is_disputed_unless_the_lead_has_come_to_it(cast, done, now):
    file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.2"]
    given = Opinion.objects.create(
        assessment=file,
        criterion=leaf,
        department=cast.a.justice,
        verdict="other",
        text="Chưa đủ.",
        points=1,
        given_at=now,
    )
    assert disputed(done.campaign, at=now) == {(file.pk, leaf.pk): ["dissent"]}
    given.points = Score.objects.get(assessment=file, criterion=leaf, stage="appraised").points
    given.save()
    assert disputed(done.campaign, at=now) == {}


def test_missing_scores_come_before_the_council_once_appraisal_is_over(cast, done, now):
    file, leaf = done.files[cast.a.town.pk], done.leaves["1.3"]
    Score.objects.get(assessment=file, criterion=leaf, stage="appraised").delete()
    assert disputed(done.campaign, at=now) == {}
    assert disputed(done.campaign, at=now + timedelta(days=30)) == {(file.pk, leaf.pk): ["missing"]}


def test_without_the_quorum_the_meeting_does_not_open(cast, meeting, now):
    attend(cast, meeting, now, away=2)
    with pytest.raises(Refused, match="Mới có mặt 2/4 thành viên, cần ít nhất 3"):
        verbs.open_meeting(meeting=meeting, by=member(cast, cast.phuc), at=now)


def test_one_meeting_at_a_time(cast, done, meeting, now):
    with pytest.raises(Refused, match="Đang có một phiên họp chưa kết thúc"):
        call(cast, done, now)
    with pytest.raises(IntegrityError, match="meeting_one_at_a_time"), transaction.atomic():
        Meeting.objects.create(campaign=done.campaign, number=9, planned_at=now, place="x")


def test_a_member_votes_for_themselves_and_the_secretary_for_raised_hands(cast, opened, now):
    line = opened.lines.get()
    ballots.vote(line=line, member=seat(opened, cast.quy), choice="keep", by=member(cast, cast.quy), at=now)
    ballots.vote(line=line, member=seat(opened, cast.phuc), choice="unit", by=member(cast, cast.minh), at=now)
    with pytest.raises(Refused, match="Chỉ biểu quyết phiếu của mình"):
        ballots.vote(line=line, member=seat(opened, cast.phuc), choice="keep", by=member(cast, cast.quy), at=now)
    votes = {vote.member.user: (vote.choice, vote.points) for vote in Vote.objects.all()}
    assert votes == {cast.quy: ("keep", D("1.5")), cast.phuc: ("unit", D(2))}


def test_a_vote_changes_until_the_line_is_concluded(cast, opened, now):
    line = opened.lines.get()
    for choice in ("keep", "unit"):
        ballots.vote(line=line, member=seat(opened, cast.quy), choice=choice, by=member(cast, cast.quy), at=now)
    assert Vote.objects.get().choice == "unit"
    assert [event.verb for event in history(line)][:2] == ["biểu quyết", "biểu quyết"]


def test_nobody_votes_on_the_file_of_their_own_agency(cast, opened, now):
    hold(cast.quy, Role.OFFICER, cast.a.commune_1)
    with pytest.raises(Refused, match="không biểu quyết hồ sơ của cơ quan mình"):
        ballots.vote(
            line=opened.lines.get(), member=seat(opened, cast.quy), choice="keep", by=member(cast, cast.quy), at=now
        )


def test_the_database_itself_refuses_a_vote_on_the_own_agency(cast, opened, now):
    hold(cast.quy, Role.OFFICER, cast.a.commune_1)
    values = {"line": opened.lines.get(), "choice": "keep", "points": D(1), "at": now}
    with pytest.raises(IntegrityError, match="nobody votes on their own agency"), transaction.atomic():
        Vote.objects.create(member=seat(opened, cast.quy), **values)
    assert Vote.objects.create(member=seat(opened, cast.phuc), **values).points == 1


def test_whoever_is_absent_or_keeps_the_record_has_no_vote(cast, meeting, now):
    attend(cast, meeting, now, away=1)
    opened = verbs.open_meeting(meeting=meeting, by=member(cast, cast.phuc), at=now)
    line, minh = opened.lines.get(), member(cast, cast.minh)
    with pytest.raises(Refused, match="chưa được ghi có mặt"):
        ballots.vote(line=line, member=opened.members.get(attendance="excused"), choice="keep", by=minh, at=now)
    with pytest.raises(Refused, match="không có quyền biểu quyết"):
        ballots.vote(line=line, member=seat(opened, cast.minh), choice="keep", by=minh, at=now)


def test_other_points_are_such_as_the_scale_knows(cast, opened, now):
    line, quy = opened.lines.get(), seat(opened, cast.quy)
    with pytest.raises(EntryError, match="không nằm trong khoảng điểm"):
        ballots.vote(line=line, member=quy, choice="other", points=D(9), by=member(cast, cast.quy), at=now)
    with pytest.raises(EntryError, match="ghi điểm"):
        ballots.vote(line=line, member=quy, choice="other", by=member(cast, cast.quy), at=now)


def test_the_chair_concludes_what_more_than_half_of_all_members_carry(cast, opened, now):
    line = opened.lines.get()
    vote_all(cast, line, now, ["unit", "unit"])
    with pytest.raises(Refused, match="Chưa có mức điểm nào đủ 3 phiếu"):
        ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Có căn cứ.")
    vote_all(cast, line, now, ["unit", "unit", "unit", "keep"])
    with pytest.raises(Refused, match="không thuộc quyền"):
        ballots.decide(line=line, by=member(cast, cast.minh), at=now, reason="Có căn cứ.")
    kept = ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Có căn cứ.")
    assert (kept.state, kept.points, kept.reason) == ("decided", D(2), "Có căn cứ. (Biểu quyết 3/4 thành viên)")


def test_of_equal_votes_the_chairs_decides(cast, opened, now):
    line = opened.lines.get()
    vote_all(cast, line, now, ["unit", "keep", "unit", "keep"])
    kept = ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Có căn cứ.")
    assert kept.points == D(2)
    assert kept.reason.endswith("quyết định theo ý kiến Chủ tịch Hội đồng)")


def test_a_meeting_ends_when_every_line_is_concluded_or_left(cast, opened, now):
    phuc = member(cast, cast.phuc)
    with pytest.raises(Refused, match="Còn 1 nội dung chưa chốt"):
        verbs.close_meeting(meeting=opened, by=phuc, at=now)
    ballots.put_off(line=opened.lines.get(), by=phuc, at=now, reason="Chờ số liệu.")
    with pytest.raises(Refused, match="Chưa ghi kết luận"):
        verbs.close_meeting(meeting=opened, by=phuc, at=now)
    with pytest.raises(Refused, match="không thuộc quyền"):
        verbs.close_meeting(meeting=opened, by=member(cast, cast.minh), at=now)
    assert conclude(cast, opened, now).state == "closed"


def test_the_end_writes_the_final_score_and_answers_the_appeal(cast, done, opened, appeal, now):
    line = opened.lines.get()
    vote_all(cast, line, now, ["unit"] * 4)
    ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Có văn bản xác nhận.")
    assert not Score.objects.at_stage("final").exists()
    conclude(cast, opened, now)
    final = Score.objects.get(stage="final")
    appeal.refresh_from_db()
    assert (final.points, final.saved_by, final.explanation[:40]) == (
        D(2),
        cast.phuc,
        "Phiên họp Hội đồng thứ 1: Có văn bản xác",
    )
    assert (appeal.state, appeal.decided_by, appeal.decision) == (
        "accepted",
        cast.phuc,
        "Có văn bản xác nhận. (Biểu quyết 4/4 thành viên)",
    )
    told = Notification.objects.filter(kind="appeal_decided", channel="inbox")
    assert {row.recipient for row in told} == {cast.an, cast.binh}


def test_an_appeal_that_is_not_met_is_rejected_with_the_reason(cast, opened, appeal, now):
    line = opened.lines.get()
    vote_all(cast, line, now, ["keep"] * 4)
    ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Chưa đủ căn cứ.")
    conclude(cast, opened, now)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decision) == ("rejected", "Chưa đủ căn cứ. (Biểu quyết 4/4 thành viên)")


def test_the_result_is_not_adopted_while_the_council_owes_something(cast, done, opened, now):
    with pytest.raises(AdoptionRefused, match=r"phiên họp thứ 1 chưa kết thúc; 1 kiến nghị của đơn vị chưa được"):
        adopt(campaign=done.campaign, by=cast.phuc, at=now)
    ballots.put_off(line=opened.lines.get(), by=member(cast, cast.phuc), at=now, reason="Chờ số liệu.")
    conclude(cast, opened, now)
    with pytest.raises(AdoptionRefused, match=r"1 nội dung phiên trước để lại chưa kết luận; 1 kiến nghị"):
        adopt(campaign=done.campaign, by=cast.phuc, at=now)


def test_a_second_meeting_takes_what_was_left_and_adoption_takes_its_conclusion(cast, done, opened, now):
    ballots.put_off(line=opened.lines.get(), by=member(cast, cast.phuc), at=now, reason="Chờ số liệu.")
    conclude(cast, opened, now)
    second = call(cast, done, now)
    line = second.lines.get()
    assert (second.number, line.causes) == (2, ["appeal", "deferred"])
    attend(cast, second, now)
    verbs.open_meeting(meeting=second, by=member(cast, cast.phuc), at=now)
    vote_all(cast, line, now, ["unit"] * 4)
    ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Đã có số liệu.")
    conclude(cast, second, now)
    adopt(campaign=done.campaign, by=cast.phuc, at=now)
    finals = Score.objects.at_stage("final").filter(assessment=line.assessment)
    assert finals.get(criterion=line.criterion).points == D(2)
    assert finals.count() == Score.objects.at_stage("appraised").filter(assessment=line.assessment).count()


def test_after_adoption_the_database_lets_no_score_be_written_moved_or_taken_away(cast, done, now):
    adopt(campaign=done.campaign, by=cast.phuc, at=now)
    score = Score.objects.filter(assessment=done.files[cast.a.commune_1.pk]).first()
    rows = Score.objects.filter(pk=score.pk)
    for act in (
        lambda: rows.update(points=0),
        rows.delete,
        lambda: rows.update(assessment=done.files[cast.a.commune_2.pk]),
        lambda: Score.objects.bulk_create([_twin(score)]),
    ):
        with pytest.raises(IntegrityError, match="scores of an adopted file are final"), transaction.atomic():
            act()


def _twin(score):
    score.pk, score.stage = None, "reappraised"
    return score


def test_a_reopening_lets_the_council_decide_anew_and_keeps_what_it_decided_line_by_line(cast, done, opened, now):
    line = opened.lines.get()
    vote_all(cast, line, now, ["unit"] * 4)
    ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Có căn cứ.")
    conclude(cast, opened, now)
    later = now + timedelta(hours=1)
    adopt(campaign=done.campaign, by=cast.phuc, at=later)
    reopen(campaign=done.campaign, by=cast.chi, at=later, reason="Sai số liệu", approver="Chủ tịch UBND huyện")
    assert Score.objects.get(stage="final").points == D(2)
    again = adopt(campaign=done.campaign, by=cast.phuc, at=later + timedelta(hours=1))
    assert (done.campaign.adoptions.count(), again.reopened_at) == (2, None)


def test_what_meetings_decided_is_not_disputed_again_but_a_new_appeal_is(cast, done, opened, appeal, now):
    line = opened.lines.get()
    vote_all(cast, line, now, ["keep"] * 4)
    ballots.decide(line=line, by=member(cast, cast.phuc), at=now, reason="Chưa đủ căn cứ.")
    conclude(cast, opened, now)
    assert disputed(done.campaign, at=now) == {}
    Appeal.objects.filter(pk=appeal.pk).update(state="filed")
    assert disputed(done.campaign, at=now) == {(line.assessment_id, line.criterion_id): ["appeal"]}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "decided"}, "meeting_line_decided_has_points"),
        ({"state": "decided", "points": 1}, "meeting_line_decided_has_points"),
        ({"state": "deferred"}, "meeting_line_deferred_has_reason"),
    ],
)
def test_the_database_keeps_lines_whole(meeting, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MeetingLine.objects.filter(meeting=meeting).update(**changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "open"}, "meeting_open_has_time"),
        ({"state": "cancelled"}, "meeting_cancelled_has_reason"),
    ],
)
def test_the_database_keeps_meetings_whole(meeting, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(**changes)


def test_the_database_ends_no_meeting_without_a_conclusion(opened, now):
    with pytest.raises(IntegrityError, match="meeting_closed_has_conclusion"), transaction.atomic():
        Meeting.objects.filter(pk=opened.pk).update(state="closed", closed_at=now)


def test_the_database_knows_one_vote_of_a_member_and_no_voting_secretary(cast, opened, now):
    line = opened.lines.get()
    vote_all(cast, line, now, ["keep"])
    cast_vote = Vote.objects.get()
    with pytest.raises(IntegrityError, match="vote_once"), transaction.atomic():
        Vote.objects.create(line=line, member=cast_vote.member, choice="unit", points=1, at=now)
    with pytest.raises(IntegrityError, match="meeting_secretary_does_not_vote"), transaction.atomic():
        MeetingMember.objects.filter(title="secretary").update(votes=True)
