"""The report: its words beside the figures, and the copy signed by the head."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from assessments.forms import ReportForm, SignedForm
from assessments.models import Assessment, ReportText, SignedReport
from assessments.permissions import may_fill, may_see_files, may_work
from assessments.services import Refused
from assessments.services.reports import TEXTS, attach_report, write_report_text
from assessments.states import State
from assessments.views.common import fetch_file, links_of, phase_of
from cchc.documents.links import paper_url
from cchc.files.errors import UploadRefused
from cchc.files.serve import serve
from cchc.web.views import readonly, require, write


def signed_context(file: Assessment) -> dict[str, Any]:
    """The report in force with its signatures, and how many went before."""
    reports = list(file.signed_reports.select_related("uploaded_by"))
    current = next((one for one in reports if one.replaced_at is None), None)
    return {"signed": current, "signatures": _shown(current), "replaced": [one for one in reports if one.replaced_at]}


def _shown(report: SignedReport | None) -> list[dict[str, Any]]:
    said = (report.signatures if report else None) or []
    return [one | {"signed_at": _moment(one["signed_at"])} for one in said]


def _moment(text: str) -> datetime | None:
    return parse_datetime(text) if text else None


@write(may=may_see_files)
def report(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What the report says beside the figures; read by whoever reads the file."""
    file = fetch_file(request, year, pk)
    stored = ReportText.objects.filter(assessment=file).first()
    initial = {name: getattr(stored, name) for name in TEXTS} if stored else {}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
        if form.is_valid() and _written(request, file, form):
            return redirect(request.path)
    return _render_report(request, file, form)


def _render_report(request: HttpRequest, file: Assessment, form: ReportForm) -> HttpResponse:
    member, phase = request.member, phase_of(request, file)  # type: ignore[attr-defined]
    is_open = file.state in {State.DRAFT, State.PENDING_HEAD} and phase.open
    context = {
        "file": file,
        "form": form,
        "links": links_of(request.tenant.slug, file),  # type: ignore[attr-defined]
        "editable": is_open and may_fill(member, file),
        "paper": paper_url(request.tenant.slug, file.campaign.year, "07", agency=file.agency.code),  # type: ignore[attr-defined]
    }
    return render(request, "assessments/report.html", context, status=422 if form.errors else 200)


def _written(request: HttpRequest, file: Assessment, form: ReportForm) -> bool:
    by = request.member.user  # type: ignore[attr-defined]
    try:
        changed = write_report_text(assessment=file, texts=form.cleaned_data, by=by, at=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "Đã ghi lời báo cáo." if changed else "Lời báo cáo không thay đổi.")
    return True


@write(may=may_work)
def signed(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Attach the report signed by the head; a later one takes the place of the one before."""
    file = fetch_file(request, year, pk)
    require(may_fill(request.member, file), request, "may_fill")  # type: ignore[attr-defined]
    form = SignedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (made := _attached(request, file, form)):
        messages.success(request, f"Đã đính kèm {made.original_name}. {_words_of(made)}")
        return redirect("assessments:file", request.tenant.slug, year, pk)  # type: ignore[attr-defined]
    context = {"file": file, "form": form, "links": links_of(request.tenant.slug, file), **signed_context(file)}  # type: ignore[attr-defined]
    return render(request, "assessments/signed.html", context, status=422 if form.errors else 200)


def _attached(request: HttpRequest, file: Assessment, form: SignedForm) -> SignedReport | None:
    sent, by = form.cleaned_data, request.member.user  # type: ignore[attr-defined]
    upload = sent["file"]
    try:
        return attach_report(
            assessment=file,
            file=upload,
            name=upload.name,
            number=sent["number"],
            issued_on=sent["issued_on"],
            by=by,
            at=timezone.now(),
        )
    except UploadRefused as refusal:
        form.add_error("file", str(refusal))
    except Refused as refused:
        form.add_error(None, str(refused))
    return None


def _words_of(report: SignedReport) -> str:
    if report.signatures is None:
        return "Không đọc được chữ ký số trong tệp."
    return f"Tệp có {len(report.signatures)} chữ ký số." if report.signatures else "Tệp không có chữ ký số."


@readonly(may=may_see_files)
def signed_file(request: HttpRequest, year: int, pk: int, report: int) -> HttpResponseBase:
    """The signed copy itself, for whoever reads the file."""
    file = fetch_file(request, year, pk)
    found = get_object_or_404(SignedReport, pk=report, assessment=file)
    inline = request.GET.get("xem") == "1"
    return serve(found.stored_name, content_type="application/pdf", download_name=found.original_name, inline=inline)
