"""Whatever a form takes, the database keeps: every text as long as its field allows, every number and day at its end.

The views, their objects and their people are those of the access table. Each form tells its own bounds: it is sent as
it should be, its fields are noted while it is read, and it is sent again with the longest values they take. Before
that every name that is there already is made as long as its column, so that what is composed of names is as long too.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat, Left

from cchc.tenancy.scope import tenant_scope
from tests.access.table import Row
from tests.access.test_table import HANDLER
from tests.access.world import World, make_world, row_modules
from tests.fuzz.test_forms import FIELD, Prober, cookies_of, faults, rewound

__all__ = ["faults"]
pytestmark = pytest.mark.slow
OURS = ("cchc.", "criteria", "assessments", "surveys", "councils", "publications")
GROWING = "Ấﷺİw"
"""Letters that become more when they are taken apart, made comparable or written small; no blank to break a line at."""
NAMES = {"name", "title", "full_name", "head_name", "head_title", "position", "abstract", "issuer", "task", "lead"}
NAMES |= {"coordinating", "place", "department", "co_department", "unit_of_measure", "evidence", "guidance", "note"}
NAMES |= {"authority", "authority_short", "standing_office", "standing_office_head", "office_chief", "leader_title"}
NAMES |= {"contact", "contact_title", "respondent_group", "original_name", "quotation", "page", "support_line"}
KEPT = {"Snapshot", "SnapshotRow", "SnapshotLine", "ImprovementLine", "HeadResult", "AuditEvent"}
"""Rows that a trigger keeps as they are."""
STATE = {"TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS", "version", "words_version", "base", "leaf"}
"""What a page sends along and nobody types."""
HARDLY_TYPED = {
    "accounts:password_change": "the old password, and the new one twice",
    "assessments:step": "a step of the workflow by its name",
    "assessments:save": "a number, which the rule of the leaf bounds",
}
"""Forms that take nothing long, and what is typed into them."""
DAYS = ["31/12/9999", "9999-12-31", "31/12/2199", "2199-12-31"]
WHOLE = [2**63 - 1, 2**31 - 1, 32767, 9999, 2100, 100, 20]


def lengthened(world: World) -> None:
    """Every name of tenant A as long as its column, its key in front so that no two are the same."""
    with tenant_scope(world.tenant):
        for model in apps.get_models():
            if not model.__module__.startswith(OURS) or model.__name__ in KEPT:
                continue
            long = {
                field.name: Left(Concat(Cast("pk", models.TextField()), Value(GROWING * 300)), field.max_length or 1200)
                for field in model._meta.concrete_fields
                if field.name in NAMES and isinstance(field, models.CharField | models.TextField)
            }
            for name, value in long.items():
                model.objects.exclude(**{name: ""}).update(**{name: value})


@pytest.fixture
def read_fields(monkeypatch):
    """The fields of every form that is judged, by the name they are sent under."""
    seen: dict[str, forms.Field] = {}
    judge = forms.BaseForm.full_clean

    def noted(form: forms.BaseForm) -> None:
        seen.update({form.add_prefix(name): field for name, field in form.fields.items()})
        judge(form)

    monkeypatch.setattr(forms.BaseForm, "full_clean", noted)
    return seen


def candidates(field: forms.Field) -> Iterator[str]:
    """Values from the longest or largest on."""
    match field:
        case forms.DateTimeField():
            yield from ("9999-12-31T23:59", "2199-12-31T23:59")
        case forms.DateField():
            yield from DAYS
        case forms.DecimalField():
            whole, places = (field.max_digits or 30) - (field.decimal_places or 0), field.decimal_places or 0
            yield from (f"{'9' * whole},{'9' * places}", "9" * whole, str(field.max_value), "1")
        case forms.IntegerField():
            yield from (str(number) for number in (field.max_value, *WHOLE) if number is not None)
        case forms.EmailField():
            yield f"{'a' * 64}@{'.'.join(['b' * 61] * 3)[:186]}.vn"
        case forms.CharField():
            most = field.max_length or int(field.widget.attrs.get("maxlength", 20_000))
            yield from ((letters * most)[:most] for letters in (GROWING, "a", "9"))


def longest(field: forms.Field) -> str | None:
    """The first candidate the field takes; None where nothing is typed into it, or nothing fits."""
    if hasattr(field, "choices") or isinstance(field, forms.FileField | forms.BooleanField):
        return None
    for value in candidates(field):
        try:
            field.clean(value)
        except ValidationError:
            continue
        return value
    return None


class Stretcher(Prober):
    """Opens the page of a row, sends its form as it should be, and then with the longest values."""

    def stretch(self, fields: dict[str, forms.Field]) -> bool | None:
        """Whether the longest values were taken; None where the form has nothing to type."""
        page = ""
        if self.row.get is not None:
            answer = self.ask("get", f"{self.address}?{urlencode(self.in_scope(self.row.get), doseq=True)}")
            page = answer.content.decode() if "text/html" in answer.get("Content-Type", "") else ""
        if self.row.post is None:
            return None
        fields.clear()
        right = self.ask("post", self.address, rewound(self.right_form())).status_code
        with tenant_scope(self.world.tenant):
            long = {name: longest(field) for name, field in fields.items() if name.split("-")[-1] not in STATE}
        typed = {*self.right_form(), *FIELD.findall(page)}
        sent = {name: value for name, value in long.items() if value is not None and name in typed}
        if not sent:
            return None
        if self.ask("post", self.address, rewound(self.right_form() | sent)).status_code == right:
            return True
        one_by_one = ({name: value} for name, value in sent.items())
        return any(
            self.ask("post", self.address, rewound(self.right_form() | one)).status_code == right for one in one_by_one
        )


def rows(app: str) -> list[Row]:
    return list(row_modules()[app].ROWS)


@pytest.mark.parametrize("app", sorted(row_modules()))
def test_the_longest_values_a_form_takes_are_kept(db, faults, read_fields, app):
    world, found, taken = make_world(app), {}, {}
    world.handler = HANDLER
    world.cookies = {name: cookies_of(person) for name, person in world.cast.people.items()}
    lengthened(world)
    for row in rows(app):
        stretcher = Stretcher(world, row, faults)
        taken[row.id] = stretcher.stretch(read_fields)
        found = stretcher.found | found
    assert found == {}
    assert [id_ for id_, was in taken.items() if was is False and id_ not in HARDLY_TYPED] == []
