"""Every list has one order: rows that tie must not change places from one opening, print or export to the next."""

import pytest
from django.apps import apps
from django.db.models import UniqueConstraint

from cchc.tenancy.models import Agency
from cchc.vietnamese import unit_key

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in {"assessments", "cchc", "councils", "criteria", "publications", "surveys"}
]


def unique_fields(model) -> list[set[str]]:
    """Each set of fields that no two rows of one tenant share."""
    found = [{field.name} for field in model._meta.concrete_fields if field.unique]
    for one in model._meta.constraints:
        if isinstance(one, UniqueConstraint) and one.condition is None and one.fields:
            found.append(set(one.fields) - {"tenant"})
    return found


@pytest.mark.parametrize("model", [model for model in OURS if model._meta.ordering], ids=lambda model: model.__name__)
def test_the_order_of_rows_is_total(model):
    named = {str(part).lstrip("-") for part in model._meta.ordering}
    assert "pk" in named or any(fields <= named for fields in unique_fields(model))


def test_units_of_one_name_have_one_order_and_neighbours(scope_a):
    made = [
        Agency.objects.create(code=code, name="Xã Tân Lập", kind="xã", role=Agency.Role.ASSESSED)
        for code in ("03", "01", "02")
    ]
    found = Agency.objects.filter(name="Xã Tân Lập")
    assert [one.code for one in found] == ["01", "02", "03"]
    middle = made[2].sort_key
    assert [found.filter(sort_key__lt=middle).get().code, found.filter(sort_key__gt=middle).get().code] == ["01", "03"]


@pytest.mark.parametrize("letter", ["ẵ", "W", "@", "@ ", "9"])
def test_a_unit_with_the_longest_name_and_code_is_stored(scope_a, letter):
    name, code = (letter * 200)[:200], (letter * 40)[:40]
    made = Agency(code=code, name=name.strip(), kind="xã", role=Agency.Role.ASSESSED)
    made.full_clean()
    made.save()
    made.refresh_from_db()
    assert made.sort_key == unit_key(name, code)
