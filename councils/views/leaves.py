"""Appraising by criterion: the person's list of leaves, and one leaf across all agencies."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessments.models import Assessment
from cchc.accounts.roles import SEES_ALL
from cchc.web.views import readonly, require, write
from councils.forms import REASONS, RowInput
from councils.permissions import may_appraise, may_appraise_something, may_open_leaf, may_see_appraisal
from councils.queries import Cells, leaf_assignments, leaf_progress
from councils.queries.grid import GridRow, distribution, leaf_grid, neighbours, scored_leaf
from councils.queries.progress import LeafProgress
from councils.services import Conflict, Refused, accept_self, appraise
from councils.views.common import campaign_and_cells, link, said, to
from councils.views.rows import Line, line_of
from councils.wording import rule_words
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import EntryError

FILTERS = {"": "Tất cả", "chua-xong": "Chưa xong", "khac": "Khác tự chấm"}


@readonly(may=may_see_appraisal)
def listing(request: HttpRequest, year: int) -> HttpResponse:
    """The leaves the person appraises, with progress; those who read every file see all leaves."""
    campaign, cells = campaign_and_cells(request, year)
    mine = bool(cells.leaf_ids)
    progress = leaf_progress(campaign, cells.leaf_ids if mine else None, cells.own if mine else ())
    if not mine and not request.member.has(*SEES_ALL):  # type: ignore[attr-defined]
        progress = {}
    chosen = request.GET.get("xem", "")
    rows = _list_rows(request, campaign, [row for row in progress.values() if _is_chosen(row, chosen)])
    context = {
        "campaign": campaign,
        "rows": rows,
        "mine": mine,
        "count": len(progress),
        "done": sum(row.done for row in progress.values()),
        "total": sum(row.total for row in progress.values()),
        "filters": [(key, words, key == chosen) for key, words in FILTERS.items()],
    }
    return render(request, "councils/leaves.html", context)


def _is_chosen(row: LeafProgress, chosen: str) -> bool:
    if chosen == "khac":
        return row.differs > 0
    return chosen != "chua-xong" or not row.is_done


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


@write(may=may_see_appraisal)
def leaf(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One leaf across all agencies. The POST saves every changed row; without script this is how rows are saved."""
    campaign, cells = campaign_and_cells(request, year)
    known, rule = leaf_for(request, campaign, cells, pk)
    rows = leaf_grid(campaign, known, cells, timezone.now())
    lines = [line_of(row, rule) for row in rows]
    if request.method == "POST":
        require(known.pk in cells.leaf_ids, request, "may_appraise")
        saved = _save_page(request, cells, rule, lines)
        if not any(line.error for line in lines):
            said(request, saved, "Đã lưu {} dòng.", "Không có dòng nào thay đổi.")
            return to(request, "leaf", year, pk)
        if saved:
            messages.success(request, f"Đã lưu {saved} dòng; các dòng báo đỏ chưa lưu, xem lý do ở từng dòng.")
    return render(request, "councils/leaf.html", leaf_context(request, campaign, cells, known, rule, lines))


def leaf_context(
    request: HttpRequest, campaign: Campaign, cells: Cells, known: Criterion, rule: LeafRule, lines: list[Line]
) -> dict[str, Any]:
    rows = [line.row for line in lines]
    reachable = cells.leaf_ids or leaf_assignments(campaign)
    before, after = neighbours(campaign, known, reachable)
    chart = distribution(rows, rule)
    return summary(rows) | {
        "campaign": campaign,
        "leaf": known,
        "rule_words": rule_words(rule),
        "lines": lines,
        "chart": chart,
        "chart_differs": bool(chart and any(dot.checked not in (None, dot.value) for dot in chart.dots)),
        "before": before,
        "after": after,
        "reasons": REASONS,
        "editable": any(not row.barred for row in rows),
        "previous_year": campaign.year - 1,
        "assignment": leaf_assignments(campaign).get(known.pk),
        "errors": [line for line in lines if line.error],
    }


def summary(rows: list[GridRow]) -> dict[str, Any]:
    """The counts of the page's head."""
    return {
        "given": sum(row.assigned and not row.own_agency and not row.exempted for row in rows),
        "done": sum(row.appraised is not None for row in rows),
        "differs": sum(row.differs for row in rows),
        "unsent": sum(row.barred == "unsent" for row in rows),
        "acceptable": sum(row.is_acceptable for row in rows),
    }


def _save_page(request: HttpRequest, cells: Cells, rule: LeafRule, lines: list[Line]) -> int:
    """Save the rows that were changed on the page; wrong ones keep what was typed and say what is wrong."""
    saved = 0
    for line in lines:
        if line.row.barred or line.row.file is None or f"p-{line.row.file.pk}" not in request.POST:
            continue
        line.typed = RowInput.read(request.POST, line.row.file.pk, rule)
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
    chosen = get_object_or_404(Assessment, pk=file, campaign=campaign, criteria_set=known.criteria_set_id)
    require(may_appraise(cells, chosen, known), request, "may_appraise")
    lines = [line_of(one, rule) for one in leaf_grid(campaign, known, cells, timezone.now())]
    line = next(one for one in lines if one.row.agency.pk == chosen.agency_id)
    line.typed = RowInput.read(request.POST, chosen.pk, rule)
    by_entry = line.typed.by_entry
    if not line.typed.is_untouched:
        save_line(request, cells, line)
    if not request.headers.get("HX-Request"):
        if line.error:
            messages.error(request, line.error)
        return to(request, "leaf", year, pk)
    if not line.error:
        line.typed = RowInput.of(line.row, rule)
    context = summary([one.row for one in lines]) | {"line": line, "leaf": known, "campaign": campaign}
    context |= {"reasons": REASONS, "swap": True, "by_entry": by_entry}
    status = 409 if line.at_fault == "conflict" else 422 if line.error else 200
    return render(request, "councils/_row_saved.html", context, status=status)


@write(may=may_appraise_something, methods=("POST",))
def accept(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take over the self-score for the rows that are left."""
    campaign, cells = campaign_and_cells(request, year)
    known, _ = leaf_for(request, campaign, cells, pk)
    require(known.pk in cells.leaf_ids, request, "may_appraise")
    rows = [one for one in leaf_grid(campaign, known, cells, timezone.now()) if one.is_acceptable and one.file]
    count = accept_rows(request, campaign, cells, rows)
    said(
        request,
        count,
        "Đã nhận điểm tự chấm cho {} dòng.",
        "Không còn dòng nào nhận được: dòng còn lại chưa tự chấm, chưa gửi hoặc ngoài thời gian thẩm định.",
    )
    return to(request, "leaf", year, pk)


def accept_rows(request: HttpRequest, campaign: Campaign, cells: Cells, rows: list[GridRow]) -> int:
    """Accept the rows, each in the name of the department for which the person appraises it."""
    groups: dict[int | None, list[GridRow]] = {}
    named = {}
    for one in rows:
        department = cells.department(one.agency.pk, one.leaf.pk)
        named[department.pk if department else None] = department
        groups.setdefault(department.pk if department else None, []).append(one)
    return sum(
        accept_self(
            campaign=campaign,
            assessments=[one.file for one in group if one.file],
            leaves={one.leaf.pk: one.leaf for one in group}.values(),
            by=request.user,  # type: ignore[arg-type]
            department=named[pk],
            at=timezone.now(),
        )
        for pk, group in groups.items()
    )
