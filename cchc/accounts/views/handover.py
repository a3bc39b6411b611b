"""One page with everything a person owes, and the successor who takes it over."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cchc.accounts import handover, queries
from cchc.accounts.grants import GrantRefused
from cchc.accounts.models import Membership, User
from cchc.accounts.permissions import may_manage_people
from cchc.accounts.services import PeopleRefused, leave, words_of
from cchc.web.views import write


class HandOverForm(forms.Form):
    """Who takes over; with ``leaves`` the person stops working in the tenant at once."""

    successor = forms.ModelChoiceField(
        User.objects.none(),
        label="Người nhận việc",
        empty_label="Chọn người nhận",
        error_messages={
            "required": "Chọn người nhận việc.",
            "invalid_choice": "Người này không cùng đơn vị – chọn trong danh sách.",
        },
    )
    leaves = forms.BooleanField(
        label="Bàn giao xong thì thôi làm việc tại đơn vị (thu hồi mọi vai trò)", required=False
    )


def _person(request: HttpRequest, pk: int) -> User:
    """Somebody whose work the one asking may hand over; 404 for others."""
    person = get_object_or_404(queries.people(), pk=pk)
    agencies = handover.agencies_in_charge(request.member)  # type: ignore[attr-defined]
    if agencies is not None and not Membership.objects.filter(user=person, agency__in=agencies).exists():
        raise Http404
    return person


@write(may=handover.may_hand_over)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The standing office hands over for anybody, a head for the people of the own agency."""
    person = _person(request, pk)
    agencies = handover.agencies_in_charge(request.member)  # type: ignore[attr-defined]
    candidates = handover.successors_of(person, agencies)
    form = HandOverForm(request.POST or None)
    form.fields["successor"].queryset = User.objects.filter(pk__in=[user.pk for user in candidates])  # type: ignore[attr-defined]
    if not may_manage_people(request.member):  # type: ignore[attr-defined]
        del form.fields["leaves"]
    if request.method == "POST" and form.is_valid() and _handed(request, person, form, agencies):
        return redirect(request.path if queries.people().filter(pk=person.pk).exists() else _after(request))
    held = Membership.objects.filter(user=person).select_related("agency")
    context = {
        "person": person,
        "form": form,
        "candidates": candidates,
        "duties": handover.duties_of(person, agencies),
        "roles": [words_of(membership) for membership in held],
        "manages": may_manage_people(request.member),  # type: ignore[attr-defined]
    }
    return render(request, "accounts/hand_over.html", context, status=422 if form.errors else 200)


def _after(request: HttpRequest) -> str:
    return f"/{request.tenant.slug}/nguoi-dung/"  # type: ignore[attr-defined]


def _handed(request: HttpRequest, person: User, form: HandOverForm, agencies: frozenset[int] | None) -> bool:
    successor, goes = form.cleaned_data["successor"], form.cleaned_data.get("leaves")
    by: User = request.user  # type: ignore[assignment]
    try:
        count = handover.hand_over(user=person, successor=successor, by=by, agencies=agencies)
        if goes:
            leave(user=person, by=by)
    except (GrantRefused, PeopleRefused) as refusal:
        form.add_error(None, str(refusal))
        return False
    what = f"{count} phần việc" if count else "không có phần việc nào"
    messages.success(
        request, f"Đã bàn giao {what} của {person} cho {successor}. Những gì đã chấm vẫn ghi tên người chấm."
    )
    return True
