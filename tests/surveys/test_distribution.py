from decimal import Decimal

import pytest

from criteria.rules.numbers import stored
from surveys.models import Questionnaire, Quota, SurveyPlan, SurveyScore
from surveys.queries.distribution import distribution
from surveys.queries.figures import agency_scope, everybody, year_before, year_figures
from surveys.queries.margins import leaf_figures
from surveys.queries.opinions import may_read, texts
from surveys.queries.report import Aside, report_of
from surveys.rules.figures import Figure
from surveys.services.editing import new_version
from surveys.services.judging import set_aside
from surveys.services.reducing import reduce_to_counts
from surveys.services.scores import recompute
from tests.surveys.build import filled, save

D = Decimal


def shown(ks, agency=None):
    year = year_figures(ks.campaign)
    form = next(one for one in year.asked.forms if one.pk == year.asked.current[ks.pk])
    scope = agency_scope(agency) if agency else everybody(year)
    return {one.question.code: one for one in distribution(year, form, scope)}


def test_options_are_counted_out_of_the_forms_that_answer(cast, ks, now):
    forms = [filled(cast.a.commune_1, f"{n}", CD1=1 + n % 2, N1=D(n), M1=(1, 2)) for n in range(6)]
    save(ks, *forms, by=cast.chi, at=now)
    found = shown(ks)
    satisfied = found["CD1"]
    assert [(option.label, option.times) for option in satisfied.options][:3] == [
        ("Rất hài lòng", 3),
        ("Hài lòng", 3),
        ("Bình thường", 0),
    ]
    assert (satisfied.forms, satisfied.figure.percent, satisfied.options[0].bar.share()) == (6, D("87.5"), 50)
    assert (found["N1"].average, found["N1"].options) == (D("2.5"), ())
    assert (found["M1"].forms, [option.times for option in found["M1"].options]) == (6, [6, 6, 0])
    assert (found["F1"].figure, found["CD3"].forms, found["CD3"].is_hidden) == (None, 0, False)


def test_a_known_population_makes_the_margin_smaller_and_all_of_it_makes_it_nothing(cast, ks, now):
    save(ks, *[filled(cast.a.commune_1, f"{n}", CD1=1 + n % 2) for n in range(6)], by=cast.chi, at=now)
    margins = []
    for population in (None, 40, 6):
        Quota.objects.filter(questionnaire=ks).delete()
        Quota.objects.create(questionnaire=ks, agency=cast.a.commune_1, wanted=6, population=population)
        margins.append(shown(ks)["CD1"].figure.margin)
    assert margins[0] > margins[1] > margins[2] == 0


def test_the_figures_of_leaves_are_those_of_their_points_for_all_agencies_and_for_one(cast, ks, now):
    places = cast.a.commune_1, cast.a.commune_2
    save(ks, *[filled(place, f"{n}", CD1=1 + n % 2) for place in places for n in range(6)], by=cast.chi, at=now)
    recompute(ks.campaign, now)
    found = leaf_figures(ks.campaign)
    scores = SurveyScore.objects.filter(campaign=ks.campaign).select_related("criterion")
    wanted = {(one.agency_id, one.criterion.code): one.percent for one in scores}
    assert {key: stored(figure.percent) for key, figure in found.items()} == wanted
    one = leaf_figures(ks.campaign, [cast.a.commune_1.pk])
    assert one == {key: figure for key, figure in found.items() if key[0] == cast.a.commune_1.pk}
    assert all(figure.margin is not None for figure in one.values())


def test_fewer_than_five_forms_are_not_broken_down_nor_computed_from_the_rest(cast, ks, now):
    communes = (cast.a.commune_1, 4), (cast.a.commune_2, 6), (cast.a.town, 9)
    forms = [filled(place, f"{n}", F1=1, CD3=2) for place, count in communes for n in range(count)]
    save(ks, *forms, by=cast.chi, at=now)
    assert [shown(ks, place)["CD1"].is_hidden for place, _ in communes].count(True) >= 2
    assert (shown(ks)["CD1"].forms, shown(ks)["CD1"].is_hidden) == (19, False)
    hidden = shown(ks, cast.a.commune_1)["CD1"]
    assert (hidden.options, hidden.figure, hidden.before, hidden.beside) == ((), None, None, None)


