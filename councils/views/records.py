"""Records for complaints: asked for, waited for, fetched."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cchc.tenancy import audit
from cchc.web.views import require, write
from councils.models import RecordExport
from councils.onsite_forms import RecordsForm
from councils.permissions import may_take_records
from councils.services.appraising import Refused
from councils.services.recording import ask_record, path_of
from councils.tasks import record
from councils.views.common import to
from criteria.queries import campaign_or_404


@write(may=may_take_records)
def records(request: HttpRequest, year: int) -> HttpResponse:
    """What has been asked for, and one more to ask for."""
    campaign = campaign_or_404(year)
    form = RecordsForm(campaign, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = ask_record(
                    campaign=campaign,
                    by=request.member,  # type: ignore[attr-defined]
                    at=timezone.now(),
                    **form.cleaned_data,
                )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            tenant_id = request.tenant.pk  # type: ignore[attr-defined]
            transaction.on_commit(partial(record.apply_async, [tenant_id, made.pk], retry=False), robust=True)
            messages.success(request, "Đang lập bộ hồ sơ; xong sẽ báo trong hộp tin.")
            return to(request, "records", year)
    rows = RecordExport.objects.filter(campaign=campaign).select_related("agency", "asked_by")
    context = {"campaign": campaign, "form": form, "rows": rows}
    return render(request, "councils/records.html", context, status=422 if form.is_bound else 200)


@write(may=may_take_records, methods=("POST",))
def record_file(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The package itself; who takes it away stands in the diary."""
    campaign = campaign_or_404(year)
    found = get_object_or_404(
        RecordExport.objects.select_related("tenant", "agency", "campaign"), pk=pk, campaign=campaign, state="ready"
    )
    path = path_of(found)
    require(path.is_file(), request, "record gone")
    audit.record("tải bộ hồ sơ trích xuất", found, by=request.user)
    code = found.agency.code if found.agency else "toan-ky"
    name = f"ho-so-{found.tenant.slug}-{year}-{code}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
