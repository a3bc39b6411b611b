"""A criteria set as a file that can be imported again, row for row."""

from collections.abc import Sequence

from cchc.files.writer import CellKind, OutColumn, Sheet, write_csv, write_xlsx
from criteria.exchange import CriterionRow, rule_json, stored_rows
from criteria.models import CriteriaSet
from criteria.resources.columns import AFTER_RULE, BEFORE_RULE, MAIN_SHEET, PARTS, RULE_COLUMNS, RULE_SHEET
from criteria.resources.rulesheet import rows_of
from criteria.rules.kinds import RuleKind

KINDS: dict[str, CellKind] = {"code": "code", "parent_code": "code", "max_points": "number", "points": "number"}
WIDTHS = {"code": 10, "name": 60, "evidence": 40, "guidance": 60, "rule": 60, "department": 24, "label": 70}
CHOICES = {
    "level": ("field", "criterion", "sub"),
    "source": ("self", "survey"),
    "rule_kind": tuple(kind.value for kind in RuleKind),
    "evidence_required": ("yes", "no"),
    "not_applicable_policy": ("none", "exclude", "full"),
    "part": PARTS,
}


def _column(name: str) -> OutColumn:
    kind = KINDS.get(name, "number" if name == "percent" else "text")
    number_format = "0.00##" if kind == "number" else ""
    return OutColumn(name, kind, WIDTHS.get(name, 16), number_format, CHOICES.get(name, ()))


def _before(row: CriterionRow) -> tuple:
    kind = row.rule.kind.value if row.rule else ""
    return row.code, row.level, row.parent_code, row.name, row.max_points.normalize(), row.source, kind


def _after(row: CriterionRow) -> tuple:
    return (
        row.unit_of_measure,
        row.evidence,
        row.evidence_required,
        row.guidance,
        row.department,
        row.co_department,
        row.not_applicable_policy,
    )


def as_csv(rows: Sequence[CriterionRow]) -> bytes:
    """UTF-8, comma, LF; the rule as JSON in its column."""
    names = [*(column.name for column in BEFORE_RULE), "rule", *(column.name for column in AFTER_RULE)]
    lines = ((*_before(row), rule_json(row.rule), *_after(row)) for row in rows)
    return write_csv([_column(name) for name in names], lines)


def as_xlsx(rows: Sequence[CriterionRow], title: str) -> bytes:
    """A workbook: the criteria, and on a second sheet the rules with a row per option, item or band."""
    names = [column.name for column in (*BEFORE_RULE, *AFTER_RULE)]
    main = [(*_before(row), *_after(row)) for row in rows]
    rules = [line for row in rows if row.rule for line in rows_of(row.code, row.rule)]
    return write_xlsx(
        [
            Sheet(MAIN_SHEET, [_column(name) for name in names], main, freeze_columns=1),
            Sheet(RULE_SHEET, [_column(column.name) for column in RULE_COLUMNS], rules, freeze_columns=1),
        ],
        title=title,
    )


def export_set(criteria_set: CriteriaSet, extension: str) -> bytes:
    """The set as `.csv` or `.xlsx`."""
    rows = stored_rows(criteria_set)
    return as_xlsx(rows, criteria_set.title) if extension == "xlsx" else as_csv(rows)
