"""On-site checks: the plan, one visit with its record and photographs, the page to print and sign."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cchc.documents.links import paper_url
from cchc.files.errors import UploadRefused
from cchc.files.serve import serve
from cchc.web.views import readonly, require, write
from councils.documents.visit import KIND, subject_of
from councils.meeting_forms import ReasonForm
from councils.models import SiteVisit, VisitPhoto
from councils.onsite_forms import PhotoForm, RecordForm, VisitForm
from councils.permissions import may_plan_visits, may_see_appraisal
from councils.services import onsite as verbs
from councils.services.appraising import Refused
from councils.states import VISIT, VisitState
from councils.views.common import to
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404


def fetch_visit(campaign: Campaign, pk: int) -> SiteVisit:
    visit = get_object_or_404(SiteVisit.objects.select_related("agency", "made_by"), pk=pk, campaign=campaign)
    visit.campaign = campaign
    return visit


@write(may=may_see_appraisal)
def visits(request: HttpRequest, year: int) -> HttpResponse:
    """The plan of on-site checks, and one more to plan."""
    campaign = campaign_or_404(year)
    form = VisitForm(campaign, request.POST or None)
    if request.method == "POST":
        require(may_plan_visits(request.member), request, "may_plan_visits")  # type: ignore[attr-defined]
        if form.is_valid() and (made := _planned(request, campaign, form)):
            return to(request, "visit", year, made.pk)
    rows = SiteVisit.objects.filter(campaign=campaign).select_related("agency").prefetch_related("findings", "photos")
    context = {
        "campaign": campaign,
        "rows": rows,
        "form": form,
        "may_plan": may_plan_visits(request.member) and campaign.adopted_at is None,  # type: ignore[attr-defined]
    }
    return render(request, "councils/visits.html", context, status=422 if form.is_bound else 200)


def _planned(request: HttpRequest, campaign: Campaign, form: VisitForm) -> SiteVisit | None:
    try:
        with transaction.atomic():
            made = verbs.plan_visit(
                campaign=campaign,
                by=request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
                **form.cleaned_data,
            )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None
    messages.success(request, f"Đã lập kế hoạch kiểm tra {made.agency}; đơn vị đã được báo.")
    return made


@write(may=may_see_appraisal)
def visit(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One visit; the POST writes its record with findings per leaf."""
    campaign = campaign_or_404(year)
    found = fetch_visit(campaign, pk)
    form = RecordForm(request.POST or None, initial=_start(found))
    typed = {}
    if request.method == "POST":
        require(may_plan_visits(request.member), request, "may_plan_visits")  # type: ignore[attr-defined]
        typed = _typed(request)
        if form.is_valid() and _recorded(request, found, form, typed):
            messages.success(request, "Đã ghi biên bản kiểm tra.")
            return to(request, "visit", year, pk)
    return render(
        request, "councils/visit.html", _context(request, found, form, typed), status=422 if form.is_bound else 200
    )


def _start(found: SiteVisit) -> dict[str, Any]:
    held = timezone.localtime(found.held_at) if found.held_at else None
    return {
        "held_on": held.date() if held else found.planned_on,
        "held_clock": held.time() if held else None,
        "received_by": found.received_by,
        "record": found.record,
        "opinion": found.opinion,
    }


def _typed(request: HttpRequest) -> dict[int, str]:
    """Findings by leaf id, from fields named ``k-<leaf>``."""
    return {
        int(name[2:]): text
        for name, text in request.POST.items()
        if name.startswith("k-") and name[2:].isascii() and name[2:].isdecimal() and len(name) < 18
    }


def _recorded(request: HttpRequest, found: SiteVisit, form: RecordForm, typed: dict[int, str]) -> bool:
    values = {name: form.cleaned_data[name] for name in ("record", "received_by", "opinion")}
    try:
        with transaction.atomic():
            verbs.hold_visit(
                visit=found,
                by=request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
                held_at=form.held_at,
                findings=typed,
                **values,
            )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    return True


