"""A criteria set as a file that can be imported again, row for row.

The workbook is what an official reads and edits: Vietnamese heads, drop-downs, totals as formulas over the rows below,
rules on a second sheet, bonus and penalty items on a third, the sums of the areas on a fourth.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from cchc.files.writer import CellKind, Formula, OutColumn, Sheet, write_csv, write_xlsx
from criteria.exchange import CriterionRow, rule_json, stored_rows
from criteria.models import BonusItem, CriteriaSet
from criteria.resources.bonus import sheet_of
from criteria.resources.columns import (
    AFTER_RULE,
    BEFORE_RULE,
    KINDS,
    LEVELS,
    MAIN_SHEET,
    PARTS,
    POLICIES,
    RULE_COLUMNS,
    RULE_SHEET,
    SOURCES,
    SUMMARY_SHEET,
    TITLES,
    YES_NO,
)
from criteria.resources.rulesheet import rows_of
from criteria.rules.parsing import rule_to_data

CELLS: dict[str, CellKind] = {"code": "code", "parent_code": "code", "max_points": "number", "points": "number"}
WIDTHS = {"code": 9, "level": 13, "parent_code": 10, "name": 48, "max_points": 10, "source": 14, "rule_kind": 18}
WIDTHS |= {"unit_of_measure": 13, "evidence": 36, "evidence_required": 10, "guidance": 50, "rule": 60, "department": 20}
WIDTHS |= {"label": 80}
CHOICES = {
    "level": LEVELS,
    "source": SOURCES,
    "rule_kind": KINDS,
    "evidence_required": {"yes": YES_NO[True], "no": YES_NO[False]},
    "not_applicable_policy": POLICIES,
    "part": PARTS,
}
POINTS_LETTER = "E"
"""Where the points stand on the first sheet."""
HEAD_ROWS = 1


def _column(name: str, *, worded: bool) -> OutColumn:
    kind = CELLS.get(name, "number" if name == "percent" else "text")
    number_format = "0.00##" if kind == "number" else ""
    choices = tuple(CHOICES[name].values()) if worded and name in CHOICES else ()
    return OutColumn(TITLES[name] if worded else name, kind, WIDTHS.get(name, 16), number_format, choices)


def _cells(row: CriterionRow) -> dict[str, Any]:
    """Every column of the file but the rule itself."""
    kind = row.rule.kind.value if row.rule else row.raw[0] if row.raw else ""
    return {
        "code": row.code,
        "level": row.level,
        "parent_code": row.parent_code,
        "name": row.name,
        "max_points": row.max_points.normalize(),
        "source": row.source,
        "rule_kind": kind,
        "unit_of_measure": row.unit_of_measure,
        "evidence": row.evidence,
        "evidence_required": row.evidence_required,
        "guidance": row.guidance,
        "department": row.department,
        "co_department": row.co_department,
        "not_applicable_policy": row.not_applicable_policy,
    }


def as_csv(rows: Sequence[CriterionRow]) -> bytes:
    """UTF-8, comma, LF; the rule as JSON in its column."""
    before, after = [[column.name for column in part] for part in (BEFORE_RULE, AFTER_RULE)]
    names = [*before, "rule", *after]
    lines = ([(_cells(row) | {"rule": rule_json(row.rule)})[name] for name in names] for row in rows)
    return write_csv([_column(name, worded=False) for name in names], lines)


def as_xlsx(rows: Sequence[CriterionRow], title: str, items: Iterable[BonusItem] = ()) -> bytes:
    """The workbook with its four sheets; the last is not read again."""
    names = [column.name for column in (*BEFORE_RULE, *AFTER_RULE)]
    sums = _sums(rows)
    main = [[_worded(name, value) for name, value in _line(row, sums).items()] for row in rows]
    rules = [[code, PARTS[part], *cells] for row in rows for code, part, *cells in _rule_lines(row)]
    return write_xlsx(
        [
            Sheet(
                MAIN_SHEET,
                [_column(name, worded=True) for name in names],
                main,
                freeze_columns=1,
                tones=[_tone(row, sums) for row in rows],
                numbered=True,
                fitted=True,
                wide=True,
            ),
            Sheet(
                RULE_SHEET,
                [_column(column.name, worded=True) for column in RULE_COLUMNS],
                rules,
                freeze_columns=1,
                tones=_alternating([line[0] for line in rules]),
                numbered=True,
                fitted=True,
            ),
            sheet_of(items),
            _summary(rows, title),
        ],
        title=title,
    )


def _line(row: CriterionRow, sums: Mapping[str, Formula]) -> dict[str, Any]:
    cells = _cells(row)
    return cells | {"max_points": sums.get(row.code, cells["max_points"])}


def _worded(name: str, value: Any) -> Any:
    if name == "evidence_required":
        return YES_NO[value]
    return CHOICES[name].get(value, value) if name in CHOICES else value


def _rule_lines(row: CriterionRow) -> Iterator[tuple[Any, ...]]:
    data = rule_to_data(row.rule) if row.rule else row.raw[1] if row.raw else {}
    return rows_of(row.code, data)


def _sums(rows: Sequence[CriterionRow]) -> dict[str, Formula]:
    """Points of each branch as the sum of the cells below it; a draft's branch that doesn't add up stays a number."""
    places: dict[str, list[int]] = {}
    points: dict[str, Decimal] = {}
    for number, row in enumerate(rows, start=HEAD_ROWS + 1):
        places.setdefault(row.parent_code, []).append(number)
        points[row.parent_code] = points.get(row.parent_code, Decimal(0)) + row.max_points
    return {
        row.code: Formula(f"=SUM({_cells_of(places[row.code])})", row.max_points)
        for row in rows
        if row.code in places and points[row.code] == row.max_points
    }


def _cells_of(numbers: Sequence[int]) -> str:
    """«E3:E5» where the rows stand together, so that a row put between them counts; else «E3,E7»."""
    together = all(after == before + 1 for before, after in pairwise(numbers))
    if together:
        return f"{POINTS_LETTER}{numbers[0]}:{POINTS_LETTER}{numbers[-1]}"
    return ",".join(f"{POINTS_LETTER}{number}" for number in numbers)


def _tone(row: CriterionRow, sums: Mapping[str, Formula]) -> str:
    if not row.parent_code:
        return "group"
    return "strong" if row.code in sums else ""


def _alternating(codes: Sequence[str]) -> list[str]:
    """The first line of each leaf's rule stands out."""
    before = ["", *codes]
    return ["strong" if code != last else "" for code, last in zip(codes, before)]


