"""The table of an improvement plan's way, how a line stands on a day, and the periods of its reports."""

from datetime import date

import pytest

from councils.states import StepRefused
from publications.improving.drafting import default_due
from publications.improving.periods import following, month, period_of, periods, quarter
from publications.improving.reminders import OFFSETS, due_offset
from publications.improving.states import PLAN, LineState, PlanState, Said, state_on
from publications.views.improvement import _following
from tests.publications.build import NOW

OFFICER, HEAD = {"officer"}, {"head"}


def allowed(state: PlanState, roles: set[str]) -> list[str]:
    return [step.name for step in PLAN.available(state, roles)]


def test_every_state_offers_the_steps_of_the_table_to_those_who_may():
    offered = {state: (allowed(state, OFFICER), allowed(state, HEAD)) for state in PlanState}
    assert offered == {
        PlanState.DRAFT: (["send"], ["send", "approve"]),
        PlanState.PENDING: (["withdraw"], ["withdraw", "return", "approve"]),
        PlanState.APPROVED: ([], []),
        PlanState.REPLACED: ([], []),
    }


def test_giving_a_plan_back_needs_a_reason():
    with pytest.raises(StepRefused) as refused:
        PLAN.check(PlanState.PENDING, "return", HEAD)
    assert refused.value.code == "reason"


@pytest.mark.parametrize(
    ("said", "due", "state"),
    [
        (None, date(2025, 9, 30), LineState.NOT_STARTED),
        (None, date(2025, 6, 30), LineState.LATE),
        (None, None, LineState.NOT_STARTED),
        (Said(LineState.DOING, 40), date(2025, 7, 1), LineState.DOING),
        (Said(LineState.DOING, 40), date(2025, 6, 30), LineState.LATE),
        (Said(LineState.DONE, 100), date(2025, 1, 1), LineState.DONE),
        (Said(LineState.LATE, 10), date(2025, 12, 31), LineState.LATE),
    ],
)
def test_a_line_is_late_when_its_day_has_passed_or_its_officer_says_so(said, due, state):
    assert state_on(date(2025, 7, 1), due, said) is state


def test_periods_are_those_begun_since_the_plan_the_newest_first():
    listed = periods(date(2025, 3, 20), date(2025, 5, 2), year=2025)
    assert [one.key for one in listed] == ["2025-q2", "2025-05", "2025-04", "2025-q1", "2025-03"]


def test_a_period_is_named_by_its_key():
    found = [period_of(key) for key in ("2025-04", "2025-q2", "2025-13", "2025-q5", "x", "1925-04")]
    assert found == [month(2025, 4), quarter(2025, 2), None, None, None, None]
    assert (quarter(2025, 2).label, quarter(2025, 2).last, month(2024, 2).last) == (
        "quý II năm 2025",
        date(2025, 6, 30),
        date(2024, 2, 29),
    )


def test_a_period_is_followed_by_one_of_its_kind():
    assert [following(one).key for one in (month(2025, 12), quarter(2025, 1), quarter(2025, 4))] == [
        "2026-01",
        "2025-q2",
        "2026-q1",
    ]


def test_a_running_period_counts_until_today():
    assert (month(2025, 4).until(date(2025, 4, 9)), month(2025, 4).until(date(2025, 6, 1))) == (
        date(2025, 4, 9),
        date(2025, 4, 30),
    )


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2025, 2, 10), date(2025, 9, 30)),
        (date(2025, 9, 15), date(2025, 12, 31)),
        (date(2025, 12, 20), date(2026, 1, 19)),
    ],
)
def test_a_draft_is_due_at_the_end_of_the_third_quarter_and_never_in_less_than_a_month(today, due):
    assert default_due(2024, today) == due


def test_the_newest_reminder_that_came_due_is_owed_and_old_ones_are_not_dug_up():
    found = [due_offset(day, NOW, OFFSETS) for day in (date(2025, 1, 31), date(2025, 1, 14), date(2025, 3, 1))]
    assert [one and one[0] for one in found] == [-14, 1, None]
    assert due_offset(date(2024, 12, 1), NOW, OFFSETS) is None


def test_saving_an_area_leads_to_the_next_and_stays_at_the_last():
    areas = {"1": "Một", "2": "Hai"}
    assert (_following(areas, "1"), _following(areas, "2")) == ("2", "2")
