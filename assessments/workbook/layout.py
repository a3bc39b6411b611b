"""The workbook of one file: a sheet of guidance, one per area with inputs and formulas, and the sums."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from assessments import markup
from assessments.contents import Contents, Entered
from assessments.entries import MAX_COUNT
from assessments.models import Assessment
from assessments.workbook.formulas import MET, NO, NOT_MET, NOTHING, YES, maximum_formula, points_formula
from cchc.files.form_writer import Bounds, FormCell, FormSheet, write_form
from cchc.files.writer import Formula
from cchc.web.formatting import clock, day
from criteria.catalogue import LeafRule
from criteria.rules.kinds import (
    ChecklistRule,
    LevelsRule,
    ManualRule,
    NaPolicy,
    RatioBandsRule,
    RatioLinearRule,
    RuleKind,
)
from criteria.rules.numbers import show_points, show_rate
from criteria.tree import Branch

HEAD = (
    "Mã",
    "Nội dung",
    "Điểm tối đa",
    "Nhập",
    "Không phát sinh",
    "Giải trình, lý do",
    "Điểm",
    "Cách chấm",
    "_khóa",
    "_gốc",
)
WIDTHS = (9.0, 58.0, 10.0, 34.0, 16.0, 40.0, 10.0, 60.0, 4.0, 4.0)
KEY, BASE = 9, 10
"""Columns, counted from 1, that tie a row to its leaf: the key, and the texts that stood on the server at export."""
ABOUT, SUMS = "Hướng dẫn", "Tổng hợp"
MAX_LABEL = 180
_BLANK = FormCell()


def sheet_of(area_code: str) -> str:
    """The name of an area's sheet: «Lĩnh vực 4»."""
    return f"Lĩnh vực {area_code}"


def option_text(number: int, label: str, points: Decimal) -> str:
    """«2. Ban hành trong tháng 02 (0,25 điểm)»: the number in front is what counts."""
    short = label if len(label) <= MAX_LABEL else f"{label[: MAX_LABEL - 1]}…"
    return f"{number}. {short} ({show_points(points)} điểm)"


@dataclass(slots=True)
class _Sheet:
    """Rows of one area as they grow; the head is row 1."""

    rows: list[list[FormCell]] = field(default_factory=list)

    @property
    def next(self) -> int:
        return len(self.rows) + 2

    def add(self, *cells: FormCell) -> None:
        self.rows.append([*cells, *[_BLANK] * (len(HEAD) - len(cells))])


def workbook(assessment: Assessment, contents: Contents, *, at: datetime) -> bytes:
    """The workbook as bytes. No query."""
    areas: dict[str, _Sheet] = {}
    names: dict[str, str] = {}
    for node in contents.tree.shown():
        sheet = areas.setdefault(node.area_code, _Sheet())
        names.setdefault(node.area_code, node.area_name)
        if node.is_leaf:
            _add_leaf(sheet, node, contents)
        else:
            sheet.add(FormCell(node.code, "group"), FormCell(node.name, "group"), *[FormCell(look="group")] * 6)
    sheets = [_about(assessment, at)]
    sheets += [FormSheet(sheet_of(code), HEAD, WIDTHS, sheet.rows, hidden=(KEY, BASE)) for code, sheet in areas.items()]
    sheets.append(_sums(areas, names))
    title = f"Tự đánh giá năm {assessment.campaign.year} – {assessment.agency.name}"
    return write_form(sheets, title=title, creator="Chỉ số CCHC")


def _about(assessment: Assessment, at: datetime) -> FormSheet:
    moment = timezone.localtime(at)
    told = [
        ("Đơn vị", assessment.agency.name),
        ("Mã đơn vị", assessment.agency.code),
        ("Năm", str(assessment.campaign.year)),
        ("Bộ tiêu chí", assessment.criteria_set.code),
        ("Xuất lúc", f"{clock(moment)} {day(moment.date())}"),
        ("Cách nhập", "Chỉ nhập vào ô nền vàng. Ô có danh sách thì chọn trong danh sách; điểm tự tính ở cột Điểm."),
        ("Không phát sinh", "Chọn “Không phát sinh” ở những mục cho phép và ghi lý do ở cột Giải trình."),
        ("Không sửa", "Không thêm, xóa, đổi chỗ dòng và trang; không đổi tên trang."),
        ("Nạp lại", "Vào Hồ sơ tự đánh giá › Tệp Excel, chọn tệp. Hệ thống kiểm tra trước, chỉ ghi những ô được chọn."),
        ("Minh chứng", "Tài liệu kiểm chứng đính kèm trên hệ thống, không đính kèm trong tệp này."),
    ]
    rows = [[FormCell(name, "group"), FormCell(text)] for name, text in told]
    return FormSheet(ABOUT, ("Mục", "Nội dung"), (20.0, 110.0), rows)


