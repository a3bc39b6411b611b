"""Office files (.docx, .xlsx) judged by the zip's table of contents, before anything opens them.

The sizes in that table bound what can come out: Python's zipfile never yields more than the size stated there.
"""

import stat
import xml.parsers.expat
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from cchc.files.errors import UploadRefused
from cchc.files.kinds import OLE_MAGIC, Kind

MB = 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPES_MAX = MB
_CHUNK = 64 * 1024
_NOTHING_INSIDE = xml.parsers.expat.errors.codes[xml.parsers.expat.errors.XML_ERROR_NO_ELEMENTS]
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much may stand in a package: parts, bytes when unpacked, and unpacked bytes per packed byte."""

    entries: int = 3000
    unpacked: int = 300 * MB
    ratio: int = 150
    ratio_from: int = 20 * MB


EVIDENCE_LIMITS = ZipLimits()
# A workbook that is read: 134 MB unpacked took 28 s and 922 MB; 3,000 rows of 100 columns unpack to about 15 MB.
WORKBOOK_LIMITS = ZipLimits(entries=500, unpacked=50 * MB)


def check_ooxml(file: IO[bytes], kind: Kind, name: str, limits: ZipLimits = EVIDENCE_LIMITS) -> frozenset[str]:
    """Refuse a package that is not a sound, macro-free `kind`; give what is worth knowing about it."""
    file.seek(0)
    if file.read(len(OLE_MAGIC)) == OLE_MAGIC:
        _refuse_ole(file, kind, name)
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            _check_entries(entries, limits, name)
            _check_main_part(_content_types(package, kind, name), kind, name)
            _check_markup(package, entries, name)
    except _BROKEN as error:
        raise UploadRefused(
            "broken",
            f"Không mở được tệp {kind.label}, tệp hỏng hoặc tải lên chưa đủ",
            name,
            "Mở tệp, lưu lại rồi chọn lại",
        ) from error
    embedded = any("/embeddings/" in entry.filename.lower() for entry in entries)
    return frozenset({"embedded_file"} if embedded else ())


def _refuse_ole(file: IO[bytes], kind: Kind, name: str) -> None:
    if _contains(file, _ENCRYPTED):
        raise UploadRefused(
            "encrypted",
            "Tệp có đặt mật khẩu mở, người thẩm định không đọc được",
            name,
            "Bỏ mật khẩu, lưu lại rồi chọn lại",
        )
    raise UploadRefused(
        "old-office", "Tệp theo định dạng Office cũ (.doc, .xls)", name,
        f"Mở tệp, chọn Lưu thành (Save As) {kind.label} rồi chọn tệp mới",
    )  # fmt: skip


def _contains(file: IO[bytes], needle: bytes) -> bool:
    file.seek(0)
    tail = b""
    while chunk := file.read(_CHUNK):
        if needle in tail + chunk:
            return True
        tail = chunk[-len(needle) :]
    return False


def _check_entries(entries: list[zipfile.ZipInfo], limits: ZipLimits, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    swollen = unpacked > limits.ratio_from and unpacked > packed * limits.ratio
    if len(entries) > limits.entries or unpacked > limits.unpacked or swollen:
        raise UploadRefused(
            "too-much-inside", f"Tệp nén quá mức: mở ra {unpacked // MB} MB, {len(entries)} phần", name,
            "Xóa các dòng, cột định dạng thừa và ảnh lớn trong tệp, lưu lại rồi chọn lại",
        )  # fmt: skip
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names) or any(_is_unsafe(entry) for entry in entries):
        raise UploadRefused(
            "unsafe-entries", "Bên trong tệp có đường dẫn không hợp lệ", name, "Mở tệp, lưu lại rồi chọn lại"
        )
    if any(part.endswith("vbaproject.bin") for part in names):
        _refuse_macros(name)


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    path = entry.filename.replace("\\", "/")
    odd = path.startswith("/") or ":" in path or ".." in path.split("/") or not path.isprintable()
    return odd or bool(entry.flag_bits & 1) or stat.S_ISLNK(entry.external_attr >> 16)


def _refuse_macros(name: str) -> None:
    raise UploadRefused("macros", "Tệp có macro", name, "Lưu lại thành .docx hoặc .xlsx không có macro rồi chọn lại")


def _content_types(package: zipfile.ZipFile, kind: Kind, name: str) -> str:
    if CONTENT_TYPES not in package.namelist() or package.getinfo(CONTENT_TYPES).file_size > _CONTENT_TYPES_MAX:
        raise UploadRefused("mismatch", f"Nội dung không phải tệp {kind.label}", name, "Chọn đúng tệp hoặc xuất ra PDF")
    return package.read(CONTENT_TYPES).decode("utf-8", "replace")


def _check_main_part(content_types: str, kind: Kind, name: str) -> None:
    if "macroenabled" in content_types.lower():
        _refuse_macros(name)
    if f'"{kind.main_part}"' not in content_types.replace("'", '"'):
        raise UploadRefused("mismatch", f"Nội dung không phải tệp {kind.label}", name, "Chọn đúng tệp hoặc xuất ra PDF")


class _Stop(Exception):
    """Enough of a part was read."""


def _check_markup(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    """No part may declare a document type: entities (XXE, billion laughs) live nowhere else, and Office writes none."""
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")) and _declares_doctype(package, entry):
            raise UploadRefused(
                "entities",
                "Bên trong tệp có khai báo thực thể XML không được phép",
                name,
                "Mở tệp, lưu lại rồi chọn lại",
            )


def _declares_doctype(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    seen: list[bool] = []

    def stop(*_arguments: object, doctype: bool = False) -> None:
        seen.append(doctype)
        raise _Stop

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = stop
    parser.StartDoctypeDeclHandler = lambda *arguments: stop(*arguments, doctype=True)
    try:
        with package.open(entry) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)  # since 2.6 expat may keep to itself what it has read until it is told of the end
    except _Stop:
        return seen[0]
    except xml.parsers.expat.ExpatError as error:
        if error.code == _NOTHING_INSIDE:
            return False
        raise ValueError("not well-formed") from error
    return False
