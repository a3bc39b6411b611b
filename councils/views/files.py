"""One agency's file beside its appraisal, for those who appraise, and for the agency itself once it may see it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessments.models import Assessment
from assessments.states import Refusal, State
from cchc.accounts.roles import OF_ASSESSED_AGENCY, SEES_ALL
from cchc.tenancy.audit import history
from cchc.tenancy.models import Agency, AuditEvent
from cchc.web.views import readonly, require, write
from councils.models import Confirmation
from councils.permissions import (
    is_outsider,
    may_appraise,
    may_appraise_something,
    may_decide,
    may_finish,
    may_open_leaf,
    may_override,
    may_read_file,
    may_read_files,
    may_see_appraisal,
    may_send_reply,
)
from councils.queries import Cells, open_for
from councils.queries.confirmed import confirmations_of, departments_of, unconfirmed
from councils.queries.files import AreaSum, FileLine, FilePage, bonus_cells, file_page
from councils.queries.grid import GridRow, last_year_of, scored_leaf
from councils.services import Refused, finish_appraisal
from councils.services.replying import appeal_open
from councils.stages import OPEN_IN, STATES_OF, Stage
from councils.views.common import campaign_and_cells, said, to
from councils.views.leaves import accept_cells, answer_row, save_lines, save_typed, writing_context
from councils.views.rows import Line, line_of
from criteria.catalogue import leaf_rule
from criteria.models import Campaign, Criterion


def fetch_file(request: HttpRequest, campaign: Campaign, pk: int) -> Assessment:
    """A file of the campaign; for people of assessed agencies there is none but their own."""
    files = Assessment.objects.select_related("agency", "campaign", "criteria_set").filter(campaign=campaign)
    if is_outsider(request.member):  # type: ignore[attr-defined]
        files = files.filter(agency__in=request.member.agency_ids(*OF_ASSESSED_AGENCY))  # type: ignore[attr-defined]
    return get_object_or_404(files, pk=pk)


@readonly(may=may_read_files)
def file(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The file, area by area (``?linh-vuc=``); the appraiser writes in it, line by line."""
    sheet = _sheet(request, year, pk)
    require(may_read_file(request.member, sheet.file), request, "may_read_file")  # type: ignore[attr-defined]
    return render(request, "councils/file.html", _context(request, sheet))


@dataclass(slots=True)
class FileSheet:
    """One area of a file as the page shows it, with a line to write for each leaf the person may write."""

    campaign: Campaign
    cells: Cells
    file: Assessment
    page: FilePage
    area: AreaSum | None
    lines: list[FileLine]
    written: dict[int, Line]

    @property
    def acceptable(self) -> list[GridRow]:
        """The lines whose self-score the person could take over now."""
        return [line.row for line in self.written.values() if line.row.is_acceptable]


def _sheet(request: HttpRequest, year: int, pk: int) -> FileSheet:
    campaign, cells = campaign_and_cells(request, year)
    found = fetch_file(request, campaign, pk)
    page = file_page(found)
    area = _chosen(request, page)
    lines = page.lines.get(area.area.pk, []) if area and area.area else []
    inside = may_see_appraisal(request.member)  # type: ignore[attr-defined]
    written = written_lines(campaign, cells, found, lines) if inside else {}
    return FileSheet(campaign, cells, found, page, area, lines, written)


def written_lines(campaign: Campaign, cells: Cells, found: Assessment, lines: list[FileLine]) -> dict[int, Line]:
    """By leaf id the lines that the person can write now: theirs, sent, open."""
    if found.state != State.SUBMITTED or not cells.leaf_ids or found.agency_id in cells.barred:
        return {}
    if not open_for(campaign, OPEN_IN[Stage.APPRAISED], timezone.now()).is_open(found.agency_id):
        return {}
    mine = [line for line in lines if line.node.is_leaf and not line.exempted]
    mine = [line for line in mine if cells.covers(found.agency_id, line.node.pk)]
    nodes = Criterion.objects.with_rules().in_bulk([line.node.pk for line in mine])
    before = last_year_of(campaign, found.agency_id) if mine else {}
    made = {}
    for line in mine:
        row = GridRow(found.agency, line.node, found, line.scores, line.citations, assigned=True)
        row.last_year = before.get(line.node.code)
        made[line.node.pk] = line_of(row, leaf_rule(nodes[line.node.pk]), by_file=True)
    return made


