"""The standard reports of a year: whole, agency, area, leaf, department. Built from the figures that the pages show."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cchc.web.formatting import points as point_words
from criteria.rules.numbers import EXACT, ZERO, total
from criteria.tree import Branch
from publications.heads import Head, head_levels, heads_of
from publications.models import SnapshotRow
from publications.reading.losses import CAUSES, Codes, Losses, causes_of, losses
from publications.reading.matrix import Cell, Matrix
from publications.reading.workings import tie_words
from publications.reporting.table import Column, Line, Part, Report, Value
from publications.results import band_rules
from publications.tables import mean

UNIT = Column("Đơn vị", width=18)
NODE = (Column("Mã", "code", 5), Column("Nội dung", width=30))
MAXIMUM, EARNED, LOST = Column("Tối đa", "points", 7), Column("Điểm", "points", 7), Column("Mất", "points", 7)
SHARE = Column("Đạt", "share", 8)
MOST_LOST = 20


def origin(matrix: Matrix) -> str:
    """Which figures the report rests on."""
    if matrix.snapshot is None:
        return "Số liệu tạm thời, mục chưa thẩm định tính 0 điểm"
    if matrix.snapshot.imported:
        return "Kết quả đã công bố, nhập từ bảng"
    return f"Theo bản chốt kết quả phiên bản {matrix.snapshot.version}"


def whole(matrix: Matrix, reasons: Codes) -> Report:
    """Ranking, bands, areas, and where points were lost."""
    parts = [_ranking(matrix, block) for block in matrix.blocks]
    if band_rules(matrix.campaign):
        parts.append(_bands(matrix))
    if matrix.nodes and matrix.cells:
        found = losses(matrix, reasons)
        parts += [_areas(matrix), _most_lost(found), _causes(found)]
    tie_rule = matrix.snapshot.tie_rule if matrix.snapshot else matrix.campaign.tie_rule
    return _report(matrix, "toan-bo", "Báo cáo kết quả chung", parts, (tie_words(tie_rule),))


def _report(matrix: Matrix, name: str, title: str, parts: Sequence[Part], notes: Sequence[str] = ()) -> Report:
    shown = f"{title} – Chỉ số cải cách hành chính năm {matrix.campaign.year}"
    return Report(f"{name}-{matrix.campaign.year}", shown, origin(matrix), parts, notes)


def _ranking(matrix: Matrix, block: str) -> Part:
    columns = (
        Column("Hạng", "count", 5),
        UNIT,
        *(Column(label, "points", 9) for label in ("Tự chấm", "Thẩm định", "Điều tra XHH", "Thưởng", "Trừ", "Tổng")),
        Column("Tối đa áp dụng", "points", 9),
        Column("Chỉ số (%)", "points", 9),
        Column("Xếp loại", width=10),
    )
    rows = [row for row in matrix.rows if row.block == block]
    average = Line(
        [None, "Bình quân", *(mean([getattr(row, name) for row in rows]) for name in RANKED), ""], strong=True
    )
    return Part(f"Xếp hạng khối {block}", columns, [*map(_ranked, rows), average])


RANKED = (
    *("self_points", "appraised_points", "survey_points", "bonus_points", "penalty_points", "total_points"),
    *("applicable_max", "index_exact"),
)


def _ranked(row: SnapshotRow) -> Line:
    return Line([row.rank, row.agency_name, *(getattr(row, name) for name in RANKED), row.band or "–"])


def _bands(matrix: Matrix) -> Part:
    columns = (Column("Xếp loại", width=14), Column("Chỉ số (%)", width=16), Column("Số đơn vị", "count", 8), UNIT)
    lines = []
    for band in band_rules(matrix.campaign):
        named = [row.agency_name for row in matrix.rows if row.band == band.name]
        lines.append(Line([band.name, band.words(), len(named), ", ".join(named) or "–"]))
    return Part("Xếp loại", columns, lines)


def _areas(matrix: Matrix) -> Part:
    columns = (*NODE, MAXIMUM, Column("Bình quân", "points", 8), SHARE, Column("Cao nhất", "share", 8))
    columns += (Column("Thấp nhất", "share", 8),)
    return Part("Theo lĩnh vực", columns, [_area(matrix, node) for node in matrix.at_level("field")])


def _area(matrix: Matrix, node: Branch) -> Line:
    cells = matrix.column(node.code)
    shares = [cell.share for cell in cells if cell.share is not None]
    average = mean([cell.points for cell in cells])
    ends: list[Value] = [max(shares, default=None), min(shares, default=None)]
    return Line([node.code, node.name, node.max_points, average, matrix.mean_share(node.code), *ends])


def _most_lost(found: Losses) -> Part:
    columns = (*NODE, MAXIMUM, Column("Bình quân mất", "points", 8), Column("Tổng mất", "points", 8))
    columns += (Column("Đơn vị chưa đạt tối đa", width=9), Column("Nguyên nhân chính", width=22))
    lines = [
        Line(
            [
                one.node.code,
                one.node.name,
                one.node.max_points,
                one.mean,
                one.lost,
                f"{one.short}/{one.agencies}",
                one.main_cause,
            ]
        )
        for one in found.leaves[:MOST_LOST]
    ]
    return Part("Mục mất nhiều điểm nhất", columns, lines)


def _causes(found: Losses) -> Part:
    columns = (Column("Nguyên nhân", width=40), Column("Điểm mất", "points", 8), Column("Tỷ trọng", "share", 8))
    columns += (Column("Số lượt mục", "count", 8),)
    lines = [Line([one.label, one.lost, one.share, one.cells]) for one in found.causes]
    everything = Line(["Cộng", found.lost, Decimal(100), sum(one.cells for one in found.causes)], strong=True)
    return Part("Nguyên nhân mất điểm", columns, [*lines, everything] if lines else [])


def of_agency(matrix: Matrix, row: SnapshotRow, reasons: Codes) -> Report:
    """One agency: its line, its areas beside the block, and every leaf."""
    block = matrix.in_block(row.block)
    columns = (*NODE, MAXIMUM, Column("Tự chấm", "points", 7), EARNED, SHARE, Column("Khối đạt", "share", 8))
    areas = [_beside(block, row, node) for node in block.at_level("field")]
    leaves = [_leaf_of(block, row, node, reasons) for node in block.at_level("leaf")]
    parts = [
        _ranking(Matrix(matrix.campaign, matrix.snapshot, None, [row], (), {}, (row.block,)), row.block),
        Part("Theo lĩnh vực", columns, areas),
        Part("Từng mục", (*NODE, MAXIMUM, columns[3], EARNED, LOST, Column("Nguyên nhân", width=20)), leaves),
    ]
    parts[0] = Part("Kết quả", parts[0].columns, parts[0].lines[:1])
    return _report(matrix, f"don-vi-{row.agency_code}", f"Báo cáo kết quả của {row.agency_name}", parts)


def _beside(block: Matrix, row: SnapshotRow, node: Branch) -> Line:
    cell = block.cell(row, node.code) or Cell(None, ZERO)
    return Line([node.code, node.name, cell.maximum, cell.mine, cell.points, cell.share, block.mean_share(node.code)])


def _leaf_of(block: Matrix, row: SnapshotRow, node: Branch, reasons: Codes) -> Line:
    cell = block.cell(row, node.code) or Cell(None, ZERO)
    if cell.maximum <= 0:
        return Line([node.code, node.name, None, None, None, None, "Không phát sinh, không tính"])
    found = causes_of(node, cell, reasons.get((row.agency_id, node.code), ""))
    words = "; ".join(CAUSES[cause] for cause in found)
    return Line([node.code, node.name, cell.maximum, cell.mine, cell.points, cell.lost or None, words])


def of_area(matrix: Matrix, area: Branch, reasons: Codes) -> Report:
    """One area: the agencies by what they reached in it, criterion by criterion, and its leaves."""
    nodes = [node for node in matrix.at_level("criterion") if node.area_code == area.code and node.parent_id]
    ordered = sorted(matrix.rows, key=lambda row: -(_share(matrix.cell(row, area.code)) or ZERO))
    columns = (UNIT, *(Column(node.code, "points", 6) for node in nodes), Column("Cộng", "points", 7), SHARE)
    agencies = [
        Line(
            [
                row.agency_name,
                *(_points(matrix.cell(row, node.code)) for node in nodes),
                *_sum(matrix.cell(row, area.code)),
            ]
        )
        for row in ordered
    ]
    inside = Matrix(
        matrix.campaign, matrix.snapshot, matrix.criteria_set, matrix.rows,
        [node for node in matrix.nodes if node.area_code == area.code], matrix.cells, matrix.blocks,
    )  # fmt: skip
    names = [Line([node.code, node.name, node.max_points, matrix.mean_share(node.code)]) for node in nodes]
    parts = [
        Part("Điểm của từng đơn vị", columns, agencies),
        Part("Tiêu chí của lĩnh vực", (*NODE, MAXIMUM, SHARE), names),
        _most_lost(losses(inside, reasons)),
    ]
    return _report(matrix, f"linh-vuc-{area.code}", f"Báo cáo lĩnh vực {area.code}. {area.name}", parts)


def _share(cell: Cell | None) -> Decimal | None:
    return cell.share if cell else None


def _points(cell: Cell | None) -> Decimal | None:
    return cell.points if cell else None


def _sum(cell: Cell | None) -> tuple[Decimal | None, Decimal | None]:
    return _points(cell), _share(cell)


def of_leaf(matrix: Matrix, leaf: Branch, reasons: Codes) -> Report:
    """One leaf: every agency's points, the highest first."""
    columns = (UNIT, MAXIMUM, Column("Tự chấm", "points", 7), EARNED, SHARE, LOST, Column("Nguyên nhân", width=22))
    ordered = sorted(matrix.rows, key=lambda row: -(_share(matrix.cell(row, leaf.code)) or ZERO))
    lines = [Line([row.agency_name, *_leaf_of(matrix, row, leaf, reasons).values[2:5]]) for row in ordered]
    lines = [
        Line([*line.values, _share(matrix.cell(row, leaf.code)), *_leaf_of(matrix, row, leaf, reasons).values[5:]])
        for line, row in zip(lines, ordered, strict=True)
    ]
    cells = matrix.column(leaf.code)
    foot = Line(
        ["Chung", total(cell.maximum for cell in cells), total(cell.mine or ZERO for cell in cells),
         total(cell.points or ZERO for cell in cells), matrix.mean_share(leaf.code),
         total(cell.lost for cell in cells), ""],
        strong=True,
    )  # fmt: skip
    title = f"Báo cáo mục {leaf.code} {leaf.name} ({point_words(leaf.max_points)} điểm)"
    return _report(matrix, f"muc-{leaf.code}", title, [Part("Điểm của từng đơn vị", columns, [*lines, foot])])


