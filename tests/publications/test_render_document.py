"""`render_document`: from the year's data or from a file, and why not."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pypdf import PdfReader

from cchc.documents.registry import build
from cchc.documents.render import render
from cchc.documents.services import issue, register
from cchc.tenancy.scope import tenant_scope
from tests.publications.build import NOW, frozen, scored_campaign

SAMPLE = Path(__file__).parents[1] / "documents" / "data" / "12.json"


def run(*arguments: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("render_document", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, str(error)
    return 0, err.getvalue()


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = scored_campaign(cast)
        frozen(made, cast.chi)
        return made


def test_a_file_is_printed_without_a_tenant(db, tmp_path):
    assert run("12", "--data", str(SAMPLE), "--format", "pdf", "-o", str(tmp_path / "12.pdf")) == (0, "")
    assert (tmp_path / "12.pdf").read_bytes() == render("12", json.loads(SAMPLE.read_text(encoding="utf-8")))
    assert run("12", "--data", str(SAMPLE), "--format", "docx", "-o", str(tmp_path / "12.docx")) == (0, "")
    assert (tmp_path / "12.docx").read_bytes()[:2] == b"PK"


def test_a_year_is_printed_and_what_the_data_lack_is_said(year, tmp_path):
    code, said = run("12", "--tenant", "huyen-a", "--year", "2024", "-o", str(tmp_path / "12.pdf"))
    assert (code, said.splitlines()[0]) == (0, "Số và ngày để trống; căn cứ luật lấy theo ngày dự kiến 17/01/2025.")
    assert "1 Xã Cẩm Giàng 16,00 16,00 2,00 18,00 90,00 1 Tốt" in text_of(tmp_path / "12.pdf")


def test_a_notice_is_printed_for_the_agency_named(year, tmp_path):
    path = tmp_path / "13.pdf"
    assert run("13", "--tenant", "huyen-a", "--year", "2024", "--agency", "002", "-o", str(path))[0] == 0
    assert "năm 2024 của UBND xã Vi Hương" in text_of(path)


def test_an_issued_paper_is_handed_out_as_it_was_issued(year, cast, tmp_path):
    with tenant_scope(cast.tenant_a):
        paper = build("12", year.campaign)
        document = register(
            kind="12", year=2024, reference=paper.reference, title=paper.title, symbol=paper.symbol, by=cast.chi
        )
        pdf = render("12", {**paper.data, "vb": {**paper.data["vb"], "dia_danh": "NƠI KÝ"}})
        issue(document=document, number=7, issued_on=date(2025, 1, 16), pdf=pdf, by=cast.chi, at=NOW)
    assert run("12", "--tenant", "huyen-a", "--year", "2024", "-o", str(tmp_path / "12.pdf"))[0] == 0
    assert (tmp_path / "12.pdf").read_bytes() == pdf


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["98", "--tenant", "huyen-a", "--year", "2024"], 1, "Văn bản này chưa lập được từ dữ liệu kỳ đánh giá"),
        (["13", "--tenant", "huyen-a", "--year", "2024"], 1, "Thông báo kết quả của đơn vị lập cho từng đơn vị"),
        (["13", "--tenant", "huyen-a", "--year", "2024", "--agency", "x"], 2, "Không có đơn vị mã «x» (--agency)."),
        (["12", "--year", "2024"], 2, "Văn bản của một năm cần đơn vị tổ chức (--tenant)."),
        (["12", "--tenant", "khong-co", "--year", "2024"], 2, "Không có đơn vị tổ chức «khong-co» (--tenant)."),
        (["12", "--tenant", "huyen-a", "--year", "2031"], 2, "Năm 2031 chưa có kỳ đánh giá (--year)."),
        (["12", "--data", "/khong-co.json"], 2, "Không có tệp /khong-co.json (--data)."),
        (["99", "--data", str(SAMPLE)], 1, "không có mẫu văn bản «99»"),
    ],
)
def test_refusals_say_what_to_do_and_leave_by_kind(year, tmp_path, arguments, code, said):
    left, words = run(*arguments, "-o", str(tmp_path / "x.pdf"))
    assert (left, words.startswith(said), (tmp_path / "x.pdf").exists()) == (code, True, False)


@pytest.mark.parametrize(
    ("content", "said"), [("{", "du-lieu.json không đọc được theo JSON"), ("[]", "du-lieu.json: cần một nhóm dữ liệu")]
)
def test_a_file_that_is_no_data_is_named(db, tmp_path, content, said):
    path = tmp_path / "du-lieu.json"
    path.write_text(content, encoding="utf-8")
    code, words = run("12", "--data", str(path), "-o", str(tmp_path / "x.pdf"))
    assert (code, words.startswith(said)) == (1, True)


def test_a_missing_name_in_the_data_is_told(db, tmp_path):
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    del data["kq"]["so_don_vi"]
    path = tmp_path / "12.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    code, words = run("12", "--data", str(path), "-o", str(tmp_path / "x.pdf"))
    assert (code, "kq.so_don_vi" in words) == (1, True)
