"""The computed result, held against the database's own way, and against figures worked out by hand."""

from decimal import Decimal

import pytest

from assessments.models import Score
from councils.adoption import adopt
from criteria.models import Campaign
from publications.queries import ranked_in_sql
from publications.results import compute
from tests.publications.build import FULL, NOW, put_scores, random_campaign, scored_campaign

D = Decimal


def by_code(lines):
    return {line.participant.agency.code: line for line in lines}


@pytest.mark.parametrize("tie_rule", Campaign.TieRule.values)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("survey", [True, False])
def test_python_and_sql_agree_on_points_index_rank_and_band(cast, scope_a, seed, survey, tie_rule):
    year = random_campaign(cast, seed, survey=survey, tie_rule=tie_rule)
    adopt(campaign=year.campaign, by=None, at=NOW)
    computed = {
        line.participant.agency_id: (
            line.result.appraised_points,
            line.result.survey_points,
            line.result.bonus_points,
            line.result.penalty_points,
            line.result.total_points,
            line.result.applicable_max,
            line.rank,
            line.band,
        )
        for line in compute(year.campaign)
    }
    in_sql = ranked_in_sql(year.campaign)
    assert computed == {
        row.agency_id: (
            row.appraised_points,
            row.survey_points,
            row.bonus_points,
            row.penalty_points,
            row.total_points,
            row.applicable_max,
            row.rank,
            row.band,
        )
        for row in in_sql
    }
    indices = {line.participant.agency_id: line.index for line in compute(year.campaign)}
    for row in in_sql:
        assert indices[row.agency_id].quantize(D("1E-25")) == row.index.quantize(D("1E-25"))


def test_random_campaigns_have_what_they_are_made_for(cast, scope_a):
    year = random_campaign(cast, 1)
    lines = compute(year.campaign)
    ranks = [(line.participant.block, line.rank) for line in lines if line.rank]
    assert len(set(ranks)) < len(ranks)
    assert [line for line in lines if line.rank is None] != []
    assert len({line.result.applicable_max for line in lines}) > 1
    assert [line for line in lines if line.result.bonus_points > 0] != []


def test_equal_indices_share_the_rank_and_the_next_is_skipped(cast, scope_a):
    lines = by_code(compute(scored_campaign(cast).campaign))
    assert {code: (line.rank, line.index) for code, line in lines.items()} == {
        "001": (1, D(90)),
        "003": (1, D(90)),
        "002": (3, D(55)),
    }
    assert [line.band for line in lines.values()] == ["Tốt", "Tốt", "Yếu"]


def test_without_survey_results_the_index_is_over_the_appraised_maximum(cast, scope_a):
    lines = by_code(compute(scored_campaign(cast, survey=False).campaign))
    assert (lines["001"].index, lines["002"].index) == (D(100), D("56.25"))
    assert lines["001"].result.applicable_max == D(16)


def test_the_self_score_never_enters_the_result(cast, scope_a):
    year = scored_campaign(cast)
    before = {code: line.index for code, line in by_code(compute(year.campaign)).items()}
    Score.objects.filter(stage=Score.Stage.SELF).update(points=D(0))
    after = by_code(compute(year.campaign))
    assert {code: line.index for code, line in after.items()} == before
    assert after["001"].self_points == 0


def test_the_later_stage_counts_and_the_earlier_is_kept(cast, scope_a):
    year = scored_campaign(cast)
    put_scores(year, cast.a.commune_1, {"1.3": "0"}, Score.Stage.REAPPRAISED)
    line = by_code(compute(year.campaign))["001"]
    assert line.index == D(80)
    assert line.totals["self"]["1.3"].points == D(2)


def test_what_nobody_has_scored_counts_nothing_of_its_maximum(cast, scope_a):
    year = scored_campaign(cast)
    Score.objects.filter(agency=cast.a.commune_1, criterion__code="1.3").exclude(stage=Score.Stage.SELF).delete()
    line = by_code(compute(year.campaign))["001"]
    assert (line.index, line.result.applicable_max) == (D(80), D(20))


def test_an_excluded_leaf_leaves_points_and_maximum(cast, scope_a):
    year = scored_campaign(cast)
    Score.objects.filter(agency=cast.a.commune_1, stage=Score.Stage.APPRAISED).delete()
    put_scores(year, cast.a.commune_1, {**FULL, "1.10": None})
    line = by_code(compute(year.campaign))["001"]
    assert line.result.applicable_max == D(18)
    assert line.index.quantize(D("1E-10")) == D("88.8888888889")


def test_one_agency_alone_has_points_but_no_rank(cast, scope_a):
    year = scored_campaign(cast)
    [line] = compute(year.campaign, {cast.a.commune_2.pk})
    assert (line.participant.agency.code, line.index, line.rank) == ("002", D(55), None)


def test_the_number_of_queries_does_not_grow_with_the_communes(cast, scope_a, django_assert_num_queries):
    year = random_campaign(cast, 3, communes=9)
    with django_assert_num_queries(12):
        compute(year.campaign)