def departments(matrix: Matrix) -> Mapping[str, list[Branch]]:
    """The self-scored leaves by the department that the criteria set names for them."""
    found: dict[str, list[Branch]] = {}
    for node in matrix.at_level("leaf"):
        name = "" if node.is_surveyed else node.criterion().department.strip()
        if name:
            found.setdefault(name, []).append(node)
    return found


def of_department(matrix: Matrix, name: str, leaves: Sequence[Branch]) -> Report:
    """What one department appraised: leaf by leaf and agency by agency, claimed against counted."""
    columns = (*NODE, MAXIMUM, Column("Tự chấm", "points", 8), Column("Tính điểm", "points", 8))
    columns += (Column("Giảm", "points", 7), Column("Số đơn vị bị giảm", "count", 8), SHARE)
    by_leaf = [Line([node.code, node.name, node.max_points, *_judged(matrix.column(node.code))]) for node in leaves]
    agencies = []
    for row in matrix.rows:
        cells = [cell for node in leaves if (cell := matrix.cell(row, node.code)) is not None and cell.maximum > 0]
        agencies.append(Line([row.agency_name, *_judged(cells)]))
    of_unit = (UNIT, columns[3], columns[4], columns[5], Column("Số mục bị giảm", "count", 8), SHARE)
    parts = [Part("Theo mục", columns, by_leaf), Part("Theo đơn vị", of_unit, agencies)]
    return _report(matrix, "phong", f"Báo cáo thẩm định của {name}", parts)


