"""The columns of a criteria file (`.csv`, or the first sheet of a workbook) and of the workbook's sheet of rules."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cchc.files import parsers
from cchc.files.tabular import Column
from criteria.models import Criterion
from criteria.rules.kinds import RuleKind

MAIN_SHEET, RULE_SHEET = "Tiêu chí", "Cách chấm"

SUMMARY_SHEET = "Tổng hợp"

TITLES = {
    "code": "Mã",
    "level": "Cấp",
    "parent_code": "Mã cấp trên",
    "name": "Tên tiêu chí",
    "max_points": "Điểm tối đa",
    "source": "Nguồn điểm",
    "rule_kind": "Cách chấm",
    "rule": "Nội dung cách chấm",
    "unit_of_measure": "Đơn vị tính",
    "evidence": "Tài liệu kiểm chứng",
    "evidence_required": "Bắt buộc tài liệu",
    "guidance": "Hướng dẫn",
    "department": "Cơ quan thẩm định",
    "co_department": "Cơ quan phối hợp",
    "not_applicable_policy": "Khi không phát sinh",
    "part": "Thành phần",
    "label": "Nội dung",
    "percent": "Tỷ lệ (%)",
    "points": "Điểm",
}
"""Heads of the workbook that an official reads; the names of the columns are understood as well."""
YES_NO = {True: "có", False: "không"}
PARTS = {
    "option": "mức",
    "item": "nội dung đạt",
    "band": "khoảng từ",
    "question": "câu hỏi",
    "numerator": "tử số",
    "denominator": "mẫu số",
    "below": "dưới các khoảng",
    "floor": "tỷ lệ sàn",
    "full": "tỷ lệ đủ điểm",
    "per": "mỗi trường hợp",
    "what": "đếm cái gì",
    "min": "còn không dưới",
    "yes": "có",
    "no": "không",
    "step": "bước điểm",
}
"""What a row of the sheet of rules is, in an official's words."""
LEVELS = {level.value: str(level.label) for level in Criterion.Level}
SOURCES = {source.value: str(source.label) for source in Criterion.Source}
POLICIES = {policy.value: str(policy.label) for policy in Criterion.NotApplicable}
KINDS = {kind.value: kind.label for kind in RuleKind}


def worded(words: Mapping[str, str], also: Mapping[str, str] | None = None) -> parsers.Parser:
    """A cell that holds one of some values, written by its word, by the value itself, or as ``also`` maps it."""
    known = {word.casefold(): value for value, word in words.items()} | {value.casefold(): value for value in words}
    known |= {word.casefold(): value for word, value in (also or {}).items()}

    def convert(cell: str) -> str:
        if cell.casefold() not in known:
            listed = ", ".join(f"{word} ({value})" for value, word in words.items())
            raise ValueError(f"{parsers.shown(cell)} không có trong danh mục – chọn một trong: {listed}")
        return known[cell.casefold()]

    return parsers.from_text(convert, empty="")


points = parsers.decimal_with(places=2, maximum=Decimal("99999"))
level, source, kind, policy = worded(LEVELS), worded(SOURCES), worded(KINDS), worded(POLICIES)


def _column(name: str, **options: Any) -> Column:
    return Column(name, aliases=(TITLES[name],), **options)


BEFORE_RULE = (
    _column("code", required=True, parse=parsers.code),
    _column("level", required=True, parse=level),
    _column("parent_code", parse=parsers.code),
    _column("name", required=True),
    _column("max_points", required=True, parse=points, waits=True),
    _column("source", required=True, parse=source),
    _column("rule_kind", parse=kind),
)
AFTER_RULE = (
    _column("unit_of_measure"),
    _column("evidence"),
    _column("evidence_required", parse=parsers.yes_no),
    _column("guidance"),
    _column("department"),
    _column("co_department"),
    _column("not_applicable_policy", parse=policy),
)
CSV_COLUMNS = (*BEFORE_RULE, _column("rule", parse=parsers.json_value), *AFTER_RULE)
WORKBOOK_COLUMNS = (*BEFORE_RULE, _column("rule", parse=parsers.json_value, optional=True), *AFTER_RULE)

RULE_COLUMNS = (
    _column("code", required=True, parse=parsers.code),
    _column("part", required=True, parse=worded(PARTS)),
    _column("label"),
    _column("percent", parse=parsers.decimal),
    _column("points", parse=parsers.decimal),
)
