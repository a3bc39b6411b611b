"""From marked-up lines to blocks. Each line opens with `@style`; the words follow; only tables span several lines."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from . import parties
from .blocks import (
    Addressees,
    Block,
    DottedLines,
    FormHead,
    Head,
    NewPage,
    Options,
    Paragraph,
    Row,
    Run,
    Signature,
    Signatures,
    Table,
)
from .errors import DocumentError
from .values import DATA_MARK, Record, decode

PARAGRAPH_STYLES = frozenset(
    [
        "tenloai",
        "trichyeu",
        "thamquyen",
        "lenh",
        "cancu",
        "dieu",
        "muc",
        "khoan",
        "nd",
        "diem",
        "gach",
        "cong",
        "sao",
        "giua",
        "ghichu",
        "phuluc",
        "tenphuluc",
        "dandong",
        "cauhoi",
    ]
)
# Styles an office may choose in its data (the duties of each body in a plan); the rest belong to the texts alone.
DATA_STYLES = frozenset({"khoan", "nd", "diem", "gach", "cong", "sao", "giua", "ghichu"})
_ROW_KINDS = frozenset({"hang", "hangdam", "hanggop"})
_EMPHASIS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=\S)(.+?)(?<=\S)\*")
_ARTICLE = re.compile(r"(Điều \d+\.)(.*)", re.DOTALL)
_MAX_DOTTED_LINES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the filled text: style and words, data still disarmed."""

    style: str
    words: str


def parse(filled: str, data: Mapping[str, object]) -> list[Block]:
    """The blocks of a filled text. Raises DocumentError naming the line at fault."""
    lines = iter(list(_lines(filled)))
    record = data if isinstance(data, Record) else Record(data)
    blocks = [block for line in lines if (block := _block(line, lines, record)) is not None]
    return list(_grouped(blocks))


def _lines(filled: str) -> Iterator[Line]:
    for text in filled.splitlines():
        if text.strip():
            yield _line(text)


def _line(text: str) -> Line:
    match = re.match(r"\s*@(\S+)(?: (.*))?$", text)
    if not match:
        raise DocumentError(f"dòng không mở đầu bằng «@kiểu»: «{_shown(text)}»")
    style = match[1]
    if style.startswith(DATA_MARK) and decode(style) not in DATA_STYLES:
        raise DocumentError(f"kiểu đoạn «{decode(style)}» trong dữ liệu không dùng được")
    return Line(decode(style), match[2] or "")


def _block(line: Line, rest: Iterator[Line], data: Record) -> Block | None:
    if line.style in PARAGRAPH_STYLES:
        return _paragraph(line)
    if line.style == "bang":
        return _table(line, rest)
    if line.style in _MAKERS:
        return _MAKERS[line.style](line.words, data)
    raise DocumentError(f"không có kiểu đoạn «@{line.style}»: «{_shown(line.words)}»")


def _paragraph(line: Line) -> Paragraph:
    words = line.words.strip()
    article = _ARTICLE.fullmatch(words) if line.style == "dieu" else None
    if not article:
        return Paragraph(line.style, tuple(_runs(words)))
    title = not re.search(r"[.:;]$", words)
    return Paragraph("dieu", (Run(article[1], bold=True), *_runs(article[2], bold=title)))


def _runs(words: str, *, bold: bool = False) -> Iterator[Run]:
    start = 0
    for match in _EMPHASIS.finditer(words):
        yield from _run(words[start : match.start()], bold, False)
        yield from _run(match[1] or match[2], bold or bool(match[1]), not match[1])
        start = match.end()
    yield from _run(words[start:], bold, False)


def _run(words: str, bold: bool, italic: bool) -> Iterator[Run]:
    if text := _spaced(decode(words)):
        yield Run(text, bold, italic)


def _spaced(text: str) -> str:
    # Two spaces are a slip of an empty variable; five are the room for a number or a day and must not collapse.
    text = re.sub(r"(?<! ) {2}(?! )", " ", text)
    return re.sub(r" {3,}", lambda gap: "\u00a0" * len(gap[0]), text)


def _cells(words: str) -> tuple[str, ...]:
    return tuple(_spaced(decode(cell).strip()) for cell in words.split("|"))


