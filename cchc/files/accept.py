"""The door: a file from outside is let in when it is what its name says and nothing in it can act.

Checked in this order: name, size, first bytes, then the inside by kind. The checks read the file in pieces and never
unpack or decode it whole.
"""

import hashlib
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from cchc.files.errors import UploadRefused
from cchc.files.images import check_image
from cchc.files.kinds import (
    EVIDENCE_KINDS,
    IMAGE_KINDS,
    KIND_BY_EXTENSION,
    OLE_MAGIC,
    PDF,
    XLSX,
    Kind,
    extensions_of,
    kind_of_bytes,
)
from cchc.files.names import clean_name, extension_of
from cchc.files.ooxml import check_ooxml
from cchc.files.pdf import check_pdf

__all__ = [
    "EVIDENCE_KINDS",
    "FLAG_LABELS",
    "AcceptedFile",
    "UploadRefused",
    "check_announced",
    "check_quota",
    "check_room",
    "check_upload",
]

MB = 1024 * 1024
_CHUNK = MB
_HEAD = 16

FLAG_LABELS = {
    "javascript": "có mã JavaScript",
    "embedded_file": "có tệp đính kèm bên trong",
    "encrypted": "có đặt mật khẩu hoặc hạn chế quyền",
    "unread": "có phần không kiểm tra được",
}
"""What each flag is called on screen."""


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file let in: kind and content type by our own table, size in bytes, SHA-256 in hex, the name for display."""

    kind: str
    extension: str
    content_type: str
    size: int
    sha256: str
    clean_name: str
    flags: frozenset[str] = frozenset()

    @property
    def may_show_inline(self) -> bool:
        """Whether a browser may show it in place: PDF, PNG and JPEG that carry nothing worth a flag."""
        return KIND_BY_EXTENSION[self.extension].inline and not self.flags


def check_upload(
    file: IO[bytes], original_name: str, *, allowed: tuple[Kind, ...] = EVIDENCE_KINDS, max_bytes: int | None = None
) -> AcceptedFile:
    """Let the file in, or raise `UploadRefused`. `max_bytes` defaults to `settings.UPLOAD_MAX_BYTES`."""
    name = clean_name(original_name)
    kind = _kind_by_name(name, allowed)
    limit = settings.UPLOAD_MAX_BYTES if max_bytes is None else max_bytes
    sha256, size = _fingerprint(file, name, limit)
    _check_first_bytes(file, kind, name)
    flags = _check_inside(file, kind, name)
    file.seek(0)
    return AcceptedFile(kind.name, extension_of(name), kind.content_type, size, sha256, name, flags)


def check_announced(original_name: str, size: int, *, allowed: tuple[Kind, ...] = EVIDENCE_KINDS) -> str:
    """Refuse by name and size alone, before a byte has come; the name for display where there is nothing against it."""
    name = clean_name(original_name)
    _kind_by_name(name, allowed)
    _check_size(size, name, settings.UPLOAD_MAX_BYTES)
    return name


def check_quota(used: int, accepted: AcceptedFile, *, quota: int | None = None) -> None:
    """Refuse when `used` bytes and this file exceed `quota` (default: `settings.UPLOAD_AGENCY_QUOTA_BYTES`)."""
    check_room(used, accepted.size, accepted.clean_name, quota=quota)


def check_room(used: int, size: int, name: str, *, quota: int | None = None) -> None:
    """The same for a file of which only name and size are known."""
    quota = settings.UPLOAD_AGENCY_QUOTA_BYTES if quota is None else quota
    if used + size > quota:
        raise UploadRefused(
            "quota", f"Hết dung lượng của đơn vị: đã dùng {used // MB} MB trong {quota // MB} MB", name,
            "Xóa tài liệu không còn dùng hoặc liên hệ người điều phối",
        )  # fmt: skip


def _kind_by_name(name: str, allowed: tuple[Kind, ...]) -> Kind:
    kind = KIND_BY_EXTENSION.get(extension_of(name))
    if kind is None or kind not in allowed:
        raise UploadRefused("extension", "Không nhận loại tệp này", name, _way_out(allowed))
    return kind


def _way_out(allowed: tuple[Kind, ...]) -> str:
    """What to do with a file of a kind that isn't taken here: as PDF, as a workbook, or another file."""
    if PDF in allowed:
        return f"Chọn tệp có đuôi {extensions_of(allowed)}, hoặc xuất ra PDF"
    if XLSX in allowed:
        return f"Mở bằng Excel hoặc LibreOffice rồi lưu thành tệp {extensions_of(allowed)}"
    return f"Chọn tệp có đuôi {extensions_of(allowed)}"


def _fingerprint(file: IO[bytes], name: str, limit: int) -> tuple[str, int]:
    """SHA-256 and size, read in pieces and given up as soon as the limit is passed."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            break
        digest.update(chunk)
    _check_size(size, name, limit)
    return digest.hexdigest(), size


def _check_size(size: int, name: str, limit: int) -> None:
    if size > limit:
        raise UploadRefused(
            "too-large", f"Tệp lớn hơn giới hạn {limit // MB} MB", name,
            "Quét ở 200–300 dpi, nén hoặc tách tệp rồi chọn lại",
        )  # fmt: skip
    if size <= 0:
        raise UploadRefused("empty", "Tệp rỗng, 0 byte", name, "Kiểm tra lại tệp trên máy rồi chọn lại")


def _check_first_bytes(file: IO[bytes], kind: Kind, name: str) -> None:
    file.seek(0)
    head = file.read(_HEAD)
    if kind.main_part and head.startswith(OLE_MAGIC):
        return  # an old or encrypted office file: `check_ooxml` says which
    found = kind_of_bytes(head.lstrip(b"\xef\xbb\xbf \r\n\t") if kind is PDF else head)
    if kind in found:
        return
    inside = f" mà là {found[0].label}" if len(found) == 1 else ""
    raise UploadRefused(
        "mismatch", f"Tên tệp ghi .{extension_of(name)} nhưng nội dung không phải {kind.label}{inside}", name,
        "Chọn đúng tệp, hoặc mở bằng chương trình gốc rồi xuất ra PDF",
    )  # fmt: skip


def _check_inside(file: IO[bytes], kind: Kind, name: str) -> frozenset[str]:
    if kind.main_part:
        return check_ooxml(file, kind, name)
    if kind in IMAGE_KINDS:
        check_image(file, kind, name)
        return frozenset()
    return check_pdf(file, name)
