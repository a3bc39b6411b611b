"""A workbook to be filled in away from the network: locked but for its inputs, each with its drop-down or bounds.

Like `writer`, text of people never becomes a formula and equal input gives equal bytes. The sheets are protected
without a password: against slips, not against intent; whoever reads the file back trusts nothing in it.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from cchc.files.parsers import clean_text
from cchc.files.writer import _A4, _EDGE, _EPOCH, _HEAD_FILL, MAX_TEXT, Formula, _SteadyZip, sheet_name

Look = Literal["text", "code", "number", "group", "note", "input", "input_number"]
LISTS = "_danh_muc"
_LINE = 15.75
"""Height of a line of Times New Roman 12, in points."""
_LETTERS = 1.12
"""Letters of it to a unit of a column's width; words break early, so fewer than fit."""
_INPUT_FILL = PatternFill("solid", fgColor="FFF9E5")
_GROUP_FILL = PatternFill("solid", fgColor="F0EBE1")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an input takes: one of `choices`, or a number from `minimum` to `maximum`; whole numbers only if `whole`."""

    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    whole: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell. An input is open for typing; everything else is locked."""

    value: Any = None
    look: Look = "text"
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet: a head, and rows of cells. `hidden` are columns, counted from 1, that only the reader needs."""

    name: str
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[FormCell]]
    hidden: tuple[int, ...] = ()


def write_form(sheets: Sequence[FormSheet], *, title: str = "", creator: str = "") -> bytes:
    """The workbook as bytes."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = title, creator
    book.properties.created = book.properties.modified = _EPOCH
    book.calculation.fullCalcOnLoad = True
    lists: list[tuple[str, ...]] = []
    for sheet in sheets:
        _write(book.create_sheet(sheet_name(sheet.name)), sheet, lists)
    _write_lists(book, lists)
    target = io.BytesIO()
    ExcelWriter(book, _SteadyZip(target, "w", zipfile.ZIP_DEFLATED)).save()
    return target.getvalue()


def _write(worksheet: Any, sheet: FormSheet, lists: list[tuple[str, ...]]) -> None:
    _set_up(worksheet, sheet)
    for place, name in enumerate(sheet.head, 1):
        cell = worksheet.cell(1, place)
        _put(cell, name)
        cell.font, cell.fill, cell.border = Font(name="Times New Roman", size=12, bold=True), _HEAD_FILL, _EDGE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, row in enumerate(sheet.rows, 2):
        for place, content in enumerate(row, 1):
            cell = worksheet.cell(number, place)
            _put(cell, content.value)
            _style(cell, content.look)
            if content.bounds is not None:
                worksheet.add_data_validation(_validation(content.bounds, cell.coordinate, lists))
        lines = _lines(row, sheet)
        if lines > 1:
            worksheet.row_dimensions[number].height = lines * _LINE


def _lines(row: Sequence[FormCell], sheet: FormSheet) -> int:
    """How many lines the longest text of the row takes: programs don't measure the rows of a file made elsewhere."""
    shown = [
        (content.value, width)
        for place, (content, width) in enumerate(zip(row, sheet.widths, strict=False), 1)
        if isinstance(content.value, str) and place not in sheet.hidden
    ]
    return max((sum(_wrapped(part, width) for part in text.split("\n")) for text, width in shown), default=1)


def _wrapped(text: str, width: float) -> int:
    return max(1, ceil(len(text) / (width * _LETTERS)))


def _set_up(worksheet: Any, sheet: FormSheet) -> None:
    worksheet.freeze_panes = "C2"
    worksheet.print_title_rows = "1:1"
    worksheet.page_setup.orientation, worksheet.page_setup.paperSize = "landscape", _A4
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.protection.sheet = True
    worksheet.protection.formatColumns = worksheet.protection.formatRows = False
    for place, width in enumerate(sheet.widths, 1):
        column = worksheet.column_dimensions[get_column_letter(place)]
        column.width, column.hidden = width, place in sheet.hidden


def _put(cell: Any, value: Any) -> None:
    """The value by its own type; text stays text, whatever it begins with."""
    if isinstance(value, Formula):
        cell.value = value.text
        return
    if isinstance(value, str):
        cell.value = clean_text(value)[:MAX_TEXT] or None
        if cell.value is not None:
            cell.data_type = "s"
        return
    cell.value = value


def _style(cell: Any, look: Look) -> None:
    is_input = look in {"input", "input_number"}
    is_number = look in {"number", "input_number"}
    cell.font = Font(name="Times New Roman", size=12, bold=look == "group", italic=look == "note")
    cell.border = _EDGE
    cell.protection = Protection(locked=not is_input)
    cell.number_format = "General" if look == "input_number" else "0.00" if look == "number" else "@"
    if isinstance(cell.value, str) and cell.data_type == "f" and look != "number":
        cell.number_format = "General"  # a formula in a cell formatted as text would be shown, not computed
    cell.alignment = Alignment(horizontal="right" if is_number else "left", vertical="top", wrap_text=not is_number)
    if is_input or look == "group":
        cell.fill = _INPUT_FILL if is_input else _GROUP_FILL


def _validation(bounds: Bounds, place: str, lists: list[tuple[str, ...]]) -> DataValidation:
    if bounds.choices:
        rule = DataValidation("list", formula1=_reference(bounds.choices, lists), allow_blank=True)
    else:
        low, high = bounds.minimum, bounds.maximum
        operator = "between" if high is not None else "greaterThanOrEqual"
        rule = DataValidation("whole" if bounds.whole else "decimal", operator=operator, allow_blank=True)
        rule.formula1 = str(low if low is not None else 0)
        rule.formula2 = None if high is None else str(high)
    rule.errorTitle, rule.error, rule.showErrorMessage = "Giá trị không nhận", bounds.message[:220], True
    rule.add(place)
    return rule


def _reference(choices: tuple[str, ...], lists: list[tuple[str, ...]]) -> str:
    """Where a drop-down's values stand on the hidden sheet: a list in the rule itself ends at 255 characters."""
    if choices not in lists:
        lists.append(choices)
    letter = get_column_letter(lists.index(choices) + 1)
    return f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"


def _write_lists(book: Workbook, lists: list[tuple[str, ...]]) -> None:
    if not lists:
        return
    worksheet = book.create_sheet(LISTS)
    worksheet.sheet_state = "hidden"
    worksheet.protection.sheet = True
    for place, choices in enumerate(lists, 1):
        for number, choice in enumerate(choices, 1):
            _put(worksheet.cell(number, place), choice)
