"""A plan's steps as printed, with the phase each one opens and closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from criteria.rules.calendar import DeadlineKind, Phase, last_day, parse_period


class PlanError(ValueError):
    """A row of a plan can't be read; ``faults`` are pairs of column and message in Vietnamese."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(message for _, message in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A row of a plan. ``number`` and ``text`` (the deadline) are as printed; ``day`` or ``period`` is the meaning."""

    order: int
    number: str
    task: str
    kind: DeadlineKind
    day: date | None = None
    period: str | None = None
    text: str = ""
    lead: str = ""
    coordinating: str = ""
    phase: Phase | None = None
    opens_on: date | None = None
    closes_at: datetime | None = None

    @property
    def ends_on(self) -> date | None:
        """The last day on which the step may be done; None without a readable deadline."""
        if self.kind is DeadlineKind.PERIOD and not self.has_readable_period:
            return None
        return last_day(self.kind, self.day, self.period)

    @property
    def has_readable_period(self) -> bool:
        """Whether the month is written with its year."""
        try:
            return bool(self.period and parse_period(self.period))
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document the plan is based on (căn cứ), with its date where known."""

    title: str
    issued_on: date | None


def read_step(row: Mapping[str, str]) -> PlanStep:
    """A step from the columns order, printed_number, task, deadline_*, lead, coordinating. Raises ``PlanError``."""
    faults: list[tuple[str, str]] = []
    order = row["order"].strip()
    if not order.isdecimal():
        faults.append(("order", f"“{order}” không phải số thứ tự – ghi số nguyên."))
    kind = row["deadline_kind"].strip() or DeadlineKind.NONE
    if kind not in set(DeadlineKind):
        faults.append(("deadline_kind", f"“{kind}” không có – dùng một trong: {', '.join(DeadlineKind)}."))
    day = _day(row["deadline_date"].strip(), faults)
    if faults:
        raise PlanError(faults)
    return PlanStep(
        order=int(order),
        number=row["printed_number"].strip(),
        task=row["task"].strip(),
        kind=DeadlineKind(kind),
        day=day,
        period=row["deadline_period"].strip() or None,
        text=row["deadline_text"].strip(),
        lead=row["lead"].strip(),
        coordinating=row["coordinating"].strip(),
        phase=guess_phase(row["task"]),
    )


def _day(text: str, faults: list[tuple[str, str]]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        faults.append(("deadline_date", f"“{text}” không phải ngày – ghi theo dạng 2024-12-15."))
        return None


_BEGINNINGS = (
    ("triển khai kế hoạch xác định", Phase.PREPARING),
    ("tham mưu", Phase.PREPARING),
    ("ban hành", Phase.PREPARING),
    ("xây dựng kế hoạch", Phase.PREPARING),
    ("thành lập", Phase.PREPARING),
    ("hướng dẫn", Phase.PREPARING),
    ("tuyên truyền", Phase.PREPARING),
    ("công bố", Phase.PUBLICATION),
    ("tổng hợp", None),
    ("thẩm định lần 2", Phase.REAPPRAISAL),
    ("thẩm định lại", Phase.REAPPRAISAL),
    ("giải trình", Phase.EXPLANATION),
    ("phê duyệt", Phase.APPROVAL),
    ("thẩm định", Phase.APPRAISAL),
)
_PHRASES = (
    ("khảo sát", Phase.SURVEY),
    ("điều tra", Phase.SURVEY),
    ("họp hội đồng", Phase.COUNCIL),
    ("thẩm định kết quả", Phase.APPRAISAL),
    ("tự đánh giá", Phase.SELF_ASSESSMENT),
    ("tự chấm điểm", Phase.SELF_ASSESSMENT),
)


def guess_phase(task: str) -> Phase | None:
    """The phase a step's words speak of; None where they speak of none. The coordinator may set another."""
    words = " ".join(task.casefold().split())
    for beginning, phase in _BEGINNINGS:
        if words.startswith(beginning):
            return phase
    return next((phase for phrase, phase in _PHRASES if phrase in words), None)
