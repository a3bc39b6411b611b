"""Who appraises what: areas and single criteria to departments, departments' parts to people."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.vietnamese import sort_by_given_name
from cchc.web.asked import number_asked
from cchc.web.views import readonly, require, write
from councils.forms import AssignForm
from councils.models import AgencyGroup, Assignment
from councils.permissions import may_assign, may_name_people, may_see_assignments
from councils.queries import people_of, unassigned_leaves
from councils.services import AssignRefused, assign, assign_from_set, name_people
from councils.services.assigning import appraisers_of
from councils.views.common import said, to
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404
from criteria.rules.calendar import HANOI


@readonly(may=may_see_assignments)
def assignments(request: HttpRequest, year: int) -> HttpResponse:
    """Every branch with the departments it is given to; what nobody leads stands on top."""
    campaign = campaign_or_404(year)
    given = list(Assignment.objects.filter(campaign=campaign).select_related("criterion", "department", "group"))
    missing = unassigned_leaves(campaign)
    context = {
        "campaign": campaign,
        "sets": _sets(campaign, given, missing),
        "missing": missing,
        "departments": _departments(request, given),
        "may_assign": may_assign(request.member) and campaign.adopted_at is None,  # type: ignore[attr-defined]
        "has_any": bool(given),
    }
    return render(request, "councils/assignments.html", context)


def _sets(campaign: Campaign, given: list[Assignment], missing: list[Criterion]) -> list[dict[str, Any]]:
    """Per criteria set the areas, and below them the branches that have an assignment of their own."""
    by_node: dict[int, list[Assignment]] = {}
    for row in given:
        by_node.setdefault(row.criterion_id, []).append(row)
    lacking = {leaf.pk for leaf in missing}
    found: dict[int, dict[str, Any]] = {}
    nodes = Criterion.objects.filter(criteria_set__in=campaign.sets.values("criteria_set"), source="self")
    for node in nodes.select_related("criteria_set").order_by("criteria_set__code", "position"):
        made = found.setdefault(node.criteria_set_id, {"set": node.criteria_set, "rows": [], "nodes": []})
        made["nodes"].append(node)
        if node.level == Criterion.Level.AREA or node.pk in by_node or node.pk in lacking:
            is_area = node.level == Criterion.Level.AREA
            for group, rows in _by_group(by_node.get(node.pk, [])):
                lead = next((row for row in rows if row.role == Assignment.Role.LEAD), None)
                joint = [row for row in rows if row.role == Assignment.Role.JOINT]
                row = {"node": node, "group": group, "lead": lead, "joint": joint, "is_area": is_area}
                made["rows"].append(row | {"missing": node.pk in lacking and group is None})
    return list(found.values())


def _by_group(rows: list[Assignment]) -> list[tuple[AgencyGroup | None, list[Assignment]]]:
    """The general assignments of a branch first, then those of each group."""
    found: dict[AgencyGroup | None, list[Assignment]] = {None: []}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return list(found.items())


def _departments(request: HttpRequest, given: list[Assignment]) -> list[dict[str, Any]]:
    """Per department its branches, who is named, and whether the person asking may name people."""
    named = people_of(given)
    staff: dict[int, list[User]] = {}
    for row in appraisers_of(*{one.department_id for one in given}):
        if row.agency_id is not None and row.user not in staff.setdefault(row.agency_id, []):
            staff[row.agency_id].append(row.user)
    found: dict[int, dict[str, Any]] = {}
    for row in given:
        people = staff.get(row.department_id, [])
        empty = {"department": row.department, "people": people, "lead": [], "joint": []}
        made = found.setdefault(row.department_id, empty)
        may = may_name_people(request.member, row)  # type: ignore[attr-defined]
        made[row.role].append({"assignment": row, "named": named.get(row.pk, []), "may": may})
    return sorted(found.values(), key=lambda made: made["department"].sort_key)


@write(may=may_assign, methods=("POST",))
def prefill(request: HttpRequest, year: int) -> HttpResponse:
    """Assign by the names printed in the sets."""
    campaign = campaign_or_404(year)
    done = assign_from_set(campaign=campaign, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    said(request, done.made, "Đã ghi {} phân công theo bộ tiêu chí.", "Không có phân công nào mới theo bộ tiêu chí.")
    waiting = {leaf.code for leaf in unassigned_leaves(campaign)} if done.unknown else set()
    for name, codes in done.unknown.items():
        shown = ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")
        left = "chưa phân công; chọn tay từng mục" if waiting & set(codes) else "theo cơ quan của lĩnh vực; cần thì đổi"
        messages.warning(request, f"“{name}” không có trong danh sách cơ quan thẩm định – mục {shown} {left}.")
    return to(request, "assignments", year)


@write(may=may_assign)
def branch(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Lead and joint departments of one branch."""
    campaign = campaign_or_404(year)
    sets = campaign.sets.values("criteria_set")
    node = get_object_or_404(Criterion, pk=pk, criteria_set__in=sets, source=Criterion.Source.SELF)
    group = _group_asked(request, campaign)
    rows = list(Assignment.objects.filter(campaign=campaign, criterion=node, group=group))
    until = next((row.opinion_until for row in rows if row.opinion_until), None)
    initial = {
        "until": (until.astimezone(HANOI) - timedelta(microseconds=1)).date() if until else None,
        "lead": next((row.department_id for row in rows if row.role == Assignment.Role.LEAD), None),
        "joint": [row.department_id for row in rows if row.role == Assignment.Role.JOINT],
    }
    form = AssignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            assign(
                campaign=campaign,
                criterion=node,
                group=group,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                **form.cleaned_data,
            )
        except AssignRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã ghi phân công thẩm định mục {node.code}.")
            return to(request, "assignments", year)
    context = {"campaign": campaign, "node": node, "form": form, "group": group}
    context["groups"] = list(AgencyGroup.objects.filter(campaign=campaign))
    return render(request, "councils/branch.html", context)


def _group_asked(request: HttpRequest, campaign: Campaign) -> AgencyGroup | None:
    """The group of ``?nhom=``; none for the agencies in general."""
    asked = request.GET.get("nhom", "")
    return get_object_or_404(AgencyGroup, pk=number_asked(asked) or 0, campaign=campaign) if asked else None


@write(may=may_see_assignments)
def people(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Who of the department appraises one of its branches; nobody ticked: everybody."""
    campaign = campaign_or_404(year)
    rows = Assignment.objects.select_related("criterion", "department")
    assignment = get_object_or_404(rows, pk=pk, campaign=campaign)
    require(may_name_people(request.member, assignment), request, "may_name_people")  # type: ignore[attr-defined]
    staff = {row.user.pk: row.user for row in appraisers_of(assignment.department_id)}
    if request.method == "POST":
        ticked = map(number_asked, request.POST.getlist("people"))
        chosen = [staff[pk] for pk in ticked if pk in staff]
        name_people(assignment=assignment, people=chosen, by=request.user)  # type: ignore[arg-type]
        who = ", ".join(map(str, chosen)) or "mọi người thẩm định của cơ quan"
        messages.success(request, f"Mục {assignment.criterion.code} của {assignment.department}: {who}.")
        return to(request, "assignments", year)
    named = {user.pk for user in people_of([assignment]).get(assignment.pk, [])}
    ordered = sort_by_given_name(staff.values(), lambda user: user.full_name)
    choices = [(user, user.pk in named) for user in ordered]
    context = {"campaign": campaign, "assignment": assignment, "choices": choices, "role": Role.APPRAISER.label}
    return render(request, "councils/people.html", context)
