"""The result as a table for other programs: exact columns, plain numbers, in CSV, JSON and XLSX."""

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from cchc.files.writer import OutColumn, Sheet, write_csv, write_xlsx
from criteria.models import Campaign
from criteria.rules.numbers import EXACT, rounded
from publications.models import Snapshot, SnapshotRow
from publications.rows import provisional

COLUMNS = (
    OutColumn("block", width=22),
    OutColumn("rank", "integer", 8),
    OutColumn("agency_code", "code", 12),
    OutColumn("agency_name", width=32),
    *(
        OutColumn(f"{name}_points", "number", 16)
        for name in ("self", "appraised", "survey", "bonus", "penalty", "total")
    ),
    OutColumn("applicable_max", "number", 16),
    OutColumn("index_percent", "number", 14),
    OutColumn("index_exact", "code", 36),
    OutColumn("band", width=16),
)
"""INTERFACES: the columns of export_results. The exact index is text in a workbook, whose numbers end at 15 digits."""
NAMES = tuple(column.name for column in COLUMNS)
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def plain(number: Decimal | None) -> Decimal | None:
    """A number without trailing zeros and without an exponent: 87.5000000000 is 87.5, 100.00 is 100."""
    if number is None:
        return None
    short = number.normalize(EXACT)
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def values(row: SnapshotRow) -> tuple[object, ...]:
    """One row in the order of COLUMNS; ``index_percent`` rounded half up for display, ``index_exact`` unrounded."""
    return (
        row.block,
        row.rank,
        row.agency_code,
        row.agency_name,
        *(plain(getattr(row, name)) for name in NAMES[4:11]),
        None if row.index_exact is None else rounded(row.index_exact),
        plain(row.index_exact),
        row.band,
    )


def latest_version(campaign: Campaign, version: int | None = None) -> Snapshot | None:
    """The newest frozen version, or the one named; None where there is none."""
    versions = campaign.snapshots.order_by("-version")
    return versions.first() if version is None else versions.filter(version=version).first()


def result_rows(campaign: Campaign, snapshot: Snapshot | None) -> list[SnapshotRow]:
    """The rows of a version in printed order, or the provisional result where there is none."""
    return list(snapshot.rows.order_by("position")) if snapshot else provisional(campaign)


def to_csv(rows: Iterable[SnapshotRow]) -> bytes:
    """UTF-8, comma, LF, decimal point."""
    return write_csv(COLUMNS, map(values, rows))


def to_json(rows: Iterable[SnapshotRow]) -> bytes:
    """A list of objects; figures are JSON numbers with all their digits, the unknown is null."""
    lines = (", ".join(_member(*pair) for pair in zip(NAMES, values(row), strict=True)) for row in rows)
    return ("[\n" + ",\n".join(f"  {{{line}}}" for line in lines) + "\n]\n").encode()


def _member(name: str, value: object) -> str:
    shown = format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
    return f'"{name}": {shown}'


def to_xlsx(rows: Sequence[SnapshotRow], title: str = "") -> bytes:
    """A workbook of one sheet whose first row holds the column names."""
    return write_xlsx([Sheet("ket-qua", COLUMNS, map(values, rows), freeze_columns=4)], title=title)


WRITERS: dict[str, Callable[[Sequence[SnapshotRow]], bytes]] = {"csv": to_csv, "json": to_json, "xlsx": to_xlsx}
