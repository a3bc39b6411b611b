"""One agency's improvement plan: the page of its versions, editing it area by area, the steps of its way."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.accounts.models import User
from cchc.documents.links import paper_url
from cchc.documents.services import line_of
from cchc.tenancy.models import Agency
from cchc.web.views import readonly, require, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.documents.improvement import reference
from publications.improvement_models import ImprovementLine, ImprovementPlan
from publications.improving import services as verbs
from publications.improving.forms import LineForm, ReasonForm, WordsForm, fingerprint
from publications.improving.permissions import (
    leads,
    may_read_plan,
    may_see_all_plans,
    may_see_plans,
    may_work_on,
    roles_in,
)
from publications.improving.queries import (
    Versions,
    count,
    followed,
    is_corrected,
    plan_gaps,
    plans_before_merger,
    versions_of,
    year_after,
)
from publications.improving.services import PlanRefused, Typed, officers_by_line, people_of
from publications.improving.states import PLAN
from publications.queries import publication_of, published_years


@dataclass(frozen=True, slots=True)
class Opened:
    """An agency's plan that the person may read, with all its versions."""

    campaign: Campaign
    agency: Agency
    versions: Versions

    @property
    def shown(self) -> ImprovementPlan | None:
        return self.versions.newest


def open_plan(request: HttpRequest, year: int, code: str) -> Opened:
    """404 for a foreign agency, 403 without the right."""
    campaign = campaign_or_404(year)
    agency = get_object_or_404(Agency.objects.all(), code=code.replace("\0", ""))
    require(may_read_plan(request.member, agency.pk), request, "may_read_plan")  # type: ignore[attr-defined]
    return Opened(campaign, agency, versions_of(campaign, agency))


def to(request: HttpRequest, view: str, opened: Opened, *more: Any, query: str = "") -> HttpResponse:
    arguments = [request.tenant.slug, opened.campaign.year, opened.agency.code, *more]  # type: ignore[attr-defined]
    made = redirect(f"publications:{view}", *arguments)
    made["Location"] += query
    return made


