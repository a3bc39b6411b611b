"""What is let in, what is refused, and in which words."""

import hashlib
import io

import pytest

from cchc.files.accept import AcceptedFile, UploadRefused, check_quota, check_upload
from cchc.files.kinds import DOCX, PDF, XLSX
from cchc.files.ooxml import ZipLimits, check_ooxml
from tests.files import samples

MB = 1024 * 1024


def accept(data: bytes, name: str, **options) -> AcceptedFile:
    return check_upload(io.BytesIO(data), name, max_bytes=options.pop("max_bytes", 5 * MB), **options)


def refusal(data: bytes, name: str, **options) -> str:
    with pytest.raises(UploadRefused) as refused:
        accept(data, name, **options)
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "name", "kind", "content_type"),
    [
        (samples.pdf(), "Báo cáo.PDF", "pdf", "application/pdf"),
        (samples.docx(), "a.docx", "docx", DOCX.content_type),
        (samples.workbook([["a"]]), "a.xlsx", "xlsx", XLSX.content_type),
        (samples.picture("PNG"), "a.png", "png", "image/png"),
        (samples.picture("JPEG"), "a.jpg", "jpeg", "image/jpeg"),
        (samples.picture("JPEG"), "a.jpeg", "jpeg", "image/jpeg"),
        (samples.picture("TIFF"), "a.tif", "tiff", "image/tiff"),
    ],
)
def test_a_sound_file_of_each_kind_is_let_in(data, name, kind, content_type):
    accepted = accept(data, name)
    assert (accepted.kind, accepted.content_type, accepted.size) == (kind, content_type, len(data))
    assert accepted.sha256 == hashlib.sha256(data).hexdigest()
    assert accepted.clean_name == name
    assert accepted.extension == name.rsplit(".", 1)[1].lower()
    assert accepted.flags == frozenset()


