"""The board of the campaign: the plan on a time line, who is where, who is late."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.queries import Progress, progress
from assessments.states import State
from cchc.accounts.models import Membership
from cchc.accounts.roles import OF_ASSESSED_AGENCY
from cchc.documents.links import paper_url
from cchc.web import svg
from cchc.web.pagination import page_of
from cchc.web.views import readonly, write
from councils.permissions import SENT, may_finish, may_oversee, may_see_assignments
from councils.queries import department_progress, leaf_progress, unassigned_leaves
from councils.queries.late import lateness
from councils.queries.progress import files_appraised
from councils.services import finish_complete
from councils.views.common import said, to
from criteria.models import Campaign
from criteria.queries import campaign_or_404, step_window
from criteria.rules.calendar import HANOI, Phase
from surveys.queries.forms import form_totals

ORDERS = {"": "chậm nhất trước", "ten": "tên", "sua": "lần sửa cuối"}
SHOWN = {"": "mọi đơn vị", "late": "đơn vị chậm", "never": "đơn vị chưa ai đăng nhập"}
PER_PAGE = 200
"""The board is one sheet to see all: a province of 168 communes stands on one page."""
LISTED = 30
"""Agencies named beside the table; the rest are a link away."""


@readonly(may=may_oversee)
def board(request: HttpRequest, year: int) -> HttpResponse:
    """The whole page again every minute while it is open, unless the reader has stopped that (``?cap-nhat=dung``)."""
    campaign = campaign_or_404(year)
    now = timezone.now()
    files = progress(campaign)
    by_leaf = leaf_progress(campaign)
    order = request.GET.get("xep", "")
    order = order if order in ORDERS else ""
    rows = _ordered(_rows(campaign, files, now), order)
    unassigned = unassigned_leaves(campaign)
    shown = request.GET.get("xem", "")
    shown = shown if shown in SHOWN else ""
    context = {
        "campaign": campaign,
        "now": timezone.localtime(now),
        "gantt": _gantt(campaign, files, now),
        "rows": rows,
        "page": page_of([row for row in rows if not shown or row[shown]], request.GET, PER_PAGE, whole=True),
        "views": [(key, words, key == shown) for key, words in SHOWN.items()],
        "shown": shown,
        "listed": LISTED,
        "orders": [(key, words, key == order) for key, words in ORDERS.items()],
        "order": order,
        "is_live": request.GET.get("cap-nhat") != "dung",
        "letter": paper_url(request.tenant.slug, year, "14", subject="tu-cham"),  # type: ignore[attr-defined]
        "sent": sum(file.state in SENT for file in files),
        "late": [row for row in rows if row["late"]],
        "never": [row for row in rows if row["never"]],
        "departments": department_progress(campaign, by_leaf),
        "leaves": len(by_leaf),
        "unassigned": unassigned,
        "finished": sum(file.state in (State.APPRAISED, State.ADOPTED) for file in files),
        "may_finish": may_finish(request.member) and campaign.adopted_at is None,  # type: ignore[attr-defined]
        "may_see_assignments": may_see_assignments(request.member),  # type: ignore[attr-defined]
    }
    return render(request, "councils/board.html", context)


def _rows(campaign: Campaign, files: list[Progress], now: datetime) -> list[dict[str, Any]]:
    appraised = files_appraised(campaign)
    seen = _last_logins()
    rule = lateness(campaign, now)
    return [
        {
            "progress": one,
            "open": one.total - one.scored,
            "appraised": appraised.get(one.assessment.pk, 0),
            "never": one.agency.pk in seen and seen[one.agency.pk] is None,
            "sent": one.state in SENT,
            "late": rule.is_late(one),
            "until": rule.extended.get(one.agency.pk),
            "state": one.state,
            "sent_at": one.assessment.submitted_at,
        }
        for one in files
    ]


def _last_logins() -> dict[int, datetime | None]:
    """The latest login of anybody of each assessed agency; None where all its people never were there."""
    rows = Membership.objects.with_roles(*OF_ASSESSED_AGENCY).values("agency_id")
    return {row["agency_id"]: row["last"] for row in rows.annotate(last=Max("user__last_login")).order_by()}


def _ordered(rows: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    if order == "ten":
        return rows
    if order == "sua":
        nothing = datetime.min.replace(tzinfo=HANOI)
        return sorted(rows, key=lambda row: row["progress"].last_touched or nothing, reverse=True)
    return sorted(rows, key=lambda row: (row["sent"], row["progress"].scored, row["appraised"]))


def _gantt(campaign: Campaign, files: list[Progress], now: datetime) -> svg.Gantt:
    """The dated steps of the plan; a step without a first day begins where the one before it ends."""
    captions = _captions(campaign, files)
    steps, today = [], now.astimezone(HANOI).date()
    for step in campaign.steps.order_by("position"):
        window = step_window(step)
        if window.closes is None:
            continue
        last = (window.closes.astimezone(HANOI) - timedelta(microseconds=1)).date()
        first = min(step.opens_on or last, last)
        state = "done" if today > last else "now" if today >= first else "next"
        label = f"{step.printed_number or step.position}. {Phase(step.phase).label if step.phase else step.task}"
        steps.append(svg.PlanStep(label, first, last, state, captions.get(step.phase, "")))
    return svg.Gantt(steps, today)


def _captions(campaign: Campaign, files: list[Progress]) -> dict[str, str]:
    found = {Phase.SELF_ASSESSMENT.value: f"{sum(one.state in SENT for one in files)}/{len(files)} đã gửi"}
    finished = sum(one.state in (State.APPRAISED, State.ADOPTED) for one in files)
    found[Phase.APPRAISAL.value] = f"{finished}/{len(files)} xong"
    if campaign.has_survey:
        forms = form_totals(campaign)
        wanted = f"/{forms.wanted}" if forms.wanted else ""
        found[Phase.SURVEY.value] = f"{forms.valid}{wanted} phiếu"
    return found


@write(may=may_finish, methods=("POST",))
def finish_all(request: HttpRequest, year: int) -> HttpResponse:
    """End the appraisal of every file in which nothing is missing and every department has confirmed."""
    campaign = campaign_or_404(year)
    done = finish_complete(campaign=campaign, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
    said(
        request,
        len(done),
        "Đã kết thúc thẩm định {} hồ sơ.",
        "Chưa có hồ sơ nào thẩm định đủ các mục và được các cơ quan xác nhận – xem trang “Tiến độ thẩm định”.",
    )
    return to(request, "board", year)
