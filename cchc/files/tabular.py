"""Tables from outside as typed rows: `.csv` (UTF-8, comma) and `.xlsx`, every fault collected, nothing guessed.

Row 1 holds the column names. Codes are text: a number in a text column is taken only where it can't be misread.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import IO, Any

from cchc.files import parsers
from cchc.files.cells import CellRow
from cchc.files.csvsource import read_csv
from cchc.files.faults import Fault, Faults, Row, Table
from cchc.files.names import extension_of
from cchc.files.parsers import Parser, clean_text, shown
from cchc.files.xlsxsource import Sheets, open_sheets

__all__ = [
    "FIRST",
    "WAITING",
    "Column",
    "Fault",
    "Faults",
    "Parser",
    "Row",
    "Table",
    "parsers",
    "read_table",
    "read_workbook",
]

FIRST = ""
"""Stands for the first visible sheet of a workbook, whatever its name."""
MAX_ROWS = 20_000
# Blank lines count here: a sheet formatted down to row 1,048,576 is common, and reading it to the end takes minutes.
MAX_LINES = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column to read. `required`: no cell may be empty. `optional`: the whole column may be absent.

    `waits`: a formula that no program has calculated yet is no fault; it reads as `WAITING`, for the caller to solve.
    """

    name: str
    required: bool = False
    parse: Parser = parsers.text
    aliases: tuple[str, ...] = ()
    optional: bool = False
    waits: bool = False


class Waiting:
    """Stands for the value of a formula that has not been calculated."""


WAITING = Waiting()


def read_table(
    source: Path | str | IO[bytes],
    name: str,
    *,
    columns: Sequence[Column],
    sheet: str | None = None,
    max_rows: int = MAX_ROWS,
) -> Table:
    """Read one table. `name` is the file's name and decides the format; `sheet` defaults to the first visible one.

    Never raises for what the file holds: a file that can't be read at all gives a table with a fault without a row.
    """
    with _opened(source) as file:
        if extension_of(name) == "csv":
            return _read_csv_table(file, name, columns, max_rows)
        if extension_of(name) != "xlsx":
            return Table(
                name,
                faults=[Fault(name, None, None, "không nhận loại tệp này – lưu lại thành .xlsx hoặc .csv (UTF-8)")],
            )
        with open_sheets(file, name) as sheets:
            if sheets.fault:
                return Table(name, faults=[sheets.fault])
            return _read_sheet(sheets, sheet or sheets.first, name, columns, max_rows)


def read_workbook(
    source: Path | str | IO[bytes],
    name: str,
    *,
    sheets: Mapping[str, Sequence[Column]],
    optional: Iterable[str] = (),
    max_rows: int = MAX_ROWS,
) -> dict[str, Table]:
    """Read several sheets, each by its columns, opening the file once: a check and a parse of the whole are costly.

    `FIRST` names the first visible sheet. Those in `optional` may be absent; sheets not named are passed over.
    """
    with _opened(source) as file, open_sheets(file, name) as found:
        if found.fault:
            return {
                wanted: Table(wanted or name, faults=[found.fault] if not number else [])
                for number, wanted in enumerate(sheets)
            }
        absent = set(optional) - set(found.names)
        return {
            wanted: Table(wanted)
            if wanted in absent
            else _read_sheet(found, wanted or found.first, name, columns, max_rows)
            for wanted, columns in sheets.items()
        }


@contextmanager
def _opened(source: Path | str | IO[bytes]) -> Iterator[IO[bytes]]:
    """A path opened and closed again; a file object taken from its beginning and left open."""
    if isinstance(source, (str, Path)):
        with open(source, "rb") as file:
            yield file
    else:
        source.seek(0)
        yield source


def _read_csv_table(file: IO[bytes], name: str, columns: Sequence[Column], max_rows: int) -> Table:
    lines, fault = read_csv(file, name)
    if fault:
        return Table(name, faults=[fault])
    reader = _Reader(name, columns, max_rows)
    reader.read(iter(lines))
    return reader.table()


def _read_sheet(sheets: Sheets, sheet: str, name: str, columns: Sequence[Column], max_rows: int) -> Table:
    if sheet not in sheets.names:
        have = ", ".join(shown(title) for title in sheets.names)
        return Table(sheet, faults=[Fault(name, None, None, f"không có trang tính {shown(sheet)} – tệp có: {have}")])
    reader = _Reader(sheet, columns, max_rows)
    reader.read(sheets.lines(sheet))
    reader.faults.extend([sheets.damage] if sheets.damage else [])
    return reader.table()


