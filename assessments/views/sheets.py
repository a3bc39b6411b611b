"""The sheet of one area: reading, saving one field, saving the page without a script, and its side panels."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from assessments.cautions import cautions_of
from assessments.forms import FieldForm
from assessments.models import Assessment
from assessments.permissions import may_fill, may_see_files, may_work, steps_for
from assessments.queries import FileStatus, Missing, Sum, status_of
from assessments.rowmarkup import areas_html, reading_html, rows_html
from assessments.services import Conflict, Refused, Saved, save_field
from assessments.services.saving import lock_file
from assessments.sheet import Group, Leaf, area_rows, one_leaf, saved_words
from assessments.views.common import (
    Opened,
    closed_branches,
    fetch_file,
    head_words,
    is_editable,
    links_of,
    notice_of,
    open_file,
    phase_of,
)
from assessments.views.page_save import PageSave, save_page
from assessments.views.told import conflict_context, invalid_context, refused_context
from cchc.web.asked import number_asked
from cchc.web.views import readonly, require, write
from criteria.models import Criterion
from criteria.rules.numbers import EntryError, show_points

SENDS = ("request_approval", "submit")


def area_context(opened: Opened, status: FileStatus, area: str, links: dict[str, str]) -> dict[str, Any]:
    """Side panels of one area. 404 for an area the file doesn't have."""
    chosen = next((known for known in status.areas.values() if known.code == area), None)
    if chosen is None:
        raise Http404
    missing = status.missing
    here = [one for one in missing if one.area == area]
    return {
        "area": chosen,
        "areas": areas_html(_entry(known, area, links, missing) for known in status.areas.values()),
        "panel": _panel(chosen, status.whole, here, len(missing) - len(here), links["file"])
        | {"cautions": _cautions(opened, status, area)},
        "missing": here,
        "total_missing": len(missing),
        "links": links,
    }


def _panel(area: Sum, whole: Sum, missing: list[Missing], elsewhere: int, address: str) -> dict[str, Any]:
    """What the panel beside the sheet says, as plain values: its HTML is remembered by them (``cchc.web.pure``)."""
    return {
        "code": area.code,
        "points": show_points(area.points),
        "maximum": show_points(area.maximum),
        "whole_points": show_points(whole.points),
        "whole_maximum": show_points(whole.maximum),
        "count": len(missing),
        "missing": [{"state": one.state, "anchor": one.anchor, "code": one.code, "what": one.what} for one in missing],
        "elsewhere": elsewhere,
        "file": address,
    }


def _cautions(opened: Opened, status: FileStatus, area: str) -> list[dict[str, Any]]:
    """What to look at again in the area; nothing of it keeps the file from being sent."""
    found = cautions_of(opened.contents, status, opened.before, area=area)
    return [{"anchor": f"m{one.criterion_id}", "code": one.code, "words": one.words} for one in found]


def _entry(known: Sum, area: str, links: dict[str, str], missing: list[Missing]) -> dict[str, Any]:
    lacking = sum(one.area == known.code for one in missing)
    words = "đủ" if not lacking else f"thiếu {known.lacking} minh chứng" if known.lacking else ""
    return {
        "url": f"{links['file']}linh-vuc/{known.code}/",
        "current": known.code == area,
        "code": known.code,
        "name": known.name,
        "css": "full" if not lacking else "",
        "decided": known.decided,
        "total": known.total,
        "words": words,
    }


def _render(
    request: HttpRequest, opened: Opened, area: str, done: PageSave | None = None, status_code: int = 200
) -> HttpResponse:
    file, contents = opened.file, opened.contents
    member, phase = request.member, phase_of(request, file)  # type: ignore[attr-defined]
    links = links_of(request.tenant.slug, file)  # type: ignore[attr-defined]
    sheet_url = f"{links['file']}linh-vuc/{area}/"
    links |= {"sheet": sheet_url, "summary": f"{sheet_url}tinh-hinh/"}
    status = status_of(contents)
    context = area_context(opened, status, area, links)
    editable = is_editable(member, file, phase)
    closed = closed_branches(member, file) if may_fill(member, file) else frozenset()
    rows = _rows(request, opened, area, status, links["year"], editable, closed)
    if done:
        rows = _show_typed(rows, done)
    context |= {
        "file": file,
        "body": rows_html(rows, links["file"]),
        "own": _is_own(request),
        "has_shares": bool(closed),
        "editable": editable,
        "slim": request.GET.get("xem") == "gon",
        "notice": notice_of(member, file, phase),
        "send": _send(member, file, phase.open),
        "storage_key": f"cchc-{member.user.pk}-{file.pk}",
    }
    return render(request, "assessments/sheet.html", context, status=status_code)


def _rows(
    request: HttpRequest,
    opened: Opened,
    area: str,
    status: FileStatus,
    prefix: str,
    editable: bool,
    closed: frozenset[int],
) -> list[Leaf | Group]:
    return area_rows(
        area,
        opened.contents,
        status,
        opened.before,
        editable=editable,
        closed=closed,
        own=_is_own(request),
        marks=opened.marks,
        promises=opened.promises,
        slim=request.GET.get("xem") == "gon",
        opened=number_asked(request.GET.get("mo", "")) or 0,
        prefix=prefix,
    )


