"""Heads of official papers, as the text of a first page gives them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.files.papers import Head, read_head

COMMUNE = """ỦY BAN NHÂN DÂN
XÃ CẨM GIÀNG
Số: 12/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cẩm Giàng, ngày 15 tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính năm 2024
trên địa bàn xã

Căn cứ Kế hoạch số 151/KH-UBND ngày 28 tháng 12 năm 2023
"""
LETTER = """UBND HUYỆN BẠCH THÔNG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    PHÒNG NỘI VỤ                    Độc lập - Tự do - Hạnh phúc
   Số:  45 /PNV–CCHC             Bạch Thông, ngày 5 tháng 3 năm 2024
 V/v đôn đốc báo cáo
   CCHC quý I

      Kính gửi: UBND các xã, thị trấn
"""
BLANK_NUMBER = """ỦY BAN NHÂN DÂN
THÀNH PHỐ PHỦ LÝ

Số:      /QĐ-UBND

CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc

Phủ Lý, ngày     tháng 12 năm 2023

QUYẾT ĐỊNH
Về việc phê duyệt kết quả Chỉ số CCHC

CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ
"""


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (
            COMMUNE,
            Head(
                "12/KH-UBND",
                date(2024, 1, 15),
                "UBND xã Cẩm Giàng",
                "Kế hoạch",
                "Cải cách hành chính năm 2024 trên địa bàn xã",
            ),
        ),
        (
            LETTER,
            Head("45/PNV-CCHC", date(2024, 3, 5), "Phòng Nội vụ", "Công văn", "đôn đốc báo cáo CCHC quý I"),
        ),
        (
            BLANK_NUMBER,
            Head("", None, "UBND thành phố Phủ Lý", "Quyết định", "Về việc phê duyệt kết quả Chỉ số CCHC"),
        ),
        ("Ảnh chụp bảng niêm yết thủ tục hành chính", Head()),
        ("", Head()),
    ],
    ids=["a commune's plan", "a department's letter in two columns", "a blank number", "no paper", "nothing"],
)
def test_the_head_of_a_paper_is_read(text, head):
    assert read_head(text) == head


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (Head(kind="Kế hoạch", abstract="Cải cách hành chính"), "Kế hoạch cải cách hành chính"),
        (Head(kind="Kế hoạch", abstract="Kế hoạch năm 2024"), "Kế hoạch năm 2024"),
        (Head(kind="Công văn", abstract="đôn đốc báo cáo"), "Đôn đốc báo cáo"),
        (Head(kind="Báo cáo", abstract="CCHC quý I"), "Báo cáo CCHC quý I"),
        (Head(), ""),
    ],
)
def test_type_and_abstract_stand_together_as_registers_write_them(head, title):
    assert head.title == title


def test_a_day_that_does_not_exist_is_no_date():
    assert read_head(COMMUNE.replace("ngày 15 tháng 01", "ngày 31 tháng 02")).issued_on is None


@given(st.text(max_size=400))
def test_any_text_gives_some_head(text):
    assert len(read_head("Số: 1/KH-UBND\nKẾ HOẠCH\n" + text).abstract) <= 400
