"""Following a plan: the lines as they stand, one line with what was said of it, the reports of months and quarters."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments.models import Evidence
from cchc.documents.links import paper_url
from cchc.documents.models import OfficialDocument
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.improvement_models import ImprovementLine, ImprovementPlan, ImprovementProgress, ImprovementReport
from publications.improving import following
from publications.improving.forms import ProgressForm, ReportForm
from publications.improving.periods import Period, period_of, periods
from publications.improving.permissions import (
    may_report_on_all,
    may_see_all_plans,
    may_see_plans,
    may_work_on,
    may_write_line,
)
from publications.improving.queries import Followed, count, followed, year_after
from publications.improving.reports import Figures, figures_of, office_figures
from publications.improving.services import PlanRefused, officers_by_line
from publications.improving.states import Annex, LineState
from publications.views.improvement import Opened, base_context, open_plan, to

FILTERS = {state.value: state.label for state in LineState}


def _in_force(request: HttpRequest, year: int, code: str) -> tuple[Opened, ImprovementPlan]:
    opened = open_plan(request, year, code)
    if opened.versions.in_force is None:
        raise Http404
    return opened, opened.versions.in_force


@readonly(may=may_see_plans)
def follow(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The lines to be mended as they stand today: all, one state, or one's own."""
    opened, plan = _in_force(request, year, code)
    today = timezone.localdate()
    lines, back = followed(plan, today), year_after(plan)
    wanted = request.GET.get("tinh-trang", "")
    shown = [one for one in lines if _is_wanted(request, one, wanted)]
    context = base_context(request, opened, plan) | {
        "rows": [(one, back.get(one.line.criterion_id), _gain(one, back)) for one in shown],
        "count": count(lines),
        "filters": FILTERS,
        "wanted": wanted,
        "today": today,
        "back_year": next((came.year for came in back.values()), None),
        "mine": [one for one in lines if request.user in one.officers],
    }
    return render(request, "publications/improvement_follow.html", context)


def _gain(one: Followed, back: dict[int, Any]) -> Any:
    came = back.get(one.line.criterion_id)
    return came.gained(one.line) if came else None


def _is_wanted(request: HttpRequest, one: Followed, wanted: str) -> bool:
    if wanted == "cua-toi":
        return request.user in one.officers
    return wanted not in FILTERS or one.state == wanted


@write(may=may_see_plans)
def line(request: HttpRequest, year: int, code: str, pk: int) -> HttpResponse:
    """One line with everything said of it; the POST adds what has been done."""
    opened, plan = _in_force(request, year, code)
    found = get_object_or_404(ImprovementLine, pk=pk, plan=plan, annex=Annex.MEND)
    found.plan = plan
    holding = officers_by_line([found.pk]).get(found.pk, [])
    may_write = may_write_line(request.member, opened.agency.pk, [user.pk for user in holding])  # type: ignore[attr-defined]
    said = list(_said(opened, found))
    documents = _documents(opened)
    form = ProgressForm(documents, request.POST or None, initial=_start(said[0] if said else None))
    if request.method == "POST":
        require(may_write, request, "may_write_line")
        if form.is_valid() and _reported(request, found, form, documents):
            return to(request, "improvement_follow", opened, query=f"#m{found.pk}")
    context = base_context(request, opened, plan) | {
        "line": found,
        "officers": holding,
        "said": said,
        "form": form,
        "may_write": may_write,
        "documents": documents,
        "back": year_after(plan).get(found.criterion_id),
        "today": timezone.localdate(),
    }
    return render(request, "publications/improvement_line.html", context, status=422 if form.is_bound else 200)


def _said(opened: Opened, line: ImprovementLine) -> Any:
    rows = ImprovementProgress.objects.filter(
        campaign=opened.campaign, agency=opened.agency, criterion=line.criterion_id
    )
    return rows.select_related("by").prefetch_related("proofs__evidence")


def _start(last: ImprovementProgress | None) -> dict[str, Any]:
    """A new word begins from the last one, so that nobody types it again."""
    if last is None:
        return {"state": LineState.DOING.value, "percent": 0}
    proofs = [str(proof.evidence_id) for proof in last.proofs.all()]
    return {name: getattr(last, name) for name in ("state", "percent", "done", "obstacle")} | {"proofs": proofs}


def _documents(opened: Opened) -> list[Evidence]:
    """The agency's register of the year in which the plan is carried out, the newest first."""
    kept = Evidence.objects.kept().filter(agency=opened.agency, year=opened.campaign.year + 1)
    return list(kept.order_by("-issued_on", "-pk")[:200])


