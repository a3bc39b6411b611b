"""The years beside each other: agencies through mergers, areas and leaves through the criteria they continue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.web.views import readonly
from criteria.rules.numbers import ZERO, total
from publications.permissions import may_open_results
from publications.reading.matrix import Matrix, read_matrix
from publications.reading.scene import Scene, scene_of
from publications.reading.years import NodeYear, agency_years, descent, node_years, past_snapshots


@readonly(may=may_open_results)
def years(request: HttpRequest, year: int) -> HttpResponse:
    """All agencies and all nodes of the year beside the years published before."""
    scene = scene_of(request, year)
    context: dict[str, object] = {"campaign": scene.campaign, "scene": scene, "current": "years"}
    if scene.has_figures:
        matrix = read_matrix(scene.campaign, scene.snapshot, scene.chosen_set).in_block(scene.block)
        context |= _figures(scene, matrix)
    return render(request, "publications/reading/years.html", context)


def _figures(scene: Scene, matrix: Matrix) -> dict[str, object]:
    year, past = scene.campaign.year, past_snapshots(scene.campaign.year)
    now = {code: sum_of(matrix, code, year) for code in {code for cells in matrix.cells.values() for code in cells}}
    nodes = node_years(scene.chosen_set, now, year, past) if scene.chosen_set else []
    agencies = agency_years(matrix.rows, year, past, descent())
    return {
        "matrix": matrix,
        "snapshot": scene.snapshot,
        "past": [*(snapshot.campaign.year for snapshot in past), year],
        "agencies": agencies,
        "has_notes": any(one.notes for one in agencies),
        "areas": [one for one in nodes if not one.node.is_leaf],
        "leaves": [one for one in nodes if one.node.is_leaf],
        "tabled": [snapshot.campaign.year for snapshot in past if snapshot.imported],
    }


def sum_of(matrix: Matrix, code: str, year: int) -> NodeYear:
    """This year's points and maxima of all agencies at one node."""
    cells = matrix.column(code)
    return NodeYear(year, total(cell.points or ZERO for cell in cells), total(cell.maximum for cell in cells), code)
