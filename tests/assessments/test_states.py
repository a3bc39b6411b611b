from itertools import product

import pytest

from assessments.states import TRANSITIONS, Refusal, State, available, check, find, mermaid

DRAFT, PENDING, SUBMITTED, APPRAISED, ADOPTED = State
EVERYONE = (
    "officer",
    "head",
    "appraiser",
    "department_head",
    "secretary",
    "member",
    "chair",
    "coordinator",
    "leader",
    "observer",
)

# Every cell of State × Transition: the state reached, or the code of the refusal.
MATRIX = {
    #                    draft      pending    submitted  appraised  adopted
    "request_approval": (PENDING, "state", "state", "state", "state"),
    "send_back": ("state", DRAFT, "state", "state", "state"),
    "submit": (SUBMITTED, SUBMITTED, "state", "state", "state"),
    "withdraw": ("state", "state", DRAFT, "state", "state"),
    "return_file": ("state", "state", DRAFT, "state", "state"),
    "finish_appraisal": ("state", "state", APPRAISED, "state", "state"),
    "reopen_appraisal": ("state", "state", "state", SUBMITTED, "state"),
    "adopt": ("state", "state", "state", ADOPTED, "state"),
    "reopen": ("state", "state", "state", "state", APPRAISED),
}

# Who may take which step: everyone not named is refused.
MAY = {
    "request_approval": {"officer"},
    "send_back": {"head"},
    "submit": {"head"},
    "withdraw": {"head"},
    "return_file": {"secretary", "coordinator"},
    "finish_appraisal": {"secretary", "coordinator"},
    "reopen_appraisal": {"coordinator"},
    "adopt": {"coordinator", "chair"},
    "reopen": {"coordinator"},
}


def outcome(state, name, roles, comment="Có lý do", phase_open=True, **more):
    try:
        return check(state, name, roles, comment, phase_open, **({"approver": "Ông Hà"} | more)).target
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize(("name", "state"), list(product(MATRIX, State)))
def test_every_cell_of_state_and_transition_is_allowed_or_refused(name, state):
    assert outcome(state, name, EVERYONE) == MATRIX[name][list(State).index(state)]


@pytest.mark.parametrize(("name", "role"), list(product(MAY, EVERYONE)))
def test_every_role_is_allowed_or_refused_at_every_transition(name, role):
    step = find(name)
    expected = step.target if role in MAY[name] else "role"
    assert outcome(step.sources[0], name, [role]) == expected


def test_the_matrix_names_every_transition():
    assert list(MATRIX) == list(MAY) == [step.name for step in TRANSITIONS]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("request_approval", "phase"),
        ("send_back", DRAFT),
        ("submit", "phase"),
        ("withdraw", "phase"),
        ("return_file", DRAFT),
        ("finish_appraisal", APPRAISED),
        ("reopen_appraisal", SUBMITTED),
        ("adopt", ADOPTED),
        ("reopen", APPRAISED),
    ],
)
def test_after_self_assessment_has_closed_the_agency_can_neither_send_nor_withdraw(name, expected):
    assert outcome(find(name).sources[0], name, EVERYONE, phase_open=False) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("request_approval", PENDING),
        ("send_back", "comment"),
        ("submit", SUBMITTED),
        ("withdraw", DRAFT),
        ("return_file", "comment"),
        ("finish_appraisal", APPRAISED),
        ("reopen_appraisal", "comment"),
        ("adopt", ADOPTED),
        ("reopen", "comment"),
    ],
)
def test_sending_work_back_and_reopening_need_a_comment_of_more_than_spaces(name, expected):
    assert outcome(find(name).sources[0], name, EVERYONE, comment="  ") == expected


def test_reopening_an_adopted_file_needs_the_person_who_allowed_it():
    assert outcome(ADOPTED, "reopen", ["coordinator"], approver=" ") == "approver"


@pytest.mark.parametrize(("name", "expected"), [("request_approval", "missing"), ("submit", "missing")])
def test_a_file_with_something_missing_is_not_sent(name, expected):
    assert outcome(DRAFT, name, EVERYONE, missing=["1.2.1 thiếu minh chứng"]) == expected


def test_something_missing_does_not_stop_a_file_from_being_sent_back():
    assert outcome(PENDING, "send_back", ["head"], missing=["1.2.1 thiếu minh chứng"]) == DRAFT


@pytest.mark.parametrize(
    ("state", "role", "expected"),
    [
        (DRAFT, "officer", ["request_approval"]),
        (DRAFT, "head", ["submit"]),
        (DRAFT, "coordinator", []),
        (PENDING, "officer", []),
        (PENDING, "head", ["send_back", "submit"]),
        (SUBMITTED, "head", ["withdraw"]),
        (SUBMITTED, "secretary", ["return_file", "finish_appraisal"]),
        (SUBMITTED, "appraiser", []),
        (APPRAISED, "coordinator", ["reopen_appraisal", "adopt"]),
        (APPRAISED, "chair", ["adopt"]),
        (ADOPTED, "chair", []),
        (ADOPTED, "coordinator", ["reopen"]),
    ],
)
def test_the_buttons_shown_are_the_transitions_of_the_state_and_role(state, role, expected):
    assert [step.name for step in available(state, {role})] == expected


def test_the_first_reason_to_refuse_is_the_one_said():
    assert outcome(SUBMITTED, "submit", [], comment="", phase_open=False, missing=["1"]) == "state"
    assert outcome(DRAFT, "submit", [], comment="", phase_open=False, missing=["1"]) == "role"
    assert outcome(DRAFT, "submit", ["head"], comment="", phase_open=False, missing=["1"]) == "phase"


def test_a_refusal_says_what_the_file_is_and_what_it_would_have_to_be():
    with pytest.raises(Refusal) as refused:
        check("adopted", "submit", {"head"}, "", True)
    assert refused.value.message == (
        "Hồ sơ đang ở trạng thái “Đã thông qua” – “Duyệt và gửi hồ sơ” chỉ làm được "
        "khi hồ sơ ở trạng thái “Đang chấm” hoặc “Chờ lãnh đạo duyệt”."
    )


def test_an_unknown_transition_is_refused():
    with pytest.raises(Refusal) as refused:
        find("publish")
    assert refused.value.code == "unknown"


def test_the_diagram_has_one_arrow_per_source_and_starts_at_draft():
    lines = mermaid().splitlines()
    assert lines[:7] == [
        "stateDiagram-v2",
        "    draft : Đang chấm",
        "    pending_head : Chờ lãnh đạo duyệt",
        "    submitted : Đã gửi",
        "    appraised : Đã thẩm định",
        "    adopted : Đã thông qua",
        "    [*] --> draft",
    ]
    assert len(lines[7:]) == sum(len(step.sources) for step in TRANSITIONS)
    assert lines[7] == "    draft --> pending_head : Gửi lãnh đạo duyệt"
