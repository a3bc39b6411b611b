"""The sheet of one area: reading, saving one field, saving the page without a script, and its side panels."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from assessments.contents import Contents, contents_of
from assessments.forms import FieldForm
from assessments.models import Assessment
from assessments.permissions import may_fill, may_see_files, may_work, steps_for
from assessments.queries import FileStatus, file_status, results_of, status_of
from assessments.rowmarkup import areas_html, reading_html, rows_html
from assessments.services import Conflict, Refused, Saved, save_field
from assessments.services.saving import lock_file
from assessments.sheet import Group, Leaf, area_rows, one_leaf, saved_words
from assessments.views.common import (
    closed_branches,
    fetch_file,
    head_words,
    is_editable,
    links_of,
    notice_of,
    phase_of,
)
from assessments.views.page_save import PageSave, save_page
from assessments.views.told import conflict_context, invalid_context, refused_context
from cchc.web.asked import number_asked
from cchc.web.views import readonly, require, write
from criteria.chrome import campaigns_of
from criteria.models import Criterion
from criteria.rules.numbers import EntryError

SENDS = ("request_approval", "submit")


def area_context(file: Assessment, status: FileStatus, area: str, links: dict[str, str]) -> dict[str, Any]:
    """Side panels of one area. 404 for an area the file doesn't have."""
    chosen = next((known for known in status.areas.values() if known.code == area), None)
    if chosen is None:
        raise Http404
    missing = status.missing
    here = [one for one in missing if one.area == area]
    return {
        "area": chosen,
        "areas": areas_html(_entry(known, area, links, missing) for known in status.areas.values()),
        "whole": status.whole,
        "missing": here,
        "total_missing": len(missing),
        "elsewhere": len(missing) - len(here),
        "links": links,
    }


def _entry(known, area: str, links: dict[str, str], missing: list) -> dict[str, Any]:
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
    request: HttpRequest, file: Assessment, area: str, done: PageSave | None = None, status_code: int = 200
) -> HttpResponse:
    member, phase = request.member, phase_of(request, file)  # type: ignore[attr-defined]
    links = links_of(request.tenant.slug, file)  # type: ignore[attr-defined]
    sheet_url = f"{links['file']}linh-vuc/{area}/"
    links |= {"sheet": sheet_url, "summary": f"{sheet_url}tinh-hinh/"}
    contents = contents_of(file)
    status = status_of(contents)
    context = area_context(file, status, area, links)
    editable = is_editable(member, file, phase)
    rows = _rows(request, file, area, contents, status, links["year"], editable)
    _show_typed(rows, done or PageSave())
    context |= {
        "file": file,
        "body": rows_html(rows, links["cite"]),
        "editable": editable,
        "slim": request.GET.get("xem") == "gon",
        "notice": notice_of(member, file, phase),
        "send": _send(member, file, phase.open),
        "storage_key": f"cchc-{member.user.pk}-{file.pk}",
    }
    return render(request, "assessments/sheet.html", context, status=status_code)


def _rows(
    request: HttpRequest,
    file: Assessment,
    area: str,
    contents: Contents,
    status: FileStatus,
    prefix: str,
    editable: bool,
) -> list[Leaf | Group]:
    past = next((one for one in campaigns_of(request) if one.year == file.campaign.year - 1), None)
    return area_rows(
        area,
        contents,
        status,
        results_of(past, file.agency_id),
        editable=editable,
        closed=closed_branches(request.member, file) if editable else frozenset(),  # type: ignore[attr-defined]
        slim=request.GET.get("xem") == "gon",
        opened=number_asked(request.GET.get("mo", "")) or 0,
        prefix=prefix,
    )


def _show_typed(rows: list, done: PageSave) -> None:
    for row in rows:
        if isinstance(row, Leaf) and row.id in done.typed:
            row.typed, row.note = done.typed[row.id], done.notes.get(row.id, "")


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
    file = fetch_file(request, year, pk)
    if request.method != "POST":
        return _render(request, file, area)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    file = _locked(year, pk)
    member = request.member  # type: ignore[attr-defined]
    done = save_page(file, area, request.POST, by=member.user, at=timezone.now(), closed=closed_branches(member, file))
    if done.notes:
        return _render(request, fetch_file(request, year, pk), area, done, done.status_code)
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
    file = fetch_file(request, year, pk)
    status = file_status(file)
    context = area_context(file, status, area, links_of(request.tenant.slug, file))  # type: ignore[attr-defined]
    groups = {pk: total for pk, total in status.sums.items() if pk not in status.areas}
    return _fragment("_summary", context | {"groups": groups})


@readonly(may=may_see_files)
def whole(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """All leaves of the file, to be read and printed."""
    file = fetch_file(request, year, pk)
    contents = contents_of(file)
    status = status_of(contents)
    links = links_of(request.tenant.slug, file)  # type: ignore[attr-defined]
    rows = area_rows(None, contents, status, editable=False, prefix=links["year"])
    context = {"file": file, "body": reading_html(rows), "whole": status.whole, "links": links}
    return render(request, "assessments/whole.html", context)
