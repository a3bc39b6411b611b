"""The way of an improvement plan as a table, and how a line of it stands on a day. Pure.

The plan is the agency's own: its officers write it, its head approves it or gives it back; what has been approved is
changed only by a new version with a reason, and stays in force until the head approves that one.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from councils.states import Labelled, Step, Workflow

OFFICER, HEAD = "officer", "head"
FULL = 100


class PlanState(Labelled):
    """Where one version of a plan stands."""

    DRAFT = "draft", "Đang soạn"
    PENDING = "pending", "Chờ lãnh đạo duyệt"
    APPROVED = "approved", "Đã phê duyệt"
    REPLACED = "replaced", "Đã thay bằng bản sau"


class LineState(Labelled):
    """How far a line that is to be mended has come. Late is said by the officer, or follows from the day it was due."""

    NOT_STARTED = "todo", "Chưa làm"
    DOING = "doing", "Đang làm"
    LATE = "late", "Chậm"
    DONE = "done", "Đã xong"


PAPER_WORDS = {
    LineState.DONE: "Hoàn thành",
    LineState.DOING: "Đang thực hiện",
    LineState.LATE: "Chậm",
    LineState.NOT_STARTED: "Chưa thực hiện",
}
"""What the printed report calls them."""

PLAN = Workflow(
    "Kế hoạch",
    PlanState,
    (
        Step("send", "Trình lãnh đạo duyệt", (PlanState.DRAFT,), PlanState.PENDING, (OFFICER, HEAD)),
        Step("withdraw", "Rút về sửa", (PlanState.PENDING,), PlanState.DRAFT, (OFFICER, HEAD)),
        Step("return", "Trả lại để sửa", (PlanState.PENDING,), PlanState.DRAFT, (HEAD,), needs_reason=True),
        Step("approve", "Phê duyệt kế hoạch", (PlanState.DRAFT, PlanState.PENDING), PlanState.APPROVED, (HEAD,)),
    ),
)
COMPLETE_FOR = frozenset({"send", "approve"})
"""Steps that a plan with gaps cannot take."""


class Annex(StrEnum):
    """Which annex a line is printed in."""

    KEEP = "keep"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Said:
    """What the officer last said of a line."""

    state: LineState
    percent: int


def state_on(day: date, due: date | None, said: Said | None) -> LineState:
    """How a line stands on a day: done is done; else it is late once the day it was due has passed."""
    if said is not None and said.state == LineState.DONE:
        return LineState.DONE
    if due is not None and due < day:
        return LineState.LATE
    return said.state if said is not None else LineState.NOT_STARTED
