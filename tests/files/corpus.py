"""Files that somebody may send by mistake or on purpose, made on the spot, and what becomes of each."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from pypdf import PdfReader, PdfWriter

from cchc.files.kinds import DOCX, XLSX
from tests.files.clamd import EICAR
from tests.files.samples import (
    BILLION_LAUGHS,
    CONTENT_TYPES,
    ENCRYPTED_OFFICE,
    EXTERNAL_ENTITY,
    content_types,
    docx,
    object_stream,
    ole,
    package,
    pdf,
    picture,
    png_of,
    workbook,
    zip_of,
)
from tests.files.signing import blank_pdf


@dataclass(frozen=True)
class Bad:
    """A file and what becomes of it. `code` and `what`: how the door refuses it; without a code it is let in, under
    `shown_as`, with `flags`, and `problem` says what the worker finds."""

    id: str
    name: str
    content: Callable[[], bytes]
    code: str = ""
    what: str = ""
    shown_as: str = ""
    flags: frozenset[str] = frozenset()
    problem: str | None = None


BROKEN_PNG = "Không đọc được ảnh PNG, tệp hỏng hoặc tải lên chưa đủ"
BROKEN_WORD = "Không mở được tệp Word (.docx), tệp hỏng hoặc tải lên chưa đủ"
FLOOD = "Ảnh quá lớn, giới hạn 80 triệu điểm ảnh"
NOT_WORD = "Nội dung không phải tệp Word (.docx)"
NOT_EXCEL = "Nội dung không phải tệp Excel (.xlsx)"
NOT_PNG = "Tên tệp ghi .png nhưng nội dung không phải ảnh PNG"
NOT_PDF = "Tên tệp ghi .pdf nhưng nội dung không phải PDF"
KINDLESS = "Không nhận loại tệp này"
BAD_PATHS = "Bên trong tệp có đường dẫn không hợp lệ"
ENTITIES = "Bên trong tệp có khai báo thực thể XML không được phép"
MACROS = "Tệp có macro"
PROGRAM = b"MZ\x90\0" + b"\0" * 200
HTML = b"<!doctype html><script>alert(1)</script>"


def entry(name: str, *, mode: int = 0, data: bytes = b"x", flag: int = 0) -> bytes:
    """A Word package with one odd entry."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(CONTENT_TYPES, content_types(DOCX.main_part))
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        info.external_attr = mode << 16
        archive.writestr(info, data)
    made = bytearray(target.getvalue())
    if flag:
        place = made.rindex(b"PK\x01\x02")
        made[place + 8] |= flag
    return bytes(made)


def many_entries() -> bytes:
    return zip_of({CONTENT_TYPES: content_types(DOCX.main_part)} | {f"p{number}": b"" for number in range(3001)})


def bomb() -> bytes:
    return package(XLSX, **{"xl__worksheets__sheet1.xml": b"<a>" + b"0" * (60 * 1024 * 1024) + b"</a>"})


def twice() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(CONTENT_TYPES, content_types(DOCX.main_part))
        archive.writestr("word/a.xml", b"<a/>")
        archive.writestr("word/A.xml", b"<a/>")
    return target.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank_pdf())))
    writer.encrypt("mat-khau", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def endless_pages() -> bytes:
    return pdf(b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj", b"/Root 1 0 R").replace(
        b"/Type/Catalog", b"/Type/Catalog/Pages 2 0 R"
    )


def flooding_tiff() -> bytes:
    """A head that announces 60,000 × 60,000 pixels."""
    tags = [(256, 60_000), (257, 60_000), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, 60_000), (279, 10)]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + directory + b"\0" * 400


def gif() -> bytes:
    target = io.BytesIO()
    Image.new("P", (2, 2)).save(target, "GIF")
    return target.getvalue()


def utf16_entities() -> bytes:
    return '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")


def macro_types(kind) -> bytes:
    kindly = content_types(kind.main_part.replace("main+xml", "macroEnabled.main+xml"))
    return zip_of({CONTENT_TYPES: kindly, "word/document.xml": b"<document/>"})


