"""A past year's published table: typed rows, checks of each row against itself, the others and the agencies known."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cchc.files.tabular import Column, Faults, Row, Table, parsers
from cchc.tenancy.models import Agency
from criteria.rules.numbers import EXACT, HUNDRED, ZERO, rounded, show_number
from criteria.rules.rollup import index

_DIGITS = re.compile(r"\d{1,3}(\.\d{1,40})?", re.ASCII)
POINTS = parsers.decimal_with(places=10, minimum=Decimal(0), maximum=Decimal(99999))
PERCENT = parsers.decimal_with(minimum=Decimal(0), maximum=HUNDRED)


def _percent(text: str) -> Decimal:
    """All the digits of an index written as text in a workbook."""
    if not _DIGITS.fullmatch(text) or Decimal(text) > HUNDRED:
        raise ValueError(f"«{text[:40]}» không phải tỷ lệ từ 0 đến 100 – ghi số như 85.23 hoặc để trống")
    return Decimal(text)


COLUMNS = (
    Column("block", required=True),
    Column("agency_code", required=True, parse=parsers.code),
    Column("agency_name", required=True),
    Column("appraised_points", parse=POINTS),
    Column("survey_points", parse=POINTS),
    Column("total_points", parse=parsers.decimal_with(places=10, minimum=Decimal(-99999), maximum=Decimal(99999))),
    Column("applicable_max", parse=parsers.decimal_with(places=2, minimum=Decimal("0.01"), maximum=Decimal(99999))),
    Column("index_percent", parse=PERCENT),
    # Our own export brings these as well, so that it can be taken in again.
    Column("rank", parse=parsers.integer_between(1, 99999), optional=True),
    Column("self_points", parse=POINTS, optional=True),
    Column("bonus_points", parse=POINTS, optional=True),
    Column("penalty_points", parse=POINTS, optional=True),
    Column("index_exact", parse=parsers.from_text(_percent), optional=True),
    Column("band", optional=True),
)
LIMITS = {"block": 80, "agency_code": 40, "agency_name": 200, "band": 60}
HALF_CENT = Decimal("0.005")
"""Published figures are rounded to two decimals: each may be wrong by half of the last one."""


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One agency of a published table; the index exact where total and maximum, or all its digits, were given."""

    number: int
    block: str
    agency_code: str
    agency_name: str
    self_points: Decimal | None
    appraised_points: Decimal | None
    survey_points: Decimal | None
    bonus_points: Decimal
    penalty_points: Decimal
    total_points: Decimal | None
    applicable_max: Decimal | None
    index: Decimal
    rank: int | None
    band: str


def published_rows(table: Table, faults: Faults) -> list[PublishedRow]:
    """The rows that can be used; every fault is added to ``faults``."""
    _judge_twins(table.rows, faults)
    _judge_lengths(table.rows, faults)
    rows = [read for row in table.rows if (read := _published(row, faults)) is not None]
    _judge_ranks(table.rows, rows, faults)
    return rows


def _judge_twins(rows: Iterable[Row], faults: Faults) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        code = row["agency_code"]
        if code and code in seen:
            faults.add(row, "agency_code", f"mã «{code}» đã có ở dòng {seen[code]} – mỗi đơn vị một dòng")
        elif code:
            seen[code] = row.number


def _judge_lengths(rows: Iterable[Row], faults: Faults) -> None:
    for row in rows:
        for column, limit in LIMITS.items():
            if row[column] and len(row[column]) > limit:
                faults.add(row, column, f"dài quá {limit} ký tự – rút gọn")


def _published(row: Row, faults: Faults) -> PublishedRow | None:
    if not row.bad.isdisjoint({"total_points", "applicable_max", "index_percent", "index_exact"}):
        return None
    found = _index(row, faults)
    if found is None:
        return None
    return PublishedRow(
        number=row.number,
        block=row["block"],
        agency_code=row["agency_code"],
        agency_name=row["agency_name"],
        self_points=row["self_points"],
        appraised_points=row["appraised_points"],
        survey_points=row["survey_points"],
        bonus_points=row["bonus_points"] or Decimal(0),
        penalty_points=row["penalty_points"] or Decimal(0),
        total_points=row["total_points"],
        applicable_max=row["applicable_max"],
        index=found,
        rank=row["rank"],
        band=row["band"],
    )


def _index(row: Row, faults: Faults) -> Decimal | None:
    """Total over maximum, exact; else all the digits given; else the printed index."""
    total, maximum, printed = row["total_points"], row["applicable_max"], row["index_percent"]
    if total is None or maximum is None:
        if printed is None and row["index_exact"] is None:
            message = "thiếu số – ghi total_points và applicable_max, hoặc chỉ ghi index_percent"
            faults.add(row, "total_points" if total is None else "applicable_max", message)
            return None
        return row["index_exact"] if row["index_exact"] is not None else printed
    if total - (row["bonus_points"] or 0) > maximum:
        faults.add(row, "total_points", f"{show_number(total)} lớn hơn điểm tối đa {show_number(maximum)} – sửa lại")
        return None
    worked_out = index(total, ZERO, ZERO, maximum)
    if printed is not None and _differs(worked_out, printed, maximum):
        shown = f"{show_number(total)}/{show_number(maximum)} x 100 = {show_number(rounded(worked_out))}"
        faults.add(row, "index_percent", f"{show_number(printed)} không khớp {shown} – sửa một trong ba số")
        return None
    return worked_out


def _differs(worked_out: Decimal, printed: Decimal, maximum: Decimal) -> bool:
    allowed = EXACT.add(HALF_CENT, EXACT.divide(HALF_CENT * HUNDRED, maximum))
    return abs(EXACT.subtract(worked_out, printed)) > allowed


def _judge_ranks(table_rows: Sequence[Row], rows: Sequence[PublishedRow], faults: Faults) -> None:
    """Ranks given with the table must follow the index: a better one never stands behind a worse one."""
    numbered = {row.number: row for row in table_rows}
    blocks: dict[str, list[PublishedRow]] = {}
    for row in rows:
        if row.rank is not None:
            blocks.setdefault(row.block, []).append(row)
    for members in blocks.values():
        best = sorted(members, key=lambda row: (-row.index, row.rank))
        for before, row in pairwise(best):
            if row.rank < before.rank:
                words = f"hạng {row.rank} đứng trước {before.agency_name} (hạng {before.rank}) dù Chỉ số thấp hơn"
                faults.add(numbered[row.number], "rank", f"{words} – sửa hạng hoặc Chỉ số")


def kind_from_name(name: str, kinds: Iterable[str]) -> str:
    """The kind of an agency that is known by its name alone: the longest known kind the name begins with."""
    lowered = name.casefold()
    return max((kind for kind in kinds if lowered.startswith(f"{kind.casefold()} ")), key=len, default="")


def known_agencies(rows: Iterable[PublishedRow]) -> dict[str, Agency]:
    """Agencies of the tenant by code: one query."""
    codes = [row.agency_code for row in rows]
    return {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
