"""What this app adds to every page and to the home page: entries of the masthead, things to do, panels."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from assessments.permissions import register_evidence_reader
from assessments.queries import file_states, progress
from assessments.states import State
from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, OF_DEPARTMENT, Role
from cchc.tenancy.once import shared
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Panel, Todo, register_nav, register_panels, register_todos
from councils.models import Assignment
from councils.permissions import (
    SENT,
    may_adopt,
    may_appraise_something,
    may_assign,
    may_finish,
    may_oversee,
    may_read_cited,
)
from councils.queries import (
    Openness,
    cells_of,
    department_progress,
    leaf_progress,
    open_for,
    people_of,
    unassigned_leaves,
)
from councils.queries.confirmed import unconfirmed
from councils.queries.missing import missing_scores
from councils.queries.progress import LeafProgress
from councils.stages import OPEN_IN, Stage
from criteria.chrome import current_of
from criteria.models import Campaign
from criteria.queries import phase_state
from criteria.rules.calendar import Phase, remaining

SHOWN_LEAVES = 7


def _here(request: HttpRequest, view: str, campaign: Campaign, *args: int) -> str:
    return reverse(f"councils:{view}", args=[request.tenant.slug, campaign.year, *args])  # type: ignore[attr-defined]


def _entry(request: HttpRequest, label: str, view: str) -> NavEntry | None:
    campaign = current_of(request)
    return NavEntry(label, _here(request, view, campaign)) if campaign else None


def appraisal_entry(request: HttpRequest) -> NavEntry | None:
    """For those who appraise; whoever oversees the campaign gets there from the board."""
    allowed = may_appraise_something(request.member)  # type: ignore[attr-defined]
    return _entry(request, "Thẩm định", "appraisal") if allowed else None


def board_entry(request: HttpRequest) -> NavEntry | None:
    return _entry(request, "Điều hành", "board") if may_oversee(request.member) else None  # type: ignore[attr-defined]


def assignment_entry(request: HttpRequest) -> NavEntry | None:
    """For the head of a department, who names people; the standing office gets there from the board."""
    member = request.member  # type: ignore[attr-defined]
    campaign = current_of(request)
    if campaign is None or not member.has(Role.DEPARTMENT_HEAD) or may_oversee(member):
        return None
    crowded = member.has(*OF_ASSESSED_AGENCY)
    return NavEntry("Phân công", _here(request, "assignments", campaign), aside=crowded)


def council_entry(request: HttpRequest) -> NavEntry | None:
    return _entry(request, "Hội đồng", "meetings") if may_oversee(request.member) else None  # type: ignore[attr-defined]


def bonus_entry(request: HttpRequest) -> NavEntry | None:
    member, campaign = request.member, current_of(request)  # type: ignore[attr-defined]
    if campaign is None or not member.has(*OF_DEPARTMENT):
        return None
    crowded = member.has(*OF_ASSESSED_AGENCY)  # who also scores their own agency has the longest masthead
    return NavEntry("Thưởng, trừ", _here(request, "bonus", campaign), aside=crowded)


def things_to_do(request: HttpRequest) -> Iterator[Todo]:
    """What appraisal waits for from the person asking."""
    campaign, member = current_of(request), request.member  # type: ignore[attr-defined]
    if campaign is None or campaign.opened_at is None or campaign.adopted_at is not None:
        return
    now = timezone.now()
    if may_assign(member):
        yield from _unassigned(request, campaign)
    if may_appraise_something(member):
        yield from _next_leaf(request, member, campaign, now)
    if member.has(Role.DEPARTMENT_HEAD):
        yield from _unnamed(request, member, campaign)
    if may_finish(member) or may_adopt(member):
        yield from _ends(request, member, campaign, now)


def _unassigned(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    if missing := unassigned_leaves(campaign):
        codes = ", ".join(leaf.code for leaf in missing[:8]) + (" …" if len(missing) > 8 else "")
        yield Todo(
            f"{len(missing)} mục chưa có cơ quan thẩm định",
            _here(request, "assignments", campaign),
            detail=f"Mục {codes}.",
            tag="Phân công",
            tone="warn",
            urgency=3,
            button="Phân công thẩm định",
        )


def _next_leaf(request: HttpRequest, member: Member, campaign: Campaign, now: datetime) -> Iterator[Todo]:
    """The first leaf begun but not done, else the first that is open; while appraisal is open."""
    window = open_for(campaign, OPEN_IN[Stage.APPRAISED], now)
    waiting = [row for row in _own_progress(member, campaign) if row.open] if window.any_open else []
    if not waiting:
        return
    first = next((row for row in waiting if row.done), waiting[0])
    yield Todo(
        f"Thẩm định {'tiếp ' if first.done else ''}{first.leaf.code} – {first.leaf.name}",
        _here(request, "leaf", campaign, first.leaf.pk),
        detail=f"Đã xong {first.done}/{first.total} đơn vị. Cả phần được giao còn {len(waiting)} mục chưa xong.",
        tag="Thẩm định",
        tone="info",
        when=_left(window, now),
        urgency=2,
        button="Thẩm định tiếp" if first.done else "Thẩm định mục này",
    )


@shared
def _own_progress(member: Member, campaign: Campaign) -> list[LeafProgress]:
    """How far the leaves are of which the person appraises something, in printed order."""
    cells = cells_of(member, campaign)
    return list(leaf_progress(campaign, cells).values()) if cells.leaf_ids else []


def _left(window: Openness, now: datetime) -> str:
    closes = window.states[0].window.closes
    return remaining(now, closes) if closes and window.open else ""


def _unnamed(request: HttpRequest, member: Member, campaign: Campaign) -> Iterator[Todo]:
    """Parts of the head's department for which nobody is named; every appraiser then works on them."""
    departments = member.agency_ids(Role.DEPARTMENT_HEAD)
    rows = list(Assignment.objects.filter(campaign=campaign, department__in=departments).select_related("criterion"))
    named = people_of(rows)
    if open_rows := [row for row in rows if row.pk not in named]:
        codes = ", ".join(row.criterion.code for row in open_rows[:8]) + (" …" if len(open_rows) > 8 else "")
        yield Todo(
            f"Cử người thẩm định {len(open_rows)} phần của cơ quan",
            _here(request, "assignments", campaign),
            detail=f"Mục {codes}: chưa cử riêng ai, mọi người thẩm định của cơ quan cùng làm.",
            tag="Cử người",
            urgency=6,
            button="Cử người thẩm định",
        )