def _summary(rows: Sequence[CriterionRow], title: str) -> Sheet:
    areas = [(number, row) for number, row in enumerate(rows, start=HEAD_ROWS + 1) if not row.parent_code]
    first = 3
    lines: list[list[Any]] = [
        [row.code, row.name, Formula(f"='{MAIN_SHEET}'!{POINTS_LETTER}{number}", row.max_points)]
        for number, row in areas
    ]
    together = sum((row.max_points for _, row in areas), Decimal(0))
    last = first + len(lines) - 1
    total = Formula(f"=SUM(C{first}:C{last})", together) if lines else Decimal(0)
    columns = [
        OutColumn("Mã", "code", 10),
        OutColumn("Lĩnh vực", "text", 70),
        OutColumn("Điểm tối đa", "number", 16, "0.00##"),
    ]
    tones = ["", *[""] * (len(lines) - 1), "group"] if lines else ["group"]
    return Sheet(SUMMARY_SHEET, columns, [*lines, ["", "Tổng cộng", total]], titles=[title], tones=tones, numbered=True)


def export_set(criteria_set: CriteriaSet, extension: str) -> bytes:
    """The set as `.csv` or `.xlsx`."""
    rows = stored_rows(criteria_set)
    if extension == "xlsx":
        return as_xlsx(rows, criteria_set.title, criteria_set.bonus_items.all())
    return as_csv(rows)
