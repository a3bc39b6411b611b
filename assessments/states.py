"""The workflow of an agency's file as a table: who may move it from which state to which, and under what conditions.

The table drives the transition service, the buttons, the test matrix and the diagram. Roles are values of memberships.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from criteria.rules.calendar import Phase

OFFICER, HEAD, SECRETARY, CHAIR, COORDINATOR = "officer", "head", "secretary", "chair", "coordinator"


class State(StrEnum):
    """Where a file stands."""

    DRAFT = "draft"
    PENDING_HEAD = "pending_head"
    SUBMITTED = "submitted"
    APPRAISED = "appraised"
    ADOPTED = "adopted"

    @property
    def label(self) -> str:
        """The word an official sees."""
        return _LABELS[self]


_LABELS = {
    State.DRAFT: "Đang chấm",
    State.PENDING_HEAD: "Chờ lãnh đạo duyệt",
    State.SUBMITTED: "Đã gửi",
    State.APPRAISED: "Đã thẩm định",
    State.ADOPTED: "Đã thông qua",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the workflow.

    ``phase``: only while that phase is open for the agency. ``checks_missing``: nothing may be missing in the file.
    ``needs_approver``: the name of the person who allowed it is recorded.
    """

    name: str
    label: str
    sources: tuple[State, ...]
    target: State
    roles: tuple[str, ...]
    needs_comment: bool = False
    phase: Phase | None = None
    checks_missing: bool = False
    needs_approver: bool = False


class Refusal(Exception):
    """A transition isn't possible. ``code``: unknown, state, role, phase, comment, approver or missing."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "request_approval",
        "Gửi lãnh đạo duyệt",
        (State.DRAFT,),
        State.PENDING_HEAD,
        (OFFICER,),
        phase=Phase.SELF_ASSESSMENT,
        checks_missing=True,
    ),
    Transition("send_back", "Trả lại để sửa", (State.PENDING_HEAD,), State.DRAFT, (HEAD,), needs_comment=True),
    Transition(
        "submit",
        "Duyệt và gửi hồ sơ",
        (State.DRAFT, State.PENDING_HEAD),
        State.SUBMITTED,
        (HEAD,),
        phase=Phase.SELF_ASSESSMENT,
        checks_missing=True,
    ),
    Transition("withdraw", "Rút hồ sơ đã gửi", (State.SUBMITTED,), State.DRAFT, (HEAD,), phase=Phase.SELF_ASSESSMENT),
    Transition(
        "return_file",
        "Trả hồ sơ cho đơn vị",
        (State.SUBMITTED,),
        State.DRAFT,
        (SECRETARY, COORDINATOR),
        needs_comment=True,
    ),
    Transition("finish_appraisal", "Kết thúc thẩm định", (State.SUBMITTED,), State.APPRAISED, (SECRETARY, COORDINATOR)),
    Transition(
        "reopen_appraisal",
        "Mở lại thẩm định",
        (State.APPRAISED,),
        State.SUBMITTED,
        (COORDINATOR,),
        needs_comment=True,
    ),
    Transition("adopt", "Thông qua kết quả", (State.APPRAISED,), State.ADOPTED, (COORDINATOR, CHAIR)),
    Transition(
        "reopen",
        "Mở lại hồ sơ đã thông qua",
        (State.ADOPTED,),
        State.APPRAISED,
        (COORDINATOR,),
        needs_comment=True,
        needs_approver=True,
    ),
)

_BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def find(name: str) -> Transition:
    """The transition of that name. Raises ``Refusal`` (unknown)."""
    if name not in _BY_NAME:
        raise Refusal("unknown", f"Không có bước “{name}” trong quy trình hồ sơ – tải lại trang rồi chọn lại.")
    return _BY_NAME[name]


def available(state: State | str, roles: Collection[str]) -> list[Transition]:
    """The transitions that someone with these roles may take from the state, in the order of the table."""
    current = State(state)
    return [step for step in TRANSITIONS if current in step.sources and not set(step.roles).isdisjoint(roles)]


def check(
    state: State | str,
    name: str,
    roles: Collection[str],
    comment: str = "",
    phase_open: bool = False,
    *,
    missing: Sequence[str] = (),
    approver: str = "",
) -> Transition:
    """The transition if it may be taken, else ``Refusal``, whose first reason in this order counts.

    State, role, phase, comment, approver, what is missing. ``phase_open`` matters only to a transition with a phase.
    """
    step = find(name)
    _check_state(step, State(state))
    if set(step.roles).isdisjoint(roles):
        raise Refusal("role", f"“{step.label}” không thuộc quyền của tài khoản này – liên hệ cơ quan thường trực.")
    if step.phase is not None and not phase_open:
        message = f"“{step.label}” chỉ làm được trong thời gian {step.phase.label.lower()} – đề nghị gia hạn nếu cần."
        raise Refusal("phase", message)
    if step.needs_comment and not comment.strip():
        raise Refusal("comment", f"“{step.label}” cần lý do – ghi lý do vào ô ý kiến.")
    if step.needs_approver and not approver.strip():
        raise Refusal("approver", f"“{step.label}” cần người cho phép – chọn người cho phép.")
    if step.checks_missing and missing:
        raise Refusal("missing", f"Hồ sơ còn thiếu {len(missing)} việc – làm hết các việc trong mục “Còn thiếu gì”.")
    return step


def _check_state(step: Transition, current: State) -> None:
    if current not in step.sources:
        needed = " hoặc ".join(f"“{source.label}”" for source in step.sources)
        message = (
            f"Hồ sơ đang ở trạng thái “{current.label}” – “{step.label}” chỉ làm được khi hồ sơ ở trạng thái {needed}."
        )
        raise Refusal("state", message)


def mermaid() -> str:
    """The diagram of the workflow as Mermaid text."""
    lines = ["stateDiagram-v2", *(f"    {state} : {state.label}" for state in State), f"    [*] --> {State.DRAFT}"]
    for step in TRANSITIONS:
        lines += [f"    {source} --> {step.target} : {step.label}" for source in step.sources]
    return "\n".join(lines)
