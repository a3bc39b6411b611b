"""The register of one agency's year: list with search and filters, last year's documents, and the whole as a ZIP."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments import register as lists
from assessments.models import Citation, Evidence, EvidenceArchive, Work
from assessments.permissions import OWN, may_keep_register, may_see_all, may_see_register, may_work
from assessments.preview import Preview, preview_of
from assessments.services.evidence_archives import ask_archive
from assessments.services.evidence_files import carry_over, carryable
from assessments.views.limits import limits_of
from cchc.files.packing import serve_archive
from cchc.tenancy.models import Agency
from cchc.web.asked import number_asked
from cchc.web.pagination import page_of
from cchc.web.views import readonly, write
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404

LASTING_KINDS = frozenset({"Quyết định", "Quy chế", "Quy định", "Nghị quyết"})
"""Types that usually stay in force beyond their year: only a suggestion on the page."""


def _agency(request: HttpRequest) -> Agency | None:
    """Whose register: one's own, or for those who read every file the one named in the address."""
    member = request.member  # type: ignore[attr-defined]
    own = sorted(member.agency_ids(*OWN))
    asked = number_asked(request.GET.get("don-vi", request.POST.get("don-vi", "")))
    if may_see_all(member) and asked is not None:
        return get_object_or_404(Agency.objects.assessed(), pk=asked)
    return Agency.objects.filter(pk__in=own).first()


@readonly(may=may_see_register)
def register(request: HttpRequest, year: int) -> HttpResponse:
    """The list with search; without an agency of one's own, the agencies to choose from."""
    campaign = campaign_or_404(year)
    agency = _agency(request)
    if agency is None:
        agencies = Agency.objects.filter(participations__campaign=campaign)
        return render(request, "assessments/register_choice.html", {"campaign": campaign, "agencies": agencies})
    return render(request, "assessments/register.html", _context(request, campaign, agency))


def _context(request: HttpRequest, campaign: Campaign, agency: Agency) -> dict:
    year, in_bin = campaign.year, request.GET.get("thung-rac") == "1"
    rows = lists.documents(agency, year, in_bin=in_bin)
    named = {"words": "tim", "area": "linh-vuc", "state": "tinh-trang"}
    asked = {name: request.GET.get(field, "") for name, field in named.items()}
    found = lists.filtered(lists.search(rows, asked["words"]), state=asked["state"], area=asked["area"])
    page = page_of(lists.with_contents(found), request.GET)
    may_keep = may_keep_register(request.member, agency.pk)  # type: ignore[attr-defined]
    return {
        "campaign": campaign,
        "agency": agency,
        "page": page,
        "rows": lists.listed(page.object_list, year),
        "count": rows.count(),
        "asked": asked,
        "is_filtered": any(asked.values()),
        "areas": _areas(campaign, agency),
        "states": lists.STATES,
        "look": rows.filter(lists.needs_look()).count(),
        "limits": limits_of(agency),
        "in_bin": in_bin,
        "binned": 0 if in_bin else lists.documents(agency, year, in_bin=True).count(),
        "trash_days": settings.TRASH_DAYS,
        "may_keep": may_keep,
        "before": carryable(agency, year).count() if may_keep and not in_bin else 0,
        "preview": _shown(request, rows),
        "archive": _latest_archive(agency, year),
        "kept": _kept_query(request),
    }


def _latest_archive(agency: Agency, year: int) -> EvidenceArchive | None:
    """The ZIP that is ready or being made."""
    made = EvidenceArchive.objects.filter(agency=agency, year=year).exclude(state=Work.FAILED)
    return made.exclude(state=Work.DONE, stored_name="").first()


def _areas(campaign: Campaign, agency: Agency) -> list[Criterion]:
    """The areas of the agency's criteria set, for the filter."""
    sets = campaign.participants.filter(agency=agency).values("criteria_set")
    return list(Criterion.objects.filter(criteria_set__in=sets, level=Criterion.Level.AREA).order_by("position", "pk"))


def _kept_query(request: HttpRequest) -> str:
    """The filters of the address, to be kept by the links of the rows."""
    query = request.GET.copy()
    query.pop("xem", None)
    return f"{query.urlencode()}&" if query else ""


