"""PDF files searched for what can act when opened. Pages are not interpreted.

Decided: a file that starts programs (/Launch) is refused. Scripts, attached files and passwords are kept and flagged:
signed official documents carry them at times, and printing them anew would destroy the signature. A flagged file is
only ever handed out as a download.
"""

import re
import zlib
from collections.abc import Iterator
from typing import IO

from cchc.files.errors import UploadRefused

_CHUNK = 1024 * 1024
_OVERLAP = 128
_TAIL = 4096
_OBJECT_STREAMS_MAX = 5000
_INFLATED_MAX = 32 * 1024 * 1024
_HEADER = re.compile(rb"\s{0,8}%PDF-[12]\.\d")


def _name_pattern(name: bytes) -> re.Pattern[bytes]:
    """A PDF name in all its spellings: /JavaScript is also /J#61vaScript (ISO 32000-1, 7.3.5)."""
    letters = b"".join(rb"(?:%s|#(?i:%02x))" % (bytes([letter]), letter) for letter in name)
    return re.compile(rb"/" + letters + rb"(?![A-Za-z0-9])")


_FLAGS = {
    "javascript": _name_pattern(b"JavaScript"),
    "launch": _name_pattern(b"Launch"),
    "embedded_file": _name_pattern(b"EmbeddedFile"),
    "encrypted": _name_pattern(b"Encrypt"),
}
_OBJECT_STREAM = _name_pattern(b"ObjStm")


def check_pdf(file: IO[bytes], name: str) -> frozenset[str]:
    """Refuse what is not a whole PDF or starts programs; give the flags of what it holds."""
    file.seek(0)
    if not _HEADER.match(file.read(64).removeprefix(b"\xef\xbb\xbf")):
        raise UploadRefused("mismatch", "Nội dung không phải tệp PDF", name, "Xuất lại ra PDF rồi chọn lại")
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read(_TAIL):
        raise UploadRefused(
            "broken", "Tệp PDF bị cắt cụt, thiếu phần cuối", name, "Quét hoặc xuất lại ra PDF rồi chọn lại"
        )
    flags = _flags_of(file)
    if "launch" in flags:
        raise UploadRefused(
            "launch",
            "Tệp PDF có lệnh mở chương trình khác",
            name,
            "In lại ra PDF (Microsoft Print to PDF) rồi chọn lại",
        )
    return flags


def _flags_of(file: IO[bytes]) -> frozenset[str]:
    flags: set[str] = set()
    streams: set[int] = set()
    for offset, piece in _pieces(file):
        flags |= _flags_in(piece)
        streams |= {offset + match.start() for match in _OBJECT_STREAM.finditer(piece)}
    left = _INFLATED_MAX
    for start in sorted(streams)[:_OBJECT_STREAMS_MAX]:
        inflated = _object_stream(file, start, left)
        flags |= {"unread"} if inflated is None else _flags_in(inflated)
        left -= len(inflated or b"")
    if left <= 0 or len(streams) > _OBJECT_STREAMS_MAX:
        flags.add("unread")
    return frozenset(flags)


def _flags_in(piece: bytes) -> set[str]:
    return {flag for flag, pattern in _FLAGS.items() if pattern.search(piece)}


def _pieces(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The file in chunks that overlap, so that no name is cut in two, each with its offset."""
    offset = 0
    file.seek(0)
    while piece := file.read(_CHUNK):
        yield offset, piece
        if len(piece) < _CHUNK:
            return
        offset += _CHUNK - _OVERLAP
        file.seek(offset)


def _object_stream(file: IO[bytes], start: int, limit: int) -> bytes | None:
    """What stands in the object stream whose dictionary holds `start`; None where it can't be unpacked."""
    file.seek(start)
    head = file.read(2048)
    begin = re.search(rb"stream\r?\n", head)
    if begin is None or limit <= 0:
        return None
    file.seek(start + begin.end())
    inflater, parts, size = zlib.decompressobj(), [], 0
    try:
        while size < limit and not inflater.eof and (packed := file.read(_CHUNK // 16)):
            parts.append(inflater.decompress(packed, limit - size))
            size += len(parts[-1])
    except zlib.error:
        return None
    return b"".join(parts)
