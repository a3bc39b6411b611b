"""A criteria file read and judged: every fault by sheet, row and column, or the rows ready for the service."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from cchc.files.faults import Faults, Row, Table, as_headed
from cchc.files.names import extension_of
from cchc.files.tabular import FIRST, WAITING, read_table, read_workbook
from criteria.exchange import CriterionRow, declared_sum
from criteria.models import BonusItem
from criteria.resources import bonus, columns, rulesheet
from criteria.resources.checkers import CHECKERS, Sheet, finer_than_stored
from criteria.rules.kinds import Rule, RuleKind
from criteria.rules.numbers import show_points
from criteria.rules.parsing import RuleError, parse_rule, rule_to_data

Source = Path | str | IO[bytes]


@dataclass(frozen=True, slots=True)
class CriteriaFile:
    """What a file holds: rows without faults, or faults (then the rows are not to be used).

    ``items`` are the bonus and penalty items of a workbook; None where the file has no sheet for them.
    """

    rows: list[CriterionRow]
    faults: Faults
    items: list[BonusItem] | None = None

    @property
    def total(self) -> Decimal:
        return declared_sum(self.rows)


def read_tables(source: Source, name: str) -> dict[str, Table]:
    """The table of criteria; in a workbook also those of the rules and of the bonus items (empty where absent)."""
    if extension_of(name) != "xlsx":
        return {"criteria": read_table(source, name, columns=columns.CSV_COLUMNS)}
    sheets = {FIRST: columns.WORKBOOK_COLUMNS, columns.RULE_SHEET: columns.RULE_COLUMNS, bonus.SHEET: bonus.COLUMNS}
    found = read_workbook(source, name, sheets=sheets, optional=[columns.RULE_SHEET, bonus.SHEET])
    return {"criteria": found[FIRST], "rules": found[columns.RULE_SHEET], "bonus": found[bonus.SHEET]}


def read_criteria(source: Source, name: str, *, total: Decimal | None = None) -> CriteriaFile:
    """Read and judge a file. ``total`` is what the set is said to be worth; without it the areas' sum counts."""
    tables = read_tables(source, name)
    faults = Faults()
    for table in tables.values():
        faults.extend(table.faults)
    _work_out(tables["criteria"], faults)
    judged = judge(tables, faults, total=total)
    return replace(judged, faults=as_headed(judged.faults, tables.values()))


def _work_out(main: Table, faults: Faults) -> None:
    """The points of a branch whose formula no program has calculated: the sum of the rows below it.

    So a workbook of ours can be changed by a program that keeps no values of formulas. A leaf's formula stays a fault.
    """
    waiting = [row for row in main.rows if row["max_points"] is WAITING]
    children = Sheet(main.rows).children if waiting else {}
    for row in reversed(waiting):
        below = [child["max_points"] for child in children.get(row["code"], [])]
        known = below and all(isinstance(points, Decimal) for points in below)
        row.values["max_points"] = sum(below, Decimal(0)) if known else None
        if not below:
            faults.add(row, "max_points", "công thức chưa có giá trị – mở bằng Excel, lưu lại, hoặc ghi số vào ô")


def judge(tables: Mapping[str, Table], faults: Faults, *, total: Decimal | None = None) -> CriteriaFile:
    """Run every checker over the tables; faults found while reading stand in ``faults`` already."""
    main = tables["criteria"]
    if not main.rows and not len(faults):
        faults.add(None, None, "không có dòng tiêu chí nào dưới dòng tên cột – kiểm tra lại tệp", sheet=main.sheet)
    sheet = Sheet(main.rows)
    for checker in CHECKERS:
        checker(sheet, faults)
    rules = _rules(sheet, tables.get("rules"), faults)
    rows = [] if len(faults) else [_row(row, rules.get(row.number)) for row in main.rows]
    if rows and total is not None and declared_sum(rows) != total:
        message = f"cộng các lĩnh vực được {show_points(declared_sum(rows))}, khác tổng điểm {show_points(total)}"
        faults.add(None, "max_points", f"{message} – sửa điểm hoặc tổng điểm", sheet=main.sheet)
    items = _items(tables.get("bonus"), faults)
    return CriteriaFile([] if len(faults) else rows, faults, items)