NAMES = [
    Bad("program", "bao-cao.exe", lambda: PROGRAM, "extension", KINDLESS),
    Bad("page", "trang.html", lambda: HTML, "extension", KINDLESS),
    Bad("drawing", "so-do.svg", lambda: b"<svg onload='alert(1)'/>", "extension", KINDLESS),
    Bad("data", "du-lieu.xml", lambda: EXTERNAL_ENTITY, "extension", KINDLESS),
    Bad("archive", "ho-so.zip", lambda: zip_of({"a": b"b"}), "extension", KINDLESS),
    Bad("macro document", "ke-hoach.docm", lambda: macro_types(DOCX), "extension", KINDLESS),
    Bad("macro workbook", "bang.xlsm", lambda: macro_types(XLSX), "extension", KINDLESS),
    Bad("old document", "ke-hoach.doc", lambda: ole(), "extension", KINDLESS),
    Bad("script", "mo-tep.js", lambda: b"alert(1)", "extension", KINDLESS),
    Bad("shortcut", "bao-cao.lnk", lambda: b"L\0\0\0", "extension", KINDLESS),
    Bad("no ending", "baocao", blank_pdf, "extension", KINDLESS),
    Bad("only an ending's dot", "baocao.", blank_pdf, "extension", KINDLESS),
    Bad("two endings", "bao-cao.pdf.exe", lambda: PROGRAM, "extension", KINDLESS),
    Bad("bidi name hides the ending", "bao-cao\u202efdp.exe", lambda: PROGRAM, "extension", KINDLESS),
    Bad("NUL before the ending", "bao-cao.pdf\0.exe", lambda: PROGRAM, "extension", KINDLESS),
    Bad("line break before the ending", "bao-cao.pdf\r\n.exe", lambda: PROGRAM, "extension", KINDLESS),
    Bad("slash before the ending", "bao-cao.pdf/x.exe", lambda: PROGRAM, "extension", KINDLESS),
    Bad("climbing name", "../../../etc/cron.d/ke-hoach.pdf", blank_pdf, shown_as="ke-hoach.pdf"),
    Bad("climbing name of Windows", "..\\..\\Windows\\ke-hoach.pdf", blank_pdf, shown_as="ke-hoach.pdf"),
    Bad("bidi name", "ke\u202egpj-hoach.pdf", blank_pdf, shown_as="kegpj-hoach.pdf"),
    Bad("invisible letters", "ke\u200b\ufeff-hoach.pdf", blank_pdf, shown_as="ke-hoach.pdf"),
    Bad("NUL in the name", "ke\0-hoach.pdf", blank_pdf, shown_as="ke-hoach.pdf"),
    Bad("header in the name", "a\r\nSet-Cookie: b=c.pdf", blank_pdf, shown_as="a Set-Cookie_ b=c.pdf"),
    Bad("quotes in the name", 'a"; filename="b.pdf', blank_pdf, shown_as="a_; filename=_b.pdf"),
    Bad(
        "markup in the name", "<img src=x onerror=alert(1)>.pdf", blank_pdf, shown_as="_img src=x onerror=alert(1)_.pdf"
    ),
    Bad("endless name", "k" * 5000 + ".pdf", blank_pdf, shown_as="k" * 146 + ".pdf"),
    Bad("name of blanks", "   .pdf", blank_pdf, shown_as="tep.pdf"),
    Bad("two harmless endings", "anh.jpg.pdf", blank_pdf, shown_as="anh.jpg.pdf"),
]
DISGUISES = [
    Bad("empty", "a.pdf", lambda: b"", "empty", "Tệp rỗng, 0 byte"),
    Bad("program as PDF", "a.pdf", lambda: PROGRAM, "mismatch", NOT_PDF),
    Bad("page as PDF", "a.pdf", lambda: HTML, "mismatch", NOT_PDF),
    Bad("picture as PDF", "a.pdf", picture, "mismatch", f"{NOT_PDF} mà là ảnh PNG"),
    Bad("document as PDF", "a.pdf", docx, "mismatch", NOT_PDF),
    Bad("PDF as picture", "a.png", blank_pdf, "mismatch", f"{NOT_PNG} mà là PDF"),
    Bad("JPEG as PNG", "a.png", lambda: picture("JPEG"), "mismatch", f"{NOT_PNG} mà là ảnh JPEG"),
    Bad("GIF as JPEG", "a.jpg", gif, "mismatch", "Tên tệp ghi .jpg nhưng nội dung không phải ảnh JPEG"),
    Bad("drawing as PNG", "a.png", lambda: b"<svg/>", "mismatch", NOT_PNG),
    Bad(
        "text as TIFF", "a.tif", lambda: b"abc" * 10, "mismatch", "Tên tệp ghi .tif nhưng nội dung không phải ảnh TIFF"
    ),
    Bad("archive as document", "a.docx", lambda: zip_of({"a": b"b"}), "mismatch", NOT_WORD),
    Bad("workbook as document", "a.docx", lambda: workbook([["a"]]), "mismatch", NOT_WORD),
    Bad("document as workbook", "a.xlsx", docx, "mismatch", NOT_EXCEL),
    Bad("page before PDF", "a.pdf", lambda: HTML + blank_pdf(), "mismatch", NOT_PDF),
    Bad("picture before PDF", "a.pdf", lambda: gif() + blank_pdf(), "mismatch", NOT_PDF),
    Bad(
        "PDF of no version",
        "a.pdf",
        lambda: blank_pdf().replace(b"%PDF-1.3", b"%PDF-x.y"),
        "mismatch",
        "Nội dung không phải tệp PDF",
    ),
    Bad("test virus alone", "a.pdf", lambda: EICAR, "mismatch", NOT_PDF),
    Bad("PDF and archive in one", "a.pdf", lambda: blank_pdf() + zip_of({"a.js": b"alert(1)"}), shown_as="a.pdf"),
    Bad("picture and page in one", "a.png", lambda: picture() + HTML, shown_as="a.png"),
    Bad("picture and program in one", "a.jpg", lambda: picture("JPEG") + PROGRAM, shown_as="a.jpg"),
    Bad("cut PDF", "a.pdf", lambda: blank_pdf()[:200], "broken", "Tệp PDF bị cắt cụt, thiếu phần cuối"),
    Bad("cut picture", "a.png", lambda: picture()[:40], "broken", BROKEN_PNG),
    Bad("cut document", "a.docx", lambda: docx()[:-60], "broken", BROKEN_WORD),
    Bad("picture of no width", "a.png", lambda: png_of(0, 9), "broken", BROKEN_PNG),
    Bad("flood of pixels", "a.png", lambda: png_of(50_000, 50_000), "too-many-pixels", FLOOD),
    Bad("flood of pixels in TIFF", "a.tif", flooding_tiff, "too-many-pixels", FLOOD),
]
LAUNCH = "Tệp PDF có lệnh mở chương trình khác"
ACTIVE = [
    Bad("PDF starts a program", "a.pdf", lambda: pdf(b"<</S/Launch/F(cmd.exe)>>"), "launch", LAUNCH),
    Bad("the same, spelt in hex", "a.pdf", lambda: pdf(b"<</S/L#61unch>>"), "launch", LAUNCH),
    Bad("the same, packed", "a.pdf", lambda: pdf(object_stream(b"<</S/Launch>>")), "launch", LAUNCH),
    Bad("PDF with a script", "a.pdf", lambda: pdf(b"<</S/JavaScript/JS(x)>>"), flags=frozenset({"javascript"})),
    Bad("the same, spelt in hex ", "a.pdf", lambda: pdf(b"<</S/J#61vaScript>>"), flags=frozenset({"javascript"})),
    Bad("PDF with a file inside", "a.pdf", lambda: pdf(b"<</Type/EmbeddedFile>>"), flags=frozenset({"embedded_file"})),
    Bad(
        "PDF with a password",
        "a.pdf",
        locked_pdf,
        flags=frozenset({"encrypted"}),
        problem="Tệp PDF có mật khẩu mở nên không xem được; bỏ mật khẩu rồi thay tệp.",
    ),
    Bad("PDF without pages", "a.pdf", lambda: blank_pdf(0), problem="Tệp PDF không có trang nào."),
    Bad("PDF of endless pages", "a.pdf", endless_pages),
    Bad("macro in a document", "a.docx", lambda: package(DOCX, **{"word__vbaProject.bin": b"x"}), "macros", MACROS),
    Bad("macro in a workbook", "a.xlsx", lambda: package(XLSX, **{"xl__VBAPROJECT.BIN": b"x"}), "macros", MACROS),
    Bad("macro type in a document", "a.docx", lambda: macro_types(DOCX), "macros", MACROS),
    Bad("zip bomb", "a.xlsx", bomb, "too-much-inside", "Tệp nén quá mức: mở ra 60 MB, 3 phần"),
    Bad("thousands of parts", "a.docx", many_entries, "too-much-inside", "Tệp nén quá mức: mở ra 0 MB, 3002 phần"),
    Bad("climbing part", "a.docx", lambda: entry("../../etc/passwd"), "unsafe-entries", BAD_PATHS),
    Bad("absolute part", "a.docx", lambda: entry("/etc/passwd"), "unsafe-entries", BAD_PATHS),
    Bad("part with backslashes", "a.docx", lambda: entry("..\\..\\boot.ini"), "unsafe-entries", BAD_PATHS),
    Bad("part with a drive", "a.docx", lambda: entry("C:/boot.ini"), "unsafe-entries", BAD_PATHS),
    Bad(
        "part that is a link", "a.docx", lambda: entry("word/a", mode=stat.S_IFLNK | 0o777), "unsafe-entries", BAD_PATHS
    ),
    Bad("part with a bell in its name", "a.docx", lambda: entry("word/\x07.xml"), "unsafe-entries", BAD_PATHS),
    Bad("encrypted part", "a.docx", lambda: entry("word/a", flag=1), "unsafe-entries", BAD_PATHS),
    Bad("two parts of one name", "a.docx", twice, "unsafe-entries", BAD_PATHS),
    Bad(
        "billion laughs",
        "a.docx",
        lambda: package(DOCX, **{"word__document.xml": BILLION_LAUGHS + b"<a>&c;</a>"}),
        "entities",
        ENTITIES,
    ),
    Bad(
        "file drawn in by XML",
        "a.xlsx",
        lambda: package(XLSX, **{"xl__workbook.xml": EXTERNAL_ENTITY + b"<x>&file;</x>"}),
        "entities",
        ENTITIES,
    ),
    Bad(
        "entities in UTF-16",
        "a.docx",
        lambda: package(DOCX, **{"word__document.xml": utf16_entities()}),
        "entities",
        ENTITIES,
    ),
    Bad("broken XML", "a.docx", lambda: package(DOCX, **{"word__document.xml": b"<<a"}), "broken", BROKEN_WORD),
    Bad(
        "document with a password",
        "a.docx",
        lambda: ENCRYPTED_OFFICE,
        "encrypted",
        "Tệp có đặt mật khẩu mở, người thẩm định không đọc được",
    ),
    Bad("old office under a new name", "a.xlsx", ole, "old-office", "Tệp theo định dạng Office cũ (.doc, .xls)"),
    Bad(
        "object in a document",
        "a.docx",
        lambda: package(DOCX, **{"word__embeddings__ole1.bin": b"x"}),
        flags=frozenset({"embedded_file"}),
    ),
    Bad("document without types", "a.docx", lambda: zip_of({"word/document.xml": b"<a/>"}), "mismatch", NOT_WORD),
]
CORPUS = NAMES + DISGUISES + ACTIVE