def _is_own(request: HttpRequest) -> bool:
    """Only what the person asking owes, and not what was given to others."""
    return request.GET.get("xem") == "cua-toi"


def _show_typed(rows: list[Leaf | Group], done: PageSave) -> list[Leaf | Group]:
    return [
        replace(row, typed=tuple(done.typed[row.id].items()), note=done.notes.get(row.id, ""))
        if isinstance(row, Leaf) and row.id in done.typed
        else row
        for row in rows
    ]


def _send(member, file: Assessment, is_open: bool) -> dict[str, str] | None:
    """The step by which the person sends the file on, while the phase is open."""
    step = next((step for step in steps_for(member, file) if step.name in SENDS), None)
    if step is None or not is_open:
        return None
    label = f"Gửi {head_words(file.agency)} duyệt" if step.name == "request_approval" else step.label
    return {"name": step.name, "label": label}


@write(may=may_see_files)
def sheet(request: HttpRequest, year: int, pk: int, area: str) -> HttpResponse:
    """One area. POST saves the whole page, for browsers in which autosave doesn't work."""
    if request.method != "POST":
        return _render(request, open_file(request, year, pk, area=area), area)
    file = fetch_file(request, year, pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    file = _locked(year, pk)
    member = request.member  # type: ignore[attr-defined]
    done = save_page(file, area, request.POST, by=member.user, at=timezone.now(), closed=closed_branches(member, file))
    if done.notes:
        return _render(request, open_file(request, year, pk, area=area), area, done, done.status_code)
    messages.success(request, f"Đã lưu {done.saved} ô." if done.saved else "Không có ô nào thay đổi.")
    return redirect(request.get_full_path())


def _locked(year: int, pk: int) -> Assessment:
    try:
        return lock_file(pk, year)
    except Assessment.DoesNotExist as error:
        raise Http404 from error


@write(may=may_work, methods=("POST",))
def save(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Autosave of one field: 200 saved, 409 somebody else was there first, 422 a value that can't be used."""
    file = _locked(year, pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    form = FieldForm(request.POST)
    if not form.is_valid():
        why = " ".join(form.errors.get("value", ["Dữ liệu gửi lên không đọc được – tải lại trang rồi nhập lại."]))
        return render(request, "assessments/_invalid.html", refused_context(None, why), status=422)
    sent = form.cleaned_data
    try:
        _check_share(request, file, sent["leaf"])
        saved = save_field(
            assessment=file,
            criterion=sent["leaf"],
            field=sent["field"],
            value=sent["value"],
            version=sent["version"],
            base=sent["base"],
            by=request.member.user,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
    except Criterion.DoesNotExist as error:
        raise Http404 from error
    except Conflict as conflict:
        return _fragment("_conflict", conflict_context(conflict), 409)
    except (EntryError, Refused) as wrong:
        return _fragment("_invalid", invalid_context(file, sent["leaf"], wrong), 422)
    return _fragment("_saved", _saved_context(saved, sent["field"]))


def _fragment(name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A piece of the page; made without the request, so that the frame's queries aren't asked for it."""
    return HttpResponse(render_to_string(f"assessments/{name}.html", context), status=status)


def _check_share(request: HttpRequest, file: Assessment, leaf: int) -> None:
    """A leaf shared out to others is theirs and the head's."""
    closed = closed_branches(request.member, file)  # type: ignore[attr-defined]
    if not closed:
        return
    path = Criterion.objects.filter(pk=leaf).values_list("pk", "parent_id", "area_id").first() or ()
    if not closed.isdisjoint(path):
        raise Refused(
            "Mục này đã được phân công cho người khác trong đơn vị – trao đổi với lãnh đạo để đổi người chấm."
        )


def _saved_context(saved: Saved, field: str) -> dict[str, Any]:
    row = one_leaf(saved.score, saved.node, saved.cited)
    return {
        "row": row,
        "field": field,
        "version": saved.score.version,
        "base": row.stored[field],
        "words": saved_words(saved.score) if saved.score.pk else "",
    }


@readonly(may=may_see_files)
def summary(request: HttpRequest, year: int, pk: int, area: str) -> HttpResponse:
    """The panels beside a sheet, fetched anew some moments after a save."""
    opened = open_file(request, year, pk, area=area)
    status = status_of(opened.contents)
    context = area_context(opened, status, area, links_of(request.tenant.slug, opened.file))  # type: ignore[attr-defined]
    groups = {pk: total for pk, total in status.sums.items() if pk not in status.areas}
    return _fragment("_summary", context | {"groups": groups})


@readonly(may=may_see_files)
def whole(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """All leaves of the file, to be read and printed."""
    opened = open_file(request, year, pk)
    file, contents = opened.file, opened.contents
    status = status_of(contents)
    links = links_of(request.tenant.slug, file)  # type: ignore[attr-defined]
    rows = area_rows(None, contents, status, editable=False, prefix=links["year"])
    context = {"file": file, "body": reading_html(rows), "whole": status.whole, "links": links}
    return render(request, "assessments/whole.html", context)
