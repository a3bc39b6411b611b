"""A filled-in workbook against the file on the server: faults by cell, and differences to choose between.

The workbook carries the texts that stood on the server when it was made. A field changed in the workbook alone is
proposed; changed on both sides since, it is a conflict and nothing is proposed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from assessments import markup
from assessments.contents import Contents
from assessments.entries import LABELS, MAX_EXPLANATION, parse, same, written
from assessments.models import Assessment
from assessments.workbook.formulas import MET, NO, NOT_MET, NOTHING, YES
from assessments.workbook.layout import ABOUT, BASE, KEY, sheet_of
from cchc.files.cells import CellRow
from cchc.files.parsers import clean_text, decimal, shown
from cchc.files.xlsxsource import Sheets, open_sheets
from criteria.catalogue import LeafRule
from criteria.rules.kinds import ChecklistRule, LevelsRule, NaPolicy
from criteria.rules.numbers import EntryError
from criteria.rules.scoring import Entry
from criteria.tree import Branch

MAX_LINES = 5000
INPUT, NOT_APPLICABLE, EXPLANATION = 4, 5, 6
LETTERS = {INPUT: "D", NOT_APPLICABLE: "E", EXPLANATION: "F"}
ANSWERS = {YES.casefold(): "yes", NO.casefold(): "no"}
STATES = {MET.casefold(): True, NOT_MET.casefold(): False}


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell, or with the whole workbook where there is no cell."""

    sheet: str
    cell: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the workbook has otherwise than the server."""

    node: Branch
    field: str
    mine: str
    theirs: str
    base: str | None
    cell: str

    @property
    def key(self) -> str:
        return f"{self.node.pk}-{self.field}"

    @property
    def label(self) -> str:
        return LABELS[self.field]

    @property
    def is_conflict(self) -> bool:
        """The server's text is not the one the workbook started from."""
        return self.base is None or not same(self.field, self.base, parse(self.field, self.theirs))


@dataclass(slots=True)
class Judged:
    """Everything that a workbook says about a file."""

    faults: list[CellFault] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    leaves: int = 0


@dataclass(slots=True)
class _Read:
    """One leaf's cells: its sheet, its lines by input name, the line of the leaf itself."""

    sheet: str
    line: CellRow
    inputs: dict[str, CellRow] = field(default_factory=dict)


def judge(
    source: IO[bytes], name: str, assessment: Assessment, contents: Contents, closed: frozenset[int] = frozenset()
) -> Judged:
    """Read the workbook and compare. ``closed`` are leaves that are not this person's to fill in. No query."""
    found = Judged()
    source.seek(0)
    with open_sheets(source, name) as sheets:
        if sheets.fault:
            found.faults.append(CellFault(name, "", "", sheets.fault.message))
            return found
        if not _is_of(assessment, sheets, found):
            return found
        read = _lines(sheets, contents, found)
    for node in contents.tree.leaves():
        if node.code in read and contents.exempted.keys().isdisjoint(node.path):
            found.leaves += 1
            _compare(node, read[node.code], contents, found, node.pk in closed)
    return found


def _is_of(assessment: Assessment, sheets: Sheets, found: Judged) -> bool:
    """Whether the workbook was made for this file."""
    if ABOUT not in sheets.names:
        words = "không phải tệp Excel xuất từ hệ thống – tải tệp của hồ sơ, nhập vào đó rồi nạp lại"
        found.faults.append(CellFault(ABOUT, "", "", words))
        return False
    told = {_text(line, 1): _text(line, 2) for line in sheets.lines(ABOUT) if line.number < 20}
    wanted = {
        "Mã đơn vị": assessment.agency.code,
        "Năm": str(assessment.campaign.year),
        "Bộ tiêu chí": assessment.criteria_set.code,
    }
    for row, value in wanted.items():
        if told.get(row) != value:
            words = (
                f"{row.lower()} trong tệp là {shown(told.get(row, ''))}, của hồ sơ là {shown(value)} – chọn đúng tệp"
            )
            found.faults.append(CellFault(ABOUT, "", "", words))
    return not found.faults


