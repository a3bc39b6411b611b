"""What is wrong in a table that came from outside, said cell by cell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

MOST_WORDS = 400


def _readable(message: str) -> str:
    """A message that quotes a cell of a thousand letters, shortened in the middle: what to do stands at its end."""
    return message if len(message) <= MOST_WORDS else f"{message[:200]} … {message[-195:]}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct. `row` counts as the spreadsheet shows it; None stands for the whole sheet, or column."""

    sheet: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        return f"{self.sheet}, {self.row or '-'}, {self.column or '-'}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """A typed row and where it stood. A cell that could not be read is None and its column is in `bad`."""

    sheet: str
    number: int
    values: dict[str, Any]
    bad: frozenset[str] = frozenset()

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


class Faults:
    """Collects every fault. The first one about a cell stands: a cell that could not be read is not judged twice."""

    def __init__(self, sheet: str = "", faults: Iterable["Fault"] = ()) -> None:
        self._sheet = sheet
        self._faults: list[Fault] = []
        self._cells: set[tuple[str, int, str]] = set()
        self.extend(faults)

    def add(self, row: Row | int | None, column: str | None, message: str, *, sheet: str | None = None) -> None:
        """Say what is wrong in `column` of `row`. A `Row` brings its sheet; else `sheet`, or the one given at first."""
        if isinstance(row, Row):
            sheet, row = row.sheet, row.number
        self.extend([Fault(self._sheet if sheet is None else sheet, row, column, _readable(message))])

    def extend(self, faults: Iterable[Fault]) -> None:
        """Take over faults found elsewhere."""
        for fault in faults:
            if fault.row is not None and fault.column is not None:
                cell = (fault.sheet, fault.row, fault.column)
                if cell in self._cells:
                    continue
                self._cells.add(cell)
            self._faults.append(fault)

    def __iter__(self) -> Iterator[Fault]:
        return iter(sorted(self._faults, key=lambda fault: (fault.sheet, fault.row or 0, fault.column or "")))

    def __len__(self) -> int:
        return len(self._faults)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet in their order, bad ones included, and every fault found while reading it.

    ``titles`` gives the head's own words for each column that stands in the file.
    """

    sheet: str
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)


def as_headed(faults: Iterable[Fault], tables: Iterable[Table]) -> Faults:
    """The same faults under the words that stand over the columns in the file."""
    titles = {table.sheet: table.titles for table in tables}
    return Faults(
        faults=(replace(one, column=titles.get(one.sheet, {}).get(one.column or "", one.column)) for one in faults)
    )
