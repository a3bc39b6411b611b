import csv
import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from criteria.rules.kinds import Choice, CountDeductRule, LevelsRule, RuleKind, SurveyRule
from criteria.rules.parsing import KEYS, RuleError, parse_rule, reachable_maximum, rule_to_data

CRITERIA = Path(__file__).parents[3] / "fixtures" / "criteria"


def leaves(kind_of_agency):
    with (CRITERIA / f"criteria_{kind_of_agency}_sample.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["rule_kind"]]


SAMPLES = [(name, row) for name in ("commune", "province") for row in leaves(name)]


def faults(kind, data, maximum="1"):
    with pytest.raises(RuleError) as refused:
        parse_rule(kind, data, D(maximum))
    return list(refused.value.faults)


@pytest.mark.parametrize(("name", "row"), SAMPLES, ids=[f"{name}-{row['code']}" for name, row in SAMPLES])
def test_every_rule_of_the_sample_sets_comes_back_as_it_was(name, row):
    data = json.loads(row["rule"])
    rule = parse_rule(row["rule_kind"], data, D(row["max_points"]))
    assert rule.kind == row["rule_kind"]
    assert rule_to_data(rule) == data


def test_both_sample_sets_are_read_whole():
    assert [len(leaves(name)) for name in ("commune", "province")] == [98, 56]


def test_the_sample_sets_use_all_nine_kinds():
    assert {row["rule_kind"] for _, row in SAMPLES} == set(RuleKind)


def test_full_marks_can_be_had_in_every_leaf_of_the_sample_sets():
    for _, row in SAMPLES:
        maximum = D(row["max_points"])
        assert reachable_maximum(parse_rule(row["rule_kind"], json.loads(row["rule"]), maximum), maximum) == maximum


def test_numbers_may_come_as_text_with_point_or_comma_or_as_whole_numbers():
    rule = parse_rule("count_deduct", {"per": "0,25", "what": " báo cáo ", "min": 0}, D(1))
    assert rule == CountDeductRule(D("0.25"), "báo cáo", D(0))


def test_trailing_zeros_are_not_written():
    rule = LevelsRule((Choice("Đạt", D("1.50")), Choice("Không đạt", D("100")), Choice("Khác", D("0E-10"))))
    assert [option["points"] for option in rule_to_data(rule)["options"]] == ["1.5", "100", "0"]


def test_survey_rules_keep_their_questions_in_order():
    assert parse_rule("survey", {"questions": ["Q2", "Q1"]}, D(4)) == SurveyRule(("Q2", "Q1"))


BANDS = {"numerator": "Số đúng hạn", "denominator": "Tổng số", "below": "0"}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        pytest.param(
            "levels",
            {"options": [{"label": "Tốt", "points": "1.5"}]},
            ["Mức thứ 1, điểm 1,50 lớn hơn điểm tối đa 1,00."],
            id="an option over the maximum",
        ),
        pytest.param(
            "levels",
            {"options": [{"label": "", "points": "1"}, {"label": "Tốt", "points": "-1"}]},
            ["Mức thứ 1 chưa có tên.", "Mức thứ 2, điểm −1,00 nhỏ hơn 0."],
            id="no label, points under 0",
        ),
        pytest.param(
            "levels",
            {"options": [{"label": "Tốt", "points": "1"}, {"label": "Tốt", "points": "0"}]},
            ["Hai mức cùng tên “Tốt” – sửa một."],
            id="a label twice",
        ),
        pytest.param("levels", {"options": []}, ["Cần ít nhất một mức, mỗi mức đủ các cột."], id="no option"),
        pytest.param("levels", {"options": "Tốt"}, ["Cần ít nhất một mức, mỗi mức đủ các cột."], id="options as text"),
        pytest.param(
            "levels", {}, ["Thiếu các mức (“options”) – cách chấm «Chọn một mức» cần có."], id="options missing"
        ),
        pytest.param(
            "levels",
            {"options": [{"label": "Tốt", "points": "một"}]},
            ["Mức thứ 1, điểm: “một” không phải là số."],
            id="points that are no number",
        ),
        pytest.param(
            "levels",
            {"options": [{"label": "Tốt"}]},
            ["Mức thứ 1, điểm: chưa ghi số."],
            id="points missing",
        ),
        pytest.param(
            "checklist",
            {"items": [{"label": "A", "points": "0.6"}, {"label": "B", "points": "0.6"}]},
            ["Các nội dung cộng lại 1,20, lớn hơn điểm tối đa 1,00."],
            id="items over the maximum together",
        ),
        pytest.param(
            "ratio_bands",
            BANDS | {"bands": [{"min": "80", "points": "0.5"}, {"min": "100", "points": "1"}]},
            [
                "Khoảng từ 100\u00a0% đứng sau khoảng từ 80\u00a0% – xếp từ cao xuống thấp.",
                "Khoảng từ 100\u00a0% được nhiều điểm hơn khoảng từ 80\u00a0% – kiểm tra lại điểm.",
            ],
            id="bands in ascending order",
        ),
        pytest.param(
            "ratio_bands",
            BANDS | {"bands": [{"min": "80", "points": "1"}, {"min": "80", "points": "0.5"}]},
            ["Khoảng từ 80\u00a0% có hai lần – giữ một."],
            id="a band twice",
        ),
        pytest.param(
            "ratio_bands",
            BANDS | {"bands": [{"min": "-1", "points": "2"}]},
            ["Khoảng thứ 1: tỷ lệ −1 nhỏ hơn 0.", "Khoảng thứ 1, điểm 2,00 lớn hơn điểm tối đa 1,00."],
            id="a band under 0 and over the maximum",
        ),
        pytest.param(
            "ratio_linear",
            {"numerator": "A", "denominator": "B", "floor": "90", "full": "80"},
            ["Tỷ lệ sàn 90\u00a0% lớn hơn tỷ lệ được điểm tối đa 80\u00a0% – đổi lại hai số."],
            id="floor over full",
        ),
        pytest.param(
            "ratio_linear",
            {"numerator": "", "denominator": " ", "floor": "-1", "full": "0"},
            [
                "Chưa ghi tên tử số.",
                "Chưa ghi tên mẫu số.",
                "Tỷ lệ được điểm tối đa phải lớn hơn 0.",
                "Tỷ lệ sàn -1 nhỏ hơn 0.".replace("-", "−"),
            ],
            id="every fault at once",
        ),
        pytest.param(
            "count_deduct",
            {"per": "0", "what": "báo cáo", "min": "0"},
            ["Điểm trừ mỗi trường hợp phải lớn hơn 0."],
            id="nothing deducted",
        ),
        pytest.param(
            "count_deduct",
            {"per": "2", "what": "", "min": "2"},
            [
                "Điểm trừ mỗi trường hợp 2,00 lớn hơn điểm tối đa 1,00.",
                "Chưa ghi nội dung đếm.",
                "Mức thấp nhất 2,00 lớn hơn điểm tối đa 1,00.",
            ],
            id="deduction over the maximum",
        ),
        pytest.param(
            "count_add",
            {"per": "-1", "what": "tin"},
            ["Điểm cộng mỗi trường hợp phải lớn hơn 0."],
            id="a negative bonus",
        ),
        pytest.param(
            "boolean",
            {"yes": "2", "no": "0"},
            ["Điểm của “Có” 2,00 lớn hơn điểm tối đa 1,00."],
            id="yes over the maximum",
        ),
        pytest.param(
            "boolean",
            {"yes": "1"},
            ["Thiếu điểm của “Không” (“no”) – cách chấm «Có hoặc không» cần có."],
            id="no is missing",
        ),
        pytest.param(
            "boolean", {"yes": True, "no": "0"}, ["Điểm của “Có”: “True” không phải là số."], id="true is no number"
        ),
        pytest.param(
            "manual",
            {"step": "0.25", "max": "1"},
            ["Thừa “max” – cách chấm «Chấm điểm trực tiếp» không dùng."],
            id="unknown key",
        ),
        pytest.param("manual", {"step": "NaN"}, ["Bước điểm: “NaN” không phải là số."], id="NaN"),
        pytest.param(
            "survey",
            {"questions": []},
            ["Chưa có mã câu hỏi khảo sát – ghi ít nhất một mã, ví dụ Q1."],
            id="no question",
        ),
        pytest.param("survey", {"questions": ["Q1", "Q1"]}, ["Câu hỏi Q1 ghi hai lần."], id="a question twice"),
    ],
)
def test_every_fault_of_a_rule_is_named(kind, data, expected):
    assert faults(kind, data) == expected


def test_an_unknown_kind_is_refused_with_the_kinds_there_are():
    assert faults("guess", {}) == [f"Cách chấm “guess” không có – dùng một trong các cách: {', '.join(KEYS)}."]


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("levels", {"options": [{"label": "Khá", "points": "0.75"}]}, "0.75"),
        ("checklist", {"items": [{"label": "A", "points": "0.4"}, {"label": "B", "points": "0.5"}]}, "0.9"),
        ("ratio_bands", BANDS | {"bands": [{"min": "80", "points": "0.5"}]}, "0.5"),
        ("boolean", {"yes": "0", "no": "0.5"}, "0.5"),
        ("manual", {"step": "0.3"}, "0.9"),
        ("count_add", {"per": "0.3", "what": "tin"}, "1"),
    ],
)
def test_the_most_a_rule_can_give_is_known(kind, data, expected):
    assert reachable_maximum(parse_rule(kind, data, D(1)), D(1)) == D(expected)
