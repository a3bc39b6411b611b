from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from surveys.errors import SurveyRefused
from surveys.models import Answer, AnswerCount, LinkSheet, Response, SecondEntry, SurveyPlan, SurveyScore
from surveys.queries.forms import form_progress
from surveys.services.reducing import reduce_to_counts, refuse_early
from surveys.tasks import reduce_tenant, tally_tenant
from tests.surveys.build import filled, links, paper, save


@pytest.fixture
def plan(cast, year, ks, now):
    """Three forms with an opinion, one drawn for a second entry, a sheet of links; kept to the day before."""
    commune = cast.a.commune_1
    save(
        ks, filled(commune, "1", T1="Bà Lan ở quầy số 2", N1=12), filled(commune, "2", CD1=3, N1=8), by=cast.chi, at=now
    )
    save(ks, paper(commune, "3"), by=cast.chi, at=now)
    SecondEntry.objects.create(response=Response.objects.get(respondent="3"), drawn_at=now)
    links(ks, commune, by=cast.chi, at=now)
    return SurveyPlan.objects.create(campaign=year.campaign, keep_until=(now - timedelta(days=1)).date())


def test_counts_stay_and_every_form_goes(cast, year, ks, plan, now):
    assert reduce_to_counts(year.campaign, at=now) == 3
    assert [model.objects.count() for model in (Answer, Response, SecondEntry, LinkSheet)] == [0, 0, 0, 0]
    chosen = AnswerCount.objects.filter(question__code="CD1", option__isnull=False).order_by("option__position")
    assert list(chosen.values_list("option__position", "times")) == [(1, 2), (3, 1)]
    number = AnswerCount.objects.get(question__code="N1")
    assert (number.times, number.number_total) == (2, 20)
    assert AnswerCount.objects.get(question__code="T1").times == 1
    assert form_progress(year.campaign)[0].counts == {cast.a.commune_1.pk: 3}


def test_the_points_stay_and_are_not_computed_from_nothing(year, plan, now, scope_a):
    before = list(SurveyScore.objects.order_by("pk").values_list("criterion__code", "points", "responses"))
    reduce_to_counts(year.campaign, at=now)
    tally_tenant(scope_a)
    assert list(SurveyScore.objects.order_by("pk").values_list("criterion__code", "points", "responses")) == before


def test_a_second_time_does_nothing(year, plan, now):
    reduce_to_counts(year.campaign, at=now)
    counts = AnswerCount.objects.count()
    assert reduce_to_counts(year.campaign, at=now) is None
    assert AnswerCount.objects.count() == counts


def test_the_last_day_of_keeping_still_keeps(year, plan, now):
    SurveyPlan.objects.update(keep_until=now.date())
    assert reduce_to_counts(year.campaign, at=now) is None
    with pytest.raises(SurveyRefused, match="còn được giữ đến hết ngày 09/12/2024"):
        refuse_early(year.campaign, now)
    assert Response.objects.count() == 3


def test_the_task_reduces_what_is_due_and_nothing_else(plan, scope_a):
    assert (reduce_tenant(scope_a), reduce_tenant(scope_a)) == (1, 0)


def test_the_command_says_what_it_did(year, plan, capsys):
    for _ in range(2):
        call_command("tally_survey", tenant="huyen-a", year=2024, reduce=True)
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "Đã rút gọn 3 phiếu năm 2024 thành số đếm.",
        "Phiếu năm 2024 đã rút gọn từ trước; không có gì để làm.",
    ]


def test_the_command_refuses_a_year_that_is_not_there(year):
    with pytest.raises(CommandError, match="Không có kỳ năm 1999"):
        call_command("tally_survey", tenant="huyen-a", year=1999)


def test_points_follow_single_forms_at_the_next_tally(cast, ks, now, scope_a):
    from surveys.services.entering import enter_form

    enter_form(questionnaire=ks, form=paper(cast.a.commune_1, "CG-0001"), by=cast.dung, at=now)
    assert SurveyScore.objects.count() == 0
    assert (tally_tenant(scope_a), tally_tenant(scope_a)) == (2, 0)