def _reported(request: HttpRequest, line: ImprovementLine, form: ProgressForm, documents: list[Evidence]) -> bool:
    data = form.cleaned_data
    try:
        following.report_progress(
            line=line,
            state=data["state"],
            percent=data["percent"],
            done=data["done"],
            obstacle=data["obstacle"],
            proofs=[one for one in documents if str(one.pk) in data["proofs"]],
            by=request.member,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
    except PlanRefused as refused:
        form.add_error(refused.field or None, refused.message)
        return False
    messages.success(request, f"Đã cập nhật tiến độ mục {line.code}.")
    return True


@readonly(may=may_see_plans)
def reports(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The months and quarters there are to report on, with what the register says of each report."""
    opened, plan = _in_force(request, year, code)
    listed = OfficialDocument.objects.filter(kind="16", year=year, agency=opened.agency)
    context = base_context(request, opened, plan) | {"periods": _listed(begun_on(opened), year, listed)}
    return render(request, "publications/improvement_reports.html", context)


def begun_on(opened: Opened) -> Any:
    """The day the first version was approved."""
    approved = [plan.approved_at for plan in opened.versions.all if plan.approved_at]
    return timezone.localdate(min(approved))


def _listed(begun: Any, year: int, documents: Any) -> list[tuple[Period, OfficialDocument | None]]:
    by_subject = {document.subject: document for document in documents}
    return [(one, by_subject.get(one.key)) for one in periods(begun, timezone.localdate(), year=year + 1)]


@write(may=may_see_plans)
def report(request: HttpRequest, year: int, code: str, period: str) -> HttpResponse:
    """One period's report: figures from the follow-up, and its own words to write."""
    opened, plan = _in_force(request, year, code)
    asked = _period(period, year)
    figures = figures_of(plan, asked, timezone.localdate())
    context = base_context(request, opened, plan)
    may_write = may_work_on(request.member, opened.agency.pk)  # type: ignore[attr-defined]
    return _report(request, opened.campaign, opened.agency, asked, figures, may_write, context)


@write(may=may_see_all_plans)
def office_report(request: HttpRequest, year: int, period: str) -> HttpResponse:
    """The standing office's report on all plans."""
    campaign = campaign_or_404(year)
    asked = _period(period, year)
    figures = office_figures(campaign, asked, timezone.localdate())
    may_write = may_report_on_all(request.member)  # type: ignore[attr-defined]
    return _report(request, campaign, None, asked, figures, may_write, {"campaign": campaign})


def _period(key: str, year: int) -> Period:
    found = period_of(key)
    if found is None or found.first.year != year + 1 or found.first > timezone.localdate():
        raise Http404
    return found


def _report(
    request: HttpRequest,
    campaign: Campaign,
    agency: Agency | None,
    period: Period,
    figures: Figures,
    may_write: bool,
    context: dict[str, Any],
) -> HttpResponse:
    stored = ImprovementReport.objects.filter(campaign=campaign, agency=agency, period=period.key).first()
    shown = {name: getattr(stored, name) for name in ReportForm.base_fields} if stored else {}
    form = ReportForm(request.POST or None, initial=shown)
    if request.method == "POST":
        require(may_write, request, "may_write report")
        if form.is_valid():
            by, at = request.member, timezone.now()  # type: ignore[attr-defined]
            words = dict(form.cleaned_data)
            following.save_report(campaign=campaign, agency=agency, period=period.key, words=words, by=by, at=at)
            messages.success(request, f"Đã ghi lời báo cáo {period.label}.")
            return redirect(request.path)
    context |= {
        "period": period,
        "figures": figures,
        "form": form,
        "stored": stored,
        "may_write": may_write,
        "paper": paper_addresses(request, campaign, agency, period),
    }
    return render(request, "publications/improvement_report.html", context, status=422 if form.is_bound else 200)


def paper_addresses(request: HttpRequest, campaign: Campaign, agency: Agency | None, period: Period) -> dict[str, str]:
    """Document 16 of the period: its page and its files."""
    kind, code = ("16", agency.code) if agency else ("16-tong-hop", "")
    tenant, year = request.tenant.slug, campaign.year  # type: ignore[attr-defined]
    made = {"page": paper_url(tenant, year, kind, agency=code, subject=period.key)}
    for ending in ("pdf", "docx"):
        made[ending] = paper_url(tenant, year, kind, agency=code, subject=period.key, page="paper_file", ending=ending)
    return made
