"""The report of a self-assessment, made from the file: figures, tables, explanations, list of evidence, words."""

import io

import pytest
from pypdf import PdfReader

from assessments.services import assessment_for
from assessments.services.reports import write_report_text
from cchc.documents.registry import PaperRefused, build
from cchc.documents.render import render
from tests.assessments.build import citation, evidence, filled_assessment, put


@pytest.fixture
def filled(cast, year, scope_a, now):
    file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)
    document = evidence(file.agency, issued_on=now.date(), issuer="UBND xã Cẩm Giàng")
    for code in ("1.1.1", "1.2"):
        citation(file, year.leaves[code], document)
    put(file, year.leaves["1.10"], "not_applicable", "1", by=cast.an, at=now)
    return file


def paper(year, file):
    return build("07", year.campaign, agency=file.agency)


def test_the_report_holds_the_figures_of_the_file(cast, year, filled):
    found = paper(year, filled).data["ho_so"]
    figures = [str(found[name]) for name in ("tong_tu_cham", "diem_toi_da", "so_tieu_chi", "khong_ap_dung")]
    assert figures == ["10.2000000000", "14.00", "8", "1.10"]
    assert [(area["so"], str(area["diem_toi_da"])) for area in found["linh_vuc"]] == [("1", "8.00"), ("2", "6.00")]


def test_explanations_stand_where_no_document_is_cited(cast, year, filled):
    found = paper(year, filled).data["ho_so"]["giai_trinh"]
    assert [one["ma"] for one in found] == ["1.1.2", "1.1.3", "1.3", "1.10", "2.1.1", "2.1.2", "2.2"]


def test_each_document_stands_once_with_every_leaf_that_cites_it(cast, year, filled):
    (only,) = paper(year, filled).data["ho_so"]["tai_lieu"]
    assert (only["so_ky_hieu"], only["vien_dan"]) == ("12/KH-UBND", "1.1.1 (trang 1); 1.2 (trang 1)")


def test_pdf_and_docx_are_made_with_the_words_of_the_agency(cast, year, filled, now):
    texts = {
        "direction": "Đã giao việc.\nĐã họp hai lần.",
        "highlights": "",
        "shortcomings": "Chậm số hóa.",
        "causes": "Thiếu người.",
        "proposals": "Tập huấn thêm.",
    }
    write_report_text(assessment=filled, texts=texts, by=cast.an, at=now)
    made = paper(year, filled)
    pages = PdfReader(io.BytesIO(render("07", made.data))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for words in ("Đã họp hai lần.", "Chậm số hóa.", "DANH MỤC TÀI LIỆU KIỂM CHỨNG", "12/KH-UBND"):
        assert words in text
    assert render("07", made.data, fmt="docx")[:2] == b"PK"
    assert made.notes == tuple(note for note in made.notes if "Chưa viết" not in note)


def test_what_is_missing_is_told_to_whoever_prints(cast, year, file):
    notes = paper(year, file).notes
    assert "Hồ sơ còn thiếu 9 việc; số liệu trong báo cáo chưa cuối cùng." in notes
    assert "Chưa viết phần nguyên nhân, đang in «…»." in notes


def test_without_a_file_there_is_no_report(cast, year, scope_a):
    with pytest.raises(PaperRefused, match="chưa có hồ sơ năm 2024"):
        build("07", year.campaign, agency=cast.a.town)
    assert assessment_for(year.campaign, cast.a.town) is not None