def _shown(request: HttpRequest, rows) -> Preview | None:
    """The document looked at beside the list (``?xem=``)."""
    pk = number_asked(request.GET.get("xem", ""))
    document = rows.filter(pk=pk).select_related("agency").first() if pk is not None else None
    if document is None:
        return None
    return preview_of(document, tenant_slug=request.tenant.slug, user=request.user)  # type: ignore[attr-defined, arg-type]


@write(may=may_work)
def last_year(request: HttpRequest, year: int) -> HttpResponse:
    """Last year's documents: those still in force are brought over, yearly ones come in to be replaced."""
    campaign = campaign_or_404(year)
    agency = get_object_or_404(Agency, pk__in=request.member.agency_ids(*OWN))  # type: ignore[attr-defined]
    found = list(carryable(agency, year))
    if request.method == "POST":
        chosen = {one.pk: request.POST.get(f"m-{one.pk}", "") for one in found}
        lasting, yearly = ([pk for pk, how in chosen.items() if how == wanted] for wanted in ("con", "thay"))
        if lasting or yearly:
            made = carry_over(
                agency=agency, year=year, lasting=lasting, yearly=yearly, by=request.user, at=timezone.now()  # type: ignore[arg-type]
            )  # fmt: skip
            cited = Citation.objects.filter(evidence__in=made).count()
            where = f" Đã viện dẫn ở {cited} mục như năm trước; xem lại số trang." if cited else ""
            messages.success(request, f"Đã mang {len(made)} tài liệu của năm {year - 1} vào sổ năm {year}.{where}")
            return redirect("assessments:register", request.tenant.slug, year)  # type: ignore[attr-defined]
        messages.error(request, "Chưa chọn tài liệu nào – chọn “Còn hiệu lực” hoặc “Cần thay” ở từng dòng.")
    context = {
        "campaign": campaign,
        "agency": agency,
        "before": year - 1,
        "rows": [(one, _suggested(one)) for one in found],
    }
    return render(request, "assessments/last_year.html", context)


def _suggested(document: Evidence) -> str:
    if document.is_lasting or document.kind in LASTING_KINDS:
        return "con"
    return ""


@write(may=may_see_register, methods=("POST",))
def archive_ask(request: HttpRequest, year: int) -> HttpResponse:
    """Ask for the register as a ZIP."""
    campaign_or_404(year)
    agency = _agency(request)
    if agency is None:
        raise Http404
    made = ask_archive(agency=agency, year=year, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect("assessments:archive", request.tenant.slug, year, made.pk)  # type: ignore[attr-defined]


def _archive(request: HttpRequest, year: int, pk: int) -> EvidenceArchive:
    """A ZIP of a register the person may read; one and the same 404 for any other."""
    found = get_object_or_404(EvidenceArchive.objects.select_related("agency", "asked_by"), pk=pk, year=year)
    member = request.member  # type: ignore[attr-defined]
    if not may_see_all(member) and found.agency_id not in member.agency_ids(*OWN):
        raise Http404
    return found


@readonly(may=may_see_register)
def archive(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Where the ZIP stands: being made, ready until when, or gone."""
    found = _archive(request, year, pk)
    is_working = found.state in (Work.DUE, Work.RUNNING)
    address = reverse("assessments:register", args=[request.tenant.slug, year])  # type: ignore[attr-defined]
    own = found.agency_id in request.member.agency_ids(*OWN)  # type: ignore[attr-defined]
    context = {
        "archive": found,
        "is_working": is_working,
        "is_ready": found.state == Work.DONE and found.stored_name,
        "register_url": address if own else f"{address}?don-vi={found.agency_id}",
    }
    template = "assessments/_archive.html" if request.headers.get("HX-Request") else "assessments/archive.html"
    return render(request, template, context)


@readonly(may=may_see_register)
def archive_file(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The ZIP itself."""
    found = _archive(request, year, pk)
    if not found.stored_name:
        raise Http404
    try:
        return serve_archive(found.stored_name, f"tai-lieu-{found.agency.code}-{year}.zip")
    except FileNotFoundError as gone:
        raise Http404 from gone
