"""Sizes, weights and distances of every piece of a paper, after NĐ 30/2020/NĐ-CP, Phụ lục I. Both writers read them.

Lengths in mm, type sizes and distances between paragraphs in pt.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .blocks import Addressees, Block, Closing, FormHead, NewPage, Options, Paragraph, Recipients, Signatures, Table

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM, MARGIN_LEFT = 20.0, 15.0, 20.0, 30.0
INDENT = 12.7
LINE_HEIGHT = 1.2
PAGE_NUMBER_SIZE = 13.0
SIGNING_ROOM = 25.0
WRITING_LINE = 8.0
HEAD_SHARES = (40.0, 60.0)
CLOSING_SHARES = (48.0, 52.0)
# A rule under a name is a third to a half as long as the line above it; under the Tiêu ngữ it is as long as the text.
RULE_SHARE = 0.4

# «18/TTr-PNV» may not be cut at its hyphen.
REFERENCE = re.compile(r"([\w…\xa0]{0,12}/[\w/]{1,12}-[\w-]{1,12})")

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks; `keep` holds it on the page of the next one."""

    size: float = 14.0
    bold: bool = False
    italic: bool = False
    align: str = "justify"
    indent: float = INDENT
    before: float = 0.0
    after: float = 6.0
    keep: bool = False


STYLES: Mapping[str, Style] = {
    "tenloai": Style(bold=True, before=10, after=2, keep=True, align="center", indent=0),
    "trichyeu": Style(bold=True, after=0, keep=True, align="center", indent=0),
    "thamquyen": Style(bold=True, before=4, after=8, keep=True, align="center", indent=0),
    "lenh": Style(bold=True, before=6, after=8, keep=True, align="center", indent=0),
    "cancu": Style(italic=True),
    "dieu": Style(),
    "muc": Style(bold=True, before=4, keep=True),
    "khoan": Style(bold=True, keep=True),
    "nd": Style(),
    "diem": Style(),
    "gach": Style(),
    "cong": Style(),
    "sao": Style(),
    "giua": Style(align="center", indent=0),
    "ghichu": Style(size=11, italic=True, indent=0, before=2),
    "phuluc": Style(bold=True, after=2, keep=True, align="center", indent=0),
    "tenphuluc": Style(bold=True, after=2, keep=True, align="center", indent=0),
    "dandong": Style(size=13, italic=True, after=10, keep=True, align="center", indent=0),
    "cauhoi": Style(bold=True, indent=0, before=3, after=2, keep=True),
}

# Sizes of the fixed pieces (clause in the head of the module).
MOTTO_SIZES = (13.0, 14.0)
AGENCY_SIZE = 13.0
NUMBER_SIZE = 13.0
PLACE_SIZE = 14.0
SUBJECT_SIZE = 13.0
# Above the subject of a letter and at its sides, in pt.
SUBJECT_ROOM = (6.0, 6.0)
RECIPIENTS_TITLE_SIZE = 12.0
RECIPIENTS_SIZE = 11.0
# Between the recipients and the signer, in mm.
RECIPIENTS_APART = 4.0
SIGNER_SIZE = 14.0
FOOTER_NOTE_SIZE = 10.0
# A paper form has to stay within one sheet printed on both sides.
FORM_SIZE = 12.0
# Five steps of satisfaction stand on one line of a form, so that a questionnaire of 24 questions keeps to one sheet.
OPTION_SIZE, OPTION_GAP, OPTION_APART, OPTIONS_ON_LINE = 11.5, 2.5, 12.0, 5
BOX_SIDE = 0.68

# Room in pt above and below pieces that are no paragraphs; between two neighbours the larger room counts.
ROOM: Mapping[type[Block], tuple[float, float]] = {
    Table: (4.0, 8.0),
    Addressees: (10.0, 10.0),
    Closing: (12.0, 12.0),
    Signatures: (12.0, 12.0),
    Recipients: (12.0, 0.0),
    Options: (0.0, 2.0),
}
TITLE_RULE_ROOM = (4.0, 12.0)
# Between a line of the head and the rule under it; under each row of the head; around an answer to tick.
AGENCY_RULE_ROOM, MOTTO_RULE_ROOM, HEAD_ROOM, OPTION_ROOM = 2.0, 1.5, 4.0, 0.5


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one orientation with their own numbers: the main text, an annex or an attached text."""

    landscape: bool
    blocks: tuple[Block, ...]

    @property
    def width(self) -> float:
        """Width of the text in mm."""
        return (PAGE_HEIGHT if self.landscape else PAGE_WIDTH) - MARGIN_LEFT - MARGIN_RIGHT

    @property
    def is_form(self) -> bool:
        return any(isinstance(block, FormHead) for block in self.blocks)


def sections(blocks: Sequence[Block], *, landscape: bool) -> tuple[Section, ...]:
    """The blocks cut at every new page; `landscape` is the orientation of the first section."""
    cut: list[tuple[bool, list[Block]]] = [(landscape, [])]
    for block in blocks:
        if isinstance(block, NewPage):
            cut.append((block.landscape, []))
        else:
            cut[-1][1].append(block)
    return tuple(Section(turned, tuple(inside)) for turned, inside in cut if inside)


def style_of(name: str, *, form: bool = False) -> Style:
    """The style of a paragraph; in a paper form everything is smaller and closer."""
    style = STYLES[name]
    if not form:
        return style
    return Style(
        min(style.size, FORM_SIZE) if name not in {"tenloai", "trichyeu"} else 13.0,
        style.bold,
        style.italic,
        style.align,
        min(style.indent, 7.0),
        min(style.before, 3.0),
        min(style.after, 3.0),
        style.keep,
    )


def room_around(block: Block | None, *, form: bool = False) -> tuple[float, float]:
    """Room in pt that the piece asks for above and below itself."""
    if isinstance(block, Paragraph):
        style = style_of(block.style, form=form)
        return style.before, style.after
    return ROOM.get(type(block), (0.0, 0.0))  # type: ignore[arg-type]
