"""Appraised bonus and penalty points: agencies by items."""

from decimal import Decimal

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.states import State
from cchc.web.views import require, write
from councils.permissions import may_see_bonus, may_write_bonus
from councils.queries import Openness, open_for
from councils.queries.files import BonusCell, bonus_cells
from councils.services import Refused, put_bonus
from councils.services.bonus import item_rule
from councils.stages import OPEN_IN, Stage
from councils.views.common import said, to
from criteria.queries import campaign_or_404
from criteria.rules.bonus import bonus_totals
from criteria.rules.numbers import EntryError, parse_number


@write(may=may_see_bonus)
def bonus(request: HttpRequest, year: int) -> HttpResponse:
    """The table; the POST saves every changed cell, each with its grounds."""
    campaign = campaign_or_404(year)
    files = list(campaign.assessments.select_related("agency", "campaign").order_by("agency__sort_key"))
    cells = bonus_cells(campaign, files)
    window = open_for(campaign, OPEN_IN[Stage.APPRAISED], timezone.now())
    everything = [cell for row in cells.values() for cell in row]
    for cell in everything:
        cell.editable = _is_editable(request, cell, window)
    if request.method == "POST":
        member = request.member  # type: ignore[attr-defined]
        writes = any(may_write_bonus(member, cell.item, cell.file.agency_id) for cell in everything)
        require(writes, request, "may_write_bonus")
        saved = sum(_save(request, cell) for cell in everything if cell.editable)
        if not any(cell.error for cell in everything):
            said(request, saved, "Đã lưu {} ô điểm thưởng, trừ.", "Không có ô nào thay đổi.")
            return to(request, "bonus", year)
        if saved:
            messages.success(request, f"Đã lưu {saved} ô; các ô báo đỏ chưa lưu.")
    context = {
        "campaign": campaign,
        "rows": [(file, cells[file.pk], _totals(cells[file.pk])) for file in files if file.pk in cells],
        "errors": [cell for cell in everything if cell.error],
        "editable": any(cell.editable for cell in everything),
        "window": window,
    }
    return render(request, "councils/bonus.html", context)


def _is_editable(request: HttpRequest, cell: BonusCell, window: Openness) -> bool:
    may = may_write_bonus(request.member, cell.item, cell.file.agency_id)  # type: ignore[attr-defined]
    return may and cell.file.state == State.SUBMITTED and window.is_open(cell.file.agency_id)


def _save(request: HttpRequest, cell: BonusCell) -> bool:
    """Whether the cell was written; untouched cells are passed over."""
    typed = request.POST.get(f"o-{cell.key}", "").strip()
    words = " ".join(request.POST.get(f"x-{cell.key}", "").split())
    if f"o-{cell.key}" not in request.POST or (typed, words) == (cell.occurrences, cell.explanation):
        return False
    cell.occurrences, cell.explanation = typed, words
    try:
        with transaction.atomic():
            cell.score = put_bonus(
                assessment=cell.file,
                item=cell.item,
                occurrences=parse_number(typed, "occurrences") if typed else Decimal(0),
                explanation=words,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
    except (EntryError, Refused) as wrong:
        cell.error = wrong.message
        return False
    return True


def _totals(cells: list[BonusCell]) -> tuple[Decimal, Decimal]:
    """Bonus and penalty of one agency under the caps of the year."""
    rules = [item_rule(cell.item) for cell in cells]
    sums = bonus_totals(rules, {cell.item.code: cell.score.points for cell in cells if cell.score})
    return sums.bonus, sums.penalty
