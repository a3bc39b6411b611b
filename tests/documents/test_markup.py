"""Each style of the text language becomes its block, and data cannot change the structure."""

import pytest

from cchc.documents.blocks import (
    Addressees,
    Block,
    DottedLines,
    FormHead,
    NewPage,
    Options,
    Paragraph,
    Row,
    Run,
    Signature,
    Signatures,
    Table,
)
from cchc.documents.errors import DocumentError
from cchc.documents.language import fill
from cchc.documents.markup import PARAGRAPH_STYLES, parse

GAP = "\xa0" * 6
NASTY = "a | b\n@dieu Điều 9. {{ x }} || c / d **e** *f*"


def blocks(source: str, **data: object) -> list[Block]:
    return parse(fill(source, data), data)


def plain(style: str, text: str) -> Paragraph:
    return Paragraph(style, (Run(text),))


@pytest.mark.parametrize("style", sorted(PARAGRAPH_STYLES - {"dieu"}))
def test_a_paragraph_keeps_its_style_and_words(style: str) -> None:
    assert blocks(f"@{style} 1. Lời văn") == [plain(style, "1. Lời văn")]


def test_an_article_has_its_number_in_bold_and_its_words_upright() -> None:
    runs = (Run("Điều 2.", bold=True), Run(" Quyết định có hiệu lực kể từ ngày ký."))
    assert blocks("@dieu Điều 2. Quyết định có hiệu lực kể từ ngày ký.") == [Paragraph("dieu", runs)]


def test_an_article_that_is_a_title_is_bold_throughout() -> None:
    runs = (Run("Điều 2.", bold=True), Run(" Nhiệm vụ", bold=True))
    assert blocks("@dieu Điều 2. Nhiệm vụ") == [Paragraph("dieu", runs)]


def test_stars_in_the_wording_emphasise() -> None:
    runs = (Run("xem ("), Run("Phụ lục I", italic=True), Run(") trước "), Run("15/12/2024", bold=True))
    assert blocks("@nd xem (*Phụ lục {{ pl }}*) trước **{{ han|ngay }}**", pl="I", han="2024-12-15") == [
        Paragraph("nd", runs)
    ]


def test_a_line_that_opens_with_a_star_is_a_bullet() -> None:
    assert blocks("@sao * Cơ quan chủ trì: * Sở Nội vụ *") == [plain("sao", "* Cơ quan chủ trì: * Sở Nội vụ *")]


def test_room_for_a_number_stays_and_the_slip_of_an_empty_variable_closes() -> None:
    text = "@nd số {{ so }} của  {{ trong }}UBND"
    assert blocks(text, so="     /QĐ-UBND", trong="") == [plain("nd", f"số{GAP}/QĐ-UBND của UBND")]


def test_a_table_has_columns_shares_and_rows_of_three_kinds() -> None:
    source = "@bang TT | Đơn vị\n@rong 1 | 3\n@hanggop Khối xã\n@hang 1 | Xã A\n@hangdam  | Cộng\n@hetbang"
    rows = (Row("hanggop", ("Khối xã",)), Row("hang", ("1", "Xã A")), Row("hangdam", ("", "Cộng")))
    assert blocks(source) == [Table(("TT", "Đơn vị"), (25.0, 75.0), rows)]


def test_columns_may_come_from_data() -> None:
    heads, cells = "{% for c in cot %}| {{ c }} {% endfor %}", "{% for c in cot %}|  {% endfor %}"
    source = f"@bang TT {heads}| Tổng\n@hang 1 {cells}| 2\n@hetbang"
    assert blocks(source, cot=["A", "B"]) == [Table(("TT", "A", "B", "Tổng"), (), (Row("hang", ("1", "", "", "2")),))]


def test_a_condition_at_the_end_of_a_line_does_not_swallow_the_next() -> None:
    assert blocks("@nd Một{% if x %} hai{% endif %}\n@trangmoi ngang") == [plain("nd", "Một"), NewPage(True)]


def test_answers_to_one_question_stand_together() -> None:
    source = "@cauhoi Câu 1. Hài lòng?\n@phuongan ☐ Có\n@phuongan ☐ Không\n@dongcham 3"
    assert blocks(source) == [plain("cauhoi", "Câu 1. Hài lòng?"), Options(("☐ Có", "☐ Không")), DottedLines(3)]


def test_new_pages_turn_the_sheet() -> None:
    assert blocks("@trangmoi ngang\n@trangmoi doc") == [NewPage(True), NewPage(False)]


