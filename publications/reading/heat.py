"""The heat map: how much of what applies each agency has reached at each node. Pure figures over ``matrix``."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from criteria.rules.numbers import HUNDRED
from criteria.tree import Branch
from publications.models import SnapshotRow
from publications.reading.matrix import Cell, Matrix
from publications.tables import mean

STEPS = ((HUNDRED, "h0"), (Decimal(90), "h1c"), (Decimal(75), "h2c"), (Decimal(50), "h3c"), (Decimal(25), "h4c"))
"""From this per cent on, the tint; below the last ``h5c``."""


class Level(StrEnum):
    """What stands in the columns."""

    AREA = "field"
    CRITERION = "criterion"
    LEAF = "leaf"

    @property
    def label(self) -> str:
        return {"field": "Lĩnh vực", "criterion": "Tiêu chí", "leaf": "Tiêu chí thành phần"}[self.value]


def tint(share: Decimal | None) -> str:
    """The class of a cell: by the unrounded share, so that 89,996 % isn't shown as reached."""
    if share is None:
        return "hna"
    return next((css for bound, css in STEPS if share >= bound), "h5c")


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One figure of the map; ``words`` says it in full for a pointer that rests on it."""

    share: Decimal | None
    css: str
    words: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One agency."""

    row: SnapshotRow
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class Heat:
    """One table: its columns, an agency a row, and the block's own shares. ``title`` names the area of its leaves."""

    title: str
    nodes: Sequence[Branch]
    rows: Sequence[HeatRow]
    means: Sequence[HeatCell]
    index_mean: Decimal | None


def heat_maps(matrix: Matrix, level: Level, area: str = "") -> list[Heat]:
    """One table of areas or criteria; for leaves one a lĩnh vực, so that each fits a landscape page."""
    nodes = matrix.at_level(level, area)
    if level is not Level.LEAF:
        return [_heat(matrix, nodes, "")] if nodes else []
    return [
        _heat(matrix, list(members), name)
        for name, members in groupby(nodes, key=lambda one: f"{one.area_code}. {one.area_name}")
    ]


def _heat(matrix: Matrix, nodes: Sequence[Branch], title: str) -> Heat:
    shares = [matrix.mean_share(node.code) for node in nodes]
    return Heat(
        title=title,
        nodes=nodes,
        rows=[HeatRow(row, [_cell(node, matrix.cell(row, node.code)) for node in nodes]) for row in matrix.rows],
        means=[HeatCell(share, tint(share), "") for share in shares],
        index_mean=mean([row.index_exact for row in matrix.rows]),
    )


def _cell(node: Branch, cell: Cell | None) -> HeatCell:
    if cell is None or cell.share is None:
        return HeatCell(None, "hna", f"{node.code} {node.name}: không phát sinh, không tính")
    return HeatCell(cell.share, tint(cell.share), "")
