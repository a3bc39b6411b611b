"""Files of a campaign: the plan's table and the classification bands."""

from decimal import Decimal
from typing import Any

from cchc.files import parsers
from cchc.files.faults import Faults, Row, Table
from cchc.files.tabular import Column
from criteria.models import PlanStep as StoredStep
from criteria.rules import ranking
from criteria.rules.plan import PlanError, PlanStep, read_step
from criteria.services.campaign import BandRow, head_level_for

PERCENT = parsers.decimal_with(places=4)
PLAN_COLUMNS = (
    Column("order", required=True, parse=parsers.integer),
    Column("printed_number"),
    Column("task", required=True),
    Column("deadline_kind", parse=parsers.choice(*StoredStep.DeadlineKind.values)),
    Column("deadline_date", parse=parsers.day),
    Column("deadline_period"),
    Column("deadline_text"),
    Column("lead"),
    Column("coordinating"),
    Column("seed", optional=True),
    Column("note", optional=True),
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
    steps, seen = [], {}
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
        return read_step({name: _cell(value) for name, value in row.values.items()})
    except PlanError as error:
        for column, message in error.faults:
            faults.add(row, column, message)
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
