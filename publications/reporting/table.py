"""What a report is made of. Pure: the page, the PDF and the workbook are drawn from it, so their figures are equal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cchc.web.formatting import count, percent, points

Kind = Literal["text", "code", "points", "share", "count"]
Value = str | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``width`` is its part of the page's width, in whatever unit the others are."""

    label: str
    kind: Kind = "text"
    width: float = 10

    @property
    def is_number(self) -> bool:
        return self.kind in ("points", "share", "count")

    def shown(self, value: Value) -> str:
        """The value as it is printed: points with two decimals, shares in per cent."""
        if value is None or value == "":
            return "–" if self.is_number else ""
        if self.kind == "points":
            return points(value)  # type: ignore[arg-type]
        if self.kind == "share":
            return percent(value)  # type: ignore[arg-type]
        return count(value) if self.kind == "count" and not isinstance(value, str) else str(value)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Line:
    """One row; ``strong`` for sums and headings."""

    values: Sequence[Value]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One table with its heading, and what stands there when it has no row."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    empty: str = "Không có."

    def shown(self) -> list[tuple[bool, list[tuple[Column, str]]]]:
        """Every row as printed, with its columns: for the page."""
        return [
            (
                line.strong,
                [(column, column.shown(value)) for column, value in zip(self.columns, line.values, strict=True)],
            )
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of one year. ``name`` is its file name; ``notes`` stand below the tables."""

    name: str
    title: str
    subtitle: str
    parts: Sequence[Part]
    notes: Sequence[str] = field(default=())

    @property
    def rows(self) -> int:
        return sum(len(part.lines) for part in self.parts)
