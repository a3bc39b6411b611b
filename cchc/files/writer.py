"""Tables for the outside: `.xlsx` and `.csv` whose cells stay what they are.

Text people typed never becomes a formula, numbers stay numbers, codes keep their zeros, and the same rows give the same
bytes.
"""

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell._writer import write_cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, SubElement

from cchc.files.parsers import clean_text

OutCell = tuple[Any, str, StyleArray]
CellKind = Literal["text", "code", "number", "integer", "date", "yes_no"]

MAX_TEXT = 32_767
_CUT = " […]"
_EPOCH = datetime(2020, 1, 1)  # noqa: DTZ001 - openpyxl writes naive times only
_GUARD = re.compile(r"'*[=+\-@\t\r]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LISTS = "_danh_muc"
_LIST_ROWS = 1000
_A4, _A3 = 9, 8
_LINE = 15.75
"""Points that a line of text takes."""
_FORMATS = {"code": "@", "text": "@", "number": "#,##0.00", "integer": "#,##0", "date": "dd/mm/yyyy", "yes_no": "@"}
_THIN = Side(style="thin", color="B8C4CE")
_FONT = Font(name="Times New Roman", size=12)
_BOLD = Font(name="Times New Roman", size=12, bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E6EDF3")
TONES: dict[str, tuple[Font, PatternFill | None]] = {
    "": (_FONT, None),
    "group": (_BOLD, PatternFill("solid", fgColor="EFEBE3")),
    "strong": (_BOLD, None),
}
"""Looks of a row: plain, a group's heading, and a heading within a group."""
_TEXT_KINDS = frozenset({"text", "code", "yes_no"})
_EDGE = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column to write. `width` in characters; `number_format` overrides the kind's; `choices` give a drop-down."""

    name: str
    kind: CellKind = "text"
    width: float = 16
    number_format: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, `=SUM(A2:A9)`, with the value it has now: without one a spreadsheet program has to open the
    file before it can be read again.
    """

    text: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `titles` are lines of text above the head; `freeze` keeps head and the first columns in sight.

    `tones` names the look of each row (`TONES`), where the rows are not all alike; `numbered` prints page numbers.
    `fitted` writes the height that the longest text of a row needs: LibreOffice gives every row one line else. A sheet
    that is `wide` prints on A3.
    """

    name: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[Any]]
    titles: Sequence[str] = ()
    freeze_columns: int = 0
    landscape: bool = True
    tones: Sequence[str] = ()
    numbered: bool = False
    fitted: bool = False
    wide: bool = False


def write_xlsx(sheets: Sequence[Sheet], *, title: str = "", creator: str = "") -> bytes:
    """The workbook as bytes, the same for the same input."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = title, creator
    book.properties.created = book.properties.modified = _EPOCH
    lists = _Lists()
    for sheet in sheets:
        _write_sheet(book, sheet, lists)
    lists.write(book)
    target = io.BytesIO()
    ExcelWriter(book, _SteadyZip(target, "w", zipfile.ZIP_DEFLATED)).save()
    return target.getvalue()


def write_csv(columns: Sequence[OutColumn], rows: Iterable[Sequence[Any]], *, bom: bool = False) -> bytes:
    """UTF-8, comma, LF. `bom` is for people who open the file in Excel by a double click."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig" if bom else "utf-8")


def sheet_name(name: str) -> str:
    """A name Excel takes: at most 31 characters, none of `[]:*?/\\'`."""
    return _SHEET_NAME.sub(" ", clean_text(name))[:31].strip() or "Trang"


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return plain_number(value)
    if isinstance(value, date):
        return _day(value).isoformat()
    text = clean_text(str(value))
    return f"'{text}" if _GUARD.match(text) else text


def plain_number(value: int | float | Decimal) -> str:
    """A number without an exponent: 1E+2 is 100."""
    return str(value) if isinstance(value, int) else format(Decimal(str(value)), "f")


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


