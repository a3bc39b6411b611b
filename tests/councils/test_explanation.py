"""From a doubt to the second appraisal: who may what, until when, and what the agency is shown."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Citation, Score
from cchc.documents.registry import build
from cchc.notices.models import Notification
from cchc.tenancy.audit import history
from councils.models import ExplanationRequest
from councils.queries.confirmed import unconfirmed_again
from councils.queries.explanation import reply_time, threads_of
from councils.services import explanation as verbs
from councils.services.appraising import Refused, appraise
from councils.services.confirming import confirm, reopen_confirmation
from councils.services.replying import add_to_reply, drop_from_reply
from criteria.rules.calendar import Phase
from criteria.rules.numbers import EntryError, show_points
from criteria.rules.scoring import Entry
from tests.assessments.build import citation, evidence
from tests.councils.build import EXPLAINING, appraised_campaign, extend, member

pytestmark = pytest.mark.usefixtures("scope_a")


@pytest.fixture
def done(cast, now):
    """Every self-score taken over, in the days of explanation."""
    return appraised_campaign(cast, now=now, phase=EXPLAINING)


@pytest.fixture
def asked(cast, done, now):
    """One request to commune 1, put down by Dũng of Phòng Tư pháp."""
    return ask(cast, done, now)


def ask(cast, done, now, code="2.2", by=None):
    return verbs.ask(
        assessment=done.files[cast.a.commune_1.pk],
        leaf=done.leaves[code],
        by=member(cast, by or cast.dung),
        department=cast.a.justice,
        doubt="Số liệu khác Hệ thống.",
        question="Đối chiếu, giải trình chênh lệch.",
        at=now,
    )


def send(cast, done, now, days=3):
    file = done.files[cast.a.commune_1.pk]
    return verbs.send_letter(assessment=file, by=member(cast, cast.minh), at=now, due_at=now + timedelta(days=days))


def reply(cast, request, now, position="disagree", text="Đã đối chiếu lại.", proposed=None, by=None):
    request.refresh_from_db()
    by = member(cast, by or cast.an)
    return verbs.save_reply(request=request, by=by, at=now, position=position, reply=text, proposed=proposed)


@pytest.fixture
def answered(cast, done, now, asked):
    letter = send(cast, done, now)
    reply(cast, asked, now, proposed=D(1))
    verbs.send_reply(letter=letter, by=member(cast, cast.binh), at=now)
    asked.refresh_from_db()
    return asked


def test_a_request_waits_for_the_letter_and_keeps_the_points_it_was_put_with(asked, done, cast):
    score = Score.objects.get(assessment=asked.assessment, criterion=asked.criterion, stage="appraised")
    assert (asked.state, asked.letter, asked.points, asked.asked_by) == ("draft", None, score.points, cast.dung)
    assert history(asked).get().verb == "yêu cầu giải trình"


def test_one_leaf_has_one_open_request(cast, done, now, asked):
    with pytest.raises(Refused, match=r"Mục 2\.2 của Xã Cẩm Giàng đang có một yêu cầu"):
        ask(cast, done, now)
    twin = {field: getattr(asked, field) for field in ("assessment", "agency", "criterion", "doubt", "question")}
    with pytest.raises(IntegrityError, match="request_one_open_per_leaf"), transaction.atomic():
        ExplanationRequest.objects.create(asked_at=now, **twin)


def test_a_letter_gathers_everything_that_waits_and_tells_the_agency(cast, done, now, asked):
    other = ask(cast, done, now, "2.1.1")
    letter = send(cast, done, now)
    for one in (asked, other):
        one.refresh_from_db()
    assert {(one.state, one.letter) for one in (asked, other)} == {("sent", letter)}
    told = Notification.objects.filter(kind="explanation_asked", channel="inbox")
    assert {row.recipient for row in told} == {cast.an, cast.binh}


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Hạn trả lời phải sau thời điểm gửi"), (400, "Hạn trả lời sau khi hết thời gian")]
)
def test_the_deadline_lies_after_sending_and_within_the_phase(cast, done, now, asked, days, words):
    with pytest.raises(Refused, match=words):
        send(cast, done, now, days=days)


def test_without_anything_that_waits_there_is_no_letter(cast, done, now):
    with pytest.raises(Refused, match="không có yêu cầu giải trình nào chờ gửi"):
        send(cast, done, now)


def test_the_officer_writes_and_the_head_sends(cast, done, now, asked):
    letter = send(cast, done, now)
    reply(cast, asked, now)
    with pytest.raises(Refused, match="không thuộc quyền"):
        verbs.send_reply(letter=letter, by=member(cast, cast.an), at=now)
    assert verbs.send_reply(letter=letter, by=member(cast, cast.binh), at=now) == 1
    asked.refresh_from_db()
    assert (asked.state, asked.replied_by, asked.approved_by) == ("answered", cast.an, cast.binh)
    told = Notification.objects.filter(kind="explanation_answered", channel="inbox")
    assert {row.recipient for row in told} == {cast.dung, cast.minh}


def test_nothing_is_sent_while_a_request_has_no_position(cast, done, now, asked):
    letter = send(cast, done, now)
    with pytest.raises(Refused, match=r"Còn 1 mục chưa có ý kiến: 2\.2"):
        verbs.send_reply(letter=letter, by=member(cast, cast.binh), at=now)


def test_who_disagrees_says_why_and_who_agrees_need_not(cast, done, now, asked):
    send(cast, done, now)
    with pytest.raises(Refused, match="Chưa ghi nội dung giải trình"):
        reply(cast, asked, now, text=" ")
    kept = reply(cast, asked, now, position="agree", text="", proposed=D(1))
    assert (kept.position, kept.proposed) == ("agree", None)


def test_two_officers_do_not_write_over_each_other(cast, done, now, asked):
    send(cast, done, now)
    asked.refresh_from_db()
    known = asked.version
    reply(cast, asked, now)
    with pytest.raises(Refused, match="Nguyễn Thị An vừa lưu giải trình mục này"):
        verbs.save_reply(request=asked, by=member(cast, cast.binh), at=now, position="agree", reply="", version=known)
    asked.refresh_from_db()
    assert asked.position == "disagree"


def test_after_the_deadline_nothing_is_written_unless_the_phase_was_extended_for_the_agency(cast, done, now, asked):
    letter = send(cast, done, now)
    later = now + timedelta(days=3, minutes=1)
    with pytest.raises(Refused, match="Đã hết hạn giải trình"):
        reply(cast, asked, later)
    extend(done, cast.a.commune_1, Phase.EXPLANATION, now + timedelta(days=5))
    time = reply_time(letter, at=later)
    assert (time.open, time.extended) == (True, True)
    assert reply(cast, asked, later).position == "disagree"


def test_the_head_takes_a_reply_back_within_the_deadline(cast, answered, now):
    assert verbs.take_back(letter=answered.letter, by=member(cast, cast.binh), at=now) == 1
    answered.refresh_from_db()
    assert (answered.state, answered.approved_at, answered.reply) == ("sent", None, "Đã đối chiếu lại.")


def test_added_evidence_is_marked_and_only_that_can_be_taken_back(cast, done, now, asked):
    file = done.files[cast.a.commune_1.pk]
    first = citation(file, asked.criterion)
    send(cast, done, now)
    an = member(cast, cast.an)
    more = add_to_reply(
        assessment=file, leaf=asked.criterion, evidence=evidence(cast.a.commune_1, "9/BC"), page="tr. 2", by=an, at=now
    )
    thread = threads_of(file, [asked.criterion], inside=False)[asked.criterion_id]
    assert (thread.first, thread.added) == ([first], [more])
    with pytest.raises(Refused, match="hồ sơ gửi lần đầu không bỏ được"):
        drop_from_reply(citation=first, by=an, at=now)
    drop_from_reply(citation=more, by=an, at=now)
    assert list(Citation.objects.filter(assessment=file, criterion=asked.criterion)) == [first]


def test_the_file_that_was_sent_stays_as_it_was_sent(cast, done, now, asked):
    file = done.files[cast.a.commune_1.pk]
    send(cast, done, now)
    first, more = (evidence(cast.a.commune_1, number, abstract=number) for number in ("1/KH-CU", "2/BC-MOI"))
    citation(file, asked.criterion, first)
    add_to_reply(assessment=file, leaf=asked.criterion, evidence=more, page="", by=member(cast, cast.an), at=now)
    report = build("07", done.campaign, agency=cast.a.commune_1)
    assert [paper["so_ky_hieu"] for paper in report.data["ho_so"]["tai_lieu"]] == ["1/KH-CU"]


def test_evidence_is_added_only_while_the_leaf_is_asked_about(cast, done, now, asked):
    file = done.files[cast.a.commune_1.pk]
    document = evidence(cast.a.commune_1, "9/BC")
    with pytest.raises(Refused, match="Đã hết thời gian bổ sung"):
        add_to_reply(
            assessment=file, leaf=asked.criterion, evidence=document, page="", by=member(cast, cast.an), at=now
        )


def test_the_second_appraisal_is_a_stage_of_its_own_with_its_reason(cast, done, now, answered):
    file, leaf = answered.assessment, answered.criterion
    first = Score.objects.get(assessment=file, criterion=leaf, stage="appraised")
    verbs.settle(
        request=answered,
        by=member(cast, cast.dung),
        department=cast.a.justice,
        at=now,
        points=first.points,
        reason="Giữ nguyên: số liệu của Hệ thống.",
    )
    second = Score.objects.get(assessment=file, criterion=leaf, stage="reappraised")
    answered.refresh_from_db()
    assert (second.points, second.explanation) == (first.points, "Giữ nguyên: số liệu của Hệ thống.")
    assert (answered.state, answered.outcome) == ("settled", "Giữ nguyên: số liệu của Hệ thống.")


def test_corrected_numbers_give_the_second_score_by_the_rule_with_both_workings(cast, done, now, answered):
    with pytest.raises(EntryError), transaction.atomic():
        verbs.settle(request=answered, by=member(cast, cast.dung), department=None, at=now, reason="Không có điểm.")
    settled = verbs.settle(
        request=answered,
        by=member(cast, cast.dung),
        department=cast.a.justice,
        at=now,
        entry=Entry(numerator=D(5), denominator=D(10)),
        reason="Sổ theo dõi ghi 5/10.",
        clause="Khoản 2 mục 2.2",
    )
    rows = {row.stage: row for row in Score.objects.filter(assessment=settled.assessment, criterion=settled.criterion)}
    second = rows["reappraised"]
    assert (second.numerator, second.reason_code, second.basis.clause) == (5, "wrong_data", "Khoản 2 mục 2.2")
    assert (rows["self"].working[:4], second.working[:4]) == ("8/10", "5/10")
    assert history(settled).first().changes["điểm"] == [show_points(answered.points), show_points(second.points)]


def test_the_head_confirms_the_second_appraisal_apart_and_it_then_stands(cast, done, now, answered):
    file, justice = answered.assessment, cast.a.justice
    confirm(file=file, department=justice, by=cast.lien, at=now)
    settle = {"by": member(cast, cast.dung), "at": now, "points": D(0), "reason": "Không đủ.", "reason_code": "not_met"}
    verbs.settle(request=answered, department=justice, **settle)
    assert unconfirmed_again(done.campaign) == [(file, justice)]
    made = confirm(file=file, department=justice, by=cast.lien, at=now)
    assert (made.stage, unconfirmed_again(done.campaign)) == ("reappraised", [])
    assert history(file).first().verb == "xác nhận thẩm định lần 2"
    again = {
        "leaf": answered.criterion,
        "by": cast.minh,
        "at": now,
        "points": D(2),
        "reason": "Đổi.",
        "stage": "reappraised",
    }
    with pytest.raises(Refused, match="đã xác nhận phần thẩm định"):
        appraise(assessment=file, department=None, **again)
    reopen_confirmation(confirmation=made, by=cast.lien, at=now, reason="Bổ sung.")
    assert appraise(assessment=file, department=None, **again).changed


def test_a_second_appraisal_is_not_confirmed_while_another_reply_waits(cast, done, now, asked):
    other = ask(cast, done, now, "2.1.1")
    letter = send(cast, done, now)
    for one in (asked, other):
        reply(cast, one, now)
    verbs.send_reply(letter=letter, by=member(cast, cast.binh), at=now)
    asked.refresh_from_db()
    verbs.settle(
        request=asked, by=member(cast, cast.dung), department=cast.a.justice, at=now, points=asked.points, reason="Giữ."
    )
    with pytest.raises(Refused, match=r"còn giải trình chờ thẩm định lần 2 ở mục 2\.1\.1"):
        confirm(file=asked.assessment, department=cast.a.justice, by=cast.lien, at=now)


def test_without_a_reply_the_second_appraisal_waits_for_the_deadline(cast, done, now, asked):
    send(cast, done, now)
    asked.refresh_from_db()
    values = {"request": asked, "by": member(cast, cast.dung), "department": cast.a.justice, "points": D(1)}
    with pytest.raises(Refused, match="còn hạn giải trình đến"):
        verbs.settle(**values, at=now, reason="Không giải trình.")


def test_nobody_asks_their_own_agency(cast, done, now):
    both = member(cast, cast.an)
    with pytest.raises(Refused, match="chính cơ quan mình"):
        verbs.ask(
            assessment=done.files[cast.a.commune_1.pk],
            leaf=done.leaves["2.2"],
            by=both,
            department=None,
            doubt="x",
            question="y",
            at=now,
        )


def test_internal_notes_and_unsent_requests_stay_inside(cast, done, now, asked):
    file = done.files[cast.a.commune_1.pk]
    verbs.note(assessment=file, leaf=asked.criterion, by=member(cast, cast.dung), text="Đã gọi xã.", at=now)
    inside = threads_of(file, [asked.criterion], inside=True)[asked.criterion_id]
    outside = threads_of(file, [asked.criterion], inside=False)[asked.criterion_id]
    assert ([note.text for note in inside.notes], len(inside.requests)) == (["Đã gọi xã."], 1)
    assert (outside.notes, outside.requests) == ([], [])


def test_the_database_knows_no_sent_request_without_its_letter(asked):
    with pytest.raises(IntegrityError, match="request_sent_has_letter"), transaction.atomic():
        ExplanationRequest.objects.filter(pk=asked.pk).update(state="sent")


def test_the_database_knows_no_withdrawn_request_without_its_reason(asked):
    with pytest.raises(IntegrityError, match="request_closed_has_reason"), transaction.atomic():
        ExplanationRequest.objects.filter(pk=asked.pk).update(state="withdrawn")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "answered", "position": ""}, "request_answered_has_position"),
        ({"state": "answered", "approved_at": None}, "request_answered_has_position"),
        ({"reply": ""}, "disagreement_is_explained"),
        ({"letter": None}, "request_sent_has_letter"),
    ],
)
def test_the_database_keeps_replies_whole(answered, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ExplanationRequest.objects.filter(pk=answered.pk).update(**changes)


def test_the_database_lets_no_department_question_itself(cast, asked):
    with pytest.raises(IntegrityError, match="nobody_questions_own_agency"), transaction.atomic():
        ExplanationRequest.objects.filter(pk=asked.pk).update(asked_by_agency=asked.agency_id)
