"""The words of a paper without its looks: what a check on wording reads, and what is held against a real paper."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .blocks import (
    BOX,
    Addressees,
    Block,
    Closing,
    FormHead,
    Head,
    Options,
    Paragraph,
    Recipients,
    Signature,
    Signatures,
    Table,
)
from .html import addressee_lines


def lines(blocks: Iterable[Block]) -> list[str]:
    """Every printed line in reading order, whitespace collapsed; a table row's cells are joined by « | ».

    Quốc hiệu, names of the issuing bodies and empty lines to write on are left out.
    """
    rows = (row for block in blocks for row in _rows(block))
    return [line for row in rows if (line := " | ".join(normalised(cell) for cell in row)).strip(" |")]


def normalised(text: str) -> str:
    """Composed Unicode, one space between words, no boxes to tick."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).replace(BOX, "")).strip()


def _rows(block: Block) -> Iterator[tuple[str, ...]]:
    if isinstance(block, Table):
        yield block.columns
        yield from (row.cells for row in block.rows)
    else:
        yield from ((line,) for line in _lines(block) if line)


def _lines(block: Block) -> Iterable[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Head):
        return [block.number or "", block.subject or "", block.place_date or ""]
    if isinstance(block, FormHead):
        return [block.left, *block.right]
    if isinstance(block, Addressees):
        return addressee_lines(block)
    if isinstance(block, Options):
        return block.items
    return _party_lines(block)


def _party_lines(block: Block) -> Iterable[str]:
    if isinstance(block, Recipients):
        return ["Nơi nhận:", *block.lines] if block.lines else []
    if isinstance(block, Closing):
        received = _party_lines(block.recipients) if block.recipients else []
        return [*received, *block.authority, block.other_title, block.name]
    if isinstance(block, Signatures):
        return [*_signature(block.left), *_signature(block.right)]
    return []


def _signature(signature: Signature) -> Iterable[str]:
    return [signature.title, signature.hint, *signature.below]
