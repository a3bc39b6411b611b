from decimal import Decimal

import pytest

from assessments.models import BonusScore
from cchc.tenancy.audit import history
from councils.services import Refused, put_bonus
from criteria.rules.numbers import EntryError
from tests.criteria.build import bonus_items, small_set

D = Decimal


@pytest.fixture
def put(cast, year, now, scope_a):
    def run(code="T1", occurrences="1", explanation="Quyết định số 12/QĐ-UBND", **values):
        values.setdefault("item", year.bonus[code])
        return put_bonus(
            assessment=year.files[cast.a.commune_1.pk],
            occurrences=D(occurrences),
            explanation=explanation,
            by=cast.chi,
            at=now,
            **values,
        )

    return run


def test_occurrences_become_points_up_to_the_items_cap(put):
    assert put(occurrences="1").points == D("0.5")
    assert put(occurrences="5").points == D(1)
    assert BonusScore.objects.count() == 1


def test_none_is_an_answer_that_needs_no_grounds(put):
    assert put(occurrences="0", explanation="").points == 0


def test_an_occurrence_needs_its_grounds(put):
    with pytest.raises(Refused) as refused:
        put(explanation=" ")
    assert str(refused.value) == ("Mục T1 của Xã Cẩm Giàng: ghi căn cứ (số văn bản, ngày); chưa ghi vào hồ sơ.")


@pytest.mark.parametrize("wrong", ["-1", "1.5", "100001"])
def test_a_count_that_is_none_is_refused(put, wrong):
    with pytest.raises((EntryError, Refused)):
        put(occurrences=wrong)
    assert BonusScore.objects.count() == 0


def test_an_item_of_another_set_is_refused(put):
    other = bonus_items(small_set("KHAC"))["T1"]
    with pytest.raises(Refused, match="không thuộc bộ tiêu chí"):
        put(item=other)


def test_each_change_stands_in_the_diary_once(put, year, cast):
    put()
    put()
    lines = history(year.files[cast.a.commune_1.pk]).filter(verb="ghi điểm thưởng, trừ")
    assert [line.changes for line in lines] == [{"điểm thưởng T1": [None, "0,50"]}]
