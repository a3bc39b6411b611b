"""What has to hold between the rows of a criteria file; each checker names every cell that is wrong."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cchc.files.faults import Faults, Row
from criteria.models import Criterion, RuleLine, ScoringRule
from criteria.rules.numbers import show_points, total

ABOVE = {"field": "", "criterion": "field", "sub": "criterion"}
"""The level of the row above; a lĩnh vực has none."""
LABELS = dict(Criterion.Level.choices)
TEXTS = ("code", "unit_of_measure", "department", "co_department")
DECIMALS = {
    "numerator": None,
    "below": "below",
    "floor": "floor",
    "full": "full",
    "per": "per",
    "min": "minimum",
    "yes": "yes_points",
    "no": "no_points",
    "step": "step",
}


class Sheet:
    """The rows by code and by parent, looked up once for all checkers."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.by_code: dict[str, Row] = {}
        self.children: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.by_code.setdefault(row["code"], row)
            if row["parent_code"]:
                self.children[row["parent_code"]].append(row)
        self.firsts = [row for row in rows if self.by_code[row["code"]] is row]


def codes_stand_once(sheet: Sheet, faults: Faults) -> None:
    for row in sheet.rows:
        first = sheet.by_code[row["code"]]
        if row["code"] and first is not row:
            faults.add(row, "code", f"mã {row['code']} đã có ở dòng {first.number} – mỗi dòng một mã (1.1 khác 1.10)")


def parents_are_one_level_up(sheet: Sheet, faults: Faults) -> None:
    for row in sheet.rows:
        if row["level"]:
            _check_parent(row, sheet.by_code.get(row["parent_code"]), faults)


def _check_parent(row: Row, parent: Row | None, faults: Faults) -> None:
    wanted, code = ABOVE[row["level"]], row["parent_code"]
    if not wanted:
        if code:
            faults.add(row, "parent_code", "lĩnh vực không thuộc mục nào – để trống")
    elif not code:
        faults.add(row, "parent_code", f"bỏ trống – ghi mã {LABELS[wanted].lower()} cấp trên")
    elif parent is None:
        faults.add(row, "parent_code", f"không có dòng mang mã {code} – sửa mã hoặc thêm dòng")
    elif parent["level"] and parent["level"] != wanted:
        message = f"{code} là {LABELS[parent['level']].lower()}, phải là {LABELS[wanted].lower()} – sửa mã cấp trên"
        faults.add(row, "parent_code", message)


def points_are_positive(sheet: Sheet, faults: Faults) -> None:
    for row in sheet.rows:
        if row["max_points"] is not None and row["max_points"] <= 0:
            faults.add(row, "max_points", f"{show_points(row['max_points'])} – điểm tối đa phải lớn hơn 0")


def children_add_up(sheet: Sheet, faults: Faults) -> None:
    for code, children in sheet.children.items():
        parent = sheet.by_code.get(code)
        if parent is None or parent["max_points"] is None or any(row["max_points"] is None for row in children):
            continue
        together = total(row["max_points"] for row in children)
        if together != parent["max_points"]:
            message = (
                f"cộng các mục con được {show_points(together)}, khác điểm tối đa {show_points(parent['max_points'])} "
                f"của {code} – sửa điểm cho khớp"
            )
            faults.add(parent, "max_points", message)


def only_leaves_have_rules(sheet: Sheet, faults: Faults) -> None:
    for row in sheet.firsts:
        is_branch = row["code"] in sheet.children
        if is_branch and row["rule_kind"]:
            faults.add(row, "rule_kind", f"{row['code']} có mục con nên không chấm trực tiếp – để trống cách chấm")
        elif not is_branch and row["level"] == "field":
            faults.add(row, "code", f"lĩnh vực {row['code']} chưa có tiêu chí nào – thêm tiêu chí")
        elif not is_branch and not row["rule_kind"] and "rule_kind" not in row.bad:
            faults.add(row, "rule_kind", f"{row['code']} chưa có cách chấm – ghi một trong các cách chấm")


def source_fits_the_rule(sheet: Sheet, faults: Faults) -> None:
    for row in sheet.rows:
        if row["rule_kind"] and row["source"] and (row["rule_kind"] == "survey") != (row["source"] == "survey"):
            faults.add(
                row, "source", "nguồn điểm và cách chấm không khớp – điều tra xã hội học chỉ đi với điều tra xã hội học"
            )


def required_evidence_is_named(sheet: Sheet, faults: Faults) -> None:
    for row in sheet.rows:
        if row["evidence_required"] and not row["evidence"] and not row.bad & {"evidence"}:
            faults.add(row, "evidence", "bắt buộc có tài liệu kiểm chứng nhưng chưa ghi tài liệu nào – ghi tài liệu")


def texts_fit(sheet: Sheet, faults: Faults) -> None:
    lengths = {name: Criterion._meta.get_field(name).max_length for name in TEXTS}
    for row in sheet.rows:
        for name, most in lengths.items():
            if row[name] and len(row[name]) > most:
                faults.add(row, name, f"dài {len(row[name])} ký tự, quá {most} – rút ngắn")


CHECKERS: tuple[Callable[[Sheet, Faults], None], ...] = (
    codes_stand_once,
    parents_are_one_level_up,
    points_are_positive,
    children_add_up,
    only_leaves_have_rules,
    source_fits_the_rule,
    required_evidence_is_named,
    texts_fit,
)


def finer_than_stored(shape: Mapping[str, Any]) -> str:
    """What in a rule's shape the tables would cut: numbers with too many decimals, labels that are too long."""
    for key, column in DECIMALS.items():
        if column and key in shape and _too_fine(shape[key], ScoringRule, column):
            return f"«{key}» có quá nhiều chữ số thập phân ({shape[key]}) – làm tròn."
    for key in ("numerator", "denominator", "what"):
        most = ScoringRule._meta.get_field(key).max_length
        if len(str(shape.get(key, ""))) > most:
            return f"«{key}» dài quá {most} ký tự – rút ngắn."
    for entry in (entry for name in ("options", "items", "bands") for entry in shape.get(name, [])):
        for key, column in (("points", "points"), ("min", "lower")):
            if key in entry and _too_fine(entry[key], RuleLine, column):
                return f"«{key}» có quá nhiều chữ số thập phân ({entry[key]}) – làm tròn."
    return ""


def _too_fine(value: Any, model: type, column: str) -> bool:
    number = Decimal(str(value))
    field = model._meta.get_field(column)  # type: ignore[attr-defined]
    too_large = number.adjusted() >= field.max_digits - field.decimal_places
    return too_large or number != round(number, field.decimal_places)
