"""One agency's file beside its appraisal, for those who appraise, and for the agency itself once it may see it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessments.models import Assessment
from assessments.states import Refusal, State
from cchc.accounts.roles import OF_ASSESSED_AGENCY, SEES_ALL
from cchc.tenancy.audit import history
from cchc.tenancy.models import AuditEvent
from cchc.web.views import readonly, require, write
from councils.permissions import (
    is_outsider,
    may_appraise_something,
    may_decide,
    may_finish,
    may_open_leaf,
    may_read_file,
    may_read_files,
    may_see_appraisal,
)
from councils.queries import Cells, open_for
from councils.queries.files import FileLine, FilePage, bonus_cells, file_page
from councils.queries.grid import GridRow
from councils.services import Refused, finish_appraisal
from councils.stages import OPEN_IN, STATES_OF, Stage
from councils.views.common import campaign_and_cells, said, to
from councils.views.leaves import accept_rows
from criteria.models import Campaign


def fetch_file(request: HttpRequest, campaign: Campaign, pk: int) -> Assessment:
    """A file of the campaign; for people of assessed agencies there is none but their own."""
    files = Assessment.objects.select_related("agency", "campaign", "criteria_set").filter(campaign=campaign)
    if is_outsider(request.member):  # type: ignore[attr-defined]
        files = files.filter(agency__in=request.member.agency_ids(*OF_ASSESSED_AGENCY))  # type: ignore[attr-defined]
    return get_object_or_404(files, pk=pk)


@readonly(may=may_read_files)
def file(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The file, area by area (``?linh-vuc=``)."""
    campaign, cells = campaign_and_cells(request, year)
    found = fetch_file(request, campaign, pk)
    require(may_read_file(request.member, found), request, "may_read_file")  # type: ignore[attr-defined]
    page = file_page(found)
    area = _chosen(request, page)
    lines = page.lines.get(area.area.pk, []) if area and area.area else []
    inside = may_see_appraisal(request.member)  # type: ignore[attr-defined]
    context = {
        "campaign": campaign,
        "file": found,
        "page": page,
        "area": area,
        "lines": [(line, _may_open(cells, found, line, request)) for line in lines],
        "grids": {line.node.pk for line in lines if may_open_leaf(request.member, cells, line.node)},  # type: ignore[attr-defined]
        "acceptable": len(acceptable(campaign, cells, found, lines)),
        "bonus": [cell for cell in bonus_cells(campaign, [found]).get(found.pk, []) if cell.score],
        "log": found.log.select_related("by"),
        "state": State(found.state),
        "inside": inside,
        "history": _history(found, lines) if inside else [],
        "may_finish": may_finish(request.member) and found.state == State.SUBMITTED,  # type: ignore[attr-defined]
        "may_reappraise": may_decide(request.member)  # type: ignore[attr-defined]
        and found.state in STATES_OF[Stage.REAPPRAISED],
        "neighbours": _neighbours(campaign, found) if inside else (None, None),
    }
    return render(request, "councils/file.html", context)


def _chosen(request: HttpRequest, page: FilePage) -> Any:
    code = request.GET.get("linh-vuc", "")
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


def acceptable(campaign: Campaign, cells: Cells, found: Assessment, lines: list[FileLine]) -> list[GridRow]:
    """The lines whose self-score the person could take over now."""
    if found.state != State.SUBMITTED or not cells.leaf_ids:
        return []
    if not open_for(campaign, OPEN_IN[Stage.APPRAISED], timezone.now()).is_open(found.agency_id):
        return []
    rows = [
        GridRow(found.agency, line.node, found, line.scores)
        for line in lines
        if line.node.is_leaf and not line.exempted and cells.covers(found.agency_id, line.node.pk)
    ]
    return [row for row in rows if row.is_acceptable]


@write(may=may_appraise_something, methods=("POST",))
def accept(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take over the undisputed self-scores of one area of the file."""
    campaign, cells = campaign_and_cells(request, year)
    found = fetch_file(request, campaign, pk)
    require(bool(cells.leaf_ids) and found.agency_id not in cells.own, request, "may_appraise")
    page = file_page(found)
    area = next((one for one in page.areas if one.area and one.area.code == request.POST.get("linh-vuc")), None)
    lines = page.lines.get(area.area.pk, []) if area and area.area else []
    count = accept_rows(request, campaign, cells, acceptable(campaign, cells, found, lines))
    said(request, count, "Đã nhận điểm tự chấm cho {} mục.", "Không còn mục nào nhận được điểm tự chấm ở lĩnh vực này.")
    answer = to(request, "file", year, pk)
    if area and area.area:
        answer["Location"] += f"?linh-vuc={area.area.code}"
    return answer


@write(may=may_finish, methods=("POST",))
def finish(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """End the appraisal of the file."""
    campaign, _ = campaign_and_cells(request, year)
    found = fetch_file(request, campaign, pk)
    try:
        finish_appraisal(assessment=found, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, f"Đã kết thúc thẩm định hồ sơ {found.agency}.")
    except (Refused, Refusal) as refused:
        messages.error(request, refused.message)
    return to(request, "file", year, pk)
