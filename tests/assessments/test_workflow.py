"""Each step of the workflow taken and refused through the service; the table itself is tested in test_states.py."""

from datetime import timedelta

import pytest

from assessments.models import Assessment, TransitionLog
from assessments.queries import missing_to_submit
from assessments.services import assessment_for, open_assessments, transition
from assessments.signals import assessment_transitioned
from assessments.states import Refusal, State
from cchc.tenancy.audit import history
from tests.assessments.build import ENTRIES, filled_assessment, put, standing


@pytest.fixture
def filled(cast, year, scope_a, now):
    return filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)


@pytest.fixture
def step(cast, filled, now):
    """``step("submit", cast.binh)`` gives the state reached, or the code of the refusal."""

    def take(name, user, at=now, **more):
        try:
            return transition(assessment=filled, name=name, by=standing(user, filled), at=at, **more).state
        except Refusal as refusal:
            return refusal.code

    return take


def put_into(file, state):
    times = {"submitted_at": "2024-12-10T00:00Z", "adopted_at": "2025-01-10T00:00Z"}
    Assessment.objects.filter(pk=file.pk).update(state=state, **times)


@pytest.mark.parametrize(
    ("state", "name", "person", "reached"),
    [
        ("draft", "request_approval", "an", "pending_head"),
        ("draft", "request_approval", "binh", "role"),
        ("draft", "request_approval", "giang", "role"),
        ("draft", "submit", "binh", "submitted"),
        ("draft", "submit", "an", "role"),
        ("draft", "submit", "chi", "role"),
        ("pending_head", "submit", "binh", "submitted"),
        ("pending_head", "send_back", "binh", "draft"),
        ("pending_head", "request_approval", "an", "state"),
        ("submitted", "withdraw", "binh", "draft"),
        ("submitted", "withdraw", "an", "role"),
        ("submitted", "return_file", "chi", "draft"),
        ("submitted", "return_file", "minh", "draft"),
        ("submitted", "return_file", "khanh", "role"),
        ("submitted", "finish_appraisal", "minh", "appraised"),
        ("appraised", "reopen_appraisal", "chi", "submitted"),
        ("appraised", "adopt", "phuc", "adopted"),
        ("appraised", "submit", "binh", "state"),
        ("adopted", "reopen", "chi", "appraised"),
        ("adopted", "return_file", "chi", "state"),
    ],
)
def test_a_step_is_taken_or_refused_with_its_reason(state, name, person, reached, cast, filled, step):
    put_into(filled, state)
    assert step(name, getattr(cast, person), comment="Có lý do", approver="Ông Ký") == reached
    filled.refresh_from_db()
    assert filled.state == (reached if reached in list(State) else state)


@pytest.mark.parametrize(
    ("state", "name", "person"), [("pending_head", "send_back", "binh"), ("adopted", "reopen", "chi")]
)
def test_sending_back_and_reopening_need_a_reason(state, name, person, cast, filled, step):
    put_into(filled, state)
    assert step(name, getattr(cast, person), comment="  ", approver="Ông Ký") == "comment"


def test_reopening_needs_the_name_of_who_allowed_it(cast, filled, step):
    put_into(filled, "adopted")
    assert step("reopen", cast.chi, comment="Sửa sai") == "approver"


def test_at_midnight_of_the_last_day_the_door_is_closed(cast, year, step):
    from criteria.queries import step_window

    closes = step_window(year.steps["self_assessment"]).closes
    assert step("submit", cast.binh, at=closes) == "phase"
    assert step("submit", cast.binh, at=closes - timedelta(seconds=1)) == "submitted"


def test_a_file_with_something_missing_is_not_sent(cast, year, scope_a, now):
    file = assessment_for(year.campaign, cast.a.commune_2)
    with pytest.raises(Refusal) as refusal:
        transition(assessment=file, name="request_approval", by=standing(cast.giang, file), at=now)
    assert (refusal.value.code, refusal.value.message) == (
        "missing",
        "Hồ sơ còn thiếu 9 việc – làm hết các việc trong mục “Còn thiếu gì”.",
    )


