"""The printed page: sizes, page numbers, faces, isolation, and the same bytes every time."""

import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from weasyprint import HTML

from cchc.documents import layout, pdf
from cchc.documents.blocks import Head, Table
from cchc.documents.html import agency_rule
from cchc.documents.printing import lookup_of
from cchc.documents.render import render, render_text

ROOT = Path(__file__).resolve().parents[2]
PORTRAIT, LANDSCAPE = (595, 842), (842, 595)
TOP_MARGIN = 20 * 72 / 25.4

Sample = Callable[[str], dict[str, Any]]


def pages(data: dict[str, Any], kind: str, **options: Any) -> list[PageObject]:
    return PdfReader(io.BytesIO(render(kind, data, **options))).pages[:]


def text(page: PageObject) -> str:
    return re.sub(r"\s+", " ", page.extract_text())


def in_top_margin(page: PageObject) -> str:
    found: list[str] = []

    def visit(piece: str, _cm: Any, matrix: list[float], _font: Any, _size: Any) -> None:
        if piece.strip() and matrix[5] * _cm[3] + _cm[5] > float(page.mediabox.height) - TOP_MARGIN:
            found.append(piece.strip())

    page.extract_text(visitor_text=visit)
    return " ".join(found)


@pytest.fixture(scope="module")
def decision(sample: Sample) -> list[PageObject]:
    return pages(sample("12"), "12")


def test_the_decision_has_its_annexes_upright_and_across(decision: list[PageObject]) -> None:
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in decision]
    assert sizes == [PORTRAIT, PORTRAIT, PORTRAIT, LANDSCAPE, PORTRAIT]


def test_page_numbers_hide_on_first_pages_and_start_again(sample: Sample) -> None:
    numbers = [in_top_margin(page) for page in pages(sample("15"), "15")]
    assert numbers == ["", "2", "", "2", "", "2", "3"]


def test_the_page_number_stands_in_the_middle_of_the_top_margin(decision: list[PageObject]) -> None:
    assert [in_top_margin(page) for page in decision] == ["", "2", "", "", ""]


def test_the_decision_reads_as_written(decision: list[PageObject]) -> None:
    first, last = text(decision[0]), text(decision[1])
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "HUYỆN THANH SƠN",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN THANH SƠN",
        "Điều 1. Phê duyệt, công bố kết quả Chỉ số cải cách hành chính năm 2024 của 14 xã, thị trấn",
        "trước ngày 28/02/2025",
    ):
        assert words in first
    assert "Nơi nhận: - Như Điều 4;" in last
    assert "Nguyễn Văn Bình" in last


def test_every_commune_and_figure_is_in_the_annexes(decision: list[PageObject], sample: Sample) -> None:
    ranking, areas = text(decision[2]), text(decision[3])
    for unit in sample("12")["kq"]["khoi"][0]["don_vi"]:
        assert f"{unit['tt']} {unit['ten']} " in ranking
        assert unit["ten"] in areas
    assert "93,19 1 Tốt" in ranking


def test_two_blocks_have_a_table_each(sample: Sample) -> None:
    annex = text(pages(sample("12-two-blocks"), "12")[2])
    assert re.findall(r"I+\. Khối [^T]*?(?= TT)", annex) == ["I. Khối xã", "II. Khối thị trấn"]


def test_a_year_without_survey_has_no_survey_column(sample: Sample) -> None:
    first, second, _ = [block for block in render_text("12", sample("12-no-survey")) if isinstance(block, Table)]
    assert first.columns == (
        *("TT", "Đơn vị", "Điểm tự đánh giá", "Điểm thẩm định", "Tổng điểm", "Chỉ số CCHC (%)"),
        *("Xếp hạng", "Xếp loại"),
    )
    assert (second.columns[:2], second.columns[-2:]) == (("TT", "Đơn vị"), ("Tổng điểm", "Chỉ số CCHC (%)"))
    assert len(second.columns) == 4 + len(sample("12")["kq"]["linh_vuc"])


def test_heads_repeat_on_the_next_page(sample: Sample) -> None:
    annex = pages(sample("15"), "15")[4:]
    assert [text(page).count("Giải pháp khắc phục") for page in annex] == [1, 1, 1]


