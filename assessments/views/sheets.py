"""The sheet of one area: reading, saving one field, saving the page without a script, and its side panels."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from assessments.forms import FieldForm
from assessments.models import Assessment
from assessments.pagemarkup import Side, body_html, side_of, whole_html
from assessments.permissions import may_fill, may_see_files, may_work, steps_for
from assessments.queries import status_of
from assessments.rowmarkup import rows_html
from assessments.services import Conflict, Refused, Saved, save_field
from assessments.services.saving import lock_file
from assessments.sheet import Group, Leaf, Look, area_rows, one_leaf, saved_words
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
from cchc.web.context import render_page
from cchc.web.views import readonly, require, write
from criteria.models import Criterion
from criteria.queries import PhaseState
from criteria.rules.numbers import EntryError

SENDS = ("request_approval", "submit")


def _side(opened: Opened, area: str, links: Mapping[str, str]) -> Side:
    """What stands beside one area. 404 for an area the file doesn't have."""
    side = side_of(area, opened.read, links["file"])
    if side is None:
        raise Http404
    return side


def _render(
    request: HttpRequest, opened: Opened, area: str, done: PageSave | None = None, status_code: int = 200
) -> HttpResponse:
    file, member = opened.file, request.member  # type: ignore[attr-defined]
    phase, links = phase_of(request, file), links_of(request.tenant.slug, file)  # type: ignore[attr-defined]
    side, look = _side(opened, area, links), _look(request, file, phase, links)
    return render_page(
        request,
        "assessments/sheet.html",
        {"body": _body(opened, area, look, links, done), "areas": side.areas, "panel": side.panel},
        status=status_code,
        area={name: getattr(side.area, name) for name in ("code", "name", "decided", "total")},
        missing=len(side.missing),
        total_missing=side.total_missing,
        agency=file.agency.name,
        links=links,
        own=look.own,
        slim=look.slim,
        editable=look.editable,
        has_shares=bool(look.closed),
        notice=notice_of(member, file, phase),
        send=_send(member, file, phase.open),
        storage_key=f"cchc-{member.user.pk}-{file.pk}",
    )


def _look(request: HttpRequest, file: Assessment, phase: PhaseState, links: Mapping[str, str]) -> Look:
    member, asked = request.member, request.GET  # type: ignore[attr-defined]
    return Look(
        editable=is_editable(member, file, phase),
        closed=closed_branches(member, file) if may_fill(member, file) else frozenset(),
        own=asked.get("xem") == "cua-toi",
        slim=asked.get("xem") == "gon",
        opened=number_asked(asked.get("mo", "")) or 0,
        prefix=links["year"],
    )


def _body(opened: Opened, area: str, look: Look, links: Mapping[str, str], done: PageSave | None) -> SafeString:
    if done is None:
        return body_html(area, opened.read, look, links["file"])
    return rows_html(_show_typed(area_rows(area, opened.read, look), done), links["file"])


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
    side = _side(opened, area, links_of(request.tenant.slug, opened.file))  # type: ignore[attr-defined]
    status = status_of(opened.contents)
    groups = {pk: total for pk, total in status.sums.items() if pk not in status.areas}
    return _fragment("_summary", {"side": side, "groups": groups})


@readonly(may=may_see_files)
def whole(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """All leaves of the file, to be read and printed."""
    opened = open_file(request, year, pk)
    file, whole = opened.file, status_of(opened.contents).whole
    links = links_of(request.tenant.slug, file)  # type: ignore[attr-defined]
    return render_page(
        request,
        "assessments/whole.html",
        {"body": whole_html(opened.contents, links["year"])},
        agency=file.agency.name,
        year=year,
        state=file.get_state_display(),
        whole={name: getattr(whole, name) for name in ("decided", "total", "points", "maximum")},
        links=links,
    )