def _judged(cells: Sequence[Cell]) -> list[Value]:
    """Claimed, counted, taken away, in how many cells, and the share of the maximum."""
    claimed, counted = total(cell.mine or ZERO for cell in cells), total(cell.points or ZERO for cell in cells)
    cut = [
        EXACT.subtract(cell.mine, cell.points) for cell in cells if cell.mine is not None and cell.points is not None
    ]
    taken = [points for points in cut if points > 0]
    maximum = total(cell.maximum for cell in cells)
    share = EXACT.divide(EXACT.multiply(counted, Decimal(100)), maximum) if maximum else None
    return [claimed, counted, total(taken), len(taken), share]


def of_heads(matrix: Matrix) -> Report:
    """The classification of heads, as annex III of the decision prints it, beside the level by the index alone."""
    columns = (Column("Họ và tên", width=16), Column("Chức vụ", width=18), UNIT, Column("Chỉ số (%)", "points", 7))
    columns += (Column("Xếp loại", width=9), Column("Theo Chỉ số", width=16), Column("Mức độ hoàn thành", width=16))
    columns += (Column("Ghi chú", width=24),)
    levels = head_levels(matrix.campaign)
    lines = [
        _head(one, levels.get(one.row.band, "")) for one in heads_of(matrix.campaign, matrix.snapshot, matrix.rows)
    ]
    return _report(matrix, "nguoi-dung-dau", "Phân loại người đứng đầu", [Part("Người đứng đầu", columns, lines)])


def _head(one: Head, by_index: str) -> Line:
    without = "Không phân loại" if one.line.since else "–"
    who, result = (
        (one.line.name or "…", one.line.title),
        (one.row.agency_name, one.row.index_exact, one.row.band or "–"),
    )
    return Line([*who, *result, by_index or "–", one.line.level or without, one.line.remark])