def test_forms_set_aside_are_in_no_figure(cast, ks, now):
    save(ks, *[filled(cast.a.commune_1, f"{n}", CD1=5 if n == 0 else 1) for n in range(6)], by=cast.chi, at=now)
    odd = ks.responses.get(respondent="0")
    set_aside(campaign=ks.campaign, forms=[odd.pk], reason="Trùng phiếu.", by=cast.chi, at=now)
    assert (shown(ks)["CD1"].forms, shown(ks)["CD1"].figure) == (5, Figure(D(100), 5, D(0)))


def test_figures_are_the_same_after_the_forms_were_reduced_to_counts(cast, ks, now):
    save(ks, *[filled(cast.a.commune_1, f"{n}", CD1=1 + n % 3, N1=n, M1=(1, 3)) for n in range(7)], by=cast.chi, at=now)
    SurveyPlan.objects.create(campaign=ks.campaign, keep_until=now.date().replace(day=1))
    before = shown(ks)
    reduce_to_counts(ks.campaign, at=now)
    assert ks.responses.count() == 0
    assert shown(ks) == before


def test_the_report_tells_forms_set_aside_of_all_versions_in_one_line(cast, ks, now):
    save(ks, filled(cast.a.commune_1, "1", CD1=5), by=cast.chi, at=now)
    later = new_version(questionnaire=ks, by=cast.chi, at=now)
    save(later, filled(cast.a.commune_1, "2", CD1=5), by=cast.chi, at=now)
    odd = [one.pk for form in (ks, later) for one in form.responses.all()]
    set_aside(campaign=ks.campaign, forms=odd, reason="Trùng phiếu.", by=cast.chi, at=now)
    assert report_of(ks.campaign).aside == [Aside(ks.title, cast.a.commune_1.name, "Trùng phiếu.", 2)]


@pytest.fixture
def two_versions(cast, ks, now):
    """Five forms of the first version, five of the second, where CD2 was given other percentages."""
    save(ks, *[filled(cast.a.commune_1, f"{n}", CD1=1, CD2=2) for n in range(5)], by=cast.chi, at=now)
    later = new_version(questionnaire=ks, by=cast.chi, at=now)
    later.questions.get(code="CD2").options.filter(position=2).update(percent=50)
    save(later, *[filled(cast.a.commune_1, f"{n}", CD1=2, CD2=2) for n in range(5)], by=cast.chi, at=now)
    return later


def test_a_question_counts_once_with_the_answers_of_both_versions_where_it_asks_the_same(two_versions, ks):
    found = shown(ks)
    assert (found["CD1"].forms, found["CD1"].figure.percent) == (10, D("87.5"))
    assert (found["CD2"].forms, found["CD2"].figure.percent) == (5, D(50))
    assert Questionnaire.objects.count() == 2


def test_last_year_stands_beside_the_same_question(cast, ks, now):
    save(ks, *[filled(cast.a.commune_1, f"{n}", CD1=1) for n in range(5)], by=cast.chi, at=now)
    assert year_before(ks.campaign) is None
    type(ks.campaign).objects.filter(pk=ks.campaign_id).update(year=2023)
    later = type(ks.campaign).objects.create(year=2024, title="Năm sau", opened_at=now)
    before = year_before(later)
    question = ks.questions.get(code="CD1")
    assert before.figure(question, ks, everybody(before.year)).percent == 100
    assert before.figure(question, Questionnaire(code="khac"), everybody(before.year)) is None


def test_opinions_are_sorted_searched_without_diacritics_and_hidden_with_small_groups(cast, ks, now):
    words = ["Ổn", "Chậm", "ấm cúng", "Đông", "Bẩn"]
    save(ks, *[filled(cast.a.town, f"{n}", T1=word) for n, word in enumerate(words)], by=cast.chi, at=now)
    save(ks, *[filled(cast.a.commune_1, f"{n}", T1="Xa") for n in range(2)], by=cast.chi, at=now)
    year = year_figures(ks.campaign)
    question = next(one for one in year.asked.questions if one.code == "T1")
    assert texts(year, question, everybody(year)) == ["ấm cúng", "Bẩn", "Chậm", "Đông", "Ổn", "Xa", "Xa"]
    assert texts(year, question, everybody(year), "am CUNG") == ["ấm cúng"]
    readable = [may_read(year, question, scope) for scope in (everybody(year), agency_scope(cast.a.commune_1))]
    assert readable == [True, False]


def test_the_number_of_queries_does_not_grow_with_forms(cast, ks, now, django_assert_num_queries):
    for count in (3, 9):
        save(ks, *[filled(cast.a.commune_1, f"{count}{n}") for n in range(count)], by=cast.chi, at=now)
        with django_assert_num_queries(10):
            shown(ks)
