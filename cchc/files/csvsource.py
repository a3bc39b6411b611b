"""Lines of a CSV file: UTF-8 with or without the byte order mark, comma, quotes."""

import codecs
import csv
import io
import re
from typing import IO

from cchc.files.cells import CellRow
from cchc.files.faults import Fault

MAX_BYTES = 50 * 1024 * 1024
# The writer puts an apostrophe before user text that a spreadsheet would calculate; it is taken off again here.
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def read_csv(file: IO[bytes], name: str) -> tuple[list[CellRow], Fault | None]:
    """All lines as cells of text, or the one fault that kept the file from being read."""
    raw = file.read(MAX_BYTES + 1)
    try:
        text = _decoded(raw)
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (ValueError, csv.Error) as error:
        return [], Fault(name, None, None, _sentence(error))
    if lines and len(lines[0]) == 1 and max(lines[0][0].count(mark) for mark in ";\t") > 0:
        return [], Fault(
            name, 1, None, "các cột không ngăn cách bằng dấu phẩy – lưu lại dạng CSV UTF-8 ngăn cách bằng dấu phẩy"
        )
    return [CellRow(number, [_unguarded(cell) for cell in line]) for number, line in enumerate(lines, 1)], None


def _decoded(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise ValueError(f"tệp lớn hơn {MAX_BYTES // 2**20} MB – tách thành nhiều tệp")
    if raw.startswith(b"PK\x03\x04"):
        raise ValueError("tệp là bảng tính Excel, không phải CSV – đổi đuôi tệp thành .xlsx")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ValueError("tệp không phải UTF-8 mà là UTF-16 – lưu lại dạng CSV UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"tệp không phải UTF-8 (ký tự lạ ở dòng {line}) – lưu lại dạng CSV UTF-8") from error


def _sentence(error: Exception) -> str:
    if isinstance(error, csv.Error):
        return "không tách được các ô – kiểm tra dấu nháy kép chưa đóng, lưu lại dạng CSV UTF-8"
    return str(error)


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
