"""The guide reads what is done from the data, and offers what can be done now."""

from datetime import datetime

import pytest
from django.utils import timezone

from cchc.tenancy.scope import tenant_scope
from criteria.guide import Guide, Step, Where, guide
from criteria.models import Campaign, CriteriaSet
from criteria.rules.calendar import HANOI
from tests.criteria.build import small_campaign

PAGE = "/huyen-a/ky-danh-gia/bat-dau/"


@pytest.fixture
def chi(login, cast):
    return login(cast.chi)


def states(page):
    return [(step.key, step.done, reached) for step, reached in page.context["guide"].rows]


def test_a_new_office_sees_which_steps_are_done_and_whose_turn_has_come(chi, cast):
    assert states(chi.get(PAGE)) == [
        ("co-quan", True, True),
        ("nguoi-dung", False, True),
        ("bo-tieu-chi", False, True),
        ("ky-danh-gia", False, False),
        ("ke-hoach", False, False),
        ("phan-cong", False, False),
        ("mo-ky", False, False),
    ]


def test_a_sample_set_is_taken_in_once_by_a_button(chi, cast):
    chi.post(PAGE, {"sample": "xa"})
    with tenant_scope(cast.tenant_a):
        made = CriteriaSet.objects.get()
        assert (made.code, made.is_sample, made.criteria.leaves().exists()) == ("MAU-XA", True, True)
    offered = [act.value for act in chi.get(PAGE).context["guide"].steps[2].acts if act.value]
    assert offered == ["so-huyen"]
    assert chi.post(PAGE, {"sample": "khong-co"}).status_code == 404


def test_opening_is_offered_only_when_nothing_is_in_the_way(chi, cast):
    year = small_campaign(cast, now=datetime(2024, 12, 9, 10, tzinfo=HANOI), opened=False)

    def offered():
        return [act.value for act in chi.get(PAGE).context["guide"].steps[-1].acts if act.value]

    assert offered() == ["open"]
    with tenant_scope(cast.tenant_a):
        year.campaign.steps.filter(phase="survey").update(lead="")
    assert offered() == []
    with tenant_scope(cast.tenant_a):
        Campaign.objects.update(opened_at=timezone.now())
    assert chi.get(PAGE).context["guide"].finished


def test_what_is_begun_or_can_wait_is_passed_over(cast, scope_a):
    where = guide(Where(cast.tenant_a, 2024, None)).where

    def next_of(*steps):
        return Guide(where, list(steps)).current

    first, waits = Step("a", "A", "", True), Step("b", "B", "", False, blocking=False)
    last = Step("c", "C", "", False)
    assert next_of(first, waits, last) == waits
    assert next_of(first, Step("b", "B", "", False, blocking=False, partly=True), last) == last
    assert next_of(first, waits, Step("c", "C", "", True)) is None
