"""Blocks as a Word file for offices that finish a draft by hand: the same words, sizes and pages as the PDF."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from . import layout, word
from .blocks import (
    BOX,
    Addressees,
    Block,
    Closing,
    DottedLines,
    FormHead,
    Head,
    Options,
    Paragraph,
    Recipients,
    Row,
    Run,
    Signature,
    Signatures,
    Table,
)
from .columns import PADDING, PADDING_ABOVE, RULE, Fit, fit
from .html import addressee_lines, agency_rule, centred_runs, neighbours, option_shares, rule_length, total_rows
from .layout import Section, Style
from .lookup import QR_SIDE, Lookup
from .metrics import MM_PER_PT, text_width

_ALIGN = {
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LEFT = Style(indent=0, after=0, align="left")
_CENTRE = Style(indent=0, after=0, align="center")
_RECIPIENT = Style(size=layout.RECIPIENTS_SIZE, indent=0, after=0, align="left")
_TINY = 1.0


def to_docx(title: str, sections: Sequence[Section], *, lookup: Lookup | None = None) -> bytes:
    """The Word file; equal sections give equal bytes."""
    document = Document()
    word.use_font(document)
    for index, section in enumerate(sections):
        _open(document, section, first=index == 0)
        writer = _Writer(document, section)
        for before, block, after in neighbours(section):
            writer.write(before, block, after)
        if lookup and index == 0:
            writer.note(lookup)
        writer.end()
    return word.to_bytes(document, title)


def _open(document: DocxDocument, section: Section, *, first: bool) -> None:
    page = document.sections[0] if first else document.add_section(WD_SECTION.NEW_PAGE)
    if not first:
        word.end_section_small(document)
    page.orientation = WD_ORIENT.LANDSCAPE if section.landscape else WD_ORIENT.PORTRAIT
    sides = (Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT))
    page.page_width, page.page_height = sides[::-1] if section.landscape else sides
    page.top_margin, page.right_margin = Mm(layout.MARGIN_TOP), Mm(layout.MARGIN_RIGHT)
    page.bottom_margin, page.left_margin = Mm(layout.MARGIN_BOTTOM), Mm(layout.MARGIN_LEFT)
    page.header_distance = Mm(layout.MARGIN_TOP / 2 - 3)
    page.different_first_page_header_footer = True
    if first:
        number = page.header.paragraphs[0]
        _shape(number, _CENTRE)
        word.page_number(number, layout.PAGE_NUMBER_SIZE)
    word.number_from_one(page)


def _shape(paragraph: DocxParagraph, style: Style) -> None:
    shape = paragraph.paragraph_format
    shape.alignment = _ALIGN[style.align]
    # What the Normal style already says is not said again: tables have thousands of paragraphs.
    if style.indent:
        shape.first_line_indent = Mm(style.indent)
    if style.before:
        shape.space_before = Pt(style.before)
    if style.after:
        shape.space_after = Pt(style.after)
    if style.keep:
        shape.keep_with_next = True


def _say(paragraph: DocxParagraph, runs: Iterable[Run], style: Style, *, single: bool = False) -> DocxParagraph:
    _shape(paragraph, style)
    if not single:
        word.line_height(paragraph, style.size * layout.LINE_HEIGHT, at_least=True)
    runs = [run for run in runs if run.text]
    if not runs:
        word.mark_size(paragraph, style.size)
    for run in runs:
        for index, words in enumerate(run.text.split(BOX)):
            if index:
                word.box(paragraph)
            if words:
                part = word.written(paragraph, words)
                part.font.size = Pt(style.size)
                part.bold = True if style.bold or run.bold else None
                part.italic = True if style.italic or run.italic else None
    return paragraph


def _styled(base: Style, *, size: float, bold: bool = False, italic: bool = False, keep: bool = False) -> Style:
    return Style(size, bold, italic, base.align, base.indent, base.before, base.after, keep)


def _ruled(paragraph: DocxParagraph, width: float, length: float) -> None:
    """A line of `length` mm in the middle of `width` under the paragraph."""
    side = Mm(max(width - length, 0) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    word.rule_below(paragraph)


class _Cellful:
    """Fills a cell paragraph by paragraph; a new cell already holds an empty one."""

    def __init__(self, cell: _Cell, *, lines: str = "") -> None:
        self._cell = cell
        self._lines = lines
        self._fresh = True

    def add(self, text: str, style: Style) -> DocxParagraph:
        paragraph = self._cell.paragraphs[0] if self._fresh else self._cell.add_paragraph()
        self._fresh = False
        if self._lines:
            paragraph.style = self._lines
        return _say(paragraph, [Run(text)], style, single=bool(self._lines))

    def room(self, height: float) -> DocxParagraph:
        """An empty line of so many pt."""
        paragraph = self.add("", _styled(_CENTRE, size=_TINY))
        word.line_height(paragraph, height)
        return paragraph

    def rule(self, cell_width: float, length: float, room: float) -> None:
        """A centred line of `length` mm, `room` pt under what stands above."""
        _ruled(self.room(room), cell_width, length)


def _is_note(block: Block | None) -> bool:
    """The note under a table goes with its last row."""
    return isinstance(block, Paragraph) and block.style == "ghichu"


class _Writer:
    """Writes the blocks of one section at the end of the document."""

    def __init__(self, document: DocxDocument, section: Section) -> None:
        self._document = document
        self._section = section
        # Word adds the room of two neighbours up, where the larger of both is meant.
        self._given = 0.0
        self._wanted = 0.0
        self._writers: Mapping[type, Callable[[Any], None]] = {
            Head: self._head,
            FormHead: self._form_head,
            Addressees: self._addressees,
            Options: self._options,
            DottedLines: self._dotted,
            Recipients: self._recipients,
            Closing: self._closing,
            Signatures: self._signatures,
        }

    def write(self, before: Block | None, block: Block, after: Block | None) -> None:
        """One block; its neighbours decide on rules and on what has to stay together."""
        # The signature never stands alone on a page, nor do the words that lead to a table.
        held = isinstance(after, Closing | Signatures)
        held = held or (_is_note(after) if isinstance(block, Table) else isinstance(after, Table))
        above, below = layout.room_around(block, form=self._section.is_form)
        self._wanted, self._given = max(above - self._given, 0.0), below
        if isinstance(block, Table):
            self._table(block, held=held)
        elif isinstance(block, Paragraph):
            self._paragraph(block, held=held)
            if length := rule_length(before, block, after, self._section.width):
                self._rule(length)
        else:
            self._writers[type(block)](block)

    def end(self) -> None:
        """A table is never the last thing in a file: Word would add a line of full height."""
        if self._document.element.body[-2].tag.endswith("}tbl"):
            self._gap()

    def note(self, lookup: Lookup) -> None:
        """Where the paper can be looked up, after everything else of the main text."""
        self._gap(6)
        table = self._bare_table(1, (12.0, 88.0))
        picture = table.rows[0].cells[0].paragraphs[0].add_run()
        picture.add_picture(io.BytesIO(lookup.png), width=Mm(QR_SIDE))
        words = _Cellful(table.rows[0].cells[1]).add(lookup.text, _styled(_LEFT, size=layout.FOOTER_NOTE_SIZE))
        word.rule_above(words)

    def _line(self, text: str, style: Style) -> DocxParagraph:
        return _say(self._document.add_paragraph(), [Run(text)], style)

    def _paragraph(self, block: Paragraph, *, held: bool) -> None:
        style = layout.style_of(block.style, form=self._section.is_form)
        style = replace(style, before=self._wanted, keep=style.keep or held)
        _say(self._document.add_paragraph(), centred_runs(block, self._section.width), style)

    def _rule(self, length: float) -> None:
        above, below = layout.TITLE_RULE_ROOM
        paragraph = self._gap(max(above - self._given, _TINY), after=below, held=True)
        _ruled(paragraph, self._section.width, length)
        self._given = below

    def _bare_table(
        self, rows: int, shares: Sequence[float], *, beside: float = 0.0, above: float = 0.0, below: float = 0.0
    ) -> DocxTable:
        table: DocxTable = self._document.add_table(rows, len(shares))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        word.cell_margins(table, beside, above, below)
        for row in table.rows:
            word.keep_whole(row)
            for cell, share in zip(row.cells, shares, strict=True):
                cell.width = Mm(self._section.width * share / 100)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(self._section.width * share / 100)
        return table

    def _gap(self, height: float = _TINY, *, after: float = 0.0, held: bool = False) -> DocxParagraph:
        # Word joins two tables that touch; an empty line keeps them apart.
        paragraph = self._line("", Style(size=_TINY, indent=0, after=after, align="left", keep=held))
        word.line_height(paragraph, height)
        return paragraph

    def _head(self, block: Head) -> None:
        table = self._bare_table(2, layout.HEAD_SHARES, below=layout.HEAD_ROOM)
        left_width, right_width = (self._section.width * share / 100 for share in layout.HEAD_SHARES)
        left, right = (_Cellful(cell) for cell in table.rows[0].cells)
        for name in filter(None, [block.parent]):
            left.add(name, _styled(_CENTRE, size=layout.AGENCY_SIZE))
        for name in block.names:
            left.add(name, _styled(_CENTRE, size=layout.AGENCY_SIZE, bold=True))
        left.rule(left_width, agency_rule(block), layout.AGENCY_RULE_ROOM)
        for text, size in zip(layout.MOTTO, layout.MOTTO_SIZES, strict=True):
            right.add(text, _styled(_CENTRE, size=size, bold=True))
        motto = text_width(layout.MOTTO[1], layout.MOTTO_SIZES[1], bold=True)
        right.rule(right_width, motto, layout.MOTTO_RULE_ROOM)
        self._number_row(table, block)

    def _number_row(self, table: DocxTable, block: Head) -> None:
        left, right = (_Cellful(cell) for cell in table.rows[1].cells)
        if block.number:
            left.add(block.number, _styled(_CENTRE, size=layout.NUMBER_SIZE))
        if block.subject:
            above, beside = layout.SUBJECT_ROOM
            words = left.add(block.subject, replace(_CENTRE, size=layout.SUBJECT_SIZE, before=above)).paragraph_format
            words.left_indent = words.right_indent = Pt(beside)
        if block.place_date:
            right.add(block.place_date, _styled(_CENTRE, size=layout.PLACE_SIZE, italic=True))

    def _form_head(self, block: FormHead) -> None:
        table = self._bare_table(1, (50.0, 50.0))
        left, right = (_Cellful(cell) for cell in table.rows[0].cells)
        left.add(block.left, _styled(_LEFT, size=layout.FORM_SIZE, bold=True))
        for line in block.right:
            right.add(line, Style(size=layout.FORM_SIZE, indent=0, after=0, align="right"))

    def _addressees(self, block: Addressees) -> None:
        many, lines = len(block.names) > 1, addressee_lines(block)
        for index, line in enumerate(lines):
            before, after = 0 if index else self._wanted, self._given if index == len(lines) - 1 else 0
            style = Style(indent=0, before=before, after=after, align="left" if many else "center")
            paragraph = self._line(line, style)
            paragraph.paragraph_format.left_indent = Mm((44 if index else 30) if many else 0)

    def _options(self, block: Options) -> None:
        shares = option_shares(block, self._section.width)
        per_row = len(shares)
        room = layout.OPTION_ROOM
        table = self._bare_table(-(-len(block.items) // per_row), shares, above=room, below=room)
        for index, item in enumerate(block.items):
            cell = table.cell(index // per_row, index % per_row)
            _Cellful(cell).add(item, _styled(_LEFT, size=layout.OPTION_SIZE))
        self._gap(self._given)

    def _dotted(self, block: DottedLines) -> None:
        for _ in range(block.count):
            word.rule_below(self._gap(layout.WRITING_LINE / MM_PER_PT), dotted=True)

    def _table(self, block: Table, *, held: bool) -> None:
        chosen = fit(block, self._section.width)
        if self._wanted:
            self._gap(self._wanted, held=True)
        # Word measures the room at the sides from the middle of a line, CSS from its edge.
        beside = PADDING + RULE / 2 * MM_PER_PT
        table = self._bare_table(
            len(chosen.heads) + len(block.rows), chosen.shares, beside=beside, above=PADDING_ABOVE, below=PADDING_ABOVE
        )
        word.grid(table)
        self._heads(table, chosen)
        tail = total_rows(block)
        rows = list(table.rows)[len(chosen.heads) :]
        for index, (row, docx_row) in enumerate(zip(block.rows, rows, strict=True)):
            tied = row.kind == "hanggop" or (index < tail and row.kind == "hangdam")
            # Totals go with the last row before them, and all of it with a signature.
            last = index == len(block.rows) - 1
            tied = tied or (tail - 1 <= index and not last) or (last and held)
            self._row(docx_row.cells, row, chosen, tied=tied)
            if "Chữ ký" in block.columns:
                docx_row.height = Mm(11)
        self._gap(self._given, held=held)

    def _heads(self, table: DocxTable, chosen: Fit) -> None:
        style = _styled(_CENTRE, size=chosen.size, bold=True, keep=True)
        taken: set[tuple[int, int]] = set()
        grid = [docx_row.cells for docx_row in list(table.rows)[: len(chosen.heads)]]
        for level, cells in enumerate(chosen.heads):
            word.repeat_as_head(table.rows[level])
            column = 0
            for head in cells:
                while (level, column) in taken:
                    column += 1
                taken |= {(level + down, column + right) for down in range(head.deep) for right in range(head.over)}
                cell = grid[level][column].merge(grid[level + head.deep - 1][column + head.over - 1])
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                _Cellful(cell, lines=word.TABLE_STYLE).add(head.text, style)

    def _row(self, cells: Sequence[_Cell], row: Row, chosen: Fit, *, tied: bool) -> None:
        bold = row.kind != "hang"
        if row.kind == "hanggop":
            cells = (cells[0].merge(cells[-1]),)
        for cell, text, centred in zip(cells, row.cells, chosen.centred, strict=False):
            base = _CENTRE if centred and row.kind != "hanggop" else _LEFT
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            inside = _Cellful(cell, lines=word.TABLE_STYLE)
            inside.add(text, _styled(base, size=chosen.size, bold=bold, keep=tied))

    def _recipients(self, block: Recipients) -> None:
        if block.lines:
            self._gap(max(self._wanted, _TINY), held=True)
            table = self._bare_table(1, (100.0,))
            self._received(table.rows[0].cells[0], block)

    def _received(self, cell: _Cell, block: Recipients) -> None:
        inside = _Cellful(cell, lines=word.TABLE_STYLE)
        title = _styled(_LEFT, size=layout.RECIPIENTS_TITLE_SIZE, bold=True, italic=True)
        for line, style in (("Nơi nhận:", title), *((line, _RECIPIENT) for line in block.lines)):
            inside.add(line, style).paragraph_format.right_indent = Mm(layout.RECIPIENTS_APART)

    def _closing(self, block: Closing) -> None:
        self._gap(max(self._wanted, _TINY), held=True)
        table = self._bare_table(1, layout.CLOSING_SHARES)
        left, right = table.rows[0].cells
        if block.recipients:
            self._received(left, block.recipients)
        below = [*filter(None, [block.other_title]), block.name]
        self._signer(right, Signature("", "", tuple(below)), block.authority)

    def _signatures(self, block: Signatures) -> None:
        self._gap(max(self._wanted, _TINY), held=True)
        table = self._bare_table(1, (50.0, 50.0))
        for cell, signature in zip(table.rows[0].cells, (block.left, block.right), strict=True):
            self._signer(cell, signature, (signature.title,))

    def _signer(self, place: _Cell, signature: Signature, titles: Sequence[str]) -> None:
        cell = _Cellful(place, lines=word.TABLE_STYLE)
        strong = _styled(_CENTRE, size=layout.SIGNER_SIZE, bold=True)
        for title in titles:
            cell.add(title, strong)
        if signature.hint:
            cell.add(signature.hint, _styled(_CENTRE, size=13, italic=True))
        cell.room(layout.SIGNING_ROOM / MM_PER_PT)
        for line in filter(None, signature.below):
            cell.add(line, strong)
