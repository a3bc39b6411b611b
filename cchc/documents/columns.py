"""How a table fits its page: type size, widths and alignment of columns, one or two tiers of heads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Table
from .metrics import text_width

PADDING = 1.0
PADDING_ABOVE = 1.5
"""Between a cell's upper and lower border and its words, in pt."""
RULE = 0.5
"""Thickness of a table's lines in pt; half of each stands within a cell."""
# From comfortable to the smallest still read with ease on paper.
SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_WIDE_COLUMNS = 6
# A longer unbroken word (a file name, an address) is broken instead of widening its column.
_LONGEST_WORD = 16
_NAME_WIDTH = 45.0
_FIGURE = re.compile(r"[-–]?[\d.,/%]*")
_NARROW_SHARE = 12.0
# In words.
_SHORT_CELL = 2
# Shares of a hundred per cent may add up to a hair more than the width.
_ROUNDING = 1e-6
_NAME_HEADS = frozenset({"Đơn vị", "Họ và tên"})


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the table's head; `over` columns wide, `deep` rows high."""

    text: str
    over: int = 1
    deep: int = 1


@dataclass(frozen=True, slots=True)
class Fit:
    """Type size in pt, widths in percent, centred columns, and the head's rows."""

    size: float
    shares: tuple[float, ...]
    centred: tuple[bool, ...]
    heads: tuple[tuple[HeadCell, ...], ...]


def fit(table: Table, width: float) -> Fit:
    """The largest type at which no word is broken in the given width (mm)."""
    sizes = SIZES if len(table.columns) <= _WIDE_COLUMNS else SIZES[2:]
    size, shares = next((found for size in sizes if (found := _try(table, width, size))), (SIZES[-1], None))
    widths = shares or _squeezed(table, width)
    return Fit(size, widths, _centred(table, widths), head_tiers(table.columns))


def _try(table: Table, width: float, size: float) -> tuple[float, tuple[float, ...]] | None:
    needs = _needs(table, size)
    if sum(needs) > width:
        return None
    wished = [share * width / 100 for share in table.shares] or _by_content(table, needs, width, size)
    # Smaller type before names squeezed into a word a line, down to the last size but one.
    if sum(wished) > width + _ROUNDING and size > SIZES[-2]:
        return None
    lacking = sum(max(need - wish, 0) for need, wish in zip(needs, wished, strict=True))
    spare = [max(wish - need, 0) for need, wish in zip(needs, wished, strict=True)]
    # The printed proportions are kept unless a word would break; then the wide columns lend a little.
    if lacking > 0.25 * sum(spare) and size > SIZES[-1]:
        return None
    rate = lacking / sum(spare) if lacking else 0.0
    widths = [max(need, wish) - rate * room for need, wish, room in zip(needs, wished, spare, strict=True)]
    return size, _percent(widths)


def _squeezed(table: Table, width: float) -> tuple[float, ...]:
    return table.shares or _percent(_needs(table, SIZES[-1]))


def _percent(widths: Sequence[float]) -> tuple[float, ...]:
    total = sum(widths)
    return tuple(round(100 * one / total, 3) for one in widths)


def _needs(table: Table, size: float) -> list[float]:
    return [_widest_word(cells, size) + 2 * PADDING + 0.4 for cells in _by_column(table)]


def _by_column(table: Table) -> list[list[tuple[str, bool]]]:
    columns = [[(leaf, True)] for leaf in _leaves(table.columns)]
    for row in table.rows:
        if row.kind != "hanggop":
            for cells, cell in zip(columns, row.cells, strict=True):
                cells.append((cell, row.kind == "hangdam"))
    return columns


def _widest_word(cells: Sequence[tuple[str, bool]], size: float) -> float:
    words = {(word, bold) for cell, bold in cells for word in cell.split() if len(word) <= _LONGEST_WORD}
    return max((text_width(word, size, bold=bold) for word, bold in words), default=4.0)


def _by_content(table: Table, needs: Sequence[float], width: float, size: float) -> list[float]:
    """Names get one line where there is room; what is left is shared equally."""
    wished = list(needs)
    for index, cells in enumerate(_by_column(table)):
        if not _is_figures([cell for cell, _ in cells[1:]]):
            longest = max((text_width(cell, size, bold=bold) for cell, bold in cells[1:]), default=0.0)
            wished[index] = max(needs[index], min(longest + 2 * PADDING + 0.4, _NAME_WIDTH))
    room = width - sum(wished)
    if room < 0:
        return list(needs) if size <= SIZES[-2] else wished
    share = room / (len(wished) - 1)
    return [wished[0], *(wish + share for wish in wished[1:])]


def _is_figures(cells: Sequence[str]) -> bool:
    return all(_FIGURE.fullmatch(cell) for cell in cells)


def _centred(table: Table, shares: Sequence[float]) -> tuple[bool, ...]:
    columns = [[cell for cell, _ in cells[1:]] for cells in _by_column(table)]
    return tuple(_is_centred(*column) for column in zip(table.columns, columns, shares, strict=True))


def _is_centred(head: str, cells: Sequence[str], share: float) -> bool:
    """Figures and marks of one or two words; names and sentences stay at the left."""
    if _is_figures(cells):
        return True
    short = all(len(cell.split()) <= _SHORT_CELL for cell in cells)
    return short and share <= _NARROW_SHARE and head not in _NAME_HEADS


def head_tiers(columns: Sequence[str]) -> tuple[tuple[HeadCell, ...], ...]:
    """One row of heads, or two when neighbours share a lead («Cải cách thể chế: tự chấm», «…: thẩm định»)."""
    groups = _groups(columns)
    if all(over == 1 for _, over in groups):
        return (tuple(HeadCell(column) for column in columns),)
    top = tuple(HeadCell(lead, over, 1 if over > 1 else 2) for lead, over in groups)
    below = tuple(HeadCell(_leaf(column)) for column, grouped in zip(columns, _grouped(groups), strict=True) if grouped)
    return top, below


def _groups(columns: Sequence[str]) -> list[tuple[str, int]]:
    groups: list[tuple[str, int]] = []
    for column in columns:
        lead, colon, _ = column.partition(": ")
        if colon and groups and groups[-1][0] == lead:
            groups[-1] = (lead, groups[-1][1] + 1)
        else:
            groups.append((lead if colon else column, 1))
    return groups


def _grouped(groups: Sequence[tuple[str, int]]) -> list[bool]:
    return [over > 1 for _, over in groups for _ in range(over)]


def _leaf(column: str) -> str:
    leaf = column.partition(": ")[2] or column
    return leaf[:1].upper() + leaf[1:]


def _leaves(columns: Sequence[str]) -> list[str]:
    grouped = _grouped(_groups(columns))
    return [_leaf(column) if inside else column for column, inside in zip(columns, grouped, strict=True)]
