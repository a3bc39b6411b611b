"""Bonus and penalty items: a file of their own, which may hold those of several sets, or a sheet of the workbook."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from cchc.files import parsers
from cchc.files.faults import Faults, Row, Table
from cchc.files.tabular import Column
from cchc.files.writer import CellKind, OutColumn, Sheet
from criteria.models import BonusItem, CriteriaSet
from criteria.resources.columns import worded
from criteria.rules import bonus as rules

POINTS = parsers.decimal_with(places=2, maximum=Decimal("9999"))
SHEET = "Thưởng, trừ"
TITLES = {
    "code": "Mã",
    "kind": "Loại",
    "name": "Nội dung",
    "points_per_occurrence": "Điểm mỗi trường hợp",
    "item_cap": "Mức trần của mục",
    "kind_cap": "Mức trần trong năm",
    "unit_of_measure": "Đơn vị tính",
    "evidence": "Tài liệu kiểm chứng",
    "guidance": "Hướng dẫn",
    "department": "Cơ quan thẩm định",
}
"""Heads of the workbook's sheet, in its order; the names of the columns are understood as well."""
KINDS = {kind.value: str(kind.label) for kind in BonusItem.Kind}
_KIND = worded(KINDS, {"thưởng": "bonus", "trừ": "penalty"})


def _column(name: str, **options: Any) -> Column:
    return Column(name, aliases=(TITLES[name],), **options)


COLUMNS = (
    Column("criteria_set", parse=parsers.code, optional=True),
    _column("kind", required=True, parse=_KIND),
    _column("code", required=True, parse=parsers.code),
    _column("name", required=True),
    _column("points_per_occurrence", required=True, parse=POINTS),
    _column("item_cap", required=True, parse=POINTS),
    _column("kind_cap", required=True, parse=POINTS),
    _column("unit_of_measure"),
    _column("evidence"),
    _column("guidance"),
    _column("department"),
)
_WIDTHS = {"code": 8, "kind": 13, "name": 44, "evidence": 28, "guidance": 34, "department": 18}
LENGTHS = {name: BonusItem._meta.get_field(name).max_length for name in ("code", "unit_of_measure", "department")}


def sheet_of(items: Iterable[BonusItem]) -> Sheet:
    """The items as a sheet that can be read in again, in their order."""
    ordered = sorted(items, key=lambda item: item.position)
    rows = [_line(item) for item in ordered]
    return Sheet(SHEET, [_out(name) for name in TITLES], rows, freeze_columns=1, numbered=True, fitted=True)


def _out(name: str) -> OutColumn:
    is_number = name in {"points_per_occurrence", "item_cap", "kind_cap"}
    kind: CellKind = "number" if is_number else "code" if name == "code" else "text"
    choices = tuple(KINDS.values()) if name == "kind" else ()
    return OutColumn(TITLES[name], kind, _WIDTHS.get(name, 12), "0.00##" if is_number else "", choices)


def _line(item: BonusItem) -> list[Any]:
    return [KINDS[item.kind] if name == "kind" else getattr(item, name) for name in TITLES]


def rows_for(criteria_set: CriteriaSet, table: Table, faults: Faults) -> list[Row]:
    """The rows meant for this set; those of other sets are passed over.

    The column ``criteria_set`` names the set by its code, or a family of sets by a word («commune», «province»); then
    the family counts whose departments are those that appraise this set.
    """
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(row["criteria_set"] or "", []).append(row)
    if criteria_set.code in groups:
        return groups[criteria_set.code]
    if len(groups) < 2:
        return table.rows
    departments = set(criteria_set.criteria.values_list("department", flat=True))
    fit = {name: sum(row["department"] in departments for row in rows) / len(rows) for name, rows in groups.items()}
    best = [name for name, share in fit.items() if share == max(fit.values())]
    if len(best) == 1 and fit[best[0]] > 0:
        return groups[best[0]]
    named = ", ".join(f"«{name}»" for name in groups)
    message = f"tệp có dòng của các bộ {named}, không rõ dòng nào của {criteria_set.code} – ghi mã bộ vào cột này"
    faults.add(None, "criteria_set", message, sheet=table.sheet)
    return []


def judge(rows: Sequence[Row], faults: Faults) -> list[BonusItem]:
    """Unsaved items in the file's order; faults of single cells and of the items together are added."""
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(row["code"], row)
        if row["code"] and first is not row:
            faults.add(row, "code", f"mã {row['code']} đã có ở dòng {first.number} – mỗi mục một mã")
        _check_row(row, faults)
    _check_kinds(rows, faults)
    return [_item(row, position) for position, row in enumerate(rows, start=1)] if not len(faults) else []


def _check_row(row: Row, faults: Faults) -> None:
    for name, most in LENGTHS.items():
        if row[name] and len(row[name]) > most:
            faults.add(row, name, f"dài {len(row[name])} ký tự, quá {most} – rút ngắn")
    each, cap, year = row["points_per_occurrence"], row["item_cap"], row["kind_cap"]
    if each is not None and each <= 0:
        faults.add(row, "points_per_occurrence", "điểm mỗi lần phải lớn hơn 0; điểm trừ cũng ghi số dương")
    if None not in (each, cap) and cap < each:
        faults.add(row, "item_cap", "mức tối đa của mục nhỏ hơn điểm mỗi lần – sửa một trong hai")
    if None not in (cap, year) and year < cap:
        faults.add(row, "kind_cap", "mức tối đa cả năm nhỏ hơn mức tối đa của mục – sửa một trong hai")


def _check_kinds(rows: Sequence[Row], faults: Faults) -> None:
    """One yearly cap per kind."""
    caps: dict[str, Row] = {}
    for row in rows:
        if row["kind_cap"] is None or not row["kind"]:
            continue
        first = caps.setdefault(row["kind"], row)
        if row["kind_cap"] != first["kind_cap"]:
            label = rules.BonusKind(row["kind"]).label.lower()
            faults.add(row, "kind_cap", f"mức tối đa cả năm của {label} khác dòng {first.number} – ghi cùng một số")


def _item(row: Row, position: int) -> BonusItem:
    values = {name: row[name] for name in row.values if name != "criteria_set"}
    return BonusItem(position=position, **values)
