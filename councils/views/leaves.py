"""Appraising by criterion: the person's list of leaves, and one leaf across all agencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments.models import Assessment
from cchc.accounts.roles import SEES_ALL
from cchc.tenancy.models import Agency
from cchc.web.pagination import page_of
from cchc.web.views import readonly, require, write
from councils.forms import REASONS, RowInput
from councils.permissions import (
    may_appraise,
    may_appraise_something,
    may_give_opinions,
    may_open_leaf,
    may_see_appraisal,
)
from councils.queries import Cells, leaf_assignments, leaf_progress, open_for
from councils.queries.assigned import unassigned_ids
from councils.queries.grid import leaf_grid, neighbours, scored_leaf
from councils.queries.openness import unassigned_words
from councils.queries.opinions import opinions_of
from councils.queries.progress import LeafProgress
from councils.queries.strip import FILTERS as FILTERS_OF_GRID
from councils.queries.strip import Brief, brief_rows, chosen, distribution, levels, summary
from councils.services import Conflict, Refused, accept_self, appraise
from councils.services.snippets import snippets_of
from councils.stages import OPEN_IN, Stage
from councils.views.common import campaign_and_cells, link, said, to
from councils.views.rows import Line, line_of
from councils.wording import rule_words
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import EntryError

PER_PAGE = 150
"""Lines of one page of a grid: a province's communes on one page, thousands on several."""
FILTERS = {"": "Tất cả", "chua-xong": "Chưa xong", "khac": "Khác tự chấm"}


@readonly(may=may_see_appraisal)
def listing(request: HttpRequest, year: int) -> HttpResponse:
    """The leaves the person appraises, with progress; those who read every file see all leaves."""
    campaign, cells = campaign_and_cells(request, year)
    mine = bool(cells.leaf_ids)
    progress = leaf_progress(campaign, cells if mine else None)
    if not mine and not request.member.has(*SEES_ALL):  # type: ignore[attr-defined]
        progress = {}
    asked = request.GET.get("xem", "")
    rows = _list_rows(request, campaign, [row for row in progress.values() if _is_chosen(row, asked)])
    context = {
        "campaign": campaign,
        "rows": rows,
        "mine": mine,
        "takes_part": may_give_opinions(request.member),  # type: ignore[attr-defined]
        "count": len(progress),
        "done": sum(row.done for row in progress.values()),
        "total": sum(row.total for row in progress.values()),
        "filters": [(key, words, key == asked) for key, words in FILTERS.items()],
    }
    return render(request, "councils/leaves.html", context)


def _is_chosen(row: LeafProgress, asked: str) -> bool:
    if asked == "khac":
        return row.differs > 0
    return asked != "chua-xong" or not row.is_done


def _list_rows(request: HttpRequest, campaign: Campaign, found: list[LeafProgress]) -> list[dict[str, Any]]:
    given = leaf_assignments(campaign)
    areas = Criterion.objects.in_bulk({row.leaf.area_id for row in found})
    return [
        {
            "progress": row,
            "given": given.get(row.leaf.pk),
            "area": areas[row.leaf.area_id],
            "url": link(request, "leaf", campaign.year, row.leaf.pk),
        }
        for row in found
    ]


def leaf_for(request: HttpRequest, campaign: Campaign, cells: Cells, pk: int) -> tuple[Criterion, LeafRule]:
    """The leaf of this campaign with its rule, if the person may open it."""
    leaf = get_object_or_404(Criterion.objects.with_rules().select_related("parent", "area"), scored_leaf(campaign, pk))
    require(may_open_leaf(request.member, cells, leaf), request, "may_open_leaf")  # type: ignore[attr-defined]
    return leaf, leaf_rule(leaf)


@dataclass(slots=True)
class Sheet:
    """One leaf as the page shows it: every agency in brief, and the lines of the page asked for."""

    campaign: Campaign
    cells: Cells
    leaf: Criterion
    rule: LeafRule
    briefs: list[Brief]
    page: Page
    lines: list[Line]


