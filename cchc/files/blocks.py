"""Word and Excel files written out as plain paragraphs and tables: what they say, without anything that could act.

A block is `["p", text]`, `["h", text]` or `["t", [[cell, …], …]]`; plain JSON values, shown by a template that escapes
them.
"""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import openpyxl
from defusedxml.ElementTree import parse

Block = list[Any]
XML_MAX = 40 * 1024 * 1024
BLOCKS_MAX = 3000
ROWS_MAX = 500
COLUMNS_MAX = 40
CELL_MAX = 2000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"


class NothingToShow(ValueError):
    """The file holds nothing that can be written out; the message says why."""


def blocks_of_docx(path: Path) -> list[Block]:
    """Paragraphs, headings and tables of the document's body, in order."""
    with zipfile.ZipFile(path) as package:
        if _MAIN not in package.namelist() or package.getinfo(_MAIN).file_size > XML_MAX:
            raise NothingToShow("Tệp Word quá lớn hoặc thiếu phần nội dung; tải về để xem.")
        with package.open(_MAIN) as part:
            root = parse(part).getroot()
    body = root.find(f"{_W}body")
    found = list(_limited(_word_blocks(body if body is not None else root)))
    if not found:
        raise NothingToShow("Tệp Word không có chữ nào; tải về để xem.")
    return found


def blocks_of_xlsx(path: Path) -> list[Block]:
    """Every visible sheet as a heading and a table; long sheets are cut, with a line that says so."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:30]
        found = list(_limited(block for sheet in sheets for block in _sheet_blocks(sheet)))
    finally:
        book.close()
    if not any(block[0] == "t" for block in found):
        raise NothingToShow("Tệp Excel không có ô nào có dữ liệu; tải về để xem.")
    return found


def text_of(blocks: Iterable[Block]) -> str:
    """The words alone, for searching."""
    lines = []
    for kind, content in blocks:
        lines += [" ".join(filter(None, row)) for row in content] if kind == "t" else [content]
    return "\n".join(lines)


def _limited(blocks: Iterable[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks):
        if number == BLOCKS_MAX:
            yield ["p", "… Phần sau không hiển thị; tải tệp về để xem."]
            return
        yield block


def _word_blocks(body: Element) -> Iterator[Block]:
    for child in body:
        if child.tag == f"{_W}p":
            text = _words(child)
            if text:
                yield ["h" if _is_heading(child) else "p", text]
        elif child.tag == f"{_W}tbl":
            rows = [
                [_cell_words(cell) for cell in row.findall(f"{_W}tc")] for row in child.findall(f"{_W}tr")[:ROWS_MAX]
            ]
            yield ["t", [row[:COLUMNS_MAX] for row in rows if any(row)]]
        elif child.tag == f"{_W}sdt":
            yield from _word_blocks(child.find(f"{_W}sdtContent") or Element("empty"))


def _words(paragraph: Element) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _cell_words(cell: Element) -> str:
    return " ".join(filter(None, (_words(one) for one in cell.iter(f"{_W}p"))))[:CELL_MAX]


def _is_heading(paragraph: Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val", "").lower().startswith(("heading", "title"))


def _sheet_blocks(sheet: Any) -> Iterator[Block]:
    yield ["h", str(sheet.title)]
    sheet.reset_dimensions()  # the size a file states for itself is not believed
    rows: list[list[str]] = []
    is_cut = False
    for number, values in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True)):
        if number >= ROWS_MAX * 4 or len(rows) >= ROWS_MAX:
            is_cut = True
            break
        row = [shown(value) for value in values]
        if any(row):
            rows.append(row)
    width = max((place for row in rows for place, cell in enumerate(row, 1) if cell), default=0)
    if rows:
        yield ["t", [row[:width] + [""] * (width - len(row)) for row in rows]]
    if is_cut:
        yield ["p", f"… Chỉ hiển thị {len(rows)} dòng đầu của trang tính; tải tệp về để xem đủ."]


def shown(value: Any) -> str:
    """A cell's value as officials write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return " ".join(str(value).split())[:CELL_MAX]