class _Worksheet(WriteOnlyWorksheet):  # type: ignore[misc] # openpyxl has no types
    """Takes rows of (value, type, style). The stock class guesses the type and takes twice as long with styles.

    ``heights`` holds those of the rows that need more than one line, by their number.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.heights: dict[int, float] = {}

    def _values_to_row(self, values: Iterable[OutCell], row_idx: int) -> Iterator[Cell]:
        cell = Cell(self, row_idx, 1)
        for cell.column, (cell._value, cell.data_type, cell._style) in enumerate(values, 1):
            yield cell

    def _get_writer(self) -> None:
        if self._writer is None:
            writer = _Writer(self)
            self._writer: Any = writer
            writer.write_top()


class _Writer(WorksheetWriter):  # type: ignore[misc] # openpyxl has no types
    """Writes a formula together with its value, which openpyxl leaves out."""

    def write_row(self, xf: Any, row: Iterable[Cell], row_idx: int) -> None:
        height = self.ws.heights.get(row_idx)
        with xf.element("row", {"r": f"{row_idx}"} | ({"ht": f"{height}", "customHeight": "1"} if height else {})):
            for cell in row:
                if cell.data_type == "f" and isinstance(cell._value, Formula):
                    xf.write(_formula(cell))
                else:
                    write_cell(xf, self.ws, cell, cell.has_style)


def _formula(cell: Cell) -> Any:
    element = Element("c", {"r": cell.coordinate, "s": f"{cell.style_id}"})
    SubElement(element, "f").text = cell._value.text[1:]
    if cell._value.value is not None:
        SubElement(element, "v").text = plain_number(cell._value.value)
    return element


class _SteadyZip(zipfile.ZipFile):
    """A zip whose entries carry no time of day, so that equal workbooks are equal bytes."""

    def writestr(self, name: Any, data: Any, *_arguments: Any) -> None:
        super().writestr(self._entry(name), data)

    def write(self, filename: Any, arcname: Any = None, *_arguments: Any) -> None:
        with open(filename, "rb") as source, self.open(self._entry(arcname), "w") as target:
            while chunk := source.read(1 << 20):
                target.write(chunk)

    @staticmethod
    def _entry(name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name.lstrip("/"), date_time=_EPOCH.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 0
        return entry


class _Lists:
    """The values of all drop-downs on one hidden sheet: a list written into the rule itself ends at 255 characters."""

    def __init__(self) -> None:
        self._columns: list[tuple[str, ...]] = []

    def reference(self, choices: tuple[str, ...]) -> str:
        """Where the values stand, as a formula."""
        if choices not in self._columns:
            self._columns.append(choices)
        letter = get_column_letter(self._columns.index(choices) + 1)
        return f"{quote_sheetname(_LISTS)}!${letter}$1:${letter}${len(choices)}"

    def write(self, book: Workbook) -> None:
        """Add the hidden sheet where there is anything to put on it."""
        if not self._columns:
            return
        worksheet = _Worksheet(book, _LISTS)
        book._add_sheet(worksheet)
        worksheet.sheet_state = "hidden"
        for number in range(max(map(len, self._columns))):
            values = (choices[number] if number < len(choices) else None for choices in self._columns)
            worksheet.append([_cell(value, StyleArray(), True) for value in values])


def _write_sheet(book: Workbook, sheet: Sheet, lists: _Lists) -> None:
    worksheet = _Worksheet(book, sheet_name(sheet.name))
    book._add_sheet(worksheet)
    head = len(sheet.titles) + 1
    _set_up_page(worksheet, sheet, head)
    _add_dropdowns(worksheet, sheet, head, lists)
    for number, line in enumerate(sheet.titles):
        worksheet.append([_text(line, _title_style(worksheet, is_first=not number))])
    head_style = _head_style(worksheet)
    titles = [column.name for column in sheet.columns]
    if sheet.fitted:
        worksheet.heights[head] = _lines(titles, sheet.columns) * _LINE
    worksheet.append([_text(title, head_style) for title in titles])
    looks = {tone: _looks(worksheet, sheet.columns, tone) for tone in {"", *sheet.tones}}
    tones = itertools.chain(sheet.tones, itertools.repeat(""))
    for number, (row, tone) in enumerate(zip(sheet.rows, tones), head + 1):
        if sheet.fitted and (lines := _lines(row, sheet.columns)) > 1:
            worksheet.heights[number] = lines * _LINE
        worksheet.append([_cell(value, *look) for value, look in zip(row, looks[tone], strict=True)])


def _lines(row: Sequence[Any], columns: Sequence[OutColumn]) -> int:
    """How many lines the fullest cell takes: letters of 12 points are about as wide as the unit of a column's width."""
    texts = ((value, column.width) for value, column in zip(row, columns) if isinstance(value, str))
    return max((sum(1 + int(len(part) / room) for part in text.split("\n")) for text, room in texts), default=1)


