"""A leaf's rule in the words of the printed criteria, for every kind."""

import pytest

from councils.wording import rule_words
from criteria.catalogue import leaf_rule
from tests.criteria.build import leaves_of, small_set

WORDS = {
    "1.1.1": "Trong tháng 01: 1,00; Trong tháng 02: 0,50; Từ tháng 3 hoặc không ban hành: 0,00.",
    "1.1.2": "Cộng các nội dung đạt. Đủ các lĩnh vực: 0,40; Rõ sản phẩm, thời gian: 0,30; Phân công trách nhiệm: 0,30.",
    "1.1.3": (
        "Từ 100\u00a0%: 2,00 điểm; từ 90\u00a0% đến dưới 100\u00a0%: 1,00 điểm; "
        "từ 80\u00a0% đến dưới 90\u00a0%: 0,50 điểm; dưới 80\u00a0%: 0,00 điểm."
    ),
    "1.2": "Chấm trực tiếp theo bước 0,25 điểm.",
    "1.3": "Có: 2,00 điểm; không: 0,00 điểm.",
    "1.10": "Dưới 50\u00a0%: 0 điểm; đạt 100\u00a0%: 2,00 điểm; ở giữa tính theo tỷ lệ.",
    "2.1.1": "Mỗi văn bản trái quy định trừ 0,50 điểm, thấp nhất 0,00 điểm.",
    "2.1.2": "Mỗi văn bản được rà soát được 0,50 điểm, cao nhất 2,00 điểm.",
    "3.1": "Điều tra xã hội học.",
}


@pytest.mark.parametrize("code", WORDS)
def test_the_rule_is_said_in_one_sentence(scope_a, code):
    assert rule_words(leaf_rule(leaves_of(small_set())[code])) == WORDS[code]
