"""The list of agencies and one agency."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.accounts.forms import AgencyForm
from cchc.accounts.permissions import may_manage_agencies
from cchc.tenancy.models import Agency
from cchc.tenancy.services import add_agency, change_agency
from cchc.vietnamese import fold
from cchc.web.pagination import page_of
from cchc.web.views import readonly, write

VALIDITY = {"dang": "Đang hoạt động", "het": "Đã hết hiệu lực", "tat-ca": "Tất cả"}


def _validity(request: HttpRequest) -> str:
    """What the list shows at first: the agencies at work today, or all where a tenant has only its past left."""
    asked = request.GET.get("hieu-luc", "")
    if asked in VALIDITY:
        return asked
    return "dang" if Agency.objects.valid_on(timezone.localdate()).exists() else "tat-ca"


def _wanted(request: HttpRequest, validity: str) -> QuerySet[Agency]:
    found, today = Agency.objects.all(), timezone.localdate()
    for word in fold(request.GET.get("q", "")[:100]).split():
        found = found.filter(search__contains=word)
    if kind := request.GET.get("loai"):
        found = found.filter(kind=kind)
    if role := request.GET.get("vai-tro"):
        found = found.filter(role=role)
    if validity == "dang":
        return found.valid_on(today)
    return found.filter(valid_to__lt=today) if validity == "het" else found


@readonly(may=may_manage_agencies)
def listing(request: HttpRequest) -> HttpResponse:
    validity = _validity(request)
    context = {
        "page": page_of(_wanted(request, validity), request.GET),
        "kinds": Agency.objects.order_by("kind").values_list("kind", flat=True).distinct(),
        "roles": Agency.Role.choices,
        "validity": VALIDITY,
        "chosen": {"q": request.GET.get("q", ""), "kind": request.GET.get("loai", "")}
        | {"role": request.GET.get("vai-tro", ""), "validity": validity},
    }
    return render(request, "tenancy/agencies.html", context)


@write(may=may_manage_agencies)
def new(request: HttpRequest) -> HttpResponse:
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agency = add_agency(by=request.user, **form.cleaned_data)
        messages.success(request, f"Đã thêm {agency}.")
        return redirect("accounts:agencies", request.tenant.slug)
    return render(request, "tenancy/agency.html", {"form": form, "agency": None})


@write(may=may_manage_agencies)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    agency = get_object_or_404(Agency.objects.prefetch_related("predecessors"), pk=pk)
    form = AgencyForm(request.POST or None, instance=agency)
    if request.method == "POST" and form.is_valid():
        changes = change_agency(agency=agency, by=request.user, **form.cleaned_data)
        words = f"Đã ghi {agency}: {', '.join(changes)}." if changes else f"Không có gì thay đổi ở {agency}."
        messages.success(request, words)
        return redirect("accounts:agencies", request.tenant.slug)
    return render(request, "tenancy/agency.html", {"form": form, "agency": agency})
