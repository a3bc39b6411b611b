"""The way of a paper through the register as a table: which step leads from which state to which. Pure: no Django.

The table drives the services, the buttons and the test matrix. Who may take a step is the paper's own rule
(`registry.PaperKind.may_issue`).
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a paper stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NUMBERED = "numbered"
    SIGNED = "signed"
    ISSUED = "issued"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The words an official sees."""
        return _LABELS[self]

    @property
    def has_number(self) -> bool:
        """Whether number and date stand on it."""
        return self not in {State.DRAFT, State.SUBMITTED}

    @property
    def was_issued(self) -> bool:
        """Whether it has gone out, in force or not."""
        return self in {State.ISSUED, State.REPLACED, State.WITHDRAWN}


_LABELS = {
    State.DRAFT: "Dự thảo",
    State.SUBMITTED: "Đã trình ký",
    State.NUMBERED: "Đã vào số",
    State.SIGNED: "Đã có bản ký",
    State.ISSUED: "Đã ban hành",
    State.REPLACED: "Đã thay thế",
    State.WITHDRAWN: "Đã thu hồi",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the address, the words on the button, whether a reason is demanded."""

    name: str
    label: str
    sources: tuple[State, ...]
    target: State
    needs_reason: bool = False


SUBMIT = Step("trinh-ky", "Trình ký", (State.DRAFT,), State.SUBMITTED)
TAKE_BACK = Step("rut-ve", "Rút về dự thảo", (State.SUBMITTED,), State.DRAFT)
NUMBER = Step("vao-so", "Ghi số và ngày", (State.SUBMITTED,), State.NUMBERED)
RENUMBER = Step("bo-so", "Bỏ số để ghi lại", (State.NUMBERED, State.SIGNED), State.SUBMITTED, needs_reason=True)
ATTACH = Step("ban-ky", "Đính bản đã ký", (State.NUMBERED, State.SIGNED), State.SIGNED)
ISSUE = Step("phat-hanh", "Phát hành", (State.SIGNED,), State.ISSUED)
REPLACE = Step("thay-the", "Ghi văn bản thay thế", (State.ISSUED,), State.REPLACED)
WITHDRAW = Step("thu-hoi", "Thu hồi", (State.ISSUED,), State.WITHDRAWN, needs_reason=True)
STEPS = (SUBMIT, NUMBER, ISSUE, ATTACH, REPLACE, WITHDRAW, TAKE_BACK, RENUMBER)
"""Whatever leads on comes before what leads back: the page shows them in this order."""


def available(state: State | str) -> tuple[Step, ...]:
    """The steps that can be taken from the state, in the order of the table."""
    return tuple(step for step in STEPS if State(state) in step.sources)


def refusal(state: State | str, step: Step) -> str:
    """Why the step can't be taken from the state, in Vietnamese; empty where it can."""
    current = State(state)
    if current in step.sources:
        return ""
    wanted = " hoặc ".join(f"«{source.label}»" for source in step.sources)
    return f"Văn bản đang ở tình trạng «{current.label}»; «{step.label}» chỉ làm được khi {wanted} – tải lại trang."
