"""The few things Word can do that python-docx has no words for, and a file that is the same bytes every time."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
# Word refuses a file without dates; a fixed one keeps equal papers equal.
_WRITTEN_AT = datetime(2020, 3, 5, tzinfo=UTC)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def child(parent: object, tag: str, **attributes: str) -> object:
    """A new element at the end of `parent`."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)  # type: ignore[attr-defined]
    return element


def use_font(document: Document) -> None:
    """Times New Roman for every script; Word keeps a face per script."""
    style = document.styles["Normal"]
    style.font.name = FONT
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        faces.set(qn(script), FONT)
    style.element.rPr.append(_language())


def _language() -> object:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    return language


def rule_below(paragraph: Paragraph, *, dotted: bool = False) -> None:
    """A line under the paragraph, as wide as its indents leave."""
    borders = child(paragraph._p.get_or_add_pPr(), "w:pBdr")
    child(borders, "w:bottom", val="dotted" if dotted else "single", sz="6", space="1", color="000000")


def rule_above(paragraph: Paragraph) -> None:
    borders = child(paragraph._p.get_or_add_pPr(), "w:pBdr")
    child(borders, "w:top", val="single", sz="4", space="4", color="000000")


def page_number(paragraph: Paragraph) -> None:
    """The number of the page, counted by Word."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            child(run._r, "w:fldChar", fldCharType=kind)
        else:
            child(run._r, "w:instrText").text = text  # type: ignore[attr-defined]


def number_from_one(section: Section) -> None:
    """Pages of this section count from 1."""
    child(section._sectPr, "w:pgNumType", start="1")


def box(paragraph: Paragraph) -> None:
    """An empty box to tick: a bordered space, since the face has no such glyph."""
    run = paragraph.add_run("\u00a0\u00a0")
    child(run._r.get_or_add_rPr(), "w:bdr", val="single", sz="6", space="0", color="000000")


def grid(table: Table) -> None:
    """Thin black borders around every cell."""
    borders = child(table._tbl.tblPr, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        child(borders, f"w:{side}", val="single", sz="4", space="0", color="000000")


def repeat_as_head(row: _Row) -> None:
    """The row comes again at the top of every page."""
    child(row._tr.get_or_add_trPr(), "w:tblHeader")


def keep_whole(row: _Row) -> None:
    """The row is not cut by the end of a page."""
    child(row._tr.get_or_add_trPr(), "w:cantSplit")


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