def _items(table: Table | None, faults: Faults) -> list[BonusItem] | None:
    """Bonus and penalty items; a sheet with its head alone takes them all away, one without a head says nothing."""
    return bonus.judge(table.rows, faults) if table and table.titles else None


def _rules(sheet: Sheet, table: Table | None, faults: Faults) -> dict[int, Rule]:
    """The parsed rules by row number."""
    shapes = rulesheet.shapes(table.rows, faults) if table else {}
    first_rows = {row["code"]: row for row in reversed(table.rows)} if table else {}
    found: dict[int, Rule] = {}
    for row in sheet.firsts:
        if row["rule_kind"] and row["code"] not in sheet.children:
            rule = _rule(row, shapes.get(row["code"]), first_rows.get(row["code"], row), faults)
            if rule is not None:
                found[row.number] = rule
        elif row.values.get("rule") is not None and not row["rule_kind"] and not row.bad & {"rule_kind"}:
            faults.add(row, "rule", "có nội dung cách chấm nhưng chưa chọn cách chấm – chọn cách chấm hoặc xóa ô này")
    if not any("code" in row.bad for row in sheet.rows):
        _strangers(sheet, first_rows, faults)
    return found


def _strangers(sheet: Sheet, first_rows: Mapping[str, Row], faults: Faults) -> None:
    """Rows of the sheet of rules that belong to no leaf of the first sheet."""
    for code, row in first_rows.items():
        leaf = sheet.by_code.get(code)
        if code and leaf is None:
            faults.add(row, "code", f"không có mục {code} ở trang tiêu chí – sửa mã")
        elif leaf is not None and not leaf["rule_kind"]:
            faults.add(
                row, "code", f"mục {code} chưa chọn cách chấm ở trang tiêu chí – chọn cách chấm hoặc bỏ dòng này"
            )


def _rule(row: Row, shape: dict[str, Any] | None, place: Row, faults: Faults) -> Rule | None:
    """The rule of one leaf from its row on the sheet of rules, or from the JSON of its own row."""
    own = row.values.get("rule")
    column = "part" if shape is not None else "rule"
    if shape is not None and own is not None:
        faults.add(row, "rule", "cách chấm ghi ở cả hai nơi – giữ trang Cách chấm, xóa ô này")
        return None
    shape = own if shape is None else shape
    if shape is None:
        if "rule" not in row.bad:
            kind = RuleKind(row["rule_kind"]).label
            faults.add(row, "rule", f"mục {row['code']} chưa có nội dung của cách chấm «{kind}» – ghi nội dung")
        return None
    return _parsed(row, shape, place, column, faults)


def _parsed(row: Row, shape: Any, place: Row, column: str, faults: Faults) -> Rule | None:
    if not isinstance(shape, dict):
        faults.add(place, column, "cách chấm phải là một đối tượng JSON {…} – xem tệp mẫu")
        return None
    if row["max_points"] is None:
        return None
    try:
        rule = parse_rule(RuleKind(row["rule_kind"]), shape, row["max_points"])
    except RuleError as error:
        faults.add(place, column, f"mục {row['code']}: {' '.join(error.faults)}")
        return None
    if cut := finer_than_stored(rule_to_data(rule)):
        faults.add(place, column, f"mục {row['code']}: {cut}")
        return None
    return rule


def _row(row: Row, rule: Rule | None) -> CriterionRow:
    return CriterionRow(
        code=row["code"],
        level=row["level"],
        parent_code=row["parent_code"],
        name=row["name"],
        max_points=row["max_points"],
        source=row["source"],
        rule=rule,
        unit_of_measure=row["unit_of_measure"],
        evidence=row["evidence"],
        evidence_required=bool(row["evidence_required"]),
        guidance=row["guidance"],
        department=row["department"],
        co_department=row["co_department"],
        not_applicable_policy=row["not_applicable_policy"] or "none",
    )