def _context(request: HttpRequest, sheet: FileSheet) -> dict[str, Any]:
    found, member = sheet.file, request.member  # type: ignore[attr-defined]
    inside = may_see_appraisal(member)
    mine = departments_of(sheet.campaign, member) if inside else []
    ending = may_finish(member) and found.state == State.SUBMITTED
    return writing_context(request, sheet.campaign) | {
        "campaign": sheet.campaign,
        "file": found,
        "page": sheet.page,
        "area": sheet.area,
        "lines": [
            (line, _may_open(sheet.cells, found, line, request), sheet.written.get(line.node.pk))
            for line in sheet.lines
        ],
        "editable": bool(sheet.written),
        "errors": [line for line in sheet.written.values() if line.error],
        "grids": {line.node.pk for line in sheet.lines if may_open_leaf(member, sheet.cells, line.node)},
        "acceptable": len(sheet.acceptable),
        "bonus": [cell for cell in bonus_cells(sheet.campaign, [found]).get(found.pk, []) if cell.score],
        "log": found.log.select_related("by"),
        "state": State(found.state),
        "inside": inside,
        "history": _history(found, sheet.lines) if inside else [],
        "parts": _parts(found, mine) if inside else [],
        "may_finish": ending,
        "unconfirmed": unconfirmed(sheet.campaign, [found]).get(found.pk, []) if ending else [],
        "may_override": ending and may_override(member),
        "may_reappraise": may_decide(member) and found.state in STATES_OF[Stage.REAPPRAISED],
        "neighbours": _neighbours(sheet.campaign, found) if inside else (None, None),
        "appealing": not inside and may_send_reply(member, found) and appeal_open(found, timezone.now()),
    }


def _parts(found: Assessment, mine: list[Agency]) -> list[tuple[Agency, list[Confirmation], bool]]:
    """Departments with what they have confirmed of the file, the first round first; whether the person may look."""
    stands: dict[Agency, list[Confirmation]] = {one: [] for one in mine if one.pk != found.agency_id}
    for row in reversed(confirmations_of(found)):
        if row.reopened_at is None:
            stands.setdefault(row.department, []).append(row)
    ordered = sorted(stands.items(), key=lambda pair: pair[0].sort_key)
    return [(agency, sorted(rows, key=lambda row: row.confirmed_at), agency in mine) for agency, rows in ordered]


