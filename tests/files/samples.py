"""Files made on the spot: sound ones of each kind, and the parts to spoil them with."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image

from cchc.files.kinds import DOCX, XLSX, Kind

CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "_rels/.rels"


def zip_of(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def content_types(main_part: str) -> bytes:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{main_part}"/></Types>'
    ).encode()


def package(kind: Kind, **more: bytes) -> bytes:
    """The least that passes as `kind`, with further parts; `__` in a name stands for `/`."""
    parts = {CONTENT_TYPES: content_types(kind.main_part), RELATIONS: b"<Relationships/>"}
    return zip_of(parts | {name.replace("__", "/"): data for name, data in more.items()})


def docx() -> bytes:
    return package(DOCX, **{"word__document.xml": b"<document/>"})


def workbook(rows: list[list[object]], title: str = "Sheet1", **formats: str) -> bytes:
    """A workbook written by openpyxl; `formats` give number formats by cell (A2="0.00")."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def respoken(data: bytes, part: str, change) -> bytes:
    """The package with one part's bytes changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package_:
        parts = {name: package_.read(name) for name in package_.namelist()}
    return zip_of(parts | {part: change(parts[part])})


def picture(kind: str = "PNG", size: tuple[int, int] = (3, 2)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, kind)
    return target.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A sound head of a picture with as many pixels as one likes: the flood costs a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def pdf(body: bytes = b"", trailer: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + body + b"\ntrailer<<" + trailer + b">>\n%%EOF\n"


def object_stream(inside: bytes) -> bytes:
    packed = zlib.compress(inside)
    return b"5 0 obj<</Type/ObjStm/Filter/FlateDecode/Length %d>>stream\r\n%s\nendstream endobj\n" % (
        len(packed),
        packed,
    )


def ole(inside: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + inside + b"\0" * 600


ENCRYPTED_OFFICE = ole("EncryptedPackage".encode("utf-16-le"))
BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
EXTERNAL_ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'

__all__ = ["DOCX", "XLSX"]