def _table(line: Line, rest: Iterator[Line]) -> Table:
    table = Table(_cells(line.words), (), ())
    rows: list[Row] = []
    for row in rest:
        if row.style == "hetbang":
            return replace(table, rows=tuple(rows))
        if row.style == "rong":
            table = replace(table, shares=_shares(row.words, table.columns))
        else:
            rows.append(_row(row, table.columns))
    raise DocumentError(f"bảng «{_shown(line.words)}» thiếu «@hetbang»")


def _shares(words: str, columns: tuple[str, ...]) -> tuple[float, ...]:
    cells = _cells(words)
    if len(cells) != len(columns) or not all(re.fullmatch(r"[1-9]\d*", cell) for cell in cells):
        raise DocumentError(f"«@rong {_shown(words)}» phải có {len(columns)} số, mỗi cột một số")
    total = sum(int(cell) for cell in cells)
    return tuple(100 * int(cell) / total for cell in cells)


def _row(line: Line, columns: tuple[str, ...]) -> Row:
    if line.style not in _ROW_KINDS:
        raise DocumentError(f"trong bảng không dùng được «@{line.style}»: «{_shown(line.words)}»")
    if line.style == "hanggop":
        return Row("hanggop", (_spaced(decode(line.words).strip()),))
    cells = _cells(line.words)
    if len(cells) != len(columns):
        raise DocumentError(f"hàng «{_shown(line.words)}» có {len(cells)} ô, bảng có {len(columns)} cột")
    return Row(line.style, cells)


def _form_head(words: str, _data: Record) -> FormHead:
    left, *right = _cells(words)
    return FormHead(left, tuple(right))


def _addressees(words: str, data: Record) -> Addressees:
    return Addressees(parties.names(data, words.strip()))


def _new_page(words: str, _data: Record) -> NewPage:
    if words.strip() not in {"doc", "ngang"}:
        raise DocumentError(f"«@trangmoi {_shown(words)}» phải là «doc» hoặc «ngang»")
    return NewPage(words.strip() == "ngang")


def _dotted(words: str, _data: Record) -> DottedLines:
    text = decode(words).strip()
    if not text.isdecimal() or not 1 <= int(text) <= _MAX_DOTTED_LINES:
        raise DocumentError(f"«@dongcham {_shown(words)}» phải là số dòng từ 1 đến {_MAX_DOTTED_LINES}")
    return DottedLines(int(text))


def _signatures(words: str, _data: Record) -> Signatures:
    sides = words.split("||")
    if len(sides) != 2:
        raise DocumentError(f"«@ky2 {_shown(words)}» phải có hai bên cách nhau bằng «||»")
    left, right = (_signature(side) for side in sides)
    return Signatures(left, right)


def _signature(words: str) -> Signature:
    title, *lines = (decode(part).strip() for part in words.split("/"))
    hint = lines.pop(0) if lines and lines[0].startswith("(") else ""
    return Signature(title, hint, tuple(line for line in lines if line))


def _option(words: str, _data: Record) -> Options:
    return Options((_spaced(decode(words).strip()),))


_MAKERS: Mapping[str, Callable[[str, Record], Block]] = {
    "dauvanban": lambda words, data: parties.head(data, words.split()),
    "vv": lambda words, data: Head(None, (), None, None, _spaced(decode(words).strip())),
    "dauphieu": _form_head,
    "kinhgui": _addressees,
    "trangmoi": _new_page,
    "dongcham": _dotted,
    "phuongan": _option,
    "ky2": _signatures,
    "ketthuc": lambda _words, data: parties.closing(data),
    "noinhan": lambda _words, data: parties.recipients(data),
}


def _grouped(blocks: Iterable[Block]) -> Iterator[Block]:
    """Neighbours that print as one: the head with its subject line, the answers to one question."""
    held: Block | None = None
    for block in blocks:
        joined = _joined(held, block)
        if joined is None and held is not None:
            yield held
        held = joined or block
    if held is not None:
        yield held


def _joined(first: Block | None, second: Block) -> Block | None:
    if isinstance(first, Options) and isinstance(second, Options):
        return Options(first.items + second.items)
    if isinstance(first, Head) and isinstance(second, Head) and second.subject is not None:
        return replace(first, subject=second.subject)
    return None


def _shown(words: str) -> str:
    text = decode(words).strip()
    return text if len(text) <= 80 else f"{text[:79]}…"