class _Reader:
    """Turns lines of cells into typed rows and faults."""

    def __init__(self, sheet: str, columns: Sequence[Column], max_rows: int) -> None:
        self.sheet, self.columns, self.max_rows = sheet, columns, max_rows
        self.rows: list[Row] = []
        self.faults = Faults(sheet)
        self.titles: dict[str, str] = {}
        self.is_worded = False

    def table(self) -> Table:
        return Table(self.sheet, self.rows, list(self.faults), self.titles)

    def read(self, lines: Iterator[CellRow]) -> None:
        """Read the head, then the rows. Faults in the head are reported and the columns found are read all the same."""
        places = self._places(next(lines, CellRow(1, [])))
        if all(place < 0 for _, place in places):
            return
        longest = max(MAX_LINES, 2 * self.max_rows)
        for line in lines:
            if line.number > longest:
                self.faults.add(
                    None, None, f"trang tính dài quá {longest} dòng, kể cả dòng trống – xóa các dòng trống ở cuối"
                )
                return
            if line.is_blank:
                continue
            if len(self.rows) == self.max_rows:
                self.faults.add(None, None, f"có hơn {self.max_rows} dòng – tách thành nhiều tệp")
                return
            self._read_row(line, places)

    def _places(self, head: CellRow) -> list[tuple[Column, int]]:
        """Where each column stands; -1 for one that may be absent and is."""
        titles = [_title(value) for value in head.values]
        while titles and not titles[-1]:
            titles.pop()
        self.width = len(titles)
        known = {_title(name): column for column in self.columns for name in (column.name, *column.aliases)}
        self.is_worded = any(title in known and title != _title(known[title].name) for title in titles)
        at: dict[str, int] = {}
        for place, title in enumerate(titles):
            self._place(place, title, known, at)
        self.titles = {name: clean_text(str(head.values[place])) for name, place in at.items()}
        for column in self.columns:
            if column.name not in at and not column.optional:
                self.faults.add(1, self._called(column), f"thiếu cột này – dòng 1 cần có các cột: {self._expected()}")
        return [(column, at.get(column.name, -1)) for column in self.columns]

    def _place(self, place: int, title: str, known: dict[str, Column], at: dict[str, int]) -> None:
        column = known.get(title)
        if not title:
            self.faults.add(1, f"cột thứ {place + 1}", "cột không có tên ở dòng 1 – đặt tên hoặc xóa cột")
        elif column is None:
            self.faults.add(1, title, f"không có cột tên này trong mẫu – các cột được nhận: {self._expected()}")
        elif column.name in at:
            self.faults.add(1, column.name, "tên cột lặp lại – giữ một cột")
        else:
            at[column.name] = place

    def _expected(self) -> str:
        """In the words of the head: names for programs, or an official's words."""
        return ", ".join(self._called(column) for column in self.columns if column.aliases or not self.is_worded)

    def _called(self, column: Column) -> str:
        return column.aliases[0] if self.is_worded and column.aliases else column.name

    def _read_row(self, line: CellRow, places: list[tuple[Column, int]]) -> None:
        values: dict[str, Any] = {}
        bad: list[str] = []
        width = len(line.values)
        for column, place in places:
            if place < 0 and not column.optional:
                values[column.name] = None
                bad.append(column.name)
                continue
            value = line.values[place] if -1 < place < width else None
            try:
                values[column.name] = self._value(column, value, line, place)
            except ValueError as error:
                values[column.name] = None
                bad.append(column.name)
                self.faults.add(line.number, column.name, str(error))
        for place in range(self.width, width):
            if line.values[place] not in (None, ""):
                self.faults.add(
                    line.number,
                    f"cột thứ {place + 1}",
                    "có dữ liệu nhưng cột không có tên ở dòng 1 – xem lại dấu phẩy, dấu nháy",
                )
        self.rows.append(Row(self.sheet, line.number, values, frozenset(bad)))

    @staticmethod
    def _value(column: Column, value: Any, line: CellRow, place: int) -> Any:
        is_empty = value is None or (isinstance(value, str) and not value.strip())
        if (is_empty or str(value)[0] == "#") and (problem := line.problem(place)):
            if is_empty and column.waits:
                return WAITING
            raise ValueError(problem)
        if is_empty:
            if column.required and place >= 0:
                raise ValueError("bỏ trống – cần có giá trị")
            return column.parse.empty
        if isinstance(value, float) and not isfinite(value):  # «1e999» in the file
            raise ValueError("số quá lớn, không đọc được – kiểm tra lại ô")
        return column.parse.convert(value, "" if isinstance(value, str) else line.number_format(place))


def _title(value: Any) -> str:
    return clean_text(str(value)).casefold() if value is not None else ""
