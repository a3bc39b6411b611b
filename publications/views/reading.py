"""Reading the result: heat map, points lost with their causes, and what a rank would be if they had not been."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.files.writer import OutColumn, Sheet, sheet_name, write_xlsx
from cchc.web.views import readonly
from criteria.tree import Branch
from publications.exports import CONTENT_TYPES
from publications.models import SnapshotRow
from publications.permissions import may_open_results, may_read_all
from publications.reading.heat import Level, heat_maps
from publications.reading.losses import losses, own_losses, reason_codes, simulate
from publications.reading.matrix import Matrix, read_matrix
from publications.reading.scene import Scene, scene_of
from publications.results import band_rules

SHOWN_LOSSES = 20
MOST_FIXED = 30
"""So many leaves can be tried at once."""


def matrix_of(scene: Scene) -> Matrix:
    """The figures of the block chosen; without a choice, of all."""
    return read_matrix(scene.campaign, scene.snapshot, scene.chosen_set).in_block(scene.block)


def _context(scene: Scene, current: str, matrix: Matrix | None = None) -> dict[str, object]:
    found = {"campaign": scene.campaign, "scene": scene, "snapshot": scene.snapshot, "current": current}
    return found | ({"matrix": matrix} if matrix else {})


@readonly(may=may_open_results)
def heat_map(request: HttpRequest, year: int) -> HttpResponse:
    """Agency by area, criterion or leaf, in per cent of what applies to the agency."""
    scene = scene_of(request, year)
    level = _level(request.GET.get("theo", ""))
    matrix = matrix_of(scene) if scene.has_figures and scene.chosen_set else None
    areas = matrix.at_level(Level.AREA) if matrix else []
    area = next((one.code for one in areas if one.code == request.GET.get("linh-vuc")), "")
    maps = heat_maps(matrix, level, area if level is not Level.AREA else "") if matrix else []
    context = _context(scene, "heat", matrix)
    context |= {"maps": maps, "level": level, "levels": list(Level), "areas": areas, "area": area}
    context["large_paper"] = request.GET.get("kho") == "a3"
    return render(request, "publications/reading/heat.html", context)


def _level(asked: str) -> Level:
    return Level(asked) if asked in set(Level) else Level.AREA


@readonly(may=may_open_results)
def heat_file(request: HttpRequest, year: int) -> HttpResponse:
    """The heat map as a workbook: a sheet each for areas, criteria and leaves."""
    scene = scene_of(request, year)
    matrix = matrix_of(scene)
    sheets = [_sheet(matrix, level) for level in Level]
    response = HttpResponse(write_xlsx(sheets, title=f"Bản đồ điểm {year}"), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="ban-do-diem-{year}.xlsx"'
    return response


def _sheet(matrix: Matrix, level: Level) -> Sheet:
    nodes = matrix.at_level(level)
    columns = [OutColumn("Đơn vị", width=30), OutColumn("Chỉ số", "number", 10)]
    columns += [OutColumn(f"{node.code} ({node.max_points.normalize():f})", "number", 10) for node in nodes]
    rows = [(row.agency_name, row.index_exact, *_shares(matrix, row, nodes)) for row in matrix.rows]
    titles = ("Phần trăm điểm tối đa áp dụng của đơn vị; ô trống: không phát sinh.",)
    return Sheet(sheet_name(level.label), columns, rows, titles=titles, freeze_columns=1)


def _shares(matrix: Matrix, row: SnapshotRow, nodes: Sequence[Branch]) -> list[Decimal | None]:
    cells = [matrix.cell(row, node.code) for node in nodes]
    return [cell.share if cell else None for cell in cells]


@readonly(may=may_read_all)
def lost_points(request: HttpRequest, year: int) -> HttpResponse:
    """The leaves that cost most points, why, and the rank of one agency if some of them were mended."""
    scene = scene_of(request, year)
    context = _context(scene, "losses")
    if scene.has_figures and scene.chosen_set:
        matrix = matrix_of(scene)
        reasons = reason_codes(scene.campaign)
        found = losses(matrix, reasons)
        context |= {"matrix": matrix, "losses": found, "leaves": found.leaves[:SHOWN_LOSSES]}
        context |= _tried(request, scene, matrix, reasons)
    return render(request, "publications/reading/losses.html", context)


def _tried(request: HttpRequest, scene: Scene, matrix: Matrix, reasons: dict) -> dict[str, object]:
    """The agency chosen in ``?don-vi=``, its own losses, and the outcome of the leaves in ``?muc=``."""
    row = next((one for one in matrix.rows if one.agency_code == request.GET.get("don-vi")), None)
    if row is None:
        return {"chosen": None}
    mine = own_losses(matrix, row, reasons)
    codes = set(request.GET.getlist("muc")[:MOST_FIXED])
    tie_rule = scene.snapshot.tie_rule if scene.snapshot else scene.campaign.tie_rule
    rows = read_all_rows(scene, matrix)
    outcome = simulate(rows, row, mine, codes, band_rules(scene.campaign), tie_rule=tie_rule) if codes else None
    return {"chosen": row, "mine": mine, "codes": codes, "outcome": outcome}


def read_all_rows(scene: Scene, matrix: Matrix) -> list:
    """Everybody of the year: a rank needs also those whom another set scores in the same block."""
    if scene.snapshot is None or len(scene.sets) < 2:
        return list(matrix.rows)
    return list(scene.snapshot.rows.order_by("position"))
