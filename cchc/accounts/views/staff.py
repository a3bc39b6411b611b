"""The only way of a system administrator into a tenant: a reason, a time, a line in the tenant's diary."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cchc.accounts.permissions import works_in_staff_session
from cchc.accounts.queries import open_staff_sessions
from cchc.accounts.services import STAFF_SESSION_MAX_HOURS, end_staff_session, open_staff_session
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from cchc.web.views import write


class StaffSessionForm(forms.Form):
    tenant = forms.ModelChoiceField(Tenant.objects.order_by("name", "pk"), label="Đơn vị", empty_label="Chọn đơn vị")
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người của đơn vị đọc được lý do này trên trang và trong nhật ký.",
    )
    hours = forms.TypedChoiceField(
        label="Thời gian",
        coerce=int,
        choices=[(n, f"{n} giờ") for n in range(1, STAFF_SESSION_MAX_HOURS + 1)],
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions that run, and opening one."""
    if not request.user.is_superuser:
        raise Http404
    form, now = StaffSessionForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        tenant = form.cleaned_data["tenant"]
        with tenant_scope(tenant):
            open_staff_session(
                user=request.user, reason=form.cleaned_data["reason"], hours=form.cleaned_data["hours"], at=now
            )
        return redirect("accounts:home", tenant.slug)
    context = {"form": form, "sessions": open_staff_sessions(request.user, now)}
    return render(request, "accounts/staff_sessions.html", context)


@write(may=works_in_staff_session, methods=("POST",))
def end(request: HttpRequest) -> HttpResponse:
    end_staff_session(session=request.member.staff_session, by=request.user, at=timezone.now())
    messages.success(request, f"Đã kết thúc phiên quản trị tại {request.tenant}.")
    return redirect("accounts:start")
