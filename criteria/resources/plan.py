"""Files of a campaign: the plan's table and the classification bands."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cchc.files import parsers
from cchc.files.faults import Faults, Row, Table
from cchc.files.parsers import Parser
from cchc.files.tabular import Column
from cchc.vietnamese import fold
from criteria.models import PlanStep as StoredStep
from criteria.rules import ranking
from criteria.rules.calendar import HANOI, Phase
from criteria.rules.plan import PlanError, PlanStep, read_step
from criteria.services.campaign import BandRow, head_level_for

MINUTE = "%d/%m/%Y %H:%M"
PERCENT = parsers.decimal_with(places=4)
HEADINGS = {
    "order": "Thứ tự",
    "printed_number": "Số in",
    "task": "Nhiệm vụ",
    "phase": "Giai đoạn",
    "opens_on": "Mở từ ngày",
    "deadline_kind": "Cách ghi thời hạn",
    "deadline_date": "Ngày",
    "deadline_period": "Tháng",
    "deadline_text": "Lời in thời hạn",
    "closes_at": "Giờ đóng khác",
    "lead": "Cơ quan chủ trì",
    "coordinating": "Cơ quan phối hợp",
    "note": "Ghi chú",
}
"""The columns as officials read them; a file may carry these names or the short English ones."""
KIND_WORDS = {label: value for value, label in StoredStep.DeadlineKind.choices}
PHASE_WORDS = {phase.label: phase.value for phase in Phase} | {"không gắn": "none"}


def _worded(words: dict[str, str], values: Iterable[str]) -> Parser:
    """A choice by its Vietnamese words or by its short name."""
    known = {fold(word): value for word, value in words.items()} | {value: value for value in values}

    def convert(value: Any, number_format: str) -> str:
        found = known.get(fold(str(value).strip()))
        if found is None:
            raise ValueError(f"«{str(value)[:40]}» không có trong danh mục – dùng một trong: {', '.join(words)}")
        return found

    return Parser(convert)


def _column(name: str, *, required: bool = False, parse: Parser = parsers.text, optional: bool = False) -> Column:
    return Column(name, required=required, parse=parse, aliases=(HEADINGS[name],), optional=optional)


PLAN_COLUMNS = (
    _column("order", required=True, parse=parsers.integer),
    _column("printed_number"),
    _column("task", required=True),
    _column("phase", parse=_worded(PHASE_WORDS, [*Phase, "none"]), optional=True),
    _column("opens_on", parse=parsers.day, optional=True),
    _column("deadline_kind", parse=_worded(KIND_WORDS, StoredStep.DeadlineKind.values)),
    _column("deadline_date", parse=parsers.day),
    _column("deadline_period"),
    _column("deadline_text"),
    _column("closes_at", optional=True),
    _column("lead"),
    _column("coordinating"),
    Column("seed", optional=True),
    _column("note", optional=True),
)
BAND_COLUMNS = (
    Column("name", required=True),
    Column("lower", required=True, parse=PERCENT),
    Column("lower_inclusive", required=True, parse=parsers.yes_no),
    Column("upper", required=True, parse=PERCENT),
    Column("upper_inclusive", required=True, parse=parsers.yes_no),
    Column("head_level", optional=True),
)


def plan_steps(table: Table, faults: Faults) -> list[tuple[PlanStep, str]]:
    """The steps with their notes; order numbers have to differ. The plan's own mistakes are the linter's business."""
    steps: list[tuple[PlanStep, str]] = []
    seen: dict[Any, Row] = {}
    for row in table.rows:
        first = seen.setdefault(row["order"], row)
        if row["order"] is not None and first is not row:
            faults.add(row, "order", f"số thứ tự {row['order']} đã có ở dòng {first.number}")
        if step := _step(row, faults):
            steps.append((step, row["note"] or ""))
    if not table.rows and not len(faults):
        faults.add(None, None, "không có bước nào dưới dòng tên cột – kiểm tra lại tệp", sheet=table.sheet)
    return steps


def _step(row: Row, faults: Faults) -> PlanStep | None:
    _check_lengths(row, faults)
    if row.bad:
        return None
    try:
        step = read_step({name: _cell(value) for name, value in row.values.items()})
    except PlanError as error:
        for column, message in error.faults:
            faults.add(row, column, message)
        return None
    return replace(step, **_own(row, faults))


def _own(row: Row, faults: Faults) -> dict[str, Any]:
    """Phase, first day and closing minute where the file says them; a plan as printed leaves them to be guessed."""
    own: dict[str, Any] = {}
    if row.values.get("phase"):
        own["phase"] = None if row["phase"] == "none" else Phase(row["phase"])
    if row.values.get("opens_on"):
        own["opens_on"] = row["opens_on"]
    if row.values.get("closes_at"):
        own["closes_at"] = _minute(row, faults)
    return own


def _minute(row: Row, faults: Faults) -> datetime | None:
    try:
        return datetime.strptime(row["closes_at"], MINUTE).replace(tzinfo=HANOI)
    except ValueError:
        faults.add(row, "closes_at", f"«{row['closes_at'][:40]}» không phải ngày giờ – ghi theo dạng 15/12/2024 17:00")
        return None


def _check_lengths(row: Row, faults: Faults) -> None:
    for name in ("printed_number", "deadline_period", "deadline_text", "lead"):
        most = StoredStep._meta.get_field(name).max_length
        if row[name] and len(row[name]) > most:
            faults.add(row, name, f"dài {len(row[name])} ký tự, quá {most} – rút ngắn")


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def band_rows(table: Table, faults: Faults) -> list[BandRow]:
    """The bands in the file's order, together covering 0 to 100 exactly once."""
    rows = [row for row in table.rows if not row.bad]
    bands = [_band(row) for row in rows]
    if not len(faults):
        for message in ranking.band_faults([band.rule for band in bands]):
            faults.add(None, None, message, sheet=table.sheet)
    return bands


def _band(row: Row) -> BandRow:
    return BandRow(
        name=row["name"],
        lower=row["lower"] if row["lower"] is not None else Decimal(0),
        lower_inclusive=row["lower_inclusive"],
        upper=row["upper"],
        upper_inclusive=row["upper_inclusive"],
        head_level=row["head_level"] or head_level_for(row["name"]),
    )