def test_the_file_is_left_at_its_beginning():
    file = io.BytesIO(samples.pdf())
    check_upload(file, "a.pdf", max_bytes=MB)
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"MZ\x90\0" + b"\0" * 100, "bao-cao.pdf", "mismatch"),
        (b"MZ\x90\0", "bao-cao.pdf.exe", "extension"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "extension"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "mismatch"),
        (b"<html></html>", "a.html", "extension"),
        (b"<html>%PDF-1.7 %%EOF</html>", "a.pdf", "mismatch"),
        (b"%PDF-evil\n%%EOF", "a.pdf", "mismatch"),
        (samples.zip_of({"a.txt": b"a"}), "a.zip", "extension"),
        (samples.zip_of({"a.txt": b"a"}), "a.docx", "mismatch"),
        (samples.docx(), "a.xlsx", "mismatch"),
        (samples.docx(), "a.docm", "extension"),
        (samples.package(DOCX, **{"word__vbaProject.bin": b"x"}), "a.docx", "macros"),
        (samples.picture("PNG"), "a.jpg", "mismatch"),
        (samples.picture("PNG")[:40], "a.png", "broken"),
        (samples.picture("PNG").replace(b"IDATx", b"IDATy"), "a.png", "broken"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "a.jpg", "broken"),
        (samples.docx()[:-30], "a.docx", "broken"),
        (samples.pdf()[:-8], "a.pdf", "broken"),
        (samples.ENCRYPTED_OFFICE, "a.docx", "encrypted"),
        (samples.ole(), "a.xlsx", "old-office"),
        (b"", "a.pdf", "empty"),
        (samples.pdf(), "khong-duoi", "extension"),
        (samples.pdf(), "", "extension"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(data, name, code):
    assert refusal(data, name) == code


def test_a_macro_workbook_renamed_to_xlsx_is_refused():
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    data = samples.zip_of({samples.CONTENT_TYPES: samples.content_types(macro), "xl/workbook.xml": b"<workbook/>"})
    assert refusal(data, "a.xlsx") == "macros"


@pytest.mark.parametrize(
    "path", ["../../evil.xml", "/etc/evil.xml", "word\\..\\..\\evil.xml", "C:evil.xml", "a\nb.xml"]
)
def test_a_package_with_paths_that_lead_out_is_refused(path):
    parts = {samples.CONTENT_TYPES: samples.content_types(DOCX.main_part), path: b"<a/>"}
    assert refusal(samples.zip_of(parts), "a.docx") == "unsafe-entries"


def test_a_package_with_two_parts_of_one_name_is_refused():
    assert refusal(samples.package(DOCX, **{"a.xml": b"<a/>", "A.XML": b"<b/>"}), "a.docx") == "unsafe-entries"


@pytest.mark.parametrize("head", [samples.BILLION_LAUGHS, samples.EXTERNAL_ENTITY])
def test_a_package_that_declares_entities_is_refused(head):
    assert refusal(samples.package(DOCX, **{"word__document.xml": head + b"<x/>"}), "a.docx") == "entities"


def test_entities_are_found_in_utf16_and_behind_a_long_comment():
    text = "<?xml version='1.0'?><!--" + "x" * 200_000 + "--><!DOCTYPE x><x/>"
    assert refusal(samples.package(DOCX, **{"a.xml": text.encode("utf-16")}), "a.docx") == "entities"


@pytest.mark.parametrize(("part", "code"), [(b"", None), (b"<a>" + b"x" * 90_000, None), (b"  <!-- x", "broken")])
def test_a_part_is_read_to_its_first_element_and_no_further(part, code):
    """An empty part declares nothing; what breaks off before its first element can't be judged."""
    data = samples.package(DOCX, **{"a.xml": part})
    assert (refusal(data, "a.docx") if code else check_ooxml(io.BytesIO(data), DOCX, "a.docx")) == (code or frozenset())


def test_a_zip_bomb_is_refused_by_its_table_of_contents():
    data = samples.package(DOCX, **{"word__document.xml": b"<a/>" + b" " * (25 * MB)})
    assert len(data) < 100_000
    assert refusal(data, "a.docx") == "too-much-inside"


def test_limits_of_a_package_count_parts_and_unpacked_bytes():
    data = samples.package(DOCX, **{f"p{number}.xml": b"<a/>" for number in range(8)})
    check_ooxml(io.BytesIO(data), DOCX, "a.docx", ZipLimits(entries=10))
    for limits in (ZipLimits(entries=9), ZipLimits(unpacked=100)):
        with pytest.raises(UploadRefused) as refused:
            check_ooxml(io.BytesIO(data), DOCX, "a.docx", limits)
        assert refused.value.code == "too-much-inside"


def test_a_size_stated_too_small_does_not_let_more_out():
    data = bytearray(samples.package(XLSX, **{"xl__a.xml": b"<a>" + b" " * 5000 + b"</a>"}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(data), "a.xlsx") == "broken"


@pytest.mark.parametrize("size", [(20_000, 20_000), (9_000, 9_000), (60_000, 60_000)])
def test_a_picture_that_unfolds_to_too_many_pixels_is_refused(size):
    assert refusal(samples.png_of(*size), "a.png") == "too-many-pixels"


def test_a_large_scan_is_let_in():
    assert accept(samples.png_of(7016, 9921), "a3-600dpi.png").kind == "png"


def test_the_limit_is_the_last_size_that_is_let_in():
    data = samples.pdf()
    assert accept(data, "a.pdf", max_bytes=len(data)).size == len(data)
    assert refusal(data, "a.pdf", max_bytes=len(data) - 1) == "too-large"


def test_reading_stops_soon_after_the_limit():
    class Endless(io.RawIOBase):
        given = 0

        def seek(self, *_arguments):
            return 0

        def read(self, size=-1):
            self.given += size
            return b"%PDF-1.7" + b"x" * (size - 8)

    file = Endless()
    with pytest.raises(UploadRefused):
        check_upload(file, "a.pdf", max_bytes=50 * MB)
    assert file.given == 51 * MB


def test_the_default_limit_comes_from_the_settings(settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(UploadRefused) as refused:
        check_upload(io.BytesIO(samples.pdf()), "a.pdf")
    assert refused.value.code == "too-large"


def test_only_the_kinds_asked_for_are_let_in():
    assert refusal(samples.picture(), "a.png", allowed=(PDF,)) == "extension"


@pytest.mark.parametrize(
    ("data", "flags"),
    [
        (samples.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"), {"javascript"}),
        (samples.pdf(b"<</S/J#61vaScript>>"), {"javascript"}),
        (samples.pdf(b"<</S/#4AavaScript>>"), {"javascript"}),
        (samples.pdf(b"<</Type/EmbeddedFile>>"), {"embedded_file"}),
        (samples.pdf(b"", b"/Encrypt 7 0 R"), {"encrypted"}),
        (samples.pdf(b"/EncryptMetadata false /JavaScripts"), set()),
        (samples.pdf(b"(xem /Launched)"), set()),
        (samples.pdf(samples.object_stream(b"<</S/JavaScript>>")), {"javascript"}),
        (samples.pdf(b"<</Type/ObjStm>>stream\nnot deflated\nendstream"), {"unread"}),
    ],
)
def test_what_can_act_in_a_pdf_is_flagged(data, flags):
    accepted = accept(data, "a.pdf")
    assert accepted.flags == flags
    assert accepted.may_show_inline == (not flags)


@pytest.mark.parametrize("before_the_seam", range(0, 12, 3))
def test_a_name_across_two_pieces_of_a_large_pdf_is_found(before_the_seam):
    padding = MB - samples.pdf().index(b"endobj\n") - len(b"endobj\n") - before_the_seam
    data = samples.pdf(b"\0" * padding + b"/JavaScript" + b"\0" * MB)
    assert data.index(b"/JavaScript") == MB - before_the_seam
    assert accept(data, "a.pdf").flags == {"javascript"}


@pytest.mark.parametrize("body", [b"<</S/Launch/F(cmd.exe)>>", samples.object_stream(b"<</S/Launch>>")])
def test_a_pdf_that_starts_programs_is_refused(body):
    assert refusal(samples.pdf(body), "a.pdf") == "launch"


def test_an_office_file_with_a_file_inside_is_flagged():
    assert accept(samples.package(DOCX, **{"word__embeddings__x.bin": b"x"}), "a.docx").flags == {"embedded_file"}


def test_a_refusal_says_what_where_and_what_to_do():
    with pytest.raises(UploadRefused) as refused:
        accept(samples.picture("PNG"), "../../quyet dinh\u202e.pdf")
    assert str(refused.value) == (
        "Tên tệp ghi .pdf nhưng nội dung không phải PDF mà là ảnh PNG. – Tệp «quyet dinh.pdf». – "
        "Chọn đúng tệp, hoặc mở bằng chương trình gốc rồi xuất ra PDF; tệp chưa được lưu."
    )


def test_the_quota_counts_what_is_there_and_the_new_file():
    accepted = accept(samples.pdf(), "a.pdf")
    check_quota(100, accepted, quota=100 + accepted.size)
    with pytest.raises(UploadRefused) as refused:
        check_quota(101, accepted, quota=100 + accepted.size)
    assert refused.value.code == "quota"
