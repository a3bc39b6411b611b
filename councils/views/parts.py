"""A department's part of one file: looked at, confirmed by its head, printed; and opened again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessments.models import Assessment
from cchc.documents.links import paper_url
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from councils.models import Confirmation, Opinion
from councils.permissions import may_confirm, may_see_appraisal, may_see_part
from councils.queries.confirmed import Part, form_key, part_of
from councils.queries.opinions import awaited_opinions
from councils.services import Refused
from councils.services.confirming import CONFIRMED_IN, confirm, reopen_confirmation
from councils.stages import Stage
from councils.views.common import to
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404


def _found(request: HttpRequest, year: int, pk: int, department: int) -> tuple[Campaign, Part]:
    campaign = campaign_or_404(year)
    files = Assessment.objects.select_related("agency", "campaign", "criteria_set")
    file = get_object_or_404(files, pk=pk, campaign=campaign)
    agency = get_object_or_404(Agency.objects.appraisers(), pk=department)
    require(may_see_part(request.member, department), request, "may_see_part")  # type: ignore[attr-defined]
    return campaign, part_of(file, agency)


@readonly(may=may_see_appraisal)
def part(request: HttpRequest, year: int, pk: int, department: int) -> HttpResponse:
    """What the phiếu thẩm định prints, what stands in the way of confirming it, and who has confirmed it."""
    campaign, found = _found(request, year, pk, department)
    return _render(request, campaign, found)


def _render(request: HttpRequest, campaign: Campaign, found: Part, **typed: Any) -> HttpResponse:
    rows = Confirmation.objects.filter(assessment=found.file, department=found.department)
    confirmations = list(rows.select_related("confirmed_by", "reopened_by"))
    opinions: dict[int, list[Opinion]] = {}
    for one in Opinion.objects.filter(assessment=found.file).select_related("department", "given_by"):
        opinions.setdefault(one.criterion_id, []).append(one)
    awaited = awaited_opinions(found.file, found.department, timezone.now())
    codes = dict(Criterion.objects.filter(pk__in=[one.leaf_id for one in awaited]).values_list("pk", "code"))
    may = may_confirm(request.member, found.department.pk)  # type: ignore[attr-defined]
    in_force = {one.stage: one for one in confirmations if one.reopened_at is None}
    standing, is_open = in_force.get(found.stage), found.file.state in CONFIRMED_IN[found.stage][0]
    context = {
        "campaign": campaign,
        "part": found,
        "lines": [(line, opinions.get(line.node.pk, [])) for line in found.lines],
        "in_force": standing,
        "first_round": in_force.get(Stage.APPRAISED) if found.again else None,
        "earlier": [one for one in confirmations if one.reopened_at is not None],
        "awaited": [(one, codes.get(one.leaf_id, "")) for one in awaited],
        "may_confirm": may and standing is None and is_open,
        "may_reopen": may and standing is not None and is_open,
        "paper": paper_url(
            request.tenant.slug,  # type: ignore[attr-defined]
            campaign.year,
            "08",
            agency=found.file.agency.code,
            subject=form_key(found.department),
        ),
    }
    return render(request, "councils/part.html", context | typed)


@write(may=may_see_appraisal, methods=("POST",))
def confirm_part(request: HttpRequest, year: int, pk: int, department: int) -> HttpResponse:
    """The head confirms the department's appraisal of the file."""
    campaign, found = _found(request, year, pk, department)
    require(may_confirm(request.member, department), request, "may_confirm")  # type: ignore[attr-defined]
    remark = request.POST.get("remark", "")[:4000]
    try:
        confirm(file=found.file, department=found.department, by=request.user, at=timezone.now(), remark=remark)  # type: ignore[arg-type]
    except Refused as refused:
        return _render(request, campaign, found, error=refused.message, remark=remark)
    which = " lần 2" if found.again else ""
    messages.success(request, f"Đã xác nhận phần thẩm định{which} {found.file.agency} của {found.department}.")
    return to(request, "part", year, pk, department)


@write(may=may_see_appraisal, methods=("POST",))
def reopen_part(request: HttpRequest, year: int, pk: int, department: int) -> HttpResponse:
    """The head opens a confirmed part again, with a reason."""
    campaign, found = _found(request, year, pk, department)
    require(may_confirm(request.member, department), request, "may_confirm")  # type: ignore[attr-defined]
    rows = Confirmation.objects.filter(assessment=found.file, department=found.department)
    row = rows.filter(reopened_at=None, stage=found.stage).first()
    reason = request.POST.get("reason", "")[:4000]
    if row is None:
        messages.info(request, "Phần này chưa xác nhận hoặc đã được mở lại.")
        return to(request, "part", year, pk, department)
    try:
        reopen_confirmation(confirmation=row, by=request.user, at=timezone.now(), reason=reason)  # type: ignore[arg-type]
    except Refused as refused:
        return _render(request, campaign, found, error=refused.message, reason=reason)
    messages.success(request, "Đã mở lại; sửa xong thì xác nhận lại.")
    return to(request, "part", year, pk, department)
