"""Points of every agency at the nodes of one criteria set: from a frozen version, or computed as they stand now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cchc.tenancy.rows import fetched
from criteria.models import Campaign, CriteriaSet, Criterion
from criteria.rules.numbers import EXACT, HUNDRED, ZERO, total
from criteria.tree import Branch, tree_of
from publications.models import Snapshot, SnapshotRow
from publications.results import compute
from publications.rows import draft, lines_of, row_of, trees_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One agency at one node. ``points`` None: not scored yet, or nothing of it applies (``maximum`` 0)."""

    points: Decimal | None
    maximum: Decimal
    mine: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        """Per cent of the agency's own maximum, exact; None where nothing applies."""
        if self.maximum <= 0:
            return None
        return EXACT.divide(EXACT.multiply(self.points or ZERO, HUNDRED), self.maximum)

    @property
    def lost(self) -> Decimal:
        """Points short of the agency's own maximum."""
        return EXACT.subtract(self.maximum, self.points or ZERO)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and all nodes of the set in printed order, cells by agency and code; no nodes where the year came in as a
    table."""

    campaign: Campaign
    snapshot: Snapshot | None
    criteria_set: CriteriaSet | None
    rows: Sequence[SnapshotRow]
    nodes: Sequence[Branch]
    cells: Mapping[int, Mapping[str, Cell]]
    blocks: Sequence[str] = field(default=())

    def at_level(self, level: str, area: str = "") -> list[Branch]:
        """The nodes of one level (``field``, ``criterion``, or ``leaf``) that anybody has figures for."""
        used = {code for cells in self.cells.values() for code in cells}
        return [
            node for node in self.nodes if node.code in used and _is_at(node, level) and area in ("", node.area_code)
        ]

    def cell(self, row: SnapshotRow, code: str) -> Cell | None:
        return self.cells.get(row.agency_id, {}).get(code)

    def column(self, code: str) -> list[Cell]:
        """The cells of one node where it applies, in printed order of the agencies."""
        found = (self.cell(row, code) for row in self.rows)
        return [cell for cell in found if cell is not None and cell.maximum > 0]

    def mean_share(self, code: str) -> Decimal | None:
        """All agencies' points in per cent of all their maxima."""
        cells = self.column(code)
        maximum = total(cell.maximum for cell in cells)
        points = total(cell.points or ZERO for cell in cells)
        return EXACT.divide(EXACT.multiply(points, HUNDRED), maximum) if maximum else None

    def in_block(self, block: str) -> "Matrix":
        """The same for one block alone; the empty name is all of them."""
        if not block:
            return self
        rows = [row for row in self.rows if row.block == block]
        return Matrix(self.campaign, self.snapshot, self.criteria_set, rows, self.nodes, self.cells, self.blocks)


def _is_at(node: Branch, level: str) -> bool:
    if level == "leaf":
        return node.is_leaf
    if level == Criterion.Level.AREA:
        return node.parent_id is None
    # a lĩnh vực that is scored directly stands among the criteria, or it would be left out there
    return node.is_leaf if node.parent_id is None else node.parent_id == node.area_id


def sets_of(campaign: Campaign) -> list[CriteriaSet]:
    """The criteria sets that score somebody in the campaign: none where the year came in as a table."""
    return list(CriteriaSet.objects.filter(pk__in=campaign.participants.values("criteria_set")).order_by("code"))


LINES = """
SELECT r.agency_id, l.code, l.final_points, l.applicable_max, l.self_points
FROM publications_snapshotline l JOIN publications_snapshotrow r ON r.id = l.row_id
WHERE r.snapshot_id = %s AND r.agency_id = ANY(%s)
"""


def read_matrix(
    campaign: Campaign,
    snapshot: Snapshot | None,
    criteria_set: CriteriaSet | None,
    agencies: Collection[int] | None = None,
) -> Matrix:
    """The figures of the agencies that the set scores. A fixed number of queries, whatever their number."""
    nodes = tree_of(criteria_set).nodes if criteria_set else ()
    if snapshot is None:
        return _provisional(campaign, criteria_set, nodes)
    scored = campaign.participants.filter(criteria_set=criteria_set).values_list("agency_id", flat=True)
    mine = set(scored) if criteria_set else None
    rows = [row for row in snapshot.rows.order_by("position") if mine is None or row.agency_id in mine]
    wanted = [row.agency_id for row in rows if agencies is None or row.agency_id in agencies]
    cells: dict[int, dict[str, Cell]] = {}
    for agency_id, code, points, maximum, own in fetched(LINES, [snapshot.pk, wanted]):
        cells.setdefault(agency_id, {})[code] = Cell(points, maximum, own)
    return Matrix(campaign, snapshot, criteria_set, rows, nodes, cells, _blocks(rows))


def _provisional(campaign: Campaign, criteria_set: CriteriaSet | None, nodes: Sequence[Branch]) -> Matrix:
    computed = compute(campaign)
    snapshot, trees = draft(campaign), trees_of(computed)
    rows, cells = [], {}
    for place, line in enumerate(computed, start=1):
        if criteria_set is None or line.participant.criteria_set_id != criteria_set.pk:
            continue
        row = row_of(snapshot, place, line)
        rows.append(row)
        tree = trees[line.participant.criteria_set_id]
        cells[row.agency_id] = {
            made.code: Cell(made.final_points, made.applicable_max, made.self_points)
            for made in lines_of(row, line, tree, snapshot.with_survey)
        }
    return Matrix(campaign, None, criteria_set, rows, nodes, cells, _blocks(rows))


def _blocks(rows: Sequence[SnapshotRow]) -> list[str]:
    return list(dict.fromkeys(row.block for row in rows))
