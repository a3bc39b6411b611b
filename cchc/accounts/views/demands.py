"""For which roles the tenant asks for a second factor, and from when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.accounts.factor_demands import DemandsForm, demanded, holders, set_demands
from cchc.accounts.permissions import may_manage_people
from cchc.accounts.roles import Role
from cchc.web.views import write


@write(may=may_manage_people)
def factor_demands(request: HttpRequest) -> HttpResponse:
    form = DemandsForm(request.POST or None, held=demanded(), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        changes = set_demands(tenant=request.tenant, wanted=form.wanted(), by=request.user)
        messages.success(request, "Đã ghi yêu cầu xác thực hai bước." if changes else "Không có gì thay đổi.")
        return redirect("accounts:factor_demands", request.tenant.slug)
    people = holders()
    rows = [(role, form[f"{role}-on"], form[f"{role}-from"], *people[role]) for role in Role]
    return render(request, "accounts/factor_demands.html", {"form": form, "rows": rows})
