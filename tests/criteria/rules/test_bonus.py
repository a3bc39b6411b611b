import csv
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.rules.bonus import (
    BonusItem,
    BonusKind,
    bonus_faults,
    bonus_points,
    bonus_totals,
    check_item_points,
    item_points,
    item_working,
)
from criteria.rules.numbers import EntryError

SAMPLE = Path(__file__).parents[3] / "fixtures" / "criteria" / "bonus_penalty_sample.csv"


def sample(criteria_set):
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["criteria_set"] == criteria_set]
    columns = ("points_per_occurrence", "item_cap", "kind_cap")
    return [BonusItem(row["code"], BonusKind(row["kind"]), *(D(row[column]) for column in columns)) for row in rows]


COMMUNE = sample("commune")
ITEMS = {item.code: item for item in COMMUNE}


def count(**occurrences):
    totals = bonus_points(COMMUNE, {code: D(times) for code, times in occurrences.items()})
    return totals.bonus, totals.penalty


@pytest.mark.parametrize(
    ("occurrences", "bonus", "penalty"),
    [
        pytest.param({}, "0", "0", id="nothing"),
        pytest.param({"T1": 1}, "1", "0", id="one"),
        pytest.param({"T3": 3}, "1", "0", id="item cap: 3 × 0,5, at most 1"),
        pytest.param({"T1": 1, "T2": 1, "T3": 2, "T4": 1, "T5": 1}, "3", "0", id="kind cap: 3,5, at most 3"),
        pytest.param({"P1": 3}, "0", "0.75", id="three days late"),
        pytest.param({"P1": 30}, "0", "1", id="a month late"),
        pytest.param({"P1": 4, "P2": 2, "P3": 3, "P4": 2}, "0", "5", id="penalties at most 5"),
        pytest.param({"T2": 1, "P3": 1}, "0.5", "0.5", id="both"),
    ],
)
def test_occurrences_count_up_to_the_cap_of_the_item_and_of_the_kind(occurrences, bonus, penalty):
    assert count(**occurrences) == (D(bonus), D(penalty))


def test_points_entered_are_kept_per_item_and_capped_together():
    totals = bonus_totals(COMMUNE, {"T1": D(1), "T2": D("0.5"), "T3": D(1), "T4": D("0.5"), "T5": D("0.5")})
    assert (totals.items["T3"], totals.bonus, totals.penalty) == (D(1), D(3), D(0))


@pytest.mark.parametrize(
    ("code", "times", "working"),
    [
        ("T3", 1, "1 × 0,50 = 0,50 điểm"),
        ("T3", 3, "3 × 0,50 = 1,50, tối đa 1,00 → 1,00 điểm"),
        ("P1", 0, "0 × 0,25 = 0,00 điểm"),
    ],
)
def test_the_working_of_an_item_is_shown(code, times, working):
    assert item_working(ITEMS[code], D(times)) == working


@pytest.mark.parametrize("times", ["-1", "1.5", "NaN"])
def test_occurrences_are_whole_numbers_from_0(times):
    with pytest.raises(EntryError) as refused:
        item_points(ITEMS["T1"], D(times))
    assert refused.value.field == "count"


def test_an_unknown_item_is_refused():
    with pytest.raises(EntryError) as refused:
        count(T9=1)
    assert refused.value.message == "Mục thưởng, trừ “T9” không có trong bộ tiêu chí – kiểm tra lại mã."


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ("1.25", "1,25 lớn hơn mức tối đa 1,00 của mục P1 – nhập từ 0 đến 1,00; chưa ghi vào hồ sơ."),
        ("-1", "Điểm của mục P1 là −1 – nhập số từ 0 trở lên; chưa ghi vào hồ sơ."),
    ],
)
def test_points_of_an_item_lie_between_0_and_its_cap(points, message):
    with pytest.raises(EntryError) as refused:
        check_item_points(ITEMS["P1"], D(points))
    assert refused.value.message == message


def test_points_within_the_cap_are_accepted():
    assert check_item_points(ITEMS["P1"], D(1)) == D(1)


@pytest.mark.parametrize("criteria_set", ["commune", "province"])
def test_the_sample_lists_have_no_faults(criteria_set):
    assert bonus_faults(sample(criteria_set)) == ()


def test_faults_of_a_list_are_named():
    items = [
        BonusItem("P1", BonusKind.PENALTY, D("-0.5"), None, D(5)),
        BonusItem("P2", BonusKind.PENALTY, D(2), D(1), D(5)),
        BonusItem("P2", BonusKind.PENALTY, D(2), D(6), D(4)),
    ]
    assert bonus_faults(items) == (
        "Mục P1: điểm mỗi lần phải lớn hơn 0; điểm trừ cũng ghi số dương.",
        "Mục P2: mức tối đa của mục nhỏ hơn điểm mỗi lần.",
        "Mục P2: mức tối đa của mục lớn hơn mức tối đa cả năm.",
        "Mã P2 dùng hai lần – mỗi mục một mã.",
        "Điểm trừ: mức tối đa cả năm ghi khác nhau giữa các mục – ghi cùng một số.",
    )


@given(st.fixed_dictionaries({code: st.integers(0, 50) for code in ITEMS}))
def test_no_year_gives_more_than_3_or_takes_more_than_5(occurrences):
    bonus, penalty = count(**occurrences)
    assert 0 <= bonus <= 3
    assert 0 <= penalty <= 5
