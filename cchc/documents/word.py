"""The few things Word can do that python-docx has no words for, and a file that is the same bytes every time."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .layout import LINE_HEIGHT, REFERENCE

FONT = "Times New Roman"
FACE_HEIGHT = 1.149
"""Word's single line as a multiple of the type size: ascent, descent and gap of a Times-metric face."""
# Word refuses a file without dates; a fixed one keeps equal papers equal.
_WRITTEN_AT = datetime(2020, 3, 5, tzinfo=UTC)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


# Word reads a file only when these children stand in the order of its schema; each list names what comes after.
_AFTER_BORDER = (
    *("shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE"),
    *("autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents"),
    *("suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId"),
    *("cnfStyle", "rPr", "sectPr", "pPrChange"),
)
_AFTER_PAGE_NUMBERS = ("cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "docGrid")
TABLE_STYLE = "Trong bảng"
"""Lines in a table stand single, as the PDF's 1.15 of their size: the face's own height."""
_TWIPS_PER_MM = 1440 / 25.4
_TWIPS_PER_POINT = 20
# Word keeps spacing in 240ths of a line and the library cuts what is over.
_LINE_UNITS = 240
_LINE = round(_LINE_UNITS * LINE_HEIGHT / FACE_HEIGHT) + 0.5
# A word that is a hair too long for its cell still fits LibreOffice's line and not the PDF's.
_HAIR = 1
_AFTER_CELL_MARGINS = ("tblLook", "tblCaption", "tblDescription", "tblPrChange")
_AFTER_TABLE_BORDERS = ("shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription", "tblPrChange")


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _insert(parent: BaseOxmlElement, element: BaseOxmlElement, after: Sequence[str]) -> None:
    parent.insert_element_before(element, *(f"w:{tag}" for tag in after))


def use_font(document: Document) -> None:
    """Times New Roman for every script; Word keeps a face per script."""
    style = document.styles["Normal"]
    style.font.name = FONT
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        faces.set(qn(script), FONT)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing, shape.widow_control = _LINE / _LINE_UNITS, True
    in_table = document.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    in_table.base_style = style
    in_table.paragraph_format.line_spacing = 1.0


def rule_below(paragraph: Paragraph, *, dotted: bool = False) -> None:
    """A line under the paragraph, as wide as its indents leave."""
    _border(paragraph, _element("w:bottom", val="dotted" if dotted else "single", sz="6", space="0", color="000000"))


def line_height(paragraph: Paragraph, height: float, *, at_least: bool = False) -> None:
    """Lines of exactly so many pt, whatever stands on them; or no less than that."""
    shape = paragraph.paragraph_format
    shape.line_spacing = Pt(height)
    shape.line_spacing_rule = WD_LINE_SPACING.AT_LEAST if at_least else WD_LINE_SPACING.EXACTLY


def rule_above(paragraph: Paragraph) -> None:
    """A line over the paragraph."""
    _border(paragraph, _element("w:top", val="single", sz="4", space="4", color="000000"))


def _border(paragraph: Paragraph, line: BaseOxmlElement) -> None:
    borders = _element("w:pBdr")
    borders.append(line)
    _insert(paragraph._p.get_or_add_pPr(), borders, _AFTER_BORDER)


def page_number(paragraph: Paragraph, size: float) -> None:
    """The number of the page, counted by Word, at `size` pt."""
    instruction = _element("w:instrText")
    instruction.text = "PAGE"
    begin, end = (_element("w:fldChar", fldCharType=kind) for kind in ("begin", "end"))
    for piece in (begin, instruction, end):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        run._r.append(piece)


def number_from_one(section: Section) -> None:
    """Pages of this section count from 1."""
    properties = section._sectPr
    for inherited in properties.findall(qn("w:pgNumType")):
        properties.remove(inherited)
    _insert(properties, _element("w:pgNumType", start="1"), _AFTER_PAGE_NUMBERS)


def box(paragraph: Paragraph) -> None:
    """An empty box to tick: a bordered space, since the face has no such glyph."""
    run = paragraph.add_run("\u00a0\u00a0")
    run._r.get_or_add_rPr().append(_element("w:bdr", val="single", sz="6", space="0", color="000000"))


def written(paragraph: Paragraph, words: str) -> Run:
    """The words as a run; «18/TTr-PNV» is not cut at its hyphen."""
    run = paragraph.add_run()
    for index, piece in enumerate(REFERENCE.split(words)):
        before, hyphen, after = piece.partition("-") if index % 2 else (piece, "", "")
        _lines(run, before)
        if hyphen:
            run._r.append(_element("w:noBreakHyphen"))
            _lines(run, after)
    return run


def _lines(run: Run, words: str) -> None:
    for index, line in enumerate(words.split("\n")):
        if index:
            run.add_break()
        if line:
            run.add_text(line)


def mark_size(paragraph: Paragraph, size: float) -> None:
    """The height of an empty line is that of its paragraph mark, in pt."""
    properties = _element("w:rPr")
    properties.append(_element("w:sz", val=f"{2 * size:.0f}"))
    _insert(paragraph._p.get_or_add_pPr(), properties, ("sectPr", "pPrChange"))


def end_section_small(document: Document) -> None:
    """The line that carries the end of a section takes no room, or a full page would be followed by an empty one."""
    ends = document.element.body.findall(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:sectPr')}")
    paragraph = Paragraph(ends[-1].getparent().getparent(), document)
    mark_size(paragraph, 1)
    line_height(paragraph, 1)


def cell_margins(table: Table, side: float, above: float = 0.0, below: float = 0.0) -> None:
    """Room between a cell's borders and its words: at the sides in mm (Word's own is 1.9), above and below in pt."""
    top, bottom = (f"{height * _TWIPS_PER_POINT:.0f}" for height in (above, below))
    left = round(side * _TWIPS_PER_MM)
    right = left + _HAIR if side else 0
    margins = _element("w:tblCellMar")
    for name, width in (("top", top), ("left", f"{left}"), ("bottom", bottom), ("right", f"{right}")):
        margins.append(_element(f"w:{name}", w=width, type="dxa"))
    _insert(table._tbl.tblPr, margins, _AFTER_CELL_MARGINS)


def grid(table: Table) -> None:
    """Thin black borders around every cell."""
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="000000"))
    _insert(table._tbl.tblPr, borders, _AFTER_TABLE_BORDERS)


def repeat_as_head(row: _Row) -> None:
    """The row comes again at the top of every page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    """The row is not cut by the end of a page."""
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def to_bytes(document: Document, title: str) -> bytes:
    """The file with fixed properties and times: equal documents give equal bytes."""
    about = document.core_properties
    about.title, about.author, about.comments, about.language = title, "", "", "vi-VN"
    about.created = about.modified = _WRITTEN_AT
    about.last_modified_by, about.revision = "", 1
    stream = io.BytesIO()
    document.save(stream)
    return _frozen(stream)


def _frozen(stream: io.BytesIO) -> bytes:
    frozen = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(frozen, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _ordered(source.NameToInfo):
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return frozen.getvalue()


def _ordered(names: Mapping[str, object]) -> list[str]:
    # Readers look for the list of content types first.
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
