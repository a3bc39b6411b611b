"""Who appraises what as a workbook: out, in again after a dry run; and the groups of agencies."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cchc.files.accept import UploadRefused
from cchc.files.kinds import XLSX
from cchc.tenancy.models import Agency
from cchc.web.asked import number_asked
from cchc.web.views import readonly, write
from councils.models import AgencyGroup, GroupMember
from councils.permissions import may_assign, may_see_assignments
from councils.resources.assignments import MAX_JSON, export_assignments, read_assignments
from councils.services.assigning import AssignRefused, drop_group, import_assignments, keep_group
from councils.views.common import to
from criteria import kept
from criteria.queries import campaign_or_404

PURPOSE = "assignments"
EXPIRED = "Tệp tải lên đã quá 30 phút nên không còn; chưa ghi gì. Chọn lại tệp."


@readonly(may=may_see_assignments)
def export(request: HttpRequest, year: int) -> HttpResponse:
    """The workbook that reads back unchanged."""
    campaign = campaign_or_404(year)
    response = HttpResponse(export_assignments(campaign), content_type=XLSX.content_type)
    response["Content-Disposition"] = f'attachment; filename="phan-cong-tham-dinh-{year}.xlsx"'
    return response


@write(may=may_assign)
def upload(request: HttpRequest, year: int) -> HttpResponse:
    """A file's faults, or what it would give to whom; then all of it or nothing."""
    campaign = campaign_or_404(year)
    if request.method != "POST":
        return _page(request, campaign)
    if token := request.POST.get("confirm", ""):
        found = kept.kept(request, PURPOSE, token)
        if found is None:
            return _page(request, campaign, error=EXPIRED)
    else:
        try:
            name, content = _content(request.FILES.get("file"))
        except ValidationError as wrong:
            return _page(request, campaign, error=wrong.message)
        found = {"name": name, "content": content}
    read = read_assignments(found["content"], found["name"], campaign)
    if len(read.faults):
        return _page(request, campaign, faults=list(read.faults), file_name=found["name"])
    if not token:
        return _page(request, campaign, token=kept.keep(request, PURPOSE, found), rows=read.rows)
    try:
        done = import_assignments(campaign=campaign, rows=read.rows, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except AssignRefused as refused:
        return _page(request, campaign, error=str(refused))
    kept.forget(request, PURPOSE, token)
    messages.success(request, f"Đã nhập phân công: {len(read.rows)} mục trong tệp, {done} mục thay đổi.")
    return to(request, "assignments", year)


def _page(request: HttpRequest, campaign: Any, **more: Any) -> HttpResponse:
    return render(request, "councils/assignment_import.html", {"campaign": campaign, **more})


def _content(upload: UploadedFile | None) -> tuple[str, bytes]:
    if upload is None:
        raise ValidationError("Chưa chọn tệp. Chọn tệp phân công.")
    name = upload.name or ""
    if name.casefold().endswith(".json"):
        if (upload.size or 0) > MAX_JSON:
            raise ValidationError("Tệp JSON lớn hơn giới hạn 1 MB; chưa ghi gì.")
        return name, upload.read()
    try:
        return kept.checked_content(upload)
    except UploadRefused as refused:
        raise ValidationError(refused.message) from refused


@write(may=may_assign)
def groups(request: HttpRequest, year: int) -> HttpResponse:
    """Groups of agencies: make one, change its agencies, take away one that nothing is assigned for."""
    campaign = campaign_or_404(year)
    error = ""
    if request.method == "POST":
        try:
            return _kept_or_dropped(request, campaign)
        except AssignRefused as refused:
            error = str(refused)
    members: dict[int, list[GroupMember]] = {}
    for row in GroupMember.objects.filter(campaign=campaign).select_related("agency"):
        members.setdefault(row.group_id, []).append(row)
    place = {row.agency_id: row.group_id for rows in members.values() for row in rows}
    known = list(AgencyGroup.objects.filter(campaign=campaign))
    names = {group.pk: group.name for group in known}
    ticked = set(map(number_asked, request.POST.getlist("agencies")))
    agencies = Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")
    context = {
        "campaign": campaign,
        "groups": [(group, members.get(group.pk, [])) for group in known],
        "agencies": [(one, names.get(place.get(one.pk, 0), ""), one.pk in ticked) for one in agencies],
        "error": error,
        "name": request.POST.get("name", ""),
    }
    return render(request, "councils/groups.html", context)


def _kept_or_dropped(request: HttpRequest, campaign: Any) -> HttpResponse:
    if "drop" in request.POST:
        group = get_object_or_404(AgencyGroup, pk=number_asked(request.POST["drop"]) or 0, campaign=campaign)
        drop_group(group=group, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(request, f"Đã bỏ nhóm {group.name}.")
        return to(request, "groups", campaign.year)
    wanted = list(map(number_asked, request.POST.getlist("agencies")))
    agencies = Agency.objects.filter(pk__in=[pk for pk in wanted if pk], participations__campaign=campaign)
    name = request.POST.get("name", "")[:120]
    group = keep_group(campaign=campaign, name=name, agencies=agencies, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, f"Đã ghi nhóm {group.name}: {agencies.count()} đơn vị.")
    return to(request, "groups", campaign.year)
