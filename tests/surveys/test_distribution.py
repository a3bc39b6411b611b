from decimal import Decimal

from surveys.queries.distribution import distribution
from tests.surveys.build import filled, save

D = Decimal


def by_code(shown):
    return {one.question.code: one for one in shown}


def test_options_are_counted_out_of_the_forms_that_answer(cast, ks, now):
    forms = [filled(cast.a.commune_1, f"{n}", CD1=1 + n % 2, N1=D(n), M1=(1, 2)) for n in range(6)]
    save(ks, *forms, by=cast.chi, at=now)
    found = by_code(distribution(ks))
    satisfied = found["CD1"]
    assert [(option.label, option.times) for option in satisfied.options][:3] == [
        ("Rất hài lòng", 3),
        ("Hài lòng", 3),
        ("Bình thường", 0),
    ]
    assert (satisfied.forms, satisfied.mean, satisfied.options[0].bar.share()) == (6, D("87.5"), 50)
    assert (found["N1"].average, found["N1"].options) == (D("2.5"), ())
    assert (found["M1"].forms, [option.times for option in found["M1"].options]) == (6, [6, 6, 0])
    assert (found["F1"].mean, found["CD3"].forms, found["CD3"].is_hidden) == (None, 0, False)


def test_fewer_than_five_forms_are_not_broken_down(cast, ks, now):
    forms = [filled(cast.a.commune_1, f"{n}", F1=1, CD3=2, T1="Chậm") for n in range(4)]
    save(ks, *forms, *[filled(cast.a.commune_2, f"{n}") for n in range(5)], by=cast.chi, at=now)
    everyone, one = by_code(distribution(ks)), by_code(distribution(ks, cast.a.commune_1))
    assert (everyone["CD1"].forms, everyone["CD1"].is_hidden) == (9, False)
    for hidden in (everyone["CD3"], everyone["T1"], one["CD1"]):
        assert (hidden.forms, hidden.is_hidden, hidden.options, hidden.mean, hidden.opinions) == (4, True, (), None, ())


def test_opinions_stand_in_alphabetical_order(cast, ks, now):
    words = ["Ổn", "Chậm", "ấm cúng", "Đông", "Bẩn"]
    save(ks, *[filled(cast.a.town, f"{n}", T1=word) for n, word in enumerate(words)], by=cast.chi, at=now)
    assert by_code(distribution(ks))["T1"].opinions == ("ấm cúng", "Bẩn", "Chậm", "Đông", "Ổn")


def test_the_page_asks_five_questions_of_the_database(cast, ks, now, django_assert_num_queries):
    save(ks, *[filled(cast.a.commune_1, f"{n}") for n in range(9)], by=cast.chi, at=now)
    with django_assert_num_queries(5):
        distribution(ks)
