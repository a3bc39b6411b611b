"""Declared conflicts of interest, and the report of who could see and write what."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from cchc.vietnamese import sort_by_given_name
from cchc.web.asked import number_asked
from cchc.web.views import readonly, require, write
from councils.models import DeclaredConflict
from councils.permissions import may_assign, may_declare_for, may_lift, may_see_access, may_see_conflicts
from councils.queries.access import access_report
from councils.services import Refused
from councils.services.assigning import appraisers_of
from councils.services.conflicts import colleagues, declare, lift
from councils.views.common import to
from criteria.models import Campaign
from criteria.queries import campaign_or_404


@write(may=may_see_conflicts)
def conflicts(request: HttpRequest, year: int) -> HttpResponse:
    """Everybody's for the standing office, one's own for who appraises; declaring one."""
    campaign = campaign_or_404(year)
    people = _people(request)
    agencies = list(Agency.objects.filter(participations__campaign=campaign).order_by("sort_key"))
    typed: dict[str, Any] = {"user": request.user.pk}
    if request.method == "POST":
        typed = {name: number_asked(request.POST.get(name, "")) for name in ("user", "agency", "substitute")}
        typed["reason"] = request.POST.get("reason", "")
        try:
            made = _declare(request, campaign, people, agencies, typed)
        except Refused as refused:
            typed["error"] = refused.message
        else:
            messages.success(request, f"Đã ghi: {made.user} không thẩm định {made.agency}.")
            return to(request, "conflicts", year)
    rows = DeclaredConflict.objects.filter(campaign=campaign).select_related(
        "user", "agency", "substitute", "declared_by", "lifted_by"
    )
    everything = may_assign(request.member)  # type: ignore[attr-defined]
    context = {
        "campaign": campaign,
        "rows": rows if everything else rows.filter(user=request.user),
        "people": people,
        "others": _others(request),
        "agencies": agencies,
        "may_lift": may_lift(request.member),  # type: ignore[attr-defined]
        "may_see_access": may_see_access(request.member),  # type: ignore[attr-defined]
    }
    return render(request, "councils/conflicts.html", context | typed)


def _people(request: HttpRequest) -> list[User]:
    """Whose conflict may be declared here."""
    return _others(request) if may_assign(request.member) else [request.user]  # type: ignore[attr-defined, list-item]


def _others(request: HttpRequest) -> list[User]:
    """Who appraises: for the standing office everybody, else the colleagues of the person's departments."""
    member = request.member  # type: ignore[attr-defined]
    mine = member.agency_ids(Role.APPRAISER, Role.DEPARTMENT_HEAD)
    wanted = Agency.objects.appraisers().values_list("pk", flat=True) if may_assign(member) else mine
    found = {row.user_id: row.user for row in appraisers_of(*wanted)}
    return sort_by_given_name(found.values(), lambda user: user.full_name)


def _declare(
    request: HttpRequest, campaign: Campaign, people: list[User], agencies: list[Agency], typed: dict[str, Any]
) -> DeclaredConflict:
    user = next((one for one in people if one.pk == typed["user"]), None)
    agency = next((one for one in agencies if one.pk == typed["agency"]), None)
    if user is None or agency is None:
        raise Refused("Chọn người thẩm định và đơn vị.")
    require(may_declare_for(request.member, user.pk), request, "may_declare_for")  # type: ignore[attr-defined]
    departments = [
        row.agency_id
        for row in appraisers_of(*Agency.objects.appraisers().values_list("pk", flat=True))
        if row.user_id == user.pk and row.agency_id
    ]
    substitute = None
    if typed["substitute"]:
        known = colleagues(user, agency, departments)
        substitute = next((one for one in known if one.pk == typed["substitute"]), None)
        if substitute is None:
            raise Refused("Người thay phải là người thẩm định cùng cơ quan và không thuộc đơn vị đó.", "substitute")
    return declare(
        campaign=campaign,
        user=user,
        agency=agency,
        reason=typed["reason"],
        substitute=substitute,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )


@write(may=may_lift, methods=("POST",))
def lift_conflict(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The standing office ends a declared conflict."""
    campaign = campaign_or_404(year)
    row = get_object_or_404(DeclaredConflict, pk=pk, campaign=campaign)
    try:
        lift(conflict=row, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(request, "Đã gỡ xung đột; lần khai vẫn được giữ lại.")
    except Refused as refused:
        messages.error(request, refused.message)
    return to(request, "conflicts", year)


@readonly(may=may_see_access)
def access(request: HttpRequest, year: int) -> HttpResponse:
    """Who could see and write what, and whom the walls keep from which agency."""
    campaign = campaign_or_404(year)
    rows = access_report(campaign, request.tenant)  # type: ignore[attr-defined]
    may = may_see_conflicts(request.member)  # type: ignore[attr-defined]
    return render(request, "councils/access.html", {"campaign": campaign, "rows": rows, "may_conflicts": may})
