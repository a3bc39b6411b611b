"""The council's adoption: what is missing, what departs, its conclusions on single leaves, adoption and reopening."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from assessments.models import Assessment, Score
from cchc.vietnamese import fold
from cchc.web.pagination import PER_PAGE, page_of
from cchc.web.views import require, write
from councils.adoption import AdoptionRefused, adopt, reopen
from councils.forms import AdoptForm, FinalForm, ReopenForm
from councils.permissions import may_adopt, may_decide, may_oversee, may_reopen
from councils.queries.agenda import undecided
from councils.queries.confirmed import unconfirmed_again
from councils.queries.grid import scored_leaf
from councils.queries.meeting import AgencySummary, council_rows
from councils.queries.missing import missing_scores
from councils.services import Refused, appraise
from councils.stages import BEFORE, Stage, latest_of
from councils.views.common import to
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404
from criteria.rules.numbers import EntryError, show_points
from surveys.models import SurveyScore

SHOWN = {"": "Mọi đơn vị", "khac": "Có mục khác tự chấm", "thieu": "Còn mục chưa thẩm định"}
LISTED = 20
"""Agencies named above the table for what they lack; the rest are a link away."""
WORDS = {Stage.FINAL: "Điểm Hội đồng kết luận", Stage.REAPPRAISED: "Điểm thẩm định lần 2"}


@write(may=may_oversee)
def adoption(request: HttpRequest, year: int) -> HttpResponse:
    """Everything the council has before it; the POST records that it has adopted the result."""
    campaign = campaign_or_404(year)
    form = AdoptForm(request.POST or None)
    if request.method == "POST":
        require(may_adopt(request.member), request, "may_adopt")  # type: ignore[attr-defined]
        if form.is_valid() and _adopted(request, campaign, form):
            return to(request, "adoption", year)
    missing = missing_scores(campaign)
    rows = council_rows(campaign, missing)
    wanted, shown = request.GET.get("q", "")[:100], request.GET.get("xem", "")
    context = {
        "campaign": campaign,
        "form": form,
        "rows": rows,
        "page": page_of(_chosen(rows, wanted, shown), request.GET, PER_PAGE, whole=True),
        "wanted": wanted,
        "views": [(key, words, key == shown) for key, words in SHOWN.items()],
        "listed": LISTED,
        "owed": undecided(campaign),
        "unconfirmed": unconfirmed_again(campaign) if campaign.adopted_at is None else [],
        "missing": [row for row in rows if row.missing],
        "missing_count": sum(map(len, missing.values())),
        "difference_count": sum(len(row.differences) for row in rows),
        "decided": sum(row.decided for row in rows),
        "lacks_survey": campaign.has_survey and not SurveyScore.objects.filter(campaign=campaign).exists(),
        "adoptions": campaign.adoptions.select_related("adopted_by", "reopened_by"),
        "may_adopt": may_adopt(request.member) and campaign.adopted_at is None,  # type: ignore[attr-defined]
        "may_decide": may_decide(request.member) and campaign.adopted_at is None,  # type: ignore[attr-defined]
        "may_reopen": may_reopen(request.member) and campaign.adopted_at is not None,  # type: ignore[attr-defined]
    }
    return render(request, "councils/adoption.html", context)


def _chosen(rows: list[AgencySummary], wanted: str, shown: str) -> list[AgencySummary]:
    """Agencies whose name has every word looked for, with or without diacritics."""
    parts = fold(wanted).split()
    found = [row for row in rows if all(part in row.agency.search for part in parts)]
    if shown == "khac":
        return [row for row in found if row.differences]
    return [row for row in found if row.missing] if shown == "thieu" else found


def _adopted(request: HttpRequest, campaign: Campaign, form: AdoptForm) -> bool:
    try:
        with transaction.atomic():
            adopt(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
    except AdoptionRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "Đã ghi nhận Hội đồng thông qua kết quả. Điểm của mọi hồ sơ đã khóa.")
    return True


@write(may=may_decide)
def decide(request: HttpRequest, year: int, file: int, leaf: int, stage: str = Stage.FINAL) -> HttpResponse:
    """What the council has concluded on one leaf of one file, or the second appraisal after an explanation."""
    campaign = campaign_or_404(year)
    found = get_object_or_404(Assessment.objects.select_related("agency"), pk=file, campaign=campaign)
    node = get_object_or_404(Criterion, scored_leaf(campaign, leaf), criteria_set=found.criteria_set_id)
    scores = {row.stage: row for row in Score.objects.filter(assessment=found, criterion=node)}
    now = scores.get(stage) or latest_of(scores, BEFORE[stage])
    initial = {"points": show_points(now.points) if now and now.points is not None else ""}
    initial["reason"] = now.explanation if now and now.stage == stage else ""
    form = FinalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _decided(request, found, node, stage, form):
        messages.success(request, f"Đã ghi {WORDS[stage].lower()}: {found.agency}, mục {node.code}.")
        return to(request, "adoption", year) if stage == Stage.FINAL else to(request, "file", year, file)
    ordered = [
        scores[stage] for stage in (Stage.SELF, Stage.APPRAISED, Stage.REAPPRAISED, Stage.FINAL) if stage in scores
    ]
    context = {"campaign": campaign, "file": found, "leaf": node, "form": form, "scores": ordered}
    context["words"] = form.fields["points"].label = WORDS[stage]
    return render(request, "councils/decide.html", context)


def _decided(request: HttpRequest, found: Assessment, node: Criterion, stage: str, form: FinalForm) -> bool:
    own = found.agency_id in request.member.own_agency_ids  # type: ignore[attr-defined]
    require(not own, request, "own_agency")
    try:
        with transaction.atomic():
            appraise(
                assessment=found,
                leaf=node,
                by=request.user,  # type: ignore[arg-type]
                department=None,
                at=timezone.now(),
                stage=stage,
                **form.cleaned_data,
            )
    except EntryError as error:
        form.add_error("points", error.message)
    except Refused as refused:
        form.add_error("reason" if refused.field == "reason" else None, refused.message)
    else:
        return True
    return False


@write(may=may_reopen)
def reopening(request: HttpRequest, year: int) -> HttpResponse:
    """Open an adopted result again, with reason and approver."""
    campaign = campaign_or_404(year)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                reopen(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except AdoptionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã mở lại kết quả. Sửa xong, Hội đồng thông qua lại rồi chốt phiên bản mới.")
            return to(request, "adoption", year)
    return render(request, "councils/reopening.html", {"campaign": campaign, "form": form})
