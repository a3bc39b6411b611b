"""Roles for which the tenant asks for a second factor, each from a day on; who has none yet sets it up first."""

from datetime import date, timedelta
from typing import Any

from django import forms

from cchc.accounts.models import FactorDemand, Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy import audit
from cchc.tenancy.models import Tenant

NOTICE = timedelta(days=7)
"""From the decision to the first day, so that people read of it on their home page before it counts."""


def demanded() -> dict[Role, date]:
    """The roles of the present tenant and the day from which each needs a second factor."""
    return {Role(role): day for role, day in FactorDemand.objects.values_list("role", "starts_on")}


def set_demands(*, tenant: Tenant, wanted: dict[Role, date], by: User) -> dict[str, list[date | None]]:
    """Ask for a second factor of exactly these roles from now on; gives what changed, [before, after] by role."""
    held = demanded()
    changed = [role for role in Role if held.get(role) != wanted.get(role)]
    for role in changed:
        if role in wanted:
            FactorDemand.objects.update_or_create(role=role, defaults={"starts_on": wanted[role]})
        else:
            FactorDemand.objects.filter(role=role).delete()
    changes = {role.label: [held.get(role), wanted.get(role)] for role in changed}
    if changes:
        audit.record("đổi yêu cầu xác thực hai bước", tenant, by=by, changes=changes)
    return changes


def holders() -> dict[Role, tuple[int, int]]:
    """By role: how many people hold it, and how many of them have no second factor."""
    rows = Membership.objects.filter(user__is_active=True).values_list("role", "user_id", "user__second_factor")
    found: dict[Role, tuple[set[int], set[int]]] = {role: (set(), set()) for role in Role}
    for role, user, factor in rows:
        everybody, without = found[Role(role)]
        everybody.add(user)
        if factor is None:
            without.add(user)
    return {role: (len(everybody), len(without)) for role, (everybody, without) in found.items()}


class DemandsForm(forms.Form):
    """A box to tick and a first day for each role. A day that stands already may lie in the past."""

    def __init__(self, data: Any = None, *, held: dict[Role, date], today: date) -> None:
        self.held, self.today = held, today
        super().__init__(data)
        for role in Role:
            day = held.get(role, today + NOTICE)
            self.fields[f"{role}-on"] = forms.BooleanField(label=role.label, required=False, initial=role in held)
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            label = f"{role.label}, từ ngày"
            self.fields[f"{role}-from"] = forms.DateField(label=label, required=False, initial=day, widget=widget)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for role in Role:
            day = data.get(f"{role}-from")
            if data.get(f"{role}-on") and day and day < self.today and day != self.held.get(role):
                self.add_error(f"{role}-from", "Ngày bắt đầu đã qua; chọn từ hôm nay trở đi.")
        return data

    def wanted(self) -> dict[Role, date]:
        """Role and first day of every ticked box; a day left empty is a week from now."""
        data = self.cleaned_data
        return {
            role: data[f"{role}-from"] or self.held.get(role, self.today + NOTICE)
            for role in Role
            if data[f"{role}-on"]
        }
