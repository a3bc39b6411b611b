"""The list of criteria sets, one set with its rules in words and its checks, and its files."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from cchc.web.views import readonly, write
from criteria.checking import catalogue_findings, placed
from criteria.errors import FrameRefused
from criteria.exchange import CriterionRow, stored_rows
from criteria.forms import IssueForm
from criteria.models import CampaignSet, CriteriaSet
from criteria.permissions import may_read_frame, may_run_campaign
from criteria.resources.criteria import read_criteria
from criteria.resources.export import as_xlsx, export_set
from criteria.rules.findings import Severity
from criteria.rules.kinds import NaPolicy
from criteria.services.catalogue import issue_set
from criteria.set_links import set_links
from criteria.wording import rule_lines

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@readonly(may=may_read_frame)
def listing(request: HttpRequest) -> HttpResponse:
    leaves = Count("criteria", filter=Q(criteria__is_leaf=True))
    using = Prefetch("used_by", CampaignSet.objects.select_related("campaign"))
    sets = CriteriaSet.objects.annotate(leaves=leaves).prefetch_related(using)
    return render(request, "criteria/sets.html", {"sets": sets, "may_write": may_run_campaign(request.member)})


@readonly(may=may_read_frame)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    criteria_set = get_object_or_404(CriteriaSet.objects.select_related("predecessor"), code=code)
    rows = stored_rows(criteria_set)
    findings = placed(catalogue_findings(criteria_set, rows), rows)
    context = {
        "set": criteria_set,
        "areas": _areas(rows),
        "leaves": sum(row.rule is not None or bool(row.rule_faults) for row in rows),
        "findings": findings,
        "errors": sum(place.finding.severity is Severity.ERROR for place in findings),
        "bonus_items": list(criteria_set.bonus_items.all()),
        "may_write": may_run_campaign(request.member),
        "editing": may_run_campaign(request.member),
        "others": list(CriteriaSet.objects.exclude(pk=criteria_set.pk).values("code", "title")),
        "links": set_links(request, criteria_set),
    }
    return render(request, "criteria/set.html", context)


def _areas(rows: list[CriterionRow]) -> list[dict[str, Any]]:
    """The rows below each lĩnh vực, each with its rule in words."""
    areas: list[dict[str, Any]] = []
    for row in rows:
        if not row.parent_code:
            areas.append({"row": row, "below": []})
        else:
            words = rule_lines(row.rule) if row.rule else []
            policy = NaPolicy(row.not_applicable_policy)
            shown = {"row": row, "words": words, "policy": "" if policy is NaPolicy.NONE else policy.label}
            areas[-1]["below"].append(shown)
    return areas


@readonly(may=may_read_frame)
def export(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    if extension not in CONTENT_TYPES:
        raise Http404
    criteria_set = get_object_or_404(CriteriaSet, code=code)
    response = HttpResponse(export_set(criteria_set, extension), content_type=CONTENT_TYPES[extension])
    response["Content-Disposition"] = content_disposition_header(True, f"bo-tieu-chi-{code}.{extension}")
    return response


@readonly(may=may_run_campaign)
def sample(request: HttpRequest) -> HttpResponse:
    """The sample set of communes as a workbook to begin from, for an office that has no set yet."""
    path = settings.BASE_DIR / "fixtures" / "criteria" / "criteria_commune_sample.csv"
    content = as_xlsx(read_criteria(path, path.name).rows, "Bộ tiêu chí mẫu")
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, "bo-tieu-chi-mau.xlsx")
    return response


@write(may=may_run_campaign)
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """The decision's number and date; a set with an error is not issued, and the page says what is left to do."""
    criteria_set = get_object_or_404(CriteriaSet, code=code)
    initial = {"number": criteria_set.decision_number, "day": criteria_set.decision_date}
    form = IssueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        number, day = form.cleaned_data["number"], form.cleaned_data["day"]
        try:
            issue_set(criteria_set=criteria_set, number=number, day=day, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã ghi Quyết định số {number} cho bộ tiêu chí {code}.")
            return redirect("criteria:set", request.tenant.slug, code)
    return render(request, "criteria/set_issue.html", {"form": form} | _standing(criteria_set))


def _standing(criteria_set: CriteriaSet) -> dict[str, Any]:
    """The set with what is wrong in it."""
    rows = stored_rows(criteria_set)
    findings = placed(catalogue_findings(criteria_set, rows), rows)
    errors = sum(place.finding.severity is Severity.ERROR for place in findings)
    return {"set": criteria_set, "findings": findings, "errors": errors, "editing": True}