def sheet_of(request: HttpRequest, campaign: Campaign, cells: Cells, known: Criterion, rule: LeafRule) -> Sheet:
    """The lines of ``?xem=`` and ``?trang=``; the number of queries doesn't grow with the agencies."""
    now = timezone.now()
    window = open_for(campaign, OPEN_IN[Stage.APPRAISED], now)
    briefs = brief_rows(campaign, known, cells, window)
    page = page_of(chosen(briefs, request.GET.get("xem", "")), request.GET, PER_PAGE)
    shown = {row.agency_id: row for row in page.object_list}
    rows = leaf_grid(campaign, known, cells, now, agencies=list(shown), window=window)
    lines = [line_of(row, rule) for row in rows]
    said_of = opinions_of(campaign, known, list(shown))
    for line in lines:
        line.doubts = doubts_of(shown[line.row.agency.pk])
        line.opinions = said_of.get(line.row.agency.pk, ())
    return Sheet(campaign, cells, known, rule, briefs, page, lines)


def doubts_of(row: Brief) -> tuple[str, ...]:
    return (row.unusual,) if row.unusual else ()


@write(may=may_see_appraisal)
def leaf(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One leaf across all agencies. The POST saves every changed row; without script this is how rows are saved."""
    campaign, cells = campaign_and_cells(request, year)
    known, rule = leaf_for(request, campaign, cells, pk)
    sheet = sheet_of(request, campaign, cells, known, rule)
    if request.method == "POST":
        require(known.pk in cells.leaf_ids, request, "may_appraise")
        saved = save_lines(request, cells, sheet.lines)
        if not any(line.error for line in sheet.lines):
            said(request, saved, "Đã lưu {} dòng.", "Không có dòng nào thay đổi.")
            return redirect(request.get_full_path())
        if saved:
            messages.success(request, f"Đã lưu {saved} dòng; các dòng báo đỏ chưa lưu, xem lý do ở từng dòng.")
    return render(request, "councils/leaf.html", leaf_context(request, sheet))


def leaf_context(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    known, cells = sheet.leaf, sheet.cells
    assignments = leaf_assignments(sheet.campaign)
    before, after = neighbours(sheet.campaign, known, cells.leaf_ids or assignments)
    chart = distribution(sheet.briefs, sheet.rule)
    asked = request.GET.get("xem", "")
    return (
        summary(sheet.briefs)
        | {
            "campaign": sheet.campaign,
            "leaf": known,
            "rule_words": rule_words(sheet.rule),
            "lines": sheet.lines,
            "page": sheet.page,
            "chart": chart,
            "chart_differs": bool(chart and any(dot.checked not in (None, dot.value) for dot in chart.dots)),
            "levels": [] if chart else levels(sheet.briefs),
            "sent": sum(row.is_sent for row in sheet.briefs),
            "before": before,
            "after": after,
            "filters": [(key, words, key == asked) for key, words in FILTERS_OF_GRID.items()],
            "filtered": asked in FILTERS_OF_GRID and bool(asked),
            "editable": any(not line.row.barred for line in sheet.lines),
            "previous_year": sheet.campaign.year - 1,
            "assignment": assignments.get(known.pk),
            "errors": [line for line in sheet.lines if line.error],
        }
        | writing_context(request, sheet.campaign)
    )


def writing_context(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """What every page with lines to write needs: kinds of reasons, the person's own wordings, why it is closed."""
    missing = len(unassigned_ids(campaign))
    return {
        "reasons": REASONS,
        "snippets": snippets_of(request.user),  # type: ignore[arg-type]
        "blocked": unassigned_words(missing) if missing else "",
    }


def save_lines(request: HttpRequest, cells: Cells, lines: list[Line]) -> int:
    """Save the rows that were changed on the page; wrong ones keep what was typed and say what is wrong."""
    saved = 0
    for line in lines:
        if line.row.barred or line.row.file is None or f"p-{line.pk}" not in request.POST:
            continue
        line.typed = RowInput.read(request.POST, line.pk, line.rule)
        if not line.typed.is_untouched:
            saved += save_line(request, cells, line)
    return saved


def save_line(request: HttpRequest, cells: Cells, line: Line) -> bool:
    """Whether the row was written. What is wrong stands in ``line.error`` then, with the input at fault."""
    file, leaf = line.row.file, line.row.leaf
    assert file is not None
    try:
        with transaction.atomic():
            done = appraise(
                assessment=file,
                leaf=leaf,
                by=request.user,  # type: ignore[arg-type]
                department=cells.department(file.agency_id, leaf.pk),
                at=timezone.now(),
                **line.typed.arguments(),
            )
    except EntryError as error:
        line.refuse(error.message, error.field)
    except Conflict as conflict:
        line.row.scores[conflict.score.stage] = conflict.score
        line.refuse(conflict.message, "conflict")
    except Refused as refused:
        line.refuse(refused.message, refused.field)
    else:
        line.row.scores[done.score.stage] = done.score
        line.error = line.at_fault = ""
        return done.changed
    return False


@write(may=may_appraise_something, methods=("POST",))
def row(request: HttpRequest, year: int, pk: int, file: int) -> HttpResponse:
    """Save one row of the grid as it is left; answers with the parts of the row that follow from it."""
    campaign, cells = campaign_and_cells(request, year)
    known, rule = leaf_for(request, campaign, cells, pk)
    chosen_file = get_object_or_404(Assessment, pk=file, campaign=campaign, criteria_set=known.criteria_set_id)
    require(may_appraise(cells, chosen_file, known), request, "may_appraise")
    (found,) = leaf_grid(campaign, known, cells, timezone.now(), agencies=[chosen_file.agency_id])
    line = line_of(found, rule)
    by_entry = save_typed(request, cells, line)
    if not request.headers.get("HX-Request"):
        if line.error:
            messages.error(request, line.error)
        return to(request, "leaf", year, pk)
    briefs = brief_rows(campaign, known, cells, open_for(campaign, OPEN_IN[Stage.APPRAISED], timezone.now()))
    context = summary(briefs) | {"line": line, "leaf": known, "campaign": campaign}
    return answer_row(request, line, context | {"by_entry": by_entry, "counted": True})


def save_typed(request: HttpRequest, cells: Cells, line: Line) -> bool:
    """Save a single row as it was sent; whether its numbers were what was changed."""
    line.typed = RowInput.read(request.POST, line.pk, line.rule)
    by_entry = line.typed.by_entry
    if not line.typed.is_untouched:
        save_line(request, cells, line)
    return by_entry


def answer_row(request: HttpRequest, line: Line, context: dict[str, Any]) -> HttpResponse:
    """The parts of the row that follow from what was saved; 409 where somebody else was quicker, 422 for a fault."""
    if not line.error:
        line.typed = RowInput.of(line.row, line.rule)
    status = 409 if line.at_fault == "conflict" else 422 if line.error else 200
    return render(
        request, "councils/_row_saved.html", context | {"line": line, "reasons": REASONS, "swap": True}, status=status
    )


@write(may=may_appraise_something, methods=("POST",))
def accept(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take over the self-score for the rows that are left; the doubtful ones only where that is asked for."""
    campaign, cells = campaign_and_cells(request, year)
    known, _ = leaf_for(request, campaign, cells, pk)
    require(known.pk in cells.leaf_ids, request, "may_appraise")
    window = open_for(campaign, OPEN_IN[Stage.APPRAISED], timezone.now())
    every = "ca-can-xem" in request.POST
    rows = [one for one in brief_rows(campaign, known, cells, window) if one.is_acceptable]
    wanted = [(one.file_id, one.agency_id, known) for one in rows if one.file_id and (every or not one.is_doubtful)]
    count = accept_cells(request, campaign, cells, wanted)  # type: ignore[arg-type]
    said(
        request,
        count,
        "Đã nhận điểm tự chấm cho {} dòng.",
        "Không còn dòng nào nhận được: dòng còn lại chưa tự chấm, chưa gửi, cần xem kỹ hoặc ngoài thời gian thẩm định.",
    )
    return to(request, "leaf", year, pk)


def accept_cells(
    request: HttpRequest, campaign: Campaign, cells: Cells, wanted: Iterable[tuple[int, int, Criterion]]
) -> int:
    """Accept (file, agency, leaf) cells, each in the name of the department for which the person appraises it."""
    groups: dict[Agency | None, list[tuple[int, Criterion]]] = {}
    for file_id, agency_id, leaf in wanted:
        groups.setdefault(cells.department(agency_id, leaf.pk), []).append((file_id, leaf))
    return sum(
        accept_self(
            campaign=campaign,
            assessments=campaign.assessments.filter(pk__in={file_id for file_id, _ in group}),
            leaves={leaf.pk: leaf for _, leaf in group}.values(),
            by=request.user,  # type: ignore[arg-type]
            department=department,
            at=timezone.now(),
        )
        for department, group in groups.items()
    )