def test_a_total_goes_with_the_row_before_it(sample: Sample) -> None:
    last = text(pages(sample("15"), "15")[-1])
    assert re.search(r"4\.3\.2 .* Cộng 24 16 8 24", last)


@pytest.mark.parametrize("extra", range(5))
def test_the_signature_is_never_alone_on_a_page(sample: Sample, extra: int) -> None:
    data = sample("18")
    data["can_cu"] += [{"noi_dung": f"Căn cứ thứ {number}", "dau": ";"} for number in range(extra)]
    signed = next(page for page in pages(data, "18") if "Trần Thị Minh Châu" in text(page))
    assert "thi hành Quyết định này./." in text(signed)


def test_only_the_bundled_faces_are_embedded(sample: Sample) -> None:
    faces = {
        font["/BaseFont"].split("+")[1]
        for page in pages(sample("12"), "12")
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }
    assert faces == {"Van-ban", "Van-ban-Bold", "Van-ban-Italic", "Van-ban-Bold-Italic"}


def test_a_box_to_tick_needs_no_foreign_face(sample: Sample) -> None:
    faces = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in pages(sample("05-nguoi_dan"), "05")
        for font in page["/Resources"]["/Font"].values()
    }
    assert all(face.startswith("Van-ban") for face in faces)


def test_a_paper_form_fits_one_sheet_printed_on_both_sides(sample: Sample) -> None:
    assert len(pages(sample("05-nguoi_dan"), "05")) <= 2


def test_the_lookup_line_stands_once_on_the_last_page_of_the_main_text(sample: Sample) -> None:
    lookup = lookup_of("1-0123456789abcdef")
    shown = ["/kiem-tra/1-0123456789abcdef/" in text(page) for page in pages(sample("12"), "12", lookup=lookup)]
    assert shown == [False, True, False, False, False]


def test_another_process_prints_the_same_bytes(sample: Sample) -> None:
    script = (
        "import hashlib, json, sys; from cchc.documents.render import render; data = json.load(open(sys.argv[1])); "
        "print(*(hashlib.sha256(render('14', data, fmt=fmt)).hexdigest() for fmt in ('pdf', 'docx')))"
    )
    path = Path(__file__).parent / "data" / "14.json"
    result = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    here = [hashlib.sha256(render("14", sample("14"), fmt=fmt)).hexdigest() for fmt in ("pdf", "docx")]
    assert result.stdout.split() == here


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x", "https://127.0.0.1/x", "file:///etc/hostname", "data:text/plain,x", "vanban:../secret.py"],
)
def test_the_fetcher_refuses_everything_but_bundled_faces(address: str) -> None:
    with pytest.raises(pdf.ForbiddenAddress) as fault:
        pdf.BundledFetcher().fetch(address)
    assert str(fault.value) == f"Văn bản không được tải «{address}»"


def test_the_fetcher_serves_a_face() -> None:
    assert pdf.BundledFetcher().fetch("vanban:Tinos-Bold.ttf").read()[:4] == b"\x00\x01\x00\x00"


def test_html_that_asks_for_files_gets_none(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mật")
    page = f'<link rel="attachment" href="{secret.as_uri()}"><img src="{secret.as_uri()}"><p>lời</p>'
    printed = HTML(string=page, url_fetcher=pdf.BundledFetcher()).write_pdf()
    assert PdfReader(io.BytesIO(printed)).attachments == {}


def test_html_in_data_is_printed_as_words(sample: Sample) -> None:
    data = sample("14")
    data["cham"][0]["ten"] = '<img src="http://127.0.0.1:9/x"><b>Xã & A</b>'
    assert '<imgsrc="http://127.0.0.1:9/x"><b>Xã&A</b>' in text(pages(data, "14")[0]).replace(" ", "")


def test_the_rule_under_a_long_name_stays_in_its_column():
    short, long = (Head(None, (name,), None, None) for name in ("PHÒNG NỘI VỤ", "XÃ NGHIÊNG " * 20))
    column = 165 * layout.HEAD_SHARES[0] / 100
    assert agency_rule(short) < agency_rule(long)
    assert agency_rule(long) == pytest.approx(layout.RULE_SHARE * column)
