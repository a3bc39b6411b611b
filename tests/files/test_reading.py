"""Files made anew: pages, pictures, paragraphs and tables, signatures, and what goes wrong."""

import io
import json
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from cchc.files import reading, remake
from cchc.files.accept import check_upload
from cchc.files.derived import BLOCKS, delete_derived, derived_name, open_derived, serve_image
from cchc.files.reading import GAVE_UP, read_stored
from cchc.files.remake import BROKEN_IMAGE, BROKEN_OFFICE, BROKEN_PDF, LOCKED, NO_PAGES
from cchc.files.store import evidence_storage, store
from tests.files.samples import docx, pdf, picture, respoken, workbook
from tests.files.signing import authority, blank_pdf, chairman, sign


@pytest.fixture(autouse=True)
def here(request, monkeypatch):
    """What the process does is done in this one, which is quicker; `own_process` marks the tests about the process."""
    if "own_process" not in request.fixturenames:
        monkeypatch.setattr(reading, "_told", told_here)


@pytest.fixture
def own_process():
    return None


def told_here(module, arguments, answer):
    assert module == "cchc.files.remake"
    remake.main(*arguments)
    return json.loads(answer.read_text())


def kept(content: bytes, name: str) -> str:
    accepted = check_upload(io.BytesIO(content), name)
    return store(accepted, io.BytesIO(content), "huyen-a")


def read(content: bytes, name: str):
    stored = kept(content, name)
    return stored, read_stored(stored, name.rpartition(".")[2])


def blocks(stored: str):
    with open_derived(stored, BLOCKS) as file:
        return json.load(file)


def test_the_pages_of_a_pdf_become_pictures_and_text():
    stored, found = read(
        HTML(string="<p>Số: 12/KH-UBND</p><p style='break-before:page'>trang hai").write_pdf(), "a.pdf"
    )
    assert (found.page_count, found.images, found.problem, found.signatures) == (2, 2, "", [])
    assert (found.first_page.strip(), found.text.split()) == ("Số: 12/KH-UBND", ["Số:", "12/KH-UBND", "trang", "hai"])
    with open_derived(stored, "2.jpg") as file, Image.open(file) as image:
        assert (image.format, max(image.size)) == ("JPEG", 1400)


def test_a_page_of_absurd_size_is_drawn_within_bounds():
    writer = PdfWriter()
    writer.add_blank_page(14400, 10)
    target = io.BytesIO()
    writer.write(target)
    stored, found = read(target.getvalue(), "a.pdf")
    with open_derived(stored, "1.jpg") as file, Image.open(file) as image:
        assert (found.images, image.size[0]) == (1, 1400)


def test_signatures_of_a_pdf_are_read_with_the_configured_roots(tmp_path, settings, own_process):
    (tmp_path / "goc.pem").write_bytes(authority().pem)
    settings.SIGNATURE_TRUST_ROOTS = str(tmp_path)
    _stored, found = read(sign(blank_pdf(), chairman()), "a.pdf")
    assert [(one.signer, one.verdict) for one in found.signatures] == [("Nông Văn Bình", "Hợp lệ")]


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank_pdf())))
    writer.encrypt("mat-khau", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (encrypted, "a.pdf", LOCKED),
        (lambda: blank_pdf(0), "a.pdf", NO_PAGES),
        (lambda: pdf(b"rac" * 100), "a.pdf", BROKEN_PDF),
        (lambda: picture("PNG", (40, 40))[:50], "a.png", BROKEN_IMAGE),
        (docx, "a.docx", "Tệp Word không có chữ nào; tải về để xem."),
        (lambda: workbook([]), "a.xlsx", "Tệp Excel không có ô nào có dữ liệu; tải về để xem."),
    ],
    ids=["locked", "no pages", "broken", "cut picture", "empty document", "empty workbook"],
)
def test_what_cannot_be_shown_says_why(content, name, problem):
    if problem is BROKEN_IMAGE:  # the door would have refused it
        stored = evidence_storage().save(f"huyen-a/aa/{uuid4().hex}.png", ContentFile(content()))
        assert read_stored(stored, "png").problem == BROKEN_IMAGE
        return
    _stored, found = read(content(), name)
    assert (found.problem, found.images, found.has_blocks) == (problem, 0, False)


