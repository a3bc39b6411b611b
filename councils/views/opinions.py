"""Departments that take part: the leaves they are asked about, and their opinion on each agency's line."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessments.models import Score
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from councils.models import Opinion
from councils.permissions import department_ids, may_give_opinions
from councils.queries.assigned import groups_of
from councils.queries.grid import scored_leaf
from councils.queries.opinions import asked_leaves, due_of, joint_of
from councils.services import Refused
from councils.services.confirming import give_opinion
from councils.views.common import said, to
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404
from criteria.rules.numbers import EntryError, parse_number


@readonly(may=may_give_opinions)
def asked(request: HttpRequest, year: int) -> HttpResponse:
    """The leaves on which the person's departments are asked, with what has been said so far."""
    campaign = campaign_or_404(year)
    rows = asked_leaves(campaign, department_ids(request.member), timezone.now())  # type: ignore[attr-defined]
    return render(request, "councils/opinions.html", {"campaign": campaign, "rows": rows})


@dataclass(slots=True)
class OpinionLine:
    """One agency's line with what was said or typed about it."""

    agency: Agency
    file_id: int
    mine: Score | None
    judged: Score | None
    opinion: Opinion | None
    open: bool
    verdict: str = ""
    points: str = ""
    text: str = ""
    error: str = ""


@write(may=may_give_opinions)
def leaf(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One leaf: every agency's appraised line, with agreement or another opinion of the person's department."""
    campaign = campaign_or_404(year)
    node = get_object_or_404(Criterion.objects.select_related("area"), scored_leaf(campaign, pk))
    department = _department(request, campaign, node)
    lines = _lines(campaign, node, department)
    if request.method == "POST":
        count = _save(request, campaign, node, department, lines)
        if not any(line.error for line in lines):
            said(request, count, "Đã ghi {} ý kiến.", "Không có ý kiến nào thay đổi.")
            return to(request, "opinion_leaf", year, pk)
        if count:
            messages.success(request, f"Đã ghi {count} ý kiến; các dòng báo đỏ chưa ghi.")
    due = next((due_of(one, campaign, timezone.now()) for one in joint_of(campaign, node, department)), None)
    context: dict[str, Any] = {"campaign": campaign, "leaf": node, "department": department, "lines": lines}
    context |= {"due": due, "over": due is not None and timezone.now() >= due}
    context["waiting"] = sum(line.open and line.opinion is None for line in lines)
    context["may_answer"] = any(line.open for line in lines)
    return render(request, "councils/opinion_leaf.html", context)


def _department(request: HttpRequest, campaign: Campaign, node: Criterion) -> Agency:
    """The person's department that takes part in the leaf; else the page is refused."""
    mine = department_ids(request.member)  # type: ignore[attr-defined]
    found = next((a.department for a in joint_of(campaign, node, None) if a.department_id in mine), None)
    require(found is not None, request, "may_give_opinions")
    assert found is not None
    return found


def _lines(campaign: Campaign, node: Criterion, department: Agency) -> list[OpinionLine]:
    files = campaign.assessments.select_related("agency").filter(criteria_set_id=node.criteria_set_id)
    scores: dict[int, dict[str, Score]] = {}
    for score in Score.objects.filter(assessment__campaign=campaign, criterion=node):
        scores.setdefault(score.assessment_id, {})[score.stage] = score
    rows = Opinion.objects.filter(assessment__campaign=campaign, criterion=node, department=department)
    opinions = {row.assessment_id: row for row in rows.select_related("given_by")}
    groups = groups_of(campaign)
    places = {one.group_id for one in joint_of(campaign, node, department)}
    made = []
    for file in files.order_by("agency__sort_key"):
        if file.agency_id == department.pk or not places & {None, groups.get(file.agency_id)}:
            continue
        known, opinion = scores.get(file.pk, {}), opinions.get(file.pk)
        judged = known.get(Score.Stage.APPRAISED)
        is_open = judged is not None and not (opinion and opinion.silent)
        line = OpinionLine(file.agency, file.pk, known.get(Score.Stage.SELF), judged, opinion, is_open)
        if opinion is not None:
            line.verdict, line.text = opinion.verdict, opinion.text
            line.points = "" if opinion.points is None else f"{opinion.points.normalize():f}".replace(".", ",")
        made.append(line)
    return made


def _save(
    request: HttpRequest, campaign: Campaign, node: Criterion, department: Agency, lines: list[OpinionLine]
) -> int:
    """Save the changed lines; with «Thống nhất tất cả» those on which nothing was said yet."""
    every, count = "thong-nhat" in request.POST, 0
    for line in lines:
        if not line.open:
            continue
        if every:
            if line.opinion is None:
                line.verdict = Opinion.Verdict.AGREE
                count += _save_line(request, campaign, node, department, line)
            continue
        before = (line.verdict, line.points, line.text)
        line.verdict = request.POST.get(f"y-{line.file_id}", line.verdict)
        line.points = request.POST.get(f"p-{line.file_id}", line.points).strip()
        line.text = request.POST.get(f"t-{line.file_id}", line.text).strip()
        if line.verdict and (line.verdict, line.points, line.text) != before:
            count += _save_line(request, campaign, node, department, line)
    return count


def _save_line(
    request: HttpRequest, campaign: Campaign, node: Criterion, department: Agency, line: OpinionLine
) -> bool:
    try:
        points: Decimal | None = parse_number(line.points, "points") if line.points else None
        with transaction.atomic():
            line.opinion = give_opinion(
                file=campaign.assessments.get(pk=line.file_id),
                leaf=node,
                department=department,
                agrees=line.verdict == Opinion.Verdict.AGREE,
                points=points,
                text=line.text,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
    except (EntryError, Refused) as wrong:
        line.error = wrong.message
    return not line.error