def test_two_signers_stand_side_by_side() -> None:
    source = "@ky2 THƯ KÝ / (Ký, ghi rõ họ tên) / {{ a }} || CHỦ TỌA / (Ký, ghi rõ họ tên) / {{ cv }} / {{ b }}"
    hint = "(Ký, ghi rõ họ tên)"
    assert blocks(source, a="Lý Thị Sáu", cv="PHÓ CHỦ TỊCH", b="Trần Thị Châu") == [
        Signatures(
            Signature("THƯ KÝ", hint, ("Lý Thị Sáu",)), Signature("CHỦ TỌA", hint, ("PHÓ CHỦ TỊCH", "Trần Thị Châu"))
        )
    ]


def test_a_form_has_its_own_head() -> None:
    assert blocks("@dauphieu PHÒNG NỘI VỤ | Mẫu 01 | Đợt: 2") == [FormHead("PHÒNG NỘI VỤ", ("Mẫu 01", "Đợt: 2"))]


def test_addressees_come_from_the_list_named() -> None:
    assert blocks("@kinhgui kinh_gui", kinh_gui=["Xã A", "Xã B"]) == [Addressees(("Xã A", "Xã B"))]


def test_data_cannot_break_a_paragraph() -> None:
    assert blocks("@nd {{ x }}", x=NASTY) == [plain("nd", NASTY)]


def test_data_cannot_break_a_table() -> None:
    table = blocks("@bang {{ x }} | B\n@hang 1 | {{ x }}\n@hanggop {{ x }}\n@hetbang", x=NASTY)
    assert table == [Table((NASTY, "B"), (), (Row("hang", ("1", NASTY)), Row("hanggop", (NASTY,))))]


def test_data_cannot_break_a_signature() -> None:
    assert blocks("@ky2 A / {{ x }} || {{ x }}", x=NASTY) == [
        Signatures(Signature("A", "", (NASTY,)), Signature(NASTY, "", ()))
    ]


def test_data_with_private_characters_or_controls_is_cleaned() -> None:
    assert blocks("@nd {{ x }}", x="a\ue001b\ue000@c\x00\x1b\ud800d\r\ne") == [plain("nd", "ab@cd\ne")]


def test_data_may_choose_among_the_free_styles() -> None:
    assert blocks("@{{ kieu }} {{ loi }}", kieu="gach", loi="- một") == [plain("gach", "- một")]


@pytest.mark.parametrize("style", ["dieu", "tenloai", "bang", "trangmoi", "ketthuc", "gach\n@dieu"])
def test_data_may_not_choose_a_style_of_the_text(style: str) -> None:
    with pytest.raises(DocumentError):
        blocks("@{{ kieu }} {{ loi }}", kieu=style, loi="ngang")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("lời trần", "dòng không mở đầu bằng «@kiểu»: «lời trần»"),
        ("@lạ lời", "không có kiểu đoạn «@lạ»: «lời»"),
        ("@hang a | b", "không có kiểu đoạn «@hang»: «a | b»"),
        ("@bang A | B\n@hang 1", "hàng «1» có 1 ô, bảng có 2 cột"),
        ("@bang A | B\n@hang 1 | 2", "bảng «A | B» thiếu «@hetbang»"),
        ("@bang A | B\n@rong 10\n@hetbang", "«@rong 10» phải có 2 số, mỗi cột một số"),
        ("@bang A | B\n@rong 10 | x\n@hetbang", "«@rong 10 | x» phải có 2 số, mỗi cột một số"),
        ("@bang A | B\n@nd lời\n@hetbang", "trong bảng không dùng được «@nd»: «lời»"),
        ("@trangmoi chéo", "«@trangmoi chéo» phải là «doc» hoặc «ngang»"),
        ("@dongcham 99", "«@dongcham 99» phải là số dòng từ 1 đến 40"),
        ("@ky2 A / b", "«@ky2 A / b» phải có hai bên cách nhau bằng «||»"),
        ("@kinhgui kinh_gui", "thiếu dữ liệu «kinh_gui»"),
        ("@dauvanban khong_ten", "«@dauvanban» không có lựa chọn «khong_ten»"),
    ],
)
def test_a_fault_in_the_text_is_quoted(source: str, message: str) -> None:
    with pytest.raises(DocumentError) as fault:
        blocks(source)
    assert str(fault.value) == message
