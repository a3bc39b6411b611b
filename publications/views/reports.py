"""The standard reports and the data-quality report: page, PDF, workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cchc.web.views import readonly
from criteria.tree import Branch
from publications.exports import CONTENT_TYPES
from publications.permissions import may_read_all
from publications.reading.losses import reason_codes
from publications.reading.matrix import Matrix, read_matrix
from publications.reading.scene import Scene, scene_of
from publications.reporting import standard
from publications.reporting.printing import MOST_ROWS, to_paper, to_workbook
from publications.reporting.quality import quality
from publications.reporting.table import Report

Choice = tuple[str, str]
"""What a report can be about: the value in the address, and its words."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One report: its name in the address, and what is asked of the reader: a choice of ``label``."""

    name: str
    title: str
    about: str
    label: str = ""
    choices: Callable[[Matrix], Sequence[Choice]] = lambda matrix: ()
    needs_no_figures: bool = False


def _agencies(matrix: Matrix) -> list[Choice]:
    return [(row.agency_code, row.agency_name) for row in matrix.rows]


def _nodes(level: str) -> Callable[[Matrix], Sequence[Choice]]:
    return lambda matrix: [(node.code, f"{node.code} {node.name}") for node in matrix.at_level(level)]


def _departments(matrix: Matrix) -> list[Choice]:
    return [(name, name) for name in standard.departments(matrix)]


KINDS = (
    Kind("toan-bo", "Kết quả chung", "Xếp hạng, xếp loại, điểm từng lĩnh vực, mục mất nhiều điểm, nguyên nhân."),
    Kind(
        "don-vi",
        "Một đơn vị",
        "Điểm từng lĩnh vực so với khối, từng mục, điểm mất và nguyên nhân.",
        "Đơn vị",
        _agencies,
    ),
    Kind("linh-vuc", "Một lĩnh vực", "Các đơn vị theo điểm của lĩnh vực, từng tiêu chí.", "Lĩnh vực", _nodes("field")),
    Kind("muc", "Một mục", "Mọi đơn vị ở một tiêu chí thành phần.", "Mục", _nodes("leaf")),
    Kind("phong", "Một cơ quan thẩm định", "Tự chấm so với thẩm định, theo mục, theo đơn vị.", "Cơ quan", _departments),
    Kind("nguoi-dung-dau", "Phân loại người đứng đầu", "Mức theo Chỉ số, điều kiện, mức độ hoàn thành nhiệm vụ."),
    Kind(
        "chat-luong",
        "Chất lượng số liệu",
        "Chưa trả lời, không có tài liệu, đã cũ, khác thường, điểm tính lại khác.",
        needs_no_figures=True,
    ),
)


def _kind(name: str) -> Kind:
    found = next((kind for kind in KINDS if kind.name == name), None)
    if found is None:
        raise Http404
    return found


@readonly(may=may_read_all)
def reports(request: HttpRequest, year: int) -> HttpResponse:
    """All reports of the year, with what each is about to choose."""
    scene = scene_of(request, year)
    matrix = _matrix(scene) if scene.has_figures else None
    possible = [kind for kind in KINDS if matrix or kind.needs_no_figures]
    listed = [(kind, kind.choices(matrix) if matrix else ()) for kind in possible]
    context = {"campaign": scene.campaign, "scene": scene, "matrix": matrix, "listed": listed, "current": "reports"}
    return render(request, "publications/reading/reports.html", context)


def _matrix(scene: Scene) -> Matrix:
    return read_matrix(scene.campaign, scene.snapshot, scene.chosen_set)


def _made(request: HttpRequest, scene: Scene, kind: Kind) -> tuple[Report, Matrix]:
    """The report asked for by ``?chon=``. 404 for a choice there isn't."""
    if not (scene.has_figures or kind.needs_no_figures):
        raise Http404
    matrix, asked = _matrix(scene), request.GET.get("chon", "")
    if kind.label and asked not in {value for value, _ in kind.choices(matrix)}:
        raise Http404
    return _built(kind, matrix, asked), matrix


def _built(kind: Kind, matrix: Matrix, asked: str) -> Report:
    if kind.name == "chat-luong":
        return quality(matrix.campaign, matrix)
    if kind.name == "nguoi-dung-dau":
        return standard.of_heads(matrix)
    if kind.name == "phong":
        return standard.of_department(matrix, asked, standard.departments(matrix)[asked])
    reasons = reason_codes(matrix.campaign)
    if kind.name == "toan-bo":
        return standard.whole(matrix, reasons)
    if kind.name == "don-vi":
        return standard.of_agency(matrix, next(row for row in matrix.rows if row.agency_code == asked), reasons)
    node = _node(matrix, asked)
    return (
        standard.of_area(matrix, node, reasons) if kind.name == "linh-vuc" else standard.of_leaf(matrix, node, reasons)
    )


def _node(matrix: Matrix, code: str) -> Branch:
    return next(node for node in matrix.nodes if node.code == code)


@readonly(may=may_read_all)
def report(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """One report as a page."""
    scene, kind = scene_of(request, year), _kind(name)
    made, matrix = _made(request, scene, kind)
    context = {"campaign": scene.campaign, "scene": scene, "kind": kind, "report": made, "current": "reports"}
    context |= {
        "choices": kind.choices(matrix),
        "chosen": request.GET.get("chon", ""),
        "query": request.GET.urlencode(),
    }
    return render(request, "publications/reading/report.html", context)


@readonly(may=may_read_all)
def report_file(request: HttpRequest, year: int, name: str, extension: str) -> HttpResponse:
    """The same report as PDF or workbook; one too long for paper leads back with a word."""
    scene, kind = scene_of(request, year), _kind(name)
    made, _ = _made(request, scene, kind)
    if extension == "pdf" and made.rows > MOST_ROWS:
        messages.warning(request, f"Báo cáo dài {made.rows} dòng, quá {MOST_ROWS} dòng của một tệp PDF – tải Excel.")
        return redirect("publications:reports", request.tenant.slug, year)  # type: ignore[attr-defined]
    if extension == "pdf":
        body = to_paper(made, issuer=request.tenant.standing_office_name)  # type: ignore[attr-defined]
    else:
        body = to_workbook(made)
    content_type = "application/pdf" if extension == "pdf" else CONTENT_TYPES["xlsx"]
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="bao-cao-{made.name}.{extension}"'
    return response