def _lines(sheets: Sheets, contents: Contents, found: Judged) -> dict[str, _Read]:
    read: dict[str, _Read] = {}
    for code in dict.fromkeys(node.area_code for node in contents.tree.leaves()):
        name = sheet_of(code)
        if name not in sheets.names:
            found.faults.append(CellFault(name, "", "", "thiếu trang này – dùng lại tệp xuất từ hệ thống"))
            continue
        for line in sheets.lines(name):
            if line.number > MAX_LINES:
                found.faults.append(
                    CellFault(name, "", "", f"dài quá {MAX_LINES} dòng – dùng lại tệp xuất từ hệ thống")
                )
                break
            _take(line, name, read, found)
        if sheets.damage:
            found.faults.append(CellFault(name, "", "", sheets.damage.message))
    return read


def _take(line: CellRow, sheet: str, read: dict[str, _Read], found: Judged) -> None:
    key = _text(line, KEY)
    if key.count("|") != 2:
        return
    code, kind, name = key.split("|")
    if kind == "leaf":
        if code in read:
            found.faults.append(
                CellFault(sheet, f"A{line.number}", code, f"mục {code} có hai dòng – xóa dòng chép thêm")
            )
            return
        read[code] = _Read(sheet, line, {name: line} if name else {})
    elif code in read and kind == "input":
        read[code].inputs[name] = line


def _text(line: CellRow, place: int) -> str:
    value = line.values[place - 1] if place <= len(line.values) else None
    return "" if value is None else clean_text(str(value))


def _compare(node: Branch, cells: _Read, contents: Contents, found: Judged, is_closed: bool) -> None:
    leaf: LeafRule = node.rule  # type: ignore[assignment]
    stored = markup.stored_texts(leaf, contents.entered.get(node.pk))
    base, before = _base(cells.line), len(found.faults)
    texts, places = {}, {}
    for name, text, cell in _typed(leaf, cells, found):
        texts[name], places[name] = text, cell
    if len(found.faults) > before:
        return
    changed = [name for name, text in texts.items() if not same(name, text, parse(name, stored[name]))]
    proposed = [name for name in changed if base is None or texts[name] != base.get(name, "")]
    if proposed and is_closed:
        words = "mục này giao cho người khác trong đơn vị – trả lại như cũ hoặc trao đổi với lãnh đạo"
        found.faults.append(CellFault(cells.sheet, places[proposed[0]], node.code, words))
        return
    if proposed and (fault := _fault(leaf, texts, places, cells.sheet)):
        found.faults.append(fault)
        return
    found.differences += [
        Difference(
            node,
            name,
            texts[name],
            stored[name],
            None if base is None else base.get(name, ""),
            f"{cells.sheet}, ô {places[name]}",
        )
        for name in proposed
    ]


def _base(line: CellRow) -> dict[str, str] | None:
    """The texts at export; None where somebody has damaged them."""
    try:
        read = json.loads(_text(line, BASE) or "null")
    except (ValueError, RecursionError):
        return None
    return {str(name): str(text) for name, text in read.items()} if isinstance(read, dict) else None


def _fault(leaf: LeafRule, texts: dict[str, str], places: dict[str, str], sheet: str) -> CellFault | None:
    """What the rule says against the leaf as the workbook has it."""
    values = {name: parse(name, text) for name, text in texts.items() if name != "explanation"}
    try:
        leaf.score(Entry(**values))
    except EntryError as error:
        return CellFault(sheet, places.get(error.field, ""), leaf.code, error.message)
    return None


