"""The council's workflows as tables: requests for explanation, appeals, meetings, their lines, on-site checks. Pure.

Each table drives its service, the buttons and the test matrix, as ``assessments.states`` does for an agency's file.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from criteria.rules.calendar import Phase

HEAD, APPRAISER, DEPARTMENT_HEAD = "head", "appraiser", "department_head"
SECRETARY, CHAIR, COORDINATOR = "secretary", "chair", "coordinator"
OFFICE = (SECRETARY, COORDINATOR)
APPRAISING = (APPRAISER, DEPARTMENT_HEAD, *OFFICE)


class Labelled(StrEnum):
    """A state with the word an official sees."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        made = str.__new__(cls, value)
        made._value_ = value
        made.label = label
        return made


class RequestState(Labelled):
    """Where a request for explanation stands; a deadline that has passed is computed, never a state."""

    DRAFT = "draft", "Chờ gửi công văn"
    SENT = "sent", "Chờ giải trình"
    ANSWERED = "answered", "Đã giải trình"
    SETTLED = "settled", "Đã xử lý"
    REFERRED = "referred", "Đưa ra Hội đồng"
    WITHDRAWN = "withdrawn", "Đã rút yêu cầu"


class AppealState(Labelled):
    """Where an appeal against a provisional score stands."""

    FILED = "filed", "Chờ Hội đồng xem xét"
    ACCEPTED = "accepted", "Chấp nhận"
    REJECTED = "rejected", "Không chấp nhận"
    WITHDRAWN = "withdrawn", "Đã rút kiến nghị"


class MeetingState(Labelled):
    """Where a meeting of the council stands."""

    PREPARING = "preparing", "Đang chuẩn bị"
    OPEN = "open", "Đang họp"
    CLOSED = "closed", "Đã kết thúc"
    CANCELLED = "cancelled", "Đã hủy"


class LineState(Labelled):
    """Where one line of the agenda stands."""

    PENDING = "pending", "Chưa bàn"
    DECIDED = "decided", "Đã chốt"
    DEFERRED = "deferred", "Để lại sau"


class VisitState(Labelled):
    """Where an on-site check stands."""

    PLANNED = "planned", "Theo kế hoạch"
    HELD = "held", "Đã kiểm tra"
    CANCELLED = "cancelled", "Đã hủy"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a workflow. ``phase``: only while that phase is open for the agency."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs_reason: bool = False
    phase: Phase | None = None


