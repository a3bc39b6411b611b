"""Lists from Excel: upload, look at every fault or difference, write all or nothing; and the list back as a file."""

import hashlib
import io
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from cchc.accounts import resources as people_table
from cchc.accounts.forms import FileForm
from cchc.accounts.models import Membership
from cchc.accounts.permissions import may_manage_agencies, may_manage_people
from cchc.accounts.services import PeopleRefused
from cchc.files.accept import UploadRefused, check_upload
from cchc.files.faults import Faults, Table, as_headed
from cchc.files.kinds import XLSX
from cchc.files.names import clean_name, extension_of
from cchc.files.tabular import read_table
from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.tenancy import resources as agency_table
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, write

MAX_BYTES = 5 * 1024 * 1024
KEPT_SECONDS = 1800
"""An uploaded file waits this long for its confirmation."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list that comes in and goes out as a file."""

    name: str
    table: ModuleType
    title: str
    back: str
    back_title: str
    export: str

    @property
    def meanings(self) -> list[tuple[str, str, bool, str]]:
        """The columns as told beside the upload: head, meaning, whether it must be filled, an example."""
        required = {column.name for column in self.table.COLUMNS if column.required}
        titles, examples = self.table.TITLES, self.table.EXAMPLES
        told = self.table.MEANINGS.items()
        return [(titles[name], words, name in required, examples.get(name, "")) for name, words in told]


AGENCIES = Listing(
    "agencies",
    agency_table,
    "Nhập danh sách cơ quan",
    "accounts:agencies",
    "Cơ quan, đơn vị",
    "accounts:agency_export",
)
PEOPLE = Listing(
    "people",
    people_table,
    "Nhập danh sách người dùng",
    "accounts:people",
    "Người dùng",
    "accounts:people_export",
)


@write(may=may_manage_agencies)
def agencies(request: HttpRequest) -> HttpResponse:
    return _import(request, AGENCIES)


@write(may=may_manage_people)
def people(request: HttpRequest) -> HttpResponse:
    return _import(request, PEOPLE)


@readonly(may=may_manage_agencies)
def agencies_file(request: HttpRequest) -> HttpResponse:
    sheets = [agency_table.sheet(Agency.objects.all()), _how(AGENCIES)]
    return _file(sheets, f"co-quan-{request.tenant.slug}.xlsx")


@readonly(may=may_manage_people)
def people_file(request: HttpRequest) -> HttpResponse:
    rows = Membership.objects.select_related("user", "agency").order_by("user__username", "agency__sort_key", "role")
    codes = Sheet("Mã cơ quan", _CODES, Agency.objects.values_list("code", "name", "kind"), freeze_columns=1)
    return _file([people_table.sheet(rows), _how(PEOPLE), codes], f"nguoi-dung-{request.tenant.slug}.xlsx")


_HOW = (OutColumn("Cột", width=26), OutColumn("Cách điền", width=70), OutColumn("Bắt buộc", width=12))
_HOW += (OutColumn("Ví dụ", width=34),)
_CODES = (OutColumn("Mã", "code", 14), OutColumn("Tên cơ quan, đơn vị", width=44), OutColumn("Loại", width=16))


def _how(listing: Listing) -> Sheet:
    """How the first sheet is filled in; not read again."""
    rows = [(head, words, "có" if needed else "không", example) for head, words, needed, example in listing.meanings]
    return Sheet("Cách điền", _HOW, rows, fitted=True)


def _file(sheets: list[Sheet], name: str) -> HttpResponse:
    response = HttpResponse(write_xlsx(sheets, title=sheets[0].name), content_type=XLSX.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _import(request: HttpRequest, listing: Listing) -> HttpResponse:
    if request.method != "POST":
        return _page(request, listing, FileForm())
    if "confirm" in request.POST:
        return _confirm(request, listing)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, listing, form)
    return _dry_run(request, listing, form)


def _page(request: HttpRequest, listing: Listing, form: FileForm, **more: Any) -> HttpResponse:
    return render(request, "accounts/import.html", {"listing": listing, "form": form, **more})


def _key(request: HttpRequest, listing: Listing, token: str) -> str:
    return f"import:{request.tenant.pk}:{request.user.pk}:{listing.name}:{token}"


def _dry_run(request: HttpRequest, listing: Listing, form: FileForm) -> HttpResponse:
    upload = form.cleaned_data["file"]
    name = clean_name(upload.name)
    try:
        _check(upload, name)
    except UploadRefused as refusal:
        form.add_error("file", refusal.message)
        return _page(request, listing, form)
    upload.seek(0)
    content = upload.read()
    table, faults = _judged(request, listing, content, name)
    if len(faults):
        return _page(request, listing, FileForm(), faults=list(faults), file_name=name)
    token = hashlib.sha256(content).hexdigest()
    cache.set(_key(request, listing, token), (name, content), KEPT_SECONDS)
    plan = listing.table.differences(table)
    return _page(request, listing, FileForm(), plan=plan, total=len(table.rows), token=token, file_name=name)


def _check(upload: Any, name: str) -> None:
    """Size and kind before anything is read; a .csv has no first bytes to go by, its reader tells."""
    if extension_of(name) != "csv":
        check_upload(upload, name, allowed=(XLSX,), max_bytes=MAX_BYTES)
    elif upload.size > MAX_BYTES:
        raise UploadRefused(
            "too-large", f"Tệp lớn hơn giới hạn {MAX_BYTES // 1024**2} MB", name, "Tách thành nhiều tệp"
        )


def _judged(request: HttpRequest, listing: Listing, content: bytes, name: str) -> tuple[Table, Faults]:
    read = read_table(io.BytesIO(content), name, columns=listing.table.COLUMNS)
    table = listing.table.own_rows(read, request.tenant)
    faults = Faults(table.sheet, table.faults)
    listing.table.judge(table, request.tenant, faults)
    return table, as_headed(faults, [read])


def _confirm(request: HttpRequest, listing: Listing) -> HttpResponse:
    """Judge the kept file anew, for the lists may have changed since, and write it."""
    kept = cache.get(_key(request, listing, request.POST["confirm"][:64]))
    if kept is None:
        form = FileForm({}, {})
        form.add_error("file", "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp.")
        return _page(request, listing, form)
    name, content = kept
    table, faults = _judged(request, listing, content, name)
    if len(faults):
        return _page(request, listing, FileForm(), faults=list(faults), file_name=name)
    try:
        with transaction.atomic():
            said = listing.table.load(table, by=request.user)
    except (PeopleRefused, ValidationError) as refusal:
        faults.add(None, None, " ".join(getattr(refusal, "messages", None) or [str(refusal)]))
        return _page(request, listing, FileForm(), faults=list(faults), file_name=name)
    cache.delete(_key(request, listing, request.POST["confirm"][:64]))
    messages.success(request, said.splitlines()[0])
    return redirect(listing.back, request.tenant.slug)
