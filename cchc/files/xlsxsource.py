"""Lines of a workbook's sheets, read in a stream by openpyxl with everything the file says about itself distrusted."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import openpyxl
import openpyxl.xml
from openpyxl.utils.exceptions import InvalidFileException

from cchc.files.cells import CellRow
from cchc.files.errors import UploadRefused
from cchc.files.faults import Fault
from cchc.files.kinds import OLE_MAGIC, XLSX
from cchc.files.ooxml import WORKBOOK_LIMITS, check_ooxml

if not openpyxl.xml.DEFUSEDXML:
    raise ImportError("openpyxl must read through defusedxml: install it and do not set OPENPYXL_DEFUSEDXML")

MAX_COLUMNS = 500
# A formula whose cell holds no value. Only then is the file opened once more, to tell such a cell from an empty one.
_UNCALCULATED = re.compile(
    rb"(?:</(?:\w+:)?f\s*>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*></|</(?:\w+:)?c\s*>)"
)
_CHUNK = 256 * 1024
_OVERLAP = 400
# What openpyxl lets out of a workbook whose parts contradict each other; found by feeding it damaged files.
_DAMAGED = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
_BROKEN = "không đọc được trang tính, tệp hỏng – mở bằng Excel, lưu lại rồi chọn lại"


class Sheets:
    """The visible sheets of an opened workbook, or the fault that kept it from being opened."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.fault: Fault | None = None
        self.damage: Fault | None = None
        self.names: list[str] = []
        self._values: Any = None
        self._formulas: Any = None
        self._name, self._file = name, file
        self._books: list[Any] = []
        try:
            check_workbook(file, name)
            self._values = self._open(data_only=True)
            self.names = [title for title in self._values.sheetnames if self._values[title].sheet_state == "visible"]
            self._formulas = self._open(data_only=False) if _has_uncalculated(file) else None
        except UploadRefused as error:
            self.fault = Fault(
                name, None, None, f"{error.what[:1].lower()}{error.what[1:]} – {error.do[:1].lower()}{error.do[1:]}"
            )
        except _DAMAGED:
            self.fault = Fault(name, None, None, _BROKEN)
        if not self.fault and not self.names:
            self.fault = Fault(name, None, None, "không có trang tính nào hiển thị – bỏ ẩn trang tính cần nhập")

    @property
    def first(self) -> str:
        """The first visible sheet."""
        return self.names[0]

    def lines(self, sheet: str) -> Iterator[CellRow]:
        """The sheet's lines in order. Where the sheet turns out to be damaged they end and `damage` says so."""
        self.damage = None
        try:
            width = _width(self._values[sheet])
            formulas = _cells(self._formulas[sheet], width) if self._formulas else None
            for number, cells in enumerate(_cells(self._values[sheet], width), 1):
                values = [cell.value for cell in cells]
                yield CellRow(number, values, cells, next(formulas, None) if formulas else None)
        except _DAMAGED:
            self.damage = Fault(sheet, None, None, _BROKEN)

    def close(self) -> None:
        """Let the workbooks go; the file itself stays open."""
        for book in self._books:
            book.close()

    def _open(self, *, data_only: bool) -> Any:
        self._file.seek(0)
        book = openpyxl.load_workbook(self._file, read_only=True, data_only=data_only, keep_links=False)
        self._books.append(book)
        return book


def check_workbook(file: IO[bytes], name: str) -> None:
    """Refuse what is not a sound workbook, before any program opens it."""
    file.seek(0)
    head = file.read(len(OLE_MAGIC))
    if not head.startswith((b"PK\x03\x04", OLE_MAGIC)):
        raise UploadRefused("mismatch", f"Nội dung không phải tệp {XLSX.label}", name, "Mở bằng Excel, lưu thành .xlsx")
    check_ooxml(file, XLSX, name, WORKBOOK_LIMITS)


@contextmanager
def open_sheets(file: IO[bytes], name: str) -> Iterator[Sheets]:
    """The workbook's sheets for as long as they are read."""
    sheets = Sheets(file, name)
    try:
        yield sheets
    finally:
        sheets.close()


def _has_uncalculated(file: IO[bytes]) -> bool:
    with zipfile.ZipFile(file) as package:
        return any(_holds_uncalculated(package, part) for part in package.namelist() if "/worksheets/" in part)


def _holds_uncalculated(package: zipfile.ZipFile, part: str) -> bool:
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if _UNCALCULATED.search(tail + chunk):
                return True
            tail = chunk[-_OVERLAP:]
    return False


def _width(worksheet: Any) -> int:
    """Columns of the head line and one more, to notice cells beside the table."""
    head = next(worksheet.iter_rows(min_row=1, max_row=1, max_col=MAX_COLUMNS, values_only=True), ())
    named = [place for place, value in enumerate(head, 1) if value not in (None, "")]
    return (named[-1] if named else 0) + 1


def _cells(worksheet: Any, width: int) -> Iterator[tuple[Any, ...]]:
    """The lines, to the last one there is: the size the file states in `<dimension>` is not believed."""
    worksheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = worksheet.iter_rows(max_col=width)
    return rows