def test_a_picture_is_made_smaller_and_loses_what_the_camera_wrote():
    source = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh của An"
    Image.new("RGB", (3000, 1500), "white").save(source, "JPEG", exif=exif)
    stored, found = read(source.getvalue(), "a.jpg")
    with open_derived(stored, "1.jpg") as file, Image.open(file) as image:
        assert (found.images, image.size, dict(image.getexif())) == (1, (1400, 700), {})


def test_every_page_of_a_tiff_becomes_a_picture():
    source = io.BytesIO()
    pages = [Image.new("L", (50, 70), shade) for shade in (0, 100, 200)]
    pages[0].save(source, "TIFF", save_all=True, append_images=pages[1:])
    _stored, found = read(source.getvalue(), "a.tif")
    assert (found.page_count, found.images) == (3, 3)


def test_a_word_file_becomes_paragraphs_and_tables():
    made = Document()
    made.add_heading("Kế hoạch", 1)
    made.add_paragraph("Thực hiện <script>alert(1)</script>")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "TT", "Nhiệm vụ"
    target = io.BytesIO()
    made.save(target)
    stored, found = read(target.getvalue(), "a.docx")
    assert blocks(stored) == [
        ["h", "Kế hoạch"],
        ["p", "Thực hiện <script>alert(1)</script>"],
        ["t", [["TT", "Nhiệm vụ"]]],
    ]
    assert (found.has_blocks, found.text) == (True, "Kế hoạch\nThực hiện <script>alert(1)</script>\nTT Nhiệm vụ")


def test_an_excel_file_becomes_tables_with_values_as_officials_write_them():
    stored, _found = read(workbook([["TT", "Số", "Ngày"], [1, 0.5, date(2024, 1, 15)], [None, None, None]]), "a.xlsx")
    assert blocks(stored) == [["h", "Sheet1"], ["t", [["TT", "Số", "Ngày"], ["1", "0,5", "15/01/2024"]]]]


def test_a_long_sheet_is_cut_and_says_so():
    stored, _found = read(workbook([[number] for number in range(600)]), "a.xlsx")
    assert blocks(stored)[-1] == ["p", "… Chỉ hiển thị 500 dòng đầu của trang tính; tải tệp về để xem đủ."]


def test_a_process_that_runs_out_of_memory_is_given_up_in_words(monkeypatch, own_process):
    monkeypatch.setattr(reading, "MEMORY_BYTES", 60 * 1024 * 1024)
    _stored, found = read(blank_pdf(), "a.pdf")
    assert found.problem == GAVE_UP


def test_the_process_is_told_nothing_of_the_database_or_the_secret(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://x")
    assert sorted(reading._environment()) == ["LANG", "PATH", "PYTHONPATH"]


def test_an_office_file_that_contradicts_itself_says_so():
    broken = respoken(
        workbook([["a"]]), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<row ", b"<row r='x' ")
    )
    _stored, found = read(broken, "a.xlsx")
    assert (found.problem, found.has_blocks) == (BROKEN_OFFICE, False)


def test_pictures_are_handed_out_under_a_strict_policy_and_can_be_thrown_away():
    stored, found = read(picture("PNG", (40, 40)), "a.png")
    answer = serve_image(stored, 1)
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy")} == {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    answer.close()
    delete_derived(stored, found.images)
    with pytest.raises(FileNotFoundError):
        open_derived(stored, "1.jpg")


@pytest.mark.parametrize("place", ["../1.jpg", "0.jpg", "1.png", "noi-dung.json/..", "1.jpg\n"])
def test_only_names_of_ours_reach_the_storage(place):
    with pytest.raises(SuspiciousFileOperation):
        derived_name("huyen-a/aa/" + "a" * 32 + ".pdf", place)
