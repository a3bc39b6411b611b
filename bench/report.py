"""What was measured, as a table for people and as JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing import Pair


@dataclass(frozen=True, slots=True)
class Result:
    """One line. ``target`` is the greatest ratio wanted, None for a line that only informs."""

    name: str
    ours: float
    reference: float
    target: float | None
    unit: str
    note: str

    @property
    def ratio(self) -> float:
        return self.ours / self.reference

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "ok" if self.ratio <= self.target else "MISSED"

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "ours": round(self.ours, 3),
            "reference": round(self.reference, 3),
            "ratio": round(self.ratio, 3),
            "target": self.target,
            "unit": self.unit,
            "note": self.note,
        }


def timed(name: str, pair: Pair, target: float | None, note: str) -> Result:
    """A line in milliseconds."""
    return Result(name, pair.ours * 1000, pair.reference * 1000, target, "ms", note)


HEAD = ("name", "ours", "reference", "ratio", "target", "")


def table(results: Sequence[Result]) -> str:
    """The lines under each other, the notes below them."""
    rows = [HEAD, *(_cells(result) for result in results)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [
        "  ".join(_padded(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths))) for row in rows
    ]
    notes = [f"{result.name}: {result.note}" for result in results]
    return "\n".join([line.rstrip() for line in lines] + [""] + notes)


def _cells(result: Result) -> tuple[str, ...]:
    target = "" if result.target is None else f"≤ {result.target:g}"
    figures = (f"{value:,.2f} {result.unit}" for value in (result.ours, result.reference))
    return (result.name, *figures, f"{result.ratio:.3f}", target, result.verdict)


def _padded(cell: str, width: int, place: int) -> str:
    return cell.rjust(width) if 1 <= place <= 4 else cell.ljust(width)


def write_json(results: Iterable[Result], path: Path) -> None:
    """The list that other programs read: name, ours, reference, ratio, target, unit, note."""
    listed = [result.as_json() for result in results]
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