@write(may=may_see_plans)
def improvement(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The plan with both annexes as they stand; the POST drafts it from the official result."""
    opened = open_plan(request, year, code)
    if request.method == "POST":
        return _made(request, opened)
    plan = _chosen(request, opened)
    if plan is None:
        return render(request, "publications/improvement_none.html", _nothing(request, opened))
    return render(request, "publications/improvement.html", _context(request, opened, plan))


def _chosen(request: HttpRequest, opened: Opened) -> ImprovementPlan | None:
    """The version named by ``?ban=``, else the newest."""
    asked = request.GET.get("ban")
    if asked is None:
        return opened.shown
    found = next((plan for plan in opened.versions.all if str(plan.version) == asked), None)
    if found is None:
        raise Http404
    return found


def _nothing(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    why = ""
    try:
        verbs.official_row(opened.campaign, opened.agency)
    except PlanRefused as refused:
        why = refused.message
    member = request.member  # type: ignore[attr-defined]
    return {
        "campaign": opened.campaign,
        "agency": opened.agency,
        "why": why,
        "may_make": may_work_on(member, opened.agency.pk) and not why,
        "terms": getattr(opened.campaign, "decision_terms", None),
        "before_merger": plans_before_merger(opened.campaign, opened.agency),
    }


def _made(request: HttpRequest, opened: Opened) -> HttpResponse:
    require(may_work_on(request.member, opened.agency.pk), request, "may_work_on")  # type: ignore[attr-defined]
    at, by = timezone.now(), request.member  # type: ignore[attr-defined]
    try:
        verbs.make_plan(campaign=opened.campaign, agency=opened.agency, by=by, at=at)
        messages.success(request, "Đã lập dự thảo từ kết quả chính thức. Xem, sửa từng mục rồi trình lãnh đạo duyệt.")
    except PlanRefused as refused:
        messages.error(request, refused.message)
    return to(request, "improvement", opened)


def _context(request: HttpRequest, opened: Opened, plan: ImprovementPlan) -> dict[str, Any]:
    member = request.member  # type: ignore[attr-defined]
    lines = list(plan.lines.all())
    officers = officers_by_line(line.pk for line in lines)
    back = year_after(plan) if plan.approved_at else {}
    works = may_work_on(member, opened.agency.pk)
    steps = PLAN.available(plan.state, roles_in(member, plan))
    publication = publication_of(opened.campaign.year)
    mend = [(line, officers.get(line.pk, []), back.get(line.criterion_id)) for line in lines if not line.is_kept]
    return base_context(request, opened, plan) | {
        "keep": [(line, officers.get(line.pk, [])) for line in lines if line.is_kept],
        "mend": [(line, people, came, came.is_whole(line) if came else False) for line, people, came in mend],
        "back_year": next((came.year for came in back.values()), None),
        "regained": sum(came.is_whole(line) for line, _, came in mend if came),
        "gaps": plan_gaps(plan) if plan.in_work else [],
        "steps": steps if plan == opened.shown else [],
        "may_revise": works and plan == opened.versions.in_force and opened.versions.in_work is None,
        "is_corrected": is_corrected(plan, publication),
        "reason_form": ReasonForm(),
        "lost": sum((line.lost for line in lines), start=0),
        "duties": [text for text in plan.duties.splitlines() if text.strip()],
        "paper": paper_of(request, opened, plan),
        "before_merger": plans_before_merger(opened.campaign, opened.agency),
        "document": line_of("15", reference(plan)),
        "count": count(followed(plan, timezone.localdate(), with_officers=False)) if plan.approved_at else None,
    }


def base_context(request: HttpRequest, opened: Opened, plan: ImprovementPlan) -> dict[str, Any]:
    """What every page of a plan shows."""
    member = request.member  # type: ignore[attr-defined]
    return {
        "campaign": opened.campaign,
        "agency": opened.agency,
        "plan": plan,
        "versions": opened.versions.all,
        "in_force": opened.versions.in_force,
        "works": may_work_on(member, opened.agency.pk),
        "sees_all": may_see_all_plans(member),
        "leads": leads(member, opened.agency.pk),
        "next_year": opened.campaign.year + 1,
    }


def paper_of(request: HttpRequest, opened: Opened, plan: ImprovementPlan) -> dict[str, str] | None:
    """Addresses of document 15, which is made of the version in force, else of the one in work."""
    if plan != (opened.versions.in_force or opened.versions.newest):
        return None
    tenant, year, agency = request.tenant.slug, opened.campaign.year, opened.agency.code  # type: ignore[attr-defined]
    made = {"page": paper_url(tenant, year, "15", agency=agency)}
    for ending in ("pdf", "docx"):
        made[ending] = paper_url(tenant, year, "15", agency=agency, page="paper_file", ending=ending)
    return made


@write(may=may_see_plans, methods=("POST",))
def step(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The step named ``viec`` of the plan in work, with a reason where it gives the plan back."""
    opened = open_plan(request, year, code)
    plan = opened.versions.in_work
    require(may_work_on(request.member, opened.agency.pk), request, "may_work_on")  # type: ignore[attr-defined]
    if plan is None:
        messages.error(request, "Không có bản kế hoạch nào đang soạn hoặc chờ duyệt – tải lại trang.")
        return to(request, "improvement", opened)
    name, reason = request.POST.get("viec", ""), request.POST.get("reason", "").replace("\0", "")[:1000]
    try:
        done = verbs.move(plan=plan, name=name, by=request.member, at=timezone.now(), reason=reason)  # type: ignore[attr-defined]
        messages.success(request, f"Đã ghi: {PLAN.find(name).label.lower()}. Kế hoạch: {done.get_state_display()}.")  # type: ignore[attr-defined]
    except PlanRefused as refused:
        messages.error(request, refused.message)
    return to(request, "improvement", opened)


@write(may=may_see_plans, methods=("POST",))
def revise(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """A new version of the approved plan, with its reason."""
    opened = open_plan(request, year, code)
    plan, form = opened.versions.in_force, ReasonForm(request.POST)
    require(may_work_on(request.member, opened.agency.pk), request, "may_work_on")  # type: ignore[attr-defined]
    try:
        if plan is None:
            raise PlanRefused("Chưa có bản kế hoạch nào được duyệt để sửa đổi.")
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        made = verbs.revise(plan=plan, reason=reason, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, f"Đã lập bản sửa đổi {made.version}; bản {plan.version} còn hiệu lực đến khi duyệt.")
    except PlanRefused as refused:
        messages.error(request, refused.message)
    return to(request, "improvement", opened)


@write(may=may_see_plans, methods=("POST",))
def take_result(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Bring the draft to the corrected result."""
    opened = open_plan(request, year, code)
    require(may_work_on(request.member, opened.agency.pk), request, "may_work_on")  # type: ignore[attr-defined]
    try:
        if opened.versions.in_work is None:
            raise PlanRefused("Không có bản nào đang soạn – lập bản sửa đổi để lấy điểm mới.")
        verbs.take_result(plan=opened.versions.in_work, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, "Đã cập nhật điểm theo kết quả điều chỉnh; nội dung đã viết giữ nguyên.")
    except PlanRefused as refused:
        messages.error(request, refused.message)
    return to(request, "improvement", opened)


@write(may=may_see_plans)
def words(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The aim and who does what."""
    opened, plan = _editable(request, year, code)
    if plan is None:
        return _not_open(request, opened)
    shown = {"rank_goal": plan.rank_goal, "duties": plan.duties, "words_version": plan.words_version}
    form = WordsForm(request.POST or None, initial=shown)
    stored = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.save_words(
                plan=plan,
                rank_goal=data["rank_goal"],
                duties=data["duties"],
                version=data["words_version"],
                by=request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
            )
            messages.success(request, "Đã ghi phần lời văn.")
            return to(request, "improvement", opened)
        except PlanRefused as refused:
            form.add_error(None, refused.message)
            form.data = form.data | {"words_version": str(plan.words_version)}
            stored = plan
    context = base_context(request, opened, plan) | {"form": form, "stored": stored}
    return render(request, "publications/improvement_words.html", context, status=422 if form.is_bound else 200)


def _editable(request: HttpRequest, year: int, code: str) -> tuple[Opened, ImprovementPlan | None]:
    """The draft, for people of the agency. What is sent after it was approved still meets the plan it was typed for:
    the service refuses it, and the page shows what was typed.
    """
    opened = open_plan(request, year, code)
    require(may_work_on(request.member, opened.agency.pk), request, "may_work_on")  # type: ignore[attr-defined]
    return opened, opened.versions.in_work or (opened.shown if request.method == "POST" else None)


def _not_open(request: HttpRequest, opened: Opened) -> HttpResponse:
    messages.info(request, "Không có bản nào đang soạn. Kế hoạch đã duyệt thì sửa bằng bản sửa đổi.")
    return to(request, "improvement", opened)


@write(may=may_see_plans)
def edit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The lines of one area; the POST saves what was typed and leaves standing what couldn't be saved."""
    opened, plan = _editable(request, year, code)
    if plan is None:
        return _not_open(request, opened)
    lines = list(plan.lines.all())
    areas = _areas(lines)
    area = request.GET.get("linh-vuc", "")
    area = area if area in areas else next(iter(areas), "")
    chosen = sorted((line for line in lines if line.area_code == area), key=lambda line: line.is_kept)
    people, given = people_of(opened.agency.pk), officers_by_line(line.pk for line in chosen)
    rows = [_Row(line, given.get(line.pk, []), LineForm(line, given.get(line.pk, []), people)) for line in chosen]
    if request.method == "POST":
        rows, wrong = _saved(request, plan, rows, people)
        if not wrong:
            onward = area if "o-lai" in request.POST else _following(areas, area)
            return to(request, "improvement_edit", opened, query=f"?linh-vuc={onward}")
        status = 422
    else:
        status = 200
    context = base_context(request, opened, plan) | {
        "rows": rows,
        "areas": [
            (one, name, sum(line.area_code == one and not line.is_kept for line in lines))
            for one, name in areas.items()
        ],
        "area": area,
        "area_name": areas.get(area, ""),
        "following": _following(areas, area),
        "wrong": [row for row in rows if row.form.errors or row.note],
    }
    return render(request, "publications/improvement_edit.html", context, status=status)


@dataclass(slots=True)
class _Row:
    line: ImprovementLine
    officers: list[User]
    form: LineForm
    note: str = ""
    theirs: ImprovementLine | None = None


def _areas(lines: list[ImprovementLine]) -> dict[str, str]:
    return {line.area_code: line.area_name for line in lines}


def _following(areas: dict[str, str], area: str) -> str:
    codes = list(areas)
    place = codes.index(area) if area in codes else -1
    return codes[place + 1] if place + 1 < len(codes) else area


def _saved(
    request: HttpRequest, plan: ImprovementPlan, rows: list[_Row], people: list[User]
) -> tuple[list[_Row], bool]:
    """Save the page: what is wrong or was changed by another stays as typed, with the reason beside it."""
    bound = [_Row(row.line, row.officers, LineForm(row.line, row.officers, people, request.POST)) for row in rows]
    typed: dict[int, Typed] = {
        row.line.pk: row.form.typed for row in bound if row.form.is_valid() and row.form.is_touched
    }
    try:
        saved = verbs.save_lines(plan=plan, typed=typed, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
    except PlanRefused as refused:
        messages.error(request, refused.message)
        return bound, True
    for row in bound:
        if (theirs := saved.conflicts.get(row.line.pk)) is not None:
            _show_conflict(row, theirs, request)
        elif row.line.code in saved.closed:
            row.note = "Mục này giao cho người khác; chưa ghi."
    wrong = any(row.form.errors or row.note for row in bound)
    if saved.written:
        messages.success(request, f"Đã ghi {saved.written} mục.")
    elif not wrong:
        messages.info(request, "Không có thay đổi để ghi.")
    return bound if not wrong else [_refreshed(row, people, typed) for row in bound], wrong


def _show_conflict(row: _Row, theirs: ImprovementLine, request: HttpRequest) -> None:
    holding = officers_by_line([theirs.pk]).get(theirs.pk, [])
    row.theirs = theirs
    row.note = f"{theirs.edited_by or 'Người khác'} vừa sửa mục này; nội dung vừa nhập chưa ghi. Bấm lưu lại để thay."
    fresh = {"version": str(theirs.version), "base": fingerprint(theirs, holding)}
    data = request.POST.copy()
    for name, value in fresh.items():
        data[row.form.add_prefix(name)] = value
    row.form.data = data


def _refreshed(row: _Row, people: list[User], typed: dict[int, Typed]) -> _Row:
    """A row that was written is shown as it now stands; the others keep what was typed."""
    if row.form.errors or row.note or row.line.pk not in typed:
        return row
    line = ImprovementLine.objects.get(pk=row.line.pk)
    holding = officers_by_line([line.pk]).get(line.pk, [])
    return _Row(line, holding, LineForm(line, holding, people))


def published_year(campaign: Campaign) -> int:
    """The year itself where its result is published (or nothing is), else the newest published one."""
    years = [one.campaign.year for one in published_years() if not one.snapshot.imported]
    return campaign.year if campaign.year in years or not years else years[0]


@readonly(may=may_see_plans)
def own_plan(request: HttpRequest, year: int) -> HttpResponse:
    """The way of the people of an agency to their own plan; of a year not published yet to the newest that is."""
    campaign = campaign_or_404(year)
    shown = published_year(campaign)
    agency = request.member.agency  # type: ignore[attr-defined]
    if agency is None or not may_work_on(request.member, agency.pk):  # type: ignore[attr-defined]
        raise Http404
    return redirect("publications:improvement", request.tenant.slug, shown, agency.code)  # type: ignore[attr-defined]