def _context(request: HttpRequest, found: SiteVisit, form: RecordForm, typed: dict[int, str]) -> dict[str, Any]:
    member = request.member  # type: ignore[attr-defined]
    leaves = Criterion.objects.self_scored().filter(
        criteria_set__in=found.campaign.participants.filter(agency=found.agency).values("criteria_set")
    )
    findings = {one.criterion_id: one.text for one in found.findings.all()}
    return {
        "campaign": found.campaign,
        "visit": found,
        "form": form,
        "leaves": [(leaf, typed.get(leaf.pk, findings.get(leaf.pk, ""))) for leaf in leaves.order_by("position")],
        "findings": found.findings.select_related("criterion"),
        "photos": found.photos.select_related("uploaded_by"),
        "photo_form": PhotoForm(),
        "steps": {step.name for step in VISIT.available(found.state, {role.value for role in member.roles})},
        "may_work": may_plan_visits(member),
        "paper": _paper(request, found),
    }


def _paper(request: HttpRequest, found: SiteVisit) -> str:
    """The minutes as an official paper: PDF, DOCX, number; none of a visit called off."""
    slug, year = request.tenant.slug, found.campaign.year  # type: ignore[attr-defined]
    return "" if found.state == VisitState.CANCELLED else paper_url(slug, year, KIND, subject=subject_of(found))


@write(may=may_plan_visits, methods=("POST",))
def visit_step(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Call a visit off, or open its record again: the step named ``viec``."""
    found = fetch_visit(campaign_or_404(year), pk)
    name = request.POST.get("viec", "")
    require(name in {"cancel", "reopen"}, request, "viec")
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(" ".join(form.errors["reason"]))
        with transaction.atomic():
            verbs.move_visit(
                visit=found,
                name=name,
                by=request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        messages.success(request, "Đã hủy đợt kiểm tra." if name == "cancel" else "Đã mở lại biên bản kiểm tra.")
    except Refused as refused:
        messages.error(request, refused.message)
    return to(request, "visit", year, pk)


@write(may=may_plan_visits, methods=("POST",))
def add_photo(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Add a photograph to a visit."""
    found = fetch_visit(campaign_or_404(year), pk)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():
                verbs.add_photo(
                    visit=found,
                    file=form.cleaned_data["file"],
                    name=form.cleaned_data["file"].name,
                    caption=form.cleaned_data["caption"],
                    by=request.member,  # type: ignore[attr-defined]
                    at=timezone.now(),
                )
        except (UploadRefused, Refused) as refused:
            form.add_error("file", refused.message)
        else:
            messages.success(request, "Đã thêm ảnh.")
            return to(request, "visit", year, pk)
    context = _context(request, found, RecordForm(initial=_start(found)), {}) | {"photo_form": form}
    return render(request, "councils/visit.html", context, status=422)


@write(may=may_plan_visits, methods=("POST",))
def drop_photo(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take a photograph out of a visit that has no record yet."""
    found = get_object_or_404(VisitPhoto.objects.select_related("visit"), pk=pk, visit__campaign__year=year)
    visit_pk = found.visit_id
    try:
        with transaction.atomic():
            verbs.drop_photo(photo=found, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, "Đã bỏ ảnh.")
    except Refused as refused:
        messages.error(request, refused.message)
    return to(request, "visit", year, visit_pk)


@readonly(may=may_see_appraisal)
def photo(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The photograph itself."""
    found = get_object_or_404(VisitPhoto, pk=pk, visit__campaign__year=year)
    return serve(found.stored_name, content_type=found.content_type, download_name=found.original_name, inline=True)


@readonly(may=may_see_appraisal)
def visit_page(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The record as a page to print, with room for the signatures of both sides."""
    campaign = campaign_or_404(year)
    found = fetch_visit(campaign, pk)
    context = {
        "campaign": campaign,
        "visit": found,
        "team": [line for line in found.team.splitlines() if line.strip()],
        "received": [line for line in found.received_by.splitlines() if line.strip()],
        "findings": found.findings.select_related("criterion"),
        "photos": found.photos.all(),
        "paper": _paper(request, found),
    }
    return render(request, "councils/visit_page.html", context)