def _looks(worksheet: Any, columns: Sequence[OutColumn], tone: str) -> list[tuple[StyleArray, bool]]:
    return [(_column_style(worksheet, column, tone), column.kind in _TEXT_KINDS) for column in columns]


def _cell(value: Any, style: StyleArray, is_text: bool) -> OutCell:
    """A cell by the value's own type; a number in a text column is text, so that 01969 and 1.10 stay."""
    if value is None:
        return (None, "n", style)
    if isinstance(value, Formula):
        return (value, "f", style)
    if isinstance(value, bool):
        return ("yes" if value else "no", "s", style)
    if not is_text and isinstance(value, (int, float, Decimal)):
        return (value, "n", style)
    if not is_text and isinstance(value, date):
        return (_day(value), "d", style)
    return _text(value, style)


def _text(value: Any, style: StyleArray) -> OutCell:
    """Text, whatever it begins with: openpyxl left to itself would make a formula of «=1+1»."""
    text = plain_number(value) if isinstance(value, (int, float, Decimal)) else clean_text(str(value))
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - len(_CUT)] + _CUT
    return (text, "s", style)


def _column_style(worksheet: Any, column: OutColumn, tone: str) -> StyleArray:
    is_text = column.kind in _TEXT_KINDS
    font, fill = TONES[tone]
    pattern = Cell(worksheet, 1, 1)
    pattern.number_format = column.number_format or _FORMATS[column.kind]
    pattern.font, pattern.border = font, _EDGE
    if fill is not None:
        pattern.fill = fill
    pattern.alignment = Alignment(horizontal="left" if is_text else "right", vertical="top", wrap_text=is_text)
    return pattern._style


def _head_style(worksheet: Any) -> StyleArray:
    pattern = Cell(worksheet, 1, 1)
    pattern.number_format, pattern.font, pattern.fill, pattern.border = "@", _BOLD, _HEAD_FILL, _EDGE
    pattern.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return pattern._style


def _title_style(worksheet: Any, *, is_first: bool) -> StyleArray:
    pattern = Cell(worksheet, 1, 1)
    pattern.font = Font(name=_FONT.name, size=14, bold=True) if is_first else _FONT
    return pattern._style


def _set_up_page(worksheet: Any, sheet: Sheet, head: int) -> None:
    worksheet.freeze_panes = f"{get_column_letter(sheet.freeze_columns + 1)}{head + 1}"
    worksheet.print_title_rows = f"{head}:{head}"
    worksheet.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    worksheet.page_setup.paperSize = _A3 if sheet.wide else _A4
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.numbered:
        worksheet.oddFooter.center.text = "Trang &P/&N"
    for number, column in enumerate(sheet.columns, 1):
        worksheet.column_dimensions[get_column_letter(number)].width = column.width


def _add_dropdowns(worksheet: Any, sheet: Sheet, head: int, lists: _Lists) -> None:
    for number, column in enumerate(sheet.columns, 1):
        if column.choices:
            rule = DataValidation("list", formula1=lists.reference(column.choices), allow_blank=True)
            rule.errorTitle, rule.error = "Không có trong danh mục", "Chọn một giá trị trong danh sách của ô."
            rule.showErrorMessage = True
            letter = get_column_letter(number)
            rule.add(f"{letter}{head + 1}:{letter}{head + _LIST_ROWS}")
            worksheet.data_validations.append(rule)
