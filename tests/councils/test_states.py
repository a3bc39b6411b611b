"""Every state against every step of the council's five workflows: what is allowed, and why the rest is refused."""

import pytest

from councils.states import APPEAL, LINE, MEETING, REQUEST, VISIT, WORKFLOWS, StepRefused
from criteria.rules.calendar import Phase

ALLOWED = {
    "Yêu cầu giải trình": {
        ("draft", "send"): "sent",
        ("sent", "answer"): "answered",
        ("answered", "take_back"): "sent",
        ("sent", "settle"): "settled",
        ("answered", "settle"): "settled",
        ("sent", "refer"): "referred",
        ("answered", "refer"): "referred",
        ("settled", "refer"): "referred",
        ("draft", "withdraw"): "withdrawn",
        ("sent", "withdraw"): "withdrawn",
    },
    "Kiến nghị": {
        ("filed", "withdraw"): "withdrawn",
        ("filed", "accept"): "accepted",
        ("filed", "reject"): "rejected",
    },
    "Phiên họp": {
        ("preparing", "open"): "open",
        ("open", "close"): "closed",
        ("preparing", "cancel"): "cancelled",
    },
    "Dòng này": {
        ("pending", "decide"): "decided",
        ("pending", "defer"): "deferred",
        ("decided", "reopen"): "pending",
        ("deferred", "reopen"): "pending",
    },
    "Đợt kiểm tra": {
        ("planned", "hold"): "held",
        ("planned", "cancel"): "cancelled",
        ("held", "reopen"): "planned",
    },
}
CELLS = [(flow, state, step) for flow in WORKFLOWS for state in flow.states for step in flow.steps]


@pytest.mark.parametrize(("flow", "state", "step"), CELLS, ids=lambda one: getattr(one, "name", str(one))[:20])
def test_each_state_allows_each_step_or_says_that_it_does_not(flow, state, step):
    target = ALLOWED[flow.what].get((state.value, step.name))
    if target is None:
        with pytest.raises(StepRefused) as refused:
            flow.check(state, step.name, step.roles, reason="Có lý do.")
        assert refused.value.code == "state"
    else:
        assert flow.check(state, step.name, step.roles, reason="Có lý do.").target == target


@pytest.mark.parametrize(("flow", "step"), [(flow, step) for flow in WORKFLOWS for step in flow.steps])
def test_each_step_is_refused_to_other_roles_outside_its_phase_and_without_its_reason(flow, step):
    def code(roles, **more):
        with pytest.raises(StepRefused) as refused:
            flow.check(step.sources[0], step.name, roles, **more)
        return refused.value.code

    assert code({"observer", "leader", "officer", "member"}, reason="x") == "role"
    if step.phase is not None:
        assert code(step.roles, reason="x", phase_open=False) == "phase"
    if step.needs_reason:
        assert code(step.roles, reason="  ") == "reason"


def test_an_unknown_step_is_refused_in_words():
    with pytest.raises(StepRefused) as refused:
        REQUEST.check("draft", "xoa", {"secretary"})
    assert (refused.value.code, refused.value.message) == (
        "unknown",
        "Không có bước “xoa” – tải lại trang rồi chọn lại.",
    )


def test_the_buttons_are_those_of_the_state_and_the_roles():
    assert [step.name for step in REQUEST.available("answered", {"appraiser"})] == ["settle", "refer"]
    assert [step.name for step in APPEAL.available("filed", {"head"})] == ["withdraw"]
    assert [step.name for step in MEETING.available("open", {"secretary"})] == []
    assert [step.name for step in LINE.available("decided", {"chair"})] == ["reopen"]
    assert [step.name for step in VISIT.available("planned", {"coordinator"})] == ["hold", "cancel"]


def test_replies_and_second_appraisals_are_bound_to_their_phases():
    phases = {step.name: step.phase for step in REQUEST.steps if step.phase}
    assert phases == {"answer": Phase.EXPLANATION, "take_back": Phase.EXPLANATION, "settle": Phase.REAPPRAISAL}


def test_a_state_is_its_value_in_the_database_and_its_label_on_the_page():
    state = REQUEST.states("answered")
    assert (str(state), state.label) == ("answered", "Đã giải trình")