def _add_leaf(sheet: _Sheet, node: Branch, contents: Contents) -> None:
    leaf: LeafRule = node.rule  # type: ignore[assignment]
    reason = next((why for pk, why in contents.exempted.items() if pk in node.path), None)
    if reason is not None:
        sheet.add(
            FormCell(node.code, "code"),
            FormCell(node.name),
            FormCell(0, "number"),
            _BLANK,
            _BLANK,
            FormCell(f"Không áp dụng: {reason}"),
        )
        return
    texts = markup.stored_texts(leaf, contents.entered.get(node.pk))
    inputs = list(_inputs(leaf, texts, contents.entered.get(node.pk)))
    row = sheet.next
    own = len(inputs) == 1
    cells = {name: f"D{row + (0 if own else place)}" for place, (name, *_) in enumerate(inputs, 1)}
    cells["not_applicable"] = f"E{row}"
    key = inputs[0][0] if own else ""
    sheet.add(
        FormCell(node.code, "code"),
        FormCell(node.name),
        FormCell(Formula(maximum_formula(leaf, cells)), "number"),
        inputs[0][2] if own else _BLANK,
        _not_applicable(leaf, texts),
        FormCell(texts["explanation"], "input"),
        FormCell(Formula(points_formula(leaf, cells)), "number"),
        FormCell(_how(node), "note"),
        FormCell(f"{node.code}|leaf|{key}", "code"),
        FormCell(json.dumps({name: text for name, text in texts.items() if text}, ensure_ascii=False)),
    )
    for name, label, cell in [] if own else inputs:
        sheet.add(
            _BLANK, FormCell(label, "note"), _BLANK, cell, *[_BLANK] * 4, FormCell(f"{node.code}|input|{name}", "code")
        )


def _how(node: Branch) -> str:
    proof = f"Minh chứng: {node.evidence}" if node.evidence else ""
    return "\n".join(filter(None, [node.guidance, proof]))


def _not_applicable(leaf: LeafRule, texts: dict[str, str]) -> FormCell:
    if leaf.policy is NaPolicy.NONE:
        return _BLANK
    bounds = Bounds(choices=(NOTHING,), message="Chọn “Không phát sinh” hoặc để trống.")
    return FormCell(NOTHING if texts["not_applicable"] else None, "input", bounds)


def _inputs(leaf: LeafRule, texts: dict[str, str], score: Entered | None) -> Iterator[tuple[str, str, FormCell]]:
    """Per input its name, its label and its cell with what stands on the server."""
    rule = leaf.rule
    match rule:
        case LevelsRule(options=options):
            choices = tuple(option_text(number, one.label, one.points) for number, one in enumerate(options, 1))
            chosen = choices[int(texts["option"]) - 1] if texts["option"] else None
            yield (
                "option",
                "",
                FormCell(chosen, "input", Bounds(choices=choices, message="Chọn một mức trong danh sách.")),
            )
        case ChecklistRule(items=items):
            for number, one in enumerate(items, 1):
                yield f"item-{number}", f"{one.label} ({show_points(one.points)} điểm)", _met(number, texts["items"])
        case RatioBandsRule(numerator=over, denominator=under) | RatioLinearRule(numerator=over, denominator=under):
            yield "numerator", over, _number(score and score.numerator)
            yield "denominator", under, _number(score and score.denominator)
        case _ if rule.kind is RuleKind.BOOLEAN:
            answer = {"yes": YES, "no": NO}.get(texts["answer"])
            yield "answer", "", FormCell(answer, "input", Bounds(choices=(YES, NO), message="Chọn Có hoặc Không."))
        case ManualRule(step=step):
            told = f"Nhập điểm từ 0 đến {show_rate(leaf.max_points)}, bước {show_rate(step)}."
            bounds = Bounds(minimum=Decimal(0), maximum=leaf.max_points, message=told)
            yield "points", "", _number(score and score.entered_points, bounds)
        case _:
            bounds = Bounds(minimum=Decimal(0), maximum=Decimal(MAX_COUNT), whole=True, message="Nhập số nguyên từ 0.")
            yield "count", "", _number(score and score.count, bounds)


def _met(number: int, text: str) -> FormCell:
    chosen = None if not text else MET if str(number) in text.split(";") else NOT_MET
    return FormCell(chosen, "input", Bounds(choices=(MET, NOT_MET), message="Chọn Đạt hoặc Không đạt."))


def _number(value: Decimal | int | None, bounds: Bounds | None = None) -> FormCell:
    bounds = bounds or Bounds(minimum=Decimal(0), message="Nhập số từ 0 trở lên.")
    return FormCell(value.normalize() if isinstance(value, Decimal) else value, "input_number", bounds)


def _sums(areas: dict[str, _Sheet], names: dict[str, str]) -> FormSheet:
    rows = [[FormCell(code, "code"), FormCell(names[code]), *_sum_of(code, sheet)] for code, sheet in areas.items()]
    last = len(rows) + 1
    whole = [FormCell(Formula(f"=SUM({letter}2:{letter}{last})"), "number") for letter in "CD"]
    rows.append([FormCell("", "group"), FormCell("Cả hồ sơ", "group"), *whole])
    return FormSheet(SUMS, ("Mã", "Lĩnh vực", "Điểm tối đa", "Điểm tự chấm"), (9.0, 70.0, 16.0, 16.0), rows)


def _sum_of(code: str, sheet: _Sheet) -> list[FormCell]:
    name, last = sheet_of(code), max(sheet.next - 1, 2)
    return [FormCell(Formula(f"=SUM('{name}'!{letter}2:{letter}{last})"), "number") for letter in "CG"]
