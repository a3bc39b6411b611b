from datetime import timedelta
from decimal import Decimal

import pytest

from cchc.accounts.models import User
from surveys.errors import SurveyRefused
from surveys.models import Response, SecondEntry, SpoiltForm, SurveyPlan
from surveys.queries.fieldwork import counted_by_person, next_number, number_prefix, undecided
from surveys.services.entering import (
    decide_second,
    draw_seconds,
    enter_form,
    enter_second,
    second_content,
    set_spoilt,
)
from surveys.services.responses import contents_of
from tests.surveys.build import paper


@pytest.fixture
def commune(cast):
    return cast.a.commune_1


@pytest.fixture
def enter(cast, ks, commune, now):
    def one(number, *, by=None, again=False, **answers):
        enter_form(questionnaire=ks, form=paper(commune, number, **answers), by=by or cast.dung, at=now, again=again)

    return one


@pytest.fixture
def drawn(enter, ks, commune, now):
    """One form entered by Dũng and drawn for its second entry."""
    enter("CG-0001")
    return SecondEntry.objects.create(response=Response.objects.get(), drawn_at=now)


def stored(ks, response):
    questions = {one.code: one for one in ks.questions.prefetch_related("options")}
    return contents_of(questions, [response.pk])[response.pk]


def test_a_form_from_paper_says_how_it_came_and_who_entered_it(cast, enter):
    enter("CG-0001")
    form = Response.objects.get()
    assert (form.channel, form.entered_by, form.respondent) == ("paper", cast.dung, "CG-0001")


def test_a_number_is_entered_once_unless_it_is_corrected(ks, enter):
    enter("CG-0001")
    with pytest.raises(SurveyRefused, match="Số phiếu CG-0001 đã nhập"):
        enter("CG-0001", CD1=5)
    enter("CG-0001", CD1=5, again=True)
    assert stored(ks, Response.objects.get())["CD1"] == 5


def test_a_spoilt_number_is_passed_over_and_not_entered(cast, ks, commune, enter, now):
    set_spoilt(questionnaire=ks, agency=commune, number="CG-0001", by=cast.dung, at=now)
    set_spoilt(questionnaire=ks, agency=commune, number="CG-0001", by=cast.dung, at=now)
    assert SpoiltForm.objects.count() == 1
    assert next_number(ks, commune) == "CG-0002"
    with pytest.raises(SurveyRefused, match="phiếu hỏng"):
        enter("CG-0001")


def test_an_entered_number_is_not_spoilt_afterwards(cast, ks, commune, enter, now):
    enter("CG-0001")
    with pytest.raises(SurveyRefused, match="không ghi là phiếu hỏng"):
        set_spoilt(questionnaire=ks, agency=commune, number="CG-0001", by=cast.dung, at=now)


def test_numbers_follow_each_other_behind_the_letters_of_the_agency(ks, commune, enter):
    assert number_prefix(commune) == "CG"
    assert next_number(ks, commune) == "CG-0001"
    enter("CG-0001")
    enter("CG-0003")
    assert next_number(ks, commune, "CG-0001") == "CG-0002"
    assert next_number(ks, commune, "CG-0002") == "CG-0004"
    assert next_number(ks, commune, "77") == "78"


def test_the_share_for_second_entry_is_drawn_as_forms_come(enter, year, ks, commune, now):
    SurveyPlan.objects.create(campaign=year.campaign, second_share=Decimal(25))
    for number in range(1, 10):
        enter(f"CG-{number:04d}")
    assert SecondEntry.objects.count() == 2
    assert draw_seconds(ks, commune, now, all_in=True) == 1
    assert draw_seconds(ks, commune, now, all_in=True) == 0


def test_forms_that_came_otherwise_are_not_entered_twice(cast, ks, commune, now, enter):
    from tests.surveys.build import filled, save

    save(ks, *(filled(commune, str(number)) for number in range(20)), by=cast.chi, at=now)
    enter("CG-0001")
    assert SecondEntry.objects.count() == 0


def test_the_person_of_the_first_entry_does_not_make_the_second(cast, drawn, commune, now):
    with pytest.raises(SurveyRefused, match="người khác nhập lần 2"):
        enter_second(second=drawn, form=paper(commune, "CG-0001"), by=cast.dung, at=now)


def test_equal_entries_need_no_decision(cast, drawn, commune, year, now):
    enter_second(second=drawn, form=paper(commune, "CG-0001"), by=cast.chi, at=now)
    assert list(undecided(year.campaign)) == []


def test_a_second_entry_is_made_once(cast, drawn, commune, now):
    enter_second(second=drawn, form=paper(commune, "CG-0001"), by=cast.chi, at=now)
    with pytest.raises(SurveyRefused, match="đã nhập lần 2"):
        enter_second(second=drawn, form=paper(commune, "CG-0001", CD1=2), by=cast.chi, at=now)


def test_differences_wait_for_the_paper_and_the_decision_stands_in_the_form(cast, drawn, commune, year, ks, now):
    done = enter_second(second=drawn, form=paper(commune, "CG-0001", CD1=4, TP1=3), by=cast.chi, at=now)
    assert (done.differing, [one.pk for one in undecided(year.campaign)]) == (2, [drawn.pk])
    questions = {one.code: one for one in ks.questions.prefetch_related("options")}
    assert second_content(done, questions) == {"CD1": 4, "CD2": 1, "F1": 2, "TP1": 3}
    assert stored(ks, drawn.response)["CD1"] == 1
    later = now + timedelta(hours=1)
    decide_second(second=done, form=paper(commune, "CG-0001", CD1=4, TP1=1), by=cast.chi, at=later)
    response = Response.objects.get()
    assert (stored(ks, response)["CD1"], stored(ks, response)["TP1"]) == (4, 1)
    assert (response.entered_by, response.entered_at) == (cast.dung, now)
    assert list(undecided(year.campaign)) == []


def test_a_form_entered_twice_is_not_corrected_past_the_comparison(cast, drawn, commune, enter, now):
    enter_second(second=drawn, form=paper(commune, "CG-0001", CD1=4), by=cast.chi, at=now)
    with pytest.raises(SurveyRefused, match="đã nhập hai lần"):
        enter("CG-0001", CD1=3, again=True)


def test_who_entered_how_many_is_counted_first_and_second(cast, drawn, commune, year, now):
    enter_second(second=drawn, form=paper(commune, "CG-0001"), by=cast.chi, at=now)
    assert counted_by_person(year.campaign) == [(str(cast.chi), 0, 1), (str(cast.dung), 1, 0)]
    User.objects.filter(pk=cast.chi.pk).update(full_name=str(cast.dung))
    same = counted_by_person(year.campaign)
    assert sorted(same) == [(str(cast.dung), 0, 1), (str(cast.dung), 1, 0)]


def test_a_year_reduced_to_counts_takes_no_form(enter, year, now):
    SurveyPlan.objects.create(campaign=year.campaign, reduced_at=now)
    with pytest.raises(SurveyRefused, match="chỉ còn số đếm"):
        enter("CG-0001")
