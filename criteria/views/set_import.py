"""A criteria set from a file: every fault, or every difference; then all of it or nothing."""

import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.web.views import write
from criteria import kept
from criteria.errors import FrameRefused
from criteria.exchange import COLUMN_LABELS, COLUMNS, CriterionRow, differences, item_changes, shown, stored_rows
from criteria.forms import SetFileForm
from criteria.models import CriteriaSet
from criteria.permissions import may_run_campaign
from criteria.resources.columns import LEVELS, POLICIES, SOURCES, YES_NO
from criteria.resources.criteria import CriteriaFile, read_criteria
from criteria.services.catalogue import SetHead, import_set, refuse_frozen
from criteria.wording import rule_lines

PURPOSE = "criteria-set"
HEAD = ("code", "title", "total", "is_sample")
WORDS = {"level": LEVELS, "source": SOURCES, "not_applicable_policy": POLICIES, "evidence_required": YES_NO}


@write(may=may_run_campaign)
def upload(request: HttpRequest) -> HttpResponse:
    if "confirm" in request.POST:
        return _confirm(request)
    form = SetFileForm(request.POST or None, request.FILES or None, initial={"code": request.GET.get("bo", "")})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    name, content = form.cleaned_data["file"]
    return _dry_run(request, form, {"name": name, "content": content} | {key: form.cleaned_data[key] for key in HEAD})


def _page(request: HttpRequest, form: SetFileForm, **more: Any) -> HttpResponse:
    return render(request, "criteria/set_import.html", {"form": form, **more})


def _dry_run(request: HttpRequest, form: SetFileForm, upload: dict[str, Any]) -> HttpResponse:
    """Show what stands in the file without writing: its faults, or what it would change."""
    read = _read(upload)
    if len(read.faults):
        return _page(request, form, faults=list(read.faults), file_name=upload["name"])
    existing = CriteriaSet.objects.filter(code=upload["code"]).first()
    if existing is None and not upload["title"]:
        form.add_error("title", "Bộ mới chưa có tên. Nhập tên bộ tiêu chí.")
        return _page(request, form)
    stored = stored_rows(existing) if existing else []
    changes = differences(stored, read.rows)
    items = item_changes(existing.bonus_items.order_by("position") if existing else (), read.items)
    if existing and (changes or items) and not existing.is_open:
        form.add_error("code", _closed(existing))
        return _page(request, form)
    token = kept.keep(request, PURPOSE, upload)
    before = {row.code: row for row in stored}
    told = [{"row": one.row, "columns": _labelled(before[one.row.code], one.row)} for one in changes.changed]
    shown_changes = {"changes": changes, "changed": told, "items": items, "touches": bool(changes or items)}
    return _page(request, form, token=token, existing=existing, read=read, upload=upload, **shown_changes)


def _labelled(before: CriterionRow, row: CriterionRow) -> list[tuple[str, str, str]]:
    """The columns that change in an official's words; a rule as its lines."""
    return [
        (COLUMN_LABELS.get(name, name), _word(name, getattr(before, name)), _word(name, getattr(row, name)))
        for name in COLUMNS
        if getattr(before, name) != getattr(row, name)
    ]


def _word(name: str, value: Any) -> str:
    if name == "rule":
        return f"{value.kind.label}: {'; '.join(rule_lines(value))}" if value else ""
    return WORDS.get(name, {}).get(value, "") or shown(value)


def _closed(criteria_set: CriteriaSet) -> str:
    """Why the set takes no more changes; empty for a draft."""
    try:
        refuse_frozen(criteria_set)
    except FrameRefused as refused:
        return str(refused)
    if criteria_set.is_open:
        return ""
    return f"Bộ {criteria_set.code} đã ban hành – chép thành phiên bản mới rồi nhập vào phiên bản đó; chưa ghi gì."


def _read(upload: dict[str, Any]) -> CriteriaFile:
    return read_criteria(io.BytesIO(upload["content"]), upload["name"], total=upload["total"])


def _confirm(request: HttpRequest) -> HttpResponse:
    """Judge the kept file anew, for the set may have changed since, and write it."""
    token = request.POST["confirm"]
    upload = kept.kept(request, PURPOSE, token)
    form = SetFileForm({}, {}) if upload is None else SetFileForm(initial=upload)
    if upload is None:
        form.errors.clear()
        form.add_error(None, "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp.")
        return _page(request, form)
    read = _read(upload)
    if len(read.faults):
        return _page(request, form, faults=list(read.faults), file_name=upload["name"])
    return _write(request, upload, read, token)


def _write(request: HttpRequest, upload: dict[str, Any], read: CriteriaFile, token: str) -> HttpResponse:
    head = SetHead(
        code=upload["code"], title=upload["title"] or None, total=upload["total"], is_sample=upload["is_sample"]
    )
    existing = CriteriaSet.objects.filter(code=head.code).first()
    if existing is not None and (closed := _closed(existing)):
        messages.error(request, closed)
        return redirect("criteria:set_import", request.tenant.slug)
    try:
        done = import_set(head=head, rows=read.rows, items=read.items, by=request.user, at=timezone.now())
    except FrameRefused as refused:
        messages.error(request, str(refused))
        return redirect("criteria:set_import", request.tenant.slug)
    kept.forget(request, PURPOSE, token)
    said = f"Đã ghi bộ tiêu chí {done.criteria_set.code}: {done.words}."
    messages.success(request, said if done.changed else "Tệp giống hệt bộ đang có; không có thay đổi nào.")
    return redirect("criteria:set", request.tenant.slug, done.criteria_set.code)
