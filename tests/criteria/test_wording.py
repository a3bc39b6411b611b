from decimal import Decimal

import pytest

from criteria.rules.parsing import parse_rule
from criteria.wording import rule_lines


@pytest.mark.parametrize(
    ("kind", "data", "lines"),
    [
        ("levels", {"options": [{"label": "Sớm", "points": "1"}]}, ["Sớm: 1,00 điểm"]),
        ("boolean", {"yes": "1", "no": "0"}, ["Có: 1,00 điểm", "Không: 0,00 điểm"]),
        ("manual", {"step": "0.25"}, ["Chấm trực tiếp, theo bước 0,25 điểm"]),
        ("count_add", {"per": "0.05", "what": "tin, bài"}, ["Cộng 0,05 điểm mỗi tin, bài, không quá điểm tối đa"]),
        ("survey", {"questions": ["Q1", "Q2"]}, ["Trung bình kết quả các câu Q1, Q2 của phiếu điều tra"]),
        (
            "ratio_linear",
            {"numerator": "Số A", "denominator": "Số B", "floor": "50", "full": "100"},
            ["Tỷ lệ: Số A / Số B", "Đủ điểm khi đạt 100\u00a0%, thấp hơn tính theo tỷ lệ; dưới 50\u00a0%: 0 điểm"],
        ),
    ],
)
def test_a_rule_is_said_line_by_line(kind, data, lines):
    assert rule_lines(parse_rule(kind, data, Decimal(1))) == lines
