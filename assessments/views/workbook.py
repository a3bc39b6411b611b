"""The file as an Excel workbook: taken away, brought back, compared line by line, and only what was chosen written."""

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.contents import contents_of
from assessments.models import Assessment
from assessments.permissions import may_fill, may_see_files, may_work
from assessments.services import Refused
from assessments.services.leafwise import save_leaf
from assessments.services.saving import lock_open
from assessments.views.common import closed_branches, fetch_file, is_editable, links_of, phase_of
from assessments.views.told import shown
from assessments.workbook.layout import workbook as written_workbook
from assessments.workbook.reading import Difference, Judged, judge
from cchc.files.errors import UploadRefused
from cchc.files.kinds import XLSX
from cchc.files.names import clean_name
from cchc.web.views import readonly, require, write
from criteria import kept
from criteria.rules.numbers import EntryError

PURPOSE = "file-workbook"
VERB = "nạp từ tệp Excel"
STALE = "Có người khác vừa sửa các ô được đánh dấu sau khi kiểm tra tệp – xem lại rồi chọn lần nữa; chưa ghi gì."


class WorkbookForm(forms.Form):
    """The workbook that comes back."""

    file = forms.FileField(
        label="Tệp Excel đã nhập",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Chưa chọn tệp – chọn tệp Excel của hồ sơ.", "empty": "Tệp rỗng – chọn lại tệp."},
        max_length=1000,
    )

    def clean_file(self) -> tuple[str, bytes]:
        upload: UploadedFile = self.cleaned_data["file"]
        if not clean_name(upload.name or "").lower().endswith(f".{XLSX.extensions[0]}"):
            raise forms.ValidationError("Không nhận loại tệp này – chọn tệp .xlsx xuất từ trang này.")
        try:
            return kept.checked_content(upload)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


@readonly(may=may_see_files)
def download(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The workbook with what stands on the server now, for whoever reads the file."""
    file = fetch_file(request, year, pk)
    content = written_workbook(file, contents_of(file), at=timezone.now())
    name = f"tu-danh-gia-{year}-{file.agency.code}.xlsx"
    return HttpResponse(
        content,
        content_type=XLSX.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@write(may=may_work)
def workbook(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """«Kiểm tra tệp» writes nothing and lists faults and differences; «Ghi» takes the lines that were chosen."""
    file = fetch_file(request, year, pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    if "confirm" in request.POST:
        return _confirm(request, file)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, file, form)
    name, content = form.cleaned_data["file"]
    judged = _judged(request, file, name, content)
    token = kept.keep(request, PURPOSE, {"name": name, "content": content, "file": file.pk})
    return _page(request, file, form, judged=judged, token=token, name=name)


def _judged(request: HttpRequest, file: Assessment, name: str, content: bytes) -> Judged:
    closed = closed_branches(request.member, file)  # type: ignore[attr-defined]
    return judge(io.BytesIO(content), name, file, contents_of(file), closed)


def _page(request: HttpRequest, file: Assessment, form: WorkbookForm, **more: Any) -> HttpResponse:
    judged: Judged | None = more.get("judged")
    chosen = more.pop("chosen", None)
    context = {
        "file": file,
        "form": form,
        "links": links_of(request.tenant.slug, file),  # type: ignore[attr-defined]
        "editable": is_editable(request.member, file, phase_of(request, file)),  # type: ignore[attr-defined]
        "lines": [_line(one, chosen) for one in judged.differences] if judged else [],
        **more,
    }
    is_bad = bool(form.errors or (judged and judged.faults) or more.get("refusal"))
    return render(request, "assessments/workbook.html", context, status=422 if is_bad else 200)


def _line(one: Difference, chosen: dict[str, str] | None) -> dict[str, Any]:
    """One line to choose; proposed is the workbook's text, unless the server's is newer than the workbook."""
    seen = None if chosen is None else _seen(chosen, one)
    is_stale = seen is not None and seen != one.theirs
    take = chosen.get(f"take-{one.key}") == "file" if chosen is not None and not is_stale else not one.is_conflict
    return {
        "one": one,
        "mine": shown(one.field, one.mine),
        "theirs": shown(one.field, one.theirs),
        "take": take and not is_stale,
        "stale": is_stale,
    }


def _seen(sent: dict[str, str], one: Difference) -> str:
    """The server's text as the page showed it; a browser sends line ends as two characters."""
    return sent.get(f"seen-{one.key}", "").replace("\r\n", "\n")


def _confirm(request: HttpRequest, file: Assessment) -> HttpResponse:
    """Judge the kept workbook anew under the file's lock, since the server may have moved on."""
    token = request.POST["confirm"]
    upload = kept.kept(request, PURPOSE, token)
    if upload is None or upload["file"] != file.pk:
        form = WorkbookForm({}, {})
        form.errors.clear()
        form.add_error(None, "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp.")
        return _page(request, file, form)
    more = {"token": token, "name": upload["name"], "chosen": request.POST.dict()}
    try:
        with transaction.atomic():
            locked = lock_open(file, at=timezone.now())
            judged = _judged(request, locked, upload["name"], upload["content"])
            more["judged"] = judged
            count = _write(request, locked, judged)
    except (Refused, EntryError) as refused:
        return _page(request, file, WorkbookForm(), refusal=str(refused), **more)
    kept.forget(request, PURPOSE, token)
    messages.success(request, f"Đã ghi {count} ô từ tệp Excel." if count else "Không có ô nào được ghi.")
    return redirect("assessments:workbook", request.tenant.slug, file.campaign.year, file.pk)  # type: ignore[attr-defined]


def _write(request: HttpRequest, file: Assessment, judged: Judged) -> int:
    """Write the chosen lines leaf by leaf. Raises ``Refused`` where a line has moved since it was shown."""
    sent = request.POST
    if judged.faults:
        raise Refused("Tệp còn ô sai – sửa trong tệp rồi nạp lại; chưa ghi gì.")
    if any(_seen(sent.dict(), one) != one.theirs for one in judged.differences):
        raise Refused(STALE)
    chosen: dict[int, dict[str, str]] = {}
    for one in judged.differences:
        if sent.get(f"take-{one.key}") == "file":
            chosen.setdefault(one.node.pk, {})[one.field] = one.mine
    by = request.member.user  # type: ignore[attr-defined]
    for leaf, texts in chosen.items():
        save_leaf(assessment=file, leaf=leaf, texts=texts, verb=VERB, by=by, at=timezone.now())
    return sum(len(texts) for texts in chosen.values())