def _typed(leaf: LeafRule, cells: _Read, found: Judged) -> Iterator[tuple[str, str, str]]:
    """Per field of the leaf its text as a page would send it, and its cell; faults go into ``found``."""
    if isinstance(leaf.rule, ChecklistRule):
        yield "items", _items(leaf, len(leaf.rule.items), cells, found), f"D{_first(cells)}"
    else:
        for name, line in cells.inputs.items():
            if name in LABELS:
                yield name, _cell(leaf, name, line, cells.sheet, found), f"D{line.number}"
    if leaf.policy is not NaPolicy.NONE:
        yield "not_applicable", _marked(leaf, cells, found), f"E{cells.line.number}"
    yield "explanation", _explanation(leaf, cells, found), f"F{cells.line.number}"


def _first(cells: _Read) -> int:
    return min((line.number for line in cells.inputs.values()), default=cells.line.number)


def _items(leaf: LeafRule, count: int, cells: _Read, found: Judged) -> str:
    met, is_filled = [], False
    for number in range(1, count + 1):
        line = cells.inputs.get(f"item-{number}")
        text = _text(line, INPUT).casefold() if line else ""
        if line and text and text not in STATES:
            words = f"{shown(_text(line, INPUT))} không nhận – chọn Đạt hoặc Không đạt"
            found.faults.append(CellFault(cells.sheet, f"D{line.number}", leaf.code, words))
        is_filled = is_filled or bool(text)
        met += [str(number)] if STATES.get(text) else []
    return (";".join(met) or "0") if is_filled else ""


def _cell(leaf: LeafRule, name: str, line: CellRow, sheet: str, found: Judged) -> str:
    value = line.values[INPUT - 1] if len(line.values) >= INPUT else None
    try:
        if problem := line.problem(INPUT - 1):
            raise ValueError(problem)
        return _value(leaf, name, value, line)
    except ValueError as error:  # EntryError is one
        message = error.message if isinstance(error, EntryError) else str(error)
        found.faults.append(CellFault(sheet, f"D{line.number}", leaf.code, message))
        return ""


def _value(leaf: LeafRule, name: str, value: Any, line: CellRow) -> str:
    text = "" if value is None else clean_text(str(value))
    if not text:
        return ""
    if name == "option" and isinstance(leaf.rule, LevelsRule):
        return _option(text, len(leaf.rule.options))
    if name == "answer":
        if text.casefold() not in ANSWERS:
            raise ValueError(f"{shown(text)} không nhận – chọn Có hoặc Không")
        return ANSWERS[text.casefold()]
    if "%" in line.number_format(INPUT - 1):
        raise ValueError(f"{shown(text)} ghi theo phần trăm – định dạng lại ô thành số rồi nhập lại")
    if isinstance(value, str):
        parse(name, text)
        return written(name, parse(name, text))
    number = written(name, decimal.convert(value, line.number_format(INPUT - 1)))
    parse(name, number)
    return number


def _option(text: str, count: int) -> str:
    number = text.partition(".")[0].strip()
    if not number.isdecimal() or not 1 <= int(number) <= count:
        raise ValueError(f"{shown(text)} không có trong danh sách – chọn một mức từ 1 đến {count}")
    return str(int(number))


def _marked(leaf: LeafRule, cells: _Read, found: Judged) -> str:
    text = _text(cells.line, NOT_APPLICABLE)
    if text and text.casefold() != NOTHING.casefold():
        words = f"{shown(text)} không nhận – chọn “{NOTHING}” hoặc để trống"
        found.faults.append(CellFault(cells.sheet, f"E{cells.line.number}", leaf.code, words))
    return "1" if text else ""


def _explanation(leaf: LeafRule, cells: _Read, found: Judged) -> str:
    text = _text(cells.line, EXPLANATION)
    if len(text) > MAX_EXPLANATION:
        words = f"giải trình dài {len(text)} ký tự – rút còn {MAX_EXPLANATION} ký tự"
        found.faults.append(CellFault(cells.sheet, f"F{cells.line.number}", leaf.code, words))
        return ""
    return text