def _ends(request: HttpRequest, member: Member, campaign: Campaign, now: datetime) -> Iterator[Todo]:
    """Files that can end their appraisal; then the adoption, while appraisal or the council is the step."""
    states = file_states(campaign)
    judging = [pk for pk, state in states if state == State.SUBMITTED]
    missing = missing_scores(campaign) if states else {}
    complete = [pk for pk in judging if pk not in missing]
    if complete and may_finish(member) and (ready := _confirmed(campaign, complete)):
        yield Todo(
            f"Kết thúc thẩm định {ready} hồ sơ đã đủ điểm",
            _here(request, "board", campaign),
            detail="Không còn mục nào chưa thẩm định; các cơ quan chủ trì đã xác nhận.",
            tag="Thẩm định",
            tone="ok",
            urgency=4,
            button="Mở trang điều hành",
        )
    appraisal = phase_state(campaign, Phase.APPRAISAL, at=now)
    over = appraisal.window.closes is not None and now >= appraisal.window.closes
    if states and may_adopt(member) and (not missing or over):
        lacking = sum(map(len, missing.values()))
        yield Todo(
            f"Ghi nhận Hội đồng thông qua kết quả năm {campaign.year}",
            _here(request, "adoption", campaign),
            detail=f"Còn {lacking} mục chưa thẩm định." if lacking else "Mọi mục đã thẩm định.",
            tag="Hội đồng",
            tone="warn" if lacking else "ok",
            urgency=4,
            button="Mở trang Hội đồng",
        )


def _confirmed(campaign: Campaign, agencies: list[int]) -> int:
    """How many of these agencies' files every lead department has confirmed."""
    files = list(campaign.assessments.filter(agency__in=agencies).select_related("agency"))
    return len(files) - len(unconfirmed(campaign, files))


def panels(request: HttpRequest) -> Iterator[Panel]:
    """The appraiser's leaves and progress; for those who run the campaign the state of the files."""
    campaign, member = current_of(request), request.member  # type: ignore[attr-defined]
    if campaign is None or campaign.opened_at is None:
        return
    if may_appraise_something(member):
        yield from _appraiser_panels(member, campaign)
    if may_oversee(member):
        yield from _office_panels(campaign)


def _appraiser_panels(member: Member, campaign: Campaign) -> Iterator[Panel]:
    rows = _own_progress(member, campaign)
    if not rows:
        return
    done, total = sum(row.done for row in rows), sum(row.total for row in rows)
    shown = sorted(rows, key=_urgency)[:SHOWN_LEAVES]
    common = {"campaign": campaign, "count": len(rows)}
    yield Panel("councils/_panel_leaves.html", common | {"rows": shown}, order=20)
    yield Panel("councils/_panel_mine.html", common | {"done": done, "total": total}, side=True, order=20)


def _urgency(row: LeafProgress) -> tuple[int, int]:
    """Begun leaves first, then untouched ones, those with nothing to appraise now last; in printed order."""
    return (2 if not row.open else 0 if row.done else 1, row.leaf.position)


def _office_panels(campaign: Campaign) -> Iterator[Panel]:
    files = progress(campaign)
    sent = sum(one.state in SENT for one in files)
    scored, total = sum(one.scored for one in files), sum(one.total for one in files)
    departments = department_progress(campaign)
    figures = {
        "sent": sent,
        "files": len(files),
        "percent": scored * 100 // total if total else 0,
        "done": sum(one.done for one in departments),
        "cells": sum(one.total for one in departments),
        "has_appraisal": any(one.done for one in departments),
    }
    ordered = sorted(files, key=lambda one: (one.state not in SENT, -one.scored))
    context = {"campaign": campaign, "rows": ordered, "sent_states": SENT}
    yield Panel("councils/_panel_figures.html", figures, order=10)
    yield Panel("councils/_panel_files.html", context, side=True, order=10)


register_nav(30, appraisal_entry)
register_nav(35, bonus_entry)
register_nav(20, board_entry)
register_nav(40, assignment_entry)
register_nav(60, council_entry)
register_todos(things_to_do)
register_panels(panels)
register_evidence_reader(may_read_cited)
