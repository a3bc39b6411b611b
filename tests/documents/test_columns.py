"""Tables fit their pages without broken words."""

import pytest

from cchc.documents.blocks import Row, Table
from cchc.documents.columns import PADDING, HeadCell, fit, head_tiers
from cchc.documents.metrics import balanced, text_width

AREAS = ("Chỉ đạo, điều hành (12,5)", "Cải cách thể chế (8)", "Cải cách TTHC (14)", "Cơ chế một cửa (10,5)")
WIDE = Table(
    ("TT", "Đơn vị", *AREAS, *AREAS, *AREAS, "Tổng điểm", "Chỉ số CCHC (%)"),
    (),
    (Row("hang", ("1", "Thị trấn Thanh Sơn", *["12,50"] * 12, "100,00", "82,56")),),
)


def test_a_wide_table_keeps_whole_words_at_a_size_still_read() -> None:
    chosen = fit(WIDE, 252)
    assert chosen.size >= 8.5
    for column, cell, share in zip(WIDE.columns, WIDE.rows[0].cells, chosen.shares, strict=True):
        for word, bold in [*((word, True) for word in column.split()), (cell.split()[0], False)]:
            assert text_width(word, chosen.size, bold=bold) + 2 * PADDING <= share * 252 / 100


def test_a_name_gets_one_line_where_there_is_room() -> None:
    chosen = fit(WIDE, 252)
    assert text_width("Thị trấn Thanh Sơn", chosen.size) + 2 * PADDING <= chosen.shares[1] * 252 / 100


def test_names_come_before_the_size_of_type() -> None:
    pair = ("tự chấm", "thẩm định")
    heads = [f"{area}: {stage}" for area in ("Chỉ đạo", "Thể chế", "Thủ tục", "Một cửa", "Bộ máy") for stage in pair]
    table = Table(
        ("TT", "Đơn vị", *heads, *(f"{head} lại" for head in heads)),
        (),
        (Row("hang", ("1", "Thị trấn Thanh Sơn", *["12,25"] * 20)),),
    )
    chosen = fit(table, 252)
    assert text_width("Thị trấn Thanh Sơn", chosen.size) + 2 * PADDING <= chosen.shares[1] * 252 / 100


def test_shares_of_the_text_are_kept_when_words_fit() -> None:
    table = Table(("TT", "Nhiệm vụ", "Thời gian"), (10.0, 60.0, 30.0), (Row("hang", ("1", "Họp", "Tháng 1")),))
    assert fit(table, 165).shares == (10.0, 60.0, 30.0)


def test_shares_that_add_up_to_a_hair_more_keep_the_size_of_type() -> None:
    shares = (8.0, 46.0, 18.0, 12.0, 16.0)
    assert sum(share * 165 / 100 for share in shares) > 165
    table = Table(
        ("TT", "Đơn vị", "Chỉ số (%)", "Xếp hạng", "Xếp loại"),
        shares,
        (Row("hang", ("1", "Xã A", "87,65", "1", "Tốt")),),
    )
    assert fit(table, 165).size == 12.0


def test_figures_and_short_marks_are_centred_and_names_are_not() -> None:
    row = Row("hang", ("1", "Xã A", "87,65", "Trung bình", "Gửi báo cáo giải trình"))
    table = Table(("TT", "Đơn vị", "Điểm", "Xếp loại", "Ghi chú"), (10.0, 10.0, 10.0, 10.0, 60.0), (row,))
    assert fit(table, 252).centred == (True, False, True, True, False)


def test_a_file_name_does_not_widen_its_column() -> None:
    name = "KH_cai_cach_hanh_chinh_2024_ban_ky_so_cuoi_cung.pdf"
    table = Table(("TT", "Tên tệp"), (50.0, 50.0), (Row("hang", ("1", name)),))
    assert fit(table, 60).shares == (50.0, 50.0)


@pytest.mark.parametrize(
    ("columns", "tiers"),
    [
        (("TT", "Đơn vị"), ((HeadCell("TT"), HeadCell("Đơn vị")),)),
        (("A: b", "C"), ((HeadCell("A: b"), HeadCell("C")),)),
        (
            ("TT", "Thể chế: tự chấm", "Thể chế: thẩm định"),
            ((HeadCell("TT", 1, 2), HeadCell("Thể chế", 2, 1)), (HeadCell("Tự chấm"), HeadCell("Thẩm định"))),
        ),
    ],
)
def test_neighbours_with_one_lead_share_an_upper_head(columns: tuple[str, ...], tiers: object) -> None:
    assert head_tiers(columns) == tiers


def test_centred_lines_are_about_equally_long() -> None:
    title = "PHÂN LOẠI MỨC ĐỘ HOÀN THÀNH NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2024 CỦA NGƯỜI ĐỨNG ĐẦU"
    lines = balanced(title, 165, 14, bold=True).split("\n")
    widths = [text_width(line, 14, bold=True) for line in lines]
    assert (len(lines), " ".join(lines)) == (2, title)
    assert min(widths) / max(widths) > 0.8


def test_the_bundled_face_has_the_widths_of_times_new_roman() -> None:
    assert [round(text_width(letter, 1000) * 72 / 25.4) for letter in "Amđễ"] == [722, 778, 500, 444]