@write(may=may_appraise_something, methods=("POST",))
def save(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Save every changed line of an area; without script this is how lines are saved."""
    sheet = _sheet(request, year, pk)
    require(bool(sheet.written), request, "may_appraise")
    lines = list(sheet.written.values())
    saved = save_lines(request, sheet.cells, lines)
    if any(line.error for line in lines):
        if saved:
            messages.success(request, f"Đã lưu {saved} dòng; các dòng báo đỏ chưa lưu, xem lý do ở từng dòng.")
        return render(request, "councils/file.html", _context(request, sheet))
    said(request, saved, "Đã lưu {} dòng.", "Không có dòng nào thay đổi.")
    return _to_area(request, sheet)


def _to_area(request: HttpRequest, sheet: FileSheet) -> HttpResponse:
    answer = to(request, "file", sheet.campaign.year, sheet.file.pk)
    if sheet.area and sheet.area.area:
        answer["Location"] += f"?linh-vuc={sheet.area.area.code}"
    return answer


@write(may=may_appraise_something, methods=("POST",))
def row(request: HttpRequest, year: int, pk: int, leaf: int) -> HttpResponse:
    """Save one line of a file as it is left; answers with the parts of the line that follow from it."""
    campaign, cells = campaign_and_cells(request, year)
    found = fetch_file(request, campaign, pk)
    node = get_object_or_404(Criterion, scored_leaf(campaign, leaf), criteria_set_id=found.criteria_set_id)
    require(may_appraise(cells, found, node), request, "may_appraise")
    shown = next(line for lines in file_page(found).lines.values() for line in lines if line.node.pk == node.pk)
    line = line_of(
        GridRow(found.agency, shown.node, found, shown.scores, shown.citations, assigned=True),
        leaf_rule(Criterion.objects.with_rules().get(pk=leaf)),
        by_file=True,
    )
    by_entry = save_typed(request, cells, line)
    if not request.headers.get("HX-Request"):
        if line.error:
            messages.error(request, line.error)
        return to(request, "file", year, pk)
    return answer_row(request, line, {"campaign": campaign, "file": found, "leaf": node, "by_entry": by_entry})


def _chosen(request: HttpRequest, page: FilePage) -> Any:
    code = request.POST.get("linh-vuc") or request.GET.get("linh-vuc", "")
    return next((one for one in page.areas if one.area and one.area.code == code), next(iter(page.areas), None))


def _may_open(cells: Cells, found: Assessment, line: FileLine, request: HttpRequest) -> bool:
    """Whether evidence of the line is a link: own file, a reader of every file, or the appraiser of the leaf."""
    member = request.member  # type: ignore[attr-defined]
    if cells.covers(found.agency_id, line.node.pk):
        return True
    return found.agency_id in member.agency_ids(*OF_ASSESSED_AGENCY) or member.has(*SEES_ALL)


def _history(found: Assessment, lines: list[FileLine]) -> list[AuditEvent]:
    """The diary of the file itself and of the scores shown."""
    pks = [score.pk for line in lines for score in line.scores.values() if score.stage != Stage.SELF]
    scores = AuditEvent.objects.filter(object_type="assessments.score", object_id__in=pks)
    return list((scores | history(found)).order_by("-sequence")[:30])


def _neighbours(campaign: Campaign, found: Assessment) -> tuple[Assessment | None, Assessment | None]:
    files = campaign.assessments.select_related("agency")
    key = found.agency.sort_key
    before = files.filter(agency__sort_key__lt=key).order_by("-agency__sort_key").first()
    return before, files.filter(agency__sort_key__gt=key).order_by("agency__sort_key").first()


@write(may=may_appraise_something, methods=("POST",))
def accept(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take over the undisputed self-scores of one area of the file."""
    sheet = _sheet(request, year, pk)
    require(bool(sheet.cells.leaf_ids) and sheet.file.agency_id not in sheet.cells.barred, request, "may_appraise")
    wanted = [(sheet.file.pk, sheet.file.agency_id, row.leaf) for row in sheet.acceptable]
    count = accept_cells(request, sheet.campaign, sheet.cells, wanted)
    said(request, count, "Đã nhận điểm tự chấm cho {} mục.", "Không còn mục nào nhận được điểm tự chấm ở lĩnh vực này.")
    return _to_area(request, sheet)


@write(may=may_finish, methods=("POST",))
def finish(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """End the appraisal of the file."""
    campaign, _ = campaign_and_cells(request, year)
    found = fetch_file(request, campaign, pk)
    try:
        reason = request.POST.get("reason", "")
        finish_appraisal(assessment=found, by=request.member, at=timezone.now(), reason=reason)  # type: ignore[attr-defined]
        messages.success(request, f"Đã kết thúc thẩm định hồ sơ {found.agency}.")
    except (Refused, Refusal) as refused:
        messages.error(request, refused.message)
    return to(request, "file", year, pk)
