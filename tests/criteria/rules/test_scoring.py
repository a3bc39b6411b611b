import csv
import json
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from criteria.rules.kinds import RatioBand, RatioBandsRule, RatioLinearRule
from criteria.rules.numbers import EntryError
from criteria.rules.parsing import parse_rule
from criteria.rules.scoring import Entry, LeafState, score

CRITERIA = Path(__file__).parents[3] / "fixtures" / "criteria"
SCORED, INCOMPLETE, NOT_APPLICABLE = LeafState


def read_sets():
    for name in ("commune", "province"):
        with (CRITERIA / f"criteria_{name}_sample.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["rule_kind"]:
                    maximum = D(row["max_points"])
                    rule = parse_rule(row["rule_kind"], json.loads(row["rule"]), maximum)
                    yield f"{name} {row['code']}", (rule, maximum, row["not_applicable_policy"], row["unit_of_measure"])


LEAVES = dict(read_sets())


def result(leaf, **entered):
    rule, maximum, policy, unit = LEAVES[leaf]
    return score(rule, Entry(**entered), max_points=maximum, na_policy=policy, unit=unit)


def ratio(numerator, denominator):
    return {"numerator": D(numerator), "denominator": D(denominator)}


def shown(text):
    """Working as written here with plain spaces before the per cent sign."""
    return text.replace(" %", "\u00a0%")


# (leaf, what is entered, points by hand, the working shown)
WORKED = [
    # levels: the points of the option
    ("commune 1.1.1", {"option": 1}, "0.5", "Ban hành trong tháng 01 của năm đánh giá: 0,50 điểm"),
    ("commune 1.1.1", {"option": 2}, "0.25", "Ban hành trong tháng 02 của năm đánh giá: 0,25 điểm"),
    ("commune 1.1.1", {"option": 3}, "0", "Ban hành từ tháng 3 trở đi hoặc không ban hành: 0,00 điểm"),
    ("commune 4.2.5", {"option": 2}, "0.35", "Khá: 0,35 điểm"),
    ("province 4.3", {"option": 2}, "1.75", "Xếp loại Tốt: 1,75 điểm"),
    # checklist: the sum of the items met, whatever their order
    ("commune 1.1.2", {"items": (1,)}, "0.2", "Đạt 1/3 nội dung: 0,20 = 0,20 điểm"),
    ("commune 1.1.2", {"items": (3, 1)}, "0.35", "Đạt 2/3 nội dung: 0,20 + 0,15 = 0,35 điểm"),
    ("commune 1.2.3", {"items": (1, 2)}, "0.5", "Đạt 2/2 nội dung = 0,50 điểm"),
    ("commune 1.3.2", {"items": (1, 3)}, "0.5", "Đạt 2/3 hình thức: 0,25 + 0,25 = 0,50 điểm"),
    ("commune 1.1.2", {"items": ()}, "0", "Đạt 0/3 nội dung = 0,00 điểm"),
    ("commune 8.1.4", {"items": (1, 2, 4)}, "0.75", "Đạt 3/4 nội dung: 0,30 + 0,30 + 0,15 = 0,75 điểm"),
    # ratio_bands: the first band reached, bounds included, compared without rounding
    ("commune 1.6.1", ratio(47, 50), "1", "47/50 = 94 % → từ 90 % đến dưới 95 %: 1,00 điểm"),
    ("commune 1.6.1", ratio(50, 50), "1.5", "50/50 = 100 % → đạt 100 %: 1,50 điểm"),
    ("commune 1.6.1", ratio(19, 20), "1.25", "19/20 = 95 % → từ 95 % đến dưới 100 %: 1,25 điểm"),
    (
        "commune 1.6.1",
        ratio(19999, 20000),
        "1.25",
        "19.999/20.000 = 99,995 % → từ 95 % đến dưới 100 %: 1,25 điểm",
    ),
    ("commune 1.6.1", ratio(80, 100), "0.5", "80/100 = 80 % → từ 80 % đến dưới 90 %: 0,50 điểm"),
    ("commune 1.6.1", ratio(79, 100), "0", "79/100 = 79 % → dưới 80 %: 0,00 điểm"),
    ("commune 1.6.1", ratio(0, 50), "0", "0/50 = 0 % → dưới 80 %: 0,00 điểm"),
    ("commune 3.3.1", ratio(1885, 1904), "2", "1.885/1.904 = 99 % → từ 99 % trở lên: 2,00 điểm"),
    ("commune 3.3.1", ratio(1884, 1904), "1.5", "1.884/1.904 = 98,95 % → từ 95 % đến dưới 99 %: 1,50 điểm"),
    ("commune 1.2.4", ratio(4, 5), "0.75", "4/5 = 80 % → từ 80 % đến dưới 100 %: 0,75 điểm"),
    ("province 3.2.2", ratio(3, 20), "1.5", "3/20 = 15 % → từ 15 % đến dưới 20 %: 1,50 điểm"),
    # ratio_linear: under the floor nothing, then in proportion, never over the maximum
    ("commune 1.1.3", ratio(31, 33), "1.8787878788", "31/33 = 93,94 % → 93,94 × 2 / 100 = 1,88 điểm"),
    ("commune 1.1.3", ratio(29, 33), "1.7575757576", "29/33 = 87,88 % → 87,88 × 2 / 100 = 1,76 điểm"),
    ("commune 1.1.3", ratio(60, 100), "1.2", "60/100 = 60 % → 60 × 2 / 100 = 1,20 điểm"),
    ("commune 1.1.3", ratio(599999, 1000000), "0", "599.999/1.000.000 = 59,9999 % → dưới 60 %: 0,00 điểm"),
    ("commune 1.1.3", ratio(33, 33), "2", "33/33 = 100 % → 100 × 2 / 100 = 2,00 điểm"),
    ("commune 4.3.1", ratio(1, 2), "0.9375", "1/2 = 50 % → 50 × 1,5 / 80 = 0,94 điểm"),
    ("commune 4.3.1", ratio(4, 5), "1.5", "4/5 = 80 % → 80 × 1,5 / 80 = 1,50 điểm"),
    ("commune 4.3.1", ratio(9, 10), "1.5", "9/10 = 90 % → trên 80 %: 1,50 điểm"),
    ("commune 1.7.2", ratio(0, 7), "0", "0/7 = 0 % → 0 × 0,5 / 100 = 0,00 điểm"),
    ("commune 7.2.2", ratio("1234.5", "2000"), "0.6497368421", "1.234,5/2.000 = 61,73 % → 61,73 × 1 / 95 = 0,65 điểm"),
    ("province 1.4.1", ratio(211, 240), "4.3958333333", "211/240 = 87,92 % → 87,92 × 5 / 100 = 4,40 điểm"),
    # count_deduct: so much off for each, never under the minimum
    ("commune 1.2.1", {"count": D(0)}, "0.75", "0 báo cáo × 0,25 = trừ 0,00 → 0,75 điểm"),
    ("commune 1.2.1", {"count": D(2)}, "0.25", "2 báo cáo × 0,25 = trừ 0,50 → 0,25 điểm"),
    ("commune 1.2.1", {"count": D(3)}, "0", "3 báo cáo × 0,25 = trừ 0,75 → 0,00 điểm"),
    ("commune 1.2.1", {"count": D(9)}, "0", "9 báo cáo × 0,25 = trừ 2,25, trừ tối đa 0,75 → 0,00 điểm"),
    # count_add: so much for each, never over the maximum
    ("commune 1.3.3", {"count": D(0)}, "0", "0 tin, bài × 0,05 = 0,00 điểm"),
    ("commune 1.3.3", {"count": D(8)}, "0.4", "8 tin, bài × 0,05 = 0,40 điểm"),
    ("commune 1.3.3", {"count": D(10)}, "0.5", "10 tin, bài × 0,05 = 0,50 điểm"),
    ("commune 1.3.3", {"count": D(12)}, "0.5", "12 tin, bài × 0,05 = 0,60, tối đa 0,50 → 0,50 điểm"),
    # boolean
    ("commune 1.3.1", {"answer": True}, "0.25", "Có: 0,25 điểm"),
    ("commune 1.3.1", {"answer": False}, "0", "Không: 0,00 điểm"),
    # manual: multiples of the step
    ("commune 4.1.3", {"points": D("0.25")}, "0.25", "Chấm trực tiếp (bước 0,25): 0,25 điểm"),
    ("commune 4.1.3", {"points": D("0.50")}, "0.5", "Chấm trực tiếp (bước 0,25): 0,50 điểm"),
    ("commune 4.1.3", {"points": D(0)}, "0", "Chấm trực tiếp (bước 0,25): 0,00 điểm"),
]


@pytest.mark.parametrize(("leaf", "entered", "points", "working"), WORKED, ids=[f"{w[0]}: {w[3]}" for w in WORKED])
def test_worked_examples_give_the_points_and_working_computed_by_hand(leaf, entered, points, working):
    scored = result(leaf, **entered)
    assert (scored.points, scored.state, scored.applicable_max) == (D(points), SCORED, LEAVES[leaf][1])
    assert (scored.working, scored.warnings) == (shown(working), ())


@pytest.mark.parametrize(
    ("leaf", "entered", "working"),
    [
        ("commune 1.1.1", {}, "Chọn một mức để tính điểm"),
        ("commune 1.1.2", {}, "Đánh dấu các nội dung đạt để tính điểm"),
        ("commune 1.2.4", {}, "Nhập hai số để tính điểm"),
        ("commune 1.2.4", {"numerator": D(4)}, "4/… – nhập thêm tổng số để tính điểm"),
        (
            "commune 1.2.4",
            {"denominator": D(5)},
            "…/5 – nhập thêm số vấn đề đã xử lý hoặc kiến nghị xử lý để tính điểm",
        ),
        ("commune 1.1.3", {"numerator": D(0)}, "0/… – nhập thêm tổng số để tính điểm"),
        ("commune 1.2.1", {}, "Nhập số báo cáo để tính điểm"),
        ("commune 1.3.1", {}, "Chọn Có hoặc Không để tính điểm"),
        ("commune 4.1.3", {}, "Nhập điểm để chấm mục này"),
    ],
)
def test_a_leaf_not_filled_in_has_no_points_and_keeps_its_maximum(leaf, entered, working):
    unscored = result(leaf, **entered)
    assert (unscored.points, unscored.state, unscored.working) == (None, INCOMPLETE, working)
    assert unscored.applicable_max == LEAVES[leaf][1]


@pytest.mark.parametrize(
    ("leaf", "entered", "points", "maximum", "working"),
    [
        ("commune 1.2.4", {"not_applicable": True}, None, "0", "Không phát sinh – loại 1,00 điểm khỏi điểm tối đa"),
        (
            "commune 1.2.4",
            ratio(0, 0),
            None,
            "0",
            "Tổng số vấn đề phát hiện qua kiểm tra, tự kiểm tra: 0 – không phát sinh – loại 1,00 điểm khỏi điểm tối đa",
        ),
        ("commune 2.2.2", {"not_applicable": True}, "1", "1", "Không phát sinh – tính điểm tối đa 1,00 điểm"),
        (
            "commune 2.2.2",
            {"denominator": D(0)},
            "1",
            "1",
            "Tổng số văn bản phải xử lý sau rà soát, kiểm tra: 0 – không phát sinh – tính điểm tối đa 1,00 điểm",
        ),
        ("commune 5.2.2", {"not_applicable": True}, None, "0", "Không phát sinh – loại 1,00 điểm khỏi điểm tối đa"),
    ],
)
def test_what_did_not_arise_follows_the_leaf_s_policy(leaf, entered, points, maximum, working):
    outcome = result(leaf, **entered)
    assert outcome.points == (None if points is None else D(points))
    assert (outcome.applicable_max, outcome.state, outcome.working) == (D(maximum), NOT_APPLICABLE, working)


@pytest.mark.parametrize(
    ("leaf", "entered", "field", "message"),
    [
        (
            "commune 1.1.1",
            {"option": 4},
            "option",
            "Mức 4 không có – chọn một mức từ 1 đến 3; chưa ghi vào hồ sơ.",
        ),
        ("commune 1.1.1", {"option": 0}, "option", "Mức 0 không có – chọn một mức từ 1 đến 3; chưa ghi vào hồ sơ."),
        (
            "commune 1.1.2",
            {"items": (1, 4)},
            "items",
            "Nội dung 4 không có – chọn trong các nội dung từ 1 đến 3; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 1.1.2",
            {"items": (1, 1)},
            "items",
            "Một nội dung được chọn hai lần – mỗi nội dung chọn một lần; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 1.6.1",
            ratio(-1, 50),
            "numerator",
            "Số nhiệm vụ hoàn thành đúng hạn là −1, nhỏ hơn 0 – nhập số từ 0 trở lên; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 1.6.1",
            ratio(1, -50),
            "denominator",
            "Tổng số nhiệm vụ được giao đến hạn trong năm là −50, nhỏ hơn 0 – nhập số từ 0 trở lên; "
            "chưa ghi vào hồ sơ.",
        ),
        (
            "commune 1.6.1",
            ratio(0, 0),
            "denominator",
            "Tổng số nhiệm vụ được giao đến hạn trong năm là 0, không tính được tỷ lệ – nhập số lớn hơn 0; "
            "chưa ghi vào hồ sơ.",
        ),
        (
            "commune 3.2.1",
            ratio(3, 0),
            "denominator",
            "Số TTHC được niêm yết đầy đủ, đúng quy định là 3 mà tổng số TTHC thuộc thẩm quyền tiếp nhận của cấp xã "
            "là 0 – sửa một trong hai số; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 1.2.1",
            {"count": D("1.5")},
            "count",
            "1,5 không phải số nguyên – nhập số báo cáo thiếu hoặc không bảo đảm nội dung theo quy định là số nguyên; "
            "chưa ghi vào hồ sơ.",
        ),
        (
            "commune 1.2.1",
            {"count": D(-1)},
            "count",
            "Số báo cáo thiếu hoặc không bảo đảm nội dung theo quy định là −1, nhỏ hơn 0 – nhập số từ 0 trở lên; "
            "chưa ghi vào hồ sơ.",
        ),
        (
            "commune 4.1.3",
            {"points": D("0.75")},
            "points",
            "0,75 lớn hơn điểm tối đa 0,50 – nhập từ 0 đến 0,50; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 4.1.3",
            {"points": D("0.3")},
            "points",
            "0,30 không phải bội số của 0,25 – nhập điểm theo bước 0,25; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 4.1.3",
            {"points": D("NaN")},
            "points",
            "Điểm chấm: số quá lớn hoặc không hợp lệ – nhập lại số này; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 1.1.1",
            {"not_applicable": True, "option": 1},
            "not_applicable",
            "Mục này không được đánh dấu không phát sinh – bỏ dấu rồi nhập kết quả trong năm; chưa ghi vào hồ sơ.",
        ),
        (
            "commune 9.1.1",
            {"points": D(4)},
            "points",
            "Mục này lấy điểm từ điều tra xã hội học – không nhập điểm – để trống mục này.",
        ),
    ],
)
def test_what_can_not_be_is_refused_with_what_where_and_what_to_do(leaf, entered, field, message):
    with pytest.raises(EntryError) as refused:
        result(leaf, **entered)
    assert (refused.value.field, refused.value.message) == (field, message)


def test_revenue_above_the_estimate_is_scored_and_pointed_out():
    over = result("commune 7.2.1", **ratio(1200, 1000))
    assert (over.points, over.percent) == (D(1), D(120))
    assert over.warnings == (
        "1.200 lớn hơn tổng số 1.000, tỷ lệ vượt 100\u00a0% – kiểm tra số thu ngân sách thực hiện (nghìn đồng) "
        "và dự toán thu được giao (nghìn đồng).",
    )


def test_the_percentage_is_kept_unrounded():
    assert result("commune 1.1.3", **ratio(1, 3)).percent == D("33." + "3" * 58)


amounts = st.decimals(min_value=0, max_value=10**9, places=2)
totals = st.decimals(min_value=D("0.01"), max_value=10**9, places=2)
ratio_leaves = st.sampled_from([leaf for leaf, (rule, *_) in LEAVES.items() if rule.kind.startswith("ratio")])


@given(ratio_leaves, amounts, totals)
def test_a_ratio_gives_between_nothing_and_the_maximum(leaf, numerator, denominator):
    assert 0 <= result(leaf, **ratio(numerator, denominator)).points <= LEAVES[leaf][1]


@given(ratio_leaves, amounts, amounts, totals)
def test_more_done_never_gives_fewer_points(leaf, one, other, denominator):
    less, more = sorted((one, other))
    assert result(leaf, **ratio(less, denominator)).points <= result(leaf, **ratio(more, denominator)).points


@given(ratio_leaves, amounts, totals, st.integers(1, 1000))
def test_only_the_proportion_counts(leaf, numerator, denominator, times):
    assume(numerator * times < 10**12)
    assert result(leaf, **ratio(numerator, denominator)).points == (
        result(leaf, **ratio(numerator * times, denominator * times)).points
    )


@given(st.integers(0, 10**6))
def test_each_further_slip_costs_and_each_further_success_pays_or_nothing_changes(count):
    deducted = [result("commune 1.2.1", count=D(number)).points for number in (count, count + 1)]
    added = [result("commune 1.3.3", count=D(number)).points for number in (count, count + 1)]
    assert 0 <= deducted[1] <= deducted[0] <= D("0.75")
    assert 0 <= added[0] <= added[1] <= D("0.5")


@given(st.sets(st.integers(1, 4)))
def test_a_checklist_is_the_sum_of_its_items_one_by_one(items):
    alone = sum((result("commune 8.1.4", items=(item,)).points for item in items), D(0))
    assert result("commune 8.1.4", items=tuple(items)).points == alone


@given(st.integers(1, 999_999))
def test_bands_and_the_linear_rule_agree_on_whether_a_bound_is_reached(numerator):
    bands = RatioBandsRule("Đạt", "Tổng", (RatioBand(D("66.6667"), D(1)),), D(0))
    linear = RatioLinearRule("Đạt", "Tổng", D("66.6667"), D("66.6667"))
    entry = Entry(numerator=D(numerator), denominator=D(999_999))
    assert score(bands, entry, max_points=D(1)).points == score(linear, entry, max_points=D(1)).points
