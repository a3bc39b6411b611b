"""A rule as rows of the workbook's second sheet: a row per option, item, band, question or single value.

``part`` says what the row is; ``label``, ``percent`` and ``points`` hold its text, its percentage and its points. The
JSON shape of a rule (column «rule» of a `.csv`) and these rows are two spellings of the same thing.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from cchc.files.faults import Faults, Row
from criteria.resources.columns import PARTS
from criteria.rules.kinds import RuleKind
from criteria.rules.parsing import KEYS

LISTS = {"option": "options", "item": "items", "band": "bands", "question": "questions"}
"""Parts that may stand in many rows of one leaf, and the list they make."""
CELLS = {
    "option": ("label", "points"),
    "item": ("label", "points"),
    "band": ("percent", "points"),
    "question": ("label",),
    "numerator": ("label",),
    "denominator": ("label",),
    "what": ("label",),
    "floor": ("percent",),
    "full": ("percent",),
    "below": ("points",),
    "per": ("points",),
    "min": ("points",),
    "yes": ("points",),
    "no": ("points",),
    "step": ("points",),
}
"""Which cells a part uses; the others stay empty."""
_LISTED = {name: part for part, name in LISTS.items()}
_KEY_OF = {"percent": "min"}


def rows_of(
    code: str, data: Mapping[str, Any]
) -> Iterator[tuple[str, str, str | None, Decimal | None, Decimal | None]]:
    """The rows of one leaf from its rule's shape: code, part, label, percent, points. What is unfinished is empty."""
    for key, value in data.items():
        if key in _LISTED:
            yield from (_line(code, _LISTED[key], entry) for entry in value)
        else:
            yield _line(code, key, {_KEY_OF.get(CELLS[key][0], CELLS[key][0]): value})


def _line(code: str, part: str, entry: Any) -> tuple[str, str, str | None, Decimal | None, Decimal | None]:
    if isinstance(entry, str):
        entry = {"label": entry}
    percent, points = entry.get("min"), entry.get("points")
    return (
        code,
        part,
        entry.get("label"),
        None if percent is None else Decimal(percent),
        None if points is None else Decimal(points),
    )


def shapes(rows: Iterable[Row], faults: Faults) -> dict[str, dict[str, Any]]:
    """The JSON shape of every rule on the sheet by leaf code; faults of single rows are added to ``faults``."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if not row.bad and row["code"]:
            _take(found.setdefault(row["code"], {}), row, faults)
    return found


def _take(shape: dict[str, Any], row: Row, faults: Faults) -> None:
    part = row["part"]
    cells = {name: row[name] for name in ("label", "percent", "points") if row[name] not in (None, "")}
    for name in CELLS[part]:
        if name not in cells:
            faults.add(row, name, f"bỏ trống – dòng «{PARTS[part]}» cần có giá trị ở cột này")
    for name in cells:
        if name not in CELLS[part]:
            faults.add(row, name, f"dòng «{PARTS[part]}» không dùng cột này – để trống")
    if part in LISTS:
        shape.setdefault(LISTS[part], []).append(_entry(part, cells))
    elif part in shape:
        faults.add(row, "part", f"mục {row['code']} có hai dòng «{PARTS[part]}» – giữ một")
    else:
        shape[part] = cells.get(CELLS[part][0])


def _entry(part: str, cells: Mapping[str, Any]) -> Any:
    if part == "question":
        return cells.get("label", "")
    return {_KEY_OF.get(name, name): value for name, value in cells.items()}


def parts_of(kind: RuleKind) -> tuple[str, ...]:
    """The parts that a rule of this kind is made of."""
    return tuple(_LISTED.get(key, key) for key in KEYS[kind])