def test_times_comment_log_and_diary_follow_the_state(cast, filled, step, now):
    assert step("request_approval", cast.an) == "pending_head"
    assert step("send_back", cast.binh, comment="Bổ sung biên bản tháng 9.") == "draft"
    filled.refresh_from_db()
    assert (filled.return_comment, filled.approval_requested_at) == ("Bổ sung biên bản tháng 9.", None)
    assert step("submit", cast.binh) == "submitted"
    filled.refresh_from_db()
    assert (filled.return_comment, filled.submitted_at) == ("", now)
    assert list(TransitionLog.objects.values_list("name", "from_state", "to_state", "by__username", "comment")) == [
        ("request_approval", "draft", "pending_head", "an", ""),
        ("send_back", "pending_head", "draft", "binh", "Bổ sung biên bản tháng 9."),
        ("submit", "draft", "submitted", "binh", ""),
    ]
    assert [line.verb for line in history(filled)] == [
        "duyệt và gửi hồ sơ",
        "trả lại để sửa",
        "gửi lãnh đạo duyệt",
        "mở hồ sơ",
    ]


def test_a_refused_step_leaves_no_trace(cast, filled, step):
    lines = history(filled).count()
    assert step("submit", cast.an) == "role"
    assert (TransitionLog.objects.count(), history(filled).count()) == (0, lines)


def test_the_news_is_sent_only_once_the_change_is_committed(cast, filled, step, django_capture_on_commit_callbacks):
    heard = []
    listener = lambda **news: heard.append((news["transition"], news["assessment_id"], news["by_id"]))  # noqa: E731
    assessment_transitioned.connect(listener)
    try:
        with django_capture_on_commit_callbacks() as waiting:
            step("submit", cast.binh)
        assert heard == []
        for callback in waiting:
            callback()
        assert heard == [("submit", filled.pk, cast.binh.pk)]
    finally:
        assessment_transitioned.disconnect(listener)


def test_missing_is_told_in_words_and_in_the_order_of_the_sheet(cast, year, file, now):
    leaves = year.leaves
    put(file, leaves["1.1.1"], "option", "1", by=cast.an, at=now)
    put(file, leaves["1.1.3"], "numerator", "4", by=cast.an, at=now)
    put(file, leaves["1.2"], "points", "1", by=cast.an, at=now)
    put(file, leaves["1.10"], "not_applicable", "1", by=cast.an, at=now)
    assert [(one.code, one.what, one.area) for one in missing_to_submit(file)] == [
        ("1.1.1", "thiếu minh chứng: cần Kế hoạch CCHC năm", "1"),
        ("1.1.2", "chưa chấm", "1"),
        ("1.1.3", "chấm dở, chưa đủ số để tính điểm", "1"),
        ("1.2", "chưa có minh chứng hoặc giải trình", "1"),
        ("1.3", "chưa chấm", "1"),
        ("1.10", "chưa ghi lý do không phát sinh", "1"),
        ("2.1.1", "chưa chấm", "2"),
        ("2.1.2", "chưa chấm", "2"),
        ("2.2", "chưa chấm", "2"),
    ]


def test_evidence_or_an_explanation_is_enough(cast, year, scope_a, now):
    from tests.assessments.build import citation

    file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now, explanation="")
    assert [one.code for one in missing_to_submit(file)] == list(ENTRIES)
    citation(file, year.leaves["1.1.1"])
    put(file, year.leaves["1.1.2"], "explanation", "Theo phụ lục.", by=cast.an, at=now)
    assert [one.code for one in missing_to_submit(file)] == list(ENTRIES)[2:]


def test_opening_makes_one_file_for_each_agency_and_does_no_harm_twice(cast, year, scope_a):
    assert open_assessments(year.campaign, by=cast.chi) == 3
    assert open_assessments(year.campaign, by=cast.chi) == 0
    assert [(file.agency.code, file.state) for file in year.campaign.assessments.order_by("agency__code")] == [
        ("001", "draft"),
        ("002", "draft"),
        ("003", "draft"),
    ]
    assert {line.actor_name for file in year.campaign.assessments.all() for line in history(file)} == {"Lý Thu Chi"}


def test_an_agency_that_takes_no_part_has_no_file(cast, year, scope_a):
    assert assessment_for(year.campaign, cast.a.justice) is None