class StepRefused(Exception):
    """A step isn't possible. ``code``: unknown, state, role, phase or reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Workflow:
    """All steps of one kind of thing. ``what`` is what it is called at the beginning of a sentence."""

    what: str
    states: type[Labelled]
    steps: tuple[Step, ...]

    def find(self, name: str) -> Step:
        """The step of that name. Raises ``StepRefused`` (unknown)."""
        found = next((step for step in self.steps if step.name == name), None)
        if found is None:
            raise StepRefused("unknown", f"Không có bước “{name}” – tải lại trang rồi chọn lại.")
        return found

    def available(self, state: str, roles: Collection[str]) -> list[Step]:
        """The steps that someone with these roles may take from the state, in the order of the table."""
        return [step for step in self.steps if state in step.sources and not set(step.roles).isdisjoint(roles)]

    def check(
        self, state: str, name: str, roles: Collection[str], *, reason: str = "", phase_open: bool = True
    ) -> Step:
        """The step if it may be taken, else ``StepRefused``; what counts first: state, role, phase, reason."""
        step = self.find(name)
        if state not in step.sources:
            now, needed = self.states(state).label, " hoặc ".join(f"“{self.states(one).label}”" for one in step.sources)
            raise StepRefused(
                "state",
                f"{self.what} đang ở trạng thái “{now}” – “{step.label}” chỉ làm được khi ở trạng thái {needed}.",
            )
        if set(step.roles).isdisjoint(roles):
            raise StepRefused("role", f"“{step.label}” không thuộc quyền của tài khoản này – liên hệ Tổ Thư ký.")
        if step.phase is not None and not phase_open:
            raise StepRefused(
                "phase",
                f"“{step.label}” chỉ làm được trong thời gian {step.phase.label.lower()} – đề nghị gia hạn nếu cần.",
            )
        if step.needs_reason and not reason.strip():
            raise StepRefused("reason", f"“{step.label}” cần lý do – ghi lý do rồi làm lại.")
        return step


REQUEST = Workflow(
    "Yêu cầu giải trình",
    RequestState,
    (
        Step("send", "Gửi công văn yêu cầu", (RequestState.DRAFT,), RequestState.SENT, OFFICE),
        Step(
            "answer",
            "Gửi giải trình",
            (RequestState.SENT,),
            RequestState.ANSWERED,
            (HEAD,),
            phase=Phase.EXPLANATION,
        ),
        Step(
            "take_back",
            "Rút giải trình để sửa",
            (RequestState.ANSWERED,),
            RequestState.SENT,
            (HEAD,),
            phase=Phase.EXPLANATION,
        ),
        Step(
            "settle",
            "Kết luận sau giải trình",
            (RequestState.SENT, RequestState.ANSWERED),
            RequestState.SETTLED,
            APPRAISING,
            needs_reason=True,
            phase=Phase.REAPPRAISAL,
        ),
        Step(
            "refer",
            "Đưa ra Hội đồng",
            (RequestState.SENT, RequestState.ANSWERED, RequestState.SETTLED),
            RequestState.REFERRED,
            APPRAISING,
            needs_reason=True,
        ),
        Step(
            "withdraw",
            "Rút yêu cầu",
            (RequestState.DRAFT, RequestState.SENT),
            RequestState.WITHDRAWN,
            APPRAISING,
            needs_reason=True,
        ),
    ),
)
APPEAL = Workflow(
    "Kiến nghị",
    AppealState,
    (
        Step("withdraw", "Rút kiến nghị", (AppealState.FILED,), AppealState.WITHDRAWN, (HEAD,)),
        Step("accept", "Chấp nhận kiến nghị", (AppealState.FILED,), AppealState.ACCEPTED, (CHAIR,), needs_reason=True),
        Step(
            "reject",
            "Không chấp nhận kiến nghị",
            (AppealState.FILED,),
            AppealState.REJECTED,
            (CHAIR,),
            needs_reason=True,
        ),
    ),
)
MEETING = Workflow(
    "Phiên họp",
    MeetingState,
    (
        Step("open", "Khai mạc phiên họp", (MeetingState.PREPARING,), MeetingState.OPEN, (CHAIR, SECRETARY)),
        Step("close", "Kết thúc phiên họp", (MeetingState.OPEN,), MeetingState.CLOSED, (CHAIR,)),
        Step(
            "cancel",
            "Hủy phiên họp",
            (MeetingState.PREPARING,),
            MeetingState.CANCELLED,
            (*OFFICE, CHAIR),
            needs_reason=True,
        ),
    ),
)
LINE = Workflow(
    "Dòng này",
    LineState,
    (
        Step("decide", "Chốt điểm", (LineState.PENDING,), LineState.DECIDED, (CHAIR,)),
        Step("defer", "Để lại sau", (LineState.PENDING,), LineState.DEFERRED, (CHAIR,), needs_reason=True),
        Step(
            "reopen",
            "Mở lại để bàn",
            (LineState.DECIDED, LineState.DEFERRED),
            LineState.PENDING,
            (CHAIR,),
            needs_reason=True,
        ),
    ),
)
VISIT = Workflow(
    "Đợt kiểm tra",
    VisitState,
    (
        Step("hold", "Ghi biên bản kiểm tra", (VisitState.PLANNED,), VisitState.HELD, OFFICE),
        Step("cancel", "Hủy đợt kiểm tra", (VisitState.PLANNED,), VisitState.CANCELLED, OFFICE, needs_reason=True),
        Step("reopen", "Mở lại biên bản", (VisitState.HELD,), VisitState.PLANNED, (COORDINATOR,), needs_reason=True),
    ),
)
WORKFLOWS = (REQUEST, APPEAL, MEETING, LINE, VISIT)
