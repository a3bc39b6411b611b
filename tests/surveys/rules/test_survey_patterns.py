from datetime import UTC, datetime, timedelta
from fractions import Fraction

from surveys.rules.patterns import Filled, Pattern, bursts, findings, identical, odd_enterers, straight_lined

HOUR = datetime(2024, 12, 3, 8, tzinfo=UTC)
SCALE = frozenset({"Q1", "Q2", "Q3", "Q4", "Q5"})
PLACE = "CG"


def form(key, *options, place=PLACE, **more):
    given = {f"Q{number}": option for number, option in enumerate(options, 1) if option}
    return Filled(key, place, given, SCALE & given.keys(), **more)


def found(finding):
    return finding.pattern, finding.place, finding.forms


def test_one_step_at_five_questions_is_a_straight_line():
    made = straight_lined([form(1, 4, 4, 4, 4, 4), form(2, 4, 4, 4, 4, 4), form(3, 4, 4, 4, 4, 3), form(4, 1, 1, 1, 1)])
    assert [found(one) for one in made] == [(Pattern.STRAIGHT, PLACE, (1, 2))]
    assert made[0].words == "2\u00a0phiếu chọn mức 4 ở mọi câu thang 5 mức"


def test_other_questions_do_not_break_a_straight_line():
    made = straight_lined([form(1, 2, 2, 2, 2, 2, 1)])
    assert [one.forms for one in made] == [(1,)]


def test_three_forms_of_a_place_that_are_the_same_are_told():
    same = [form(key, 1, 2, 3, 4, 5) for key in (1, 2, 3)]
    assert [found(one) for one in identical(same)] == [(Pattern.IDENTICAL, PLACE, (1, 2, 3))]
    assert identical(same[:2]) == []
    assert identical([*same[:2], form(3, 1, 2, 3, 4, 5, place="DQ")]) == []
    assert identical([form(key, 3, 3, 3, 3, 3) for key in (1, 2, 3)]) == []


def test_an_hour_far_above_the_usual_is_a_burst():
    usual = [form(key, 1, hour=HOUR + timedelta(hours=key % 5)) for key in range(20)]
    many = [form(100 + key, 1, hour=HOUR + timedelta(hours=9)) for key in range(12)]
    assert [found(one) for one in bursts(usual + many)] == [(Pattern.BURST, PLACE, tuple(range(100, 112)))]
    assert bursts(usual + many[:9]) == []


def test_a_place_that_is_always_busy_has_no_burst():
    assert bursts([form(key, 1, hour=HOUR + timedelta(hours=key % 4)) for key in range(60)]) == []


def entered(who, percents, start=0):
    return [form(start + key, 1, enterer=who, percent=Fraction(percent)) for key, percent in enumerate(percents)]


def test_an_enterer_far_from_the_others_is_told_with_both_means():
    odd = entered("a", [95, 96, 97, 98, 99] * 3)
    made = odd_enterers([*odd, *entered("b", [50, 60, 70, 80, 55] * 4, 100)])
    assert {one.pattern for one in made} == {Pattern.ENTERER}
    assert made[0].words == "15\u00a0phiếu, trung bình 97\u00a0%; phiếu người khác nhập 63\u00a0%"


def test_a_small_difference_or_few_forms_say_nothing():
    assert odd_enterers([*entered("a", [70] * 20), *entered("b", [65] * 20, 100)]) == []
    assert odd_enterers([*entered("a", [100] * 9), *entered("b", [10] * 20, 100)]) == []


def test_a_place_alone_is_compared_with_itself():
    far = [
        *entered("a", [90, 91] * 6),
        *(form(50 + key, 1, place="DQ", enterer="b", percent=Fraction(10)) for key in range(12)),
    ]
    assert odd_enterers(far) == []


def test_ordinary_forms_show_nothing():
    ordinary = [form(key, 1 + key % 5, 1 + (key * 3) % 5, 2, 4, 1 + key % 3, hour=None) for key in range(14)]
    assert findings(ordinary[:5]) == []
