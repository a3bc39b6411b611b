from datetime import datetime, timedelta

import pytest

from criteria.models import Extension
from criteria.queries import phase_state, phase_states
from criteria.rules.calendar import HANOI, Phase
from tests.criteria.build import small_campaign

NOW = datetime(2024, 12, 9, 10, tzinfo=HANOI)


@pytest.fixture
def year(cast, scope_a):
    return small_campaign(cast, now=NOW)


def is_open(year, phase, at=NOW, agency=None):
    return phase_state(year.campaign, phase, at=at, agency=agency).open


def test_a_phase_is_open_until_its_closing_minute_and_not_at_it(year):
    closes = year.steps["self_assessment"].closes
    assert is_open(year, Phase.SELF_ASSESSMENT, closes - timedelta(microseconds=1))
    assert not is_open(year, Phase.SELF_ASSESSMENT, closes)


def test_nothing_is_open_before_the_campaign_is_opened_nor_after_adoption(year):
    year.campaign.opened_at, opened = None, year.campaign.opened_at
    assert not is_open(year, Phase.SELF_ASSESSMENT)
    year.campaign.opened_at, year.campaign.adopted_at = opened, NOW
    assert not is_open(year, Phase.SELF_ASSESSMENT)


def test_an_extension_moves_the_end_for_its_agency_alone(year, cast):
    later = year.steps["self_assessment"].closes + timedelta(days=2)
    Extension.objects.create(
        campaign=year.campaign,
        agency=cast.a.commune_1,
        phase="self_assessment",
        closes_at=later,
        reason="Mất điện",
        approver="Chủ tịch",
        created_by_name="Chi",
    )
    at = later - timedelta(hours=1)
    assert is_open(year, Phase.SELF_ASSESSMENT, at, cast.a.commune_1)
    assert not is_open(year, Phase.SELF_ASSESSMENT, at, cast.a.commune_2)
    words = phase_state(year.campaign, Phase.SELF_ASSESSMENT, at=at, agency=cast.a.commune_1).words
    assert words == "gia hạn đến 24:00 ngày 15/12/2024"


def test_explanation_without_a_step_runs_from_the_appraisal_to_the_council(year):
    year.campaign.steps.filter(phase__in=["explanation", "reappraisal"]).delete()
    state = phase_states(year.campaign, at=NOW)[Phase.EXPLANATION]
    appraisal, council = year.steps["appraisal"], year.steps["council"]
    assert state.window.opens.date() == appraisal.opens_on
    assert state.window.closes == council.closes
    assert state.step == council


def test_self_assessment_without_a_step_is_closed(year):
    year.campaign.steps.filter(phase="self_assessment").delete()
    assert not is_open(year, Phase.SELF_ASSESSMENT)


def test_all_phases_cost_one_query(year, django_assert_num_queries):
    with django_assert_num_queries(1):
        phase_states(year.campaign, at=NOW)
