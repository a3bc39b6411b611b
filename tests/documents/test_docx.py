"""The Word file: the same words and pages as the PDF, in an order of elements Word accepts."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm

from cchc.documents import layout, texts
from cchc.documents.blocks import Head
from cchc.documents.lookup import Lookup
from cchc.documents.plain import lines, normalised
from cchc.documents.printing import lookup_of
from cchc.documents.render import render, render_text

PICTURE = lookup_of("1-0123456789abcdef").png
Sample = Callable[[str], dict[str, Any]]
# The order of the schema, as far as we write it.
PARAGRAPH_ORDER = ["pStyle", "keepNext", "widowControl", "pBdr", "spacing", "ind", "jc", "rPr", "sectPr"]
TABLE_ORDER = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]
SECTION_ORDER = [
    "headerReference",
    "footerReference",
    "type",
    "pgSz",
    "pgMar",
    "pgNumType",
    "cols",
    "titlePg",
    "docGrid",
]


def word(sample: dict[str, Any], kind: str, **options: Any) -> DocxDocument:
    return Document(io.BytesIO(render(kind, sample, fmt="docx", **options)))


def printed(document: DocxDocument) -> Iterator[str]:
    for element in document.element.body.iter(qn("w:p")):
        other = {qn("w:br"): " ", qn("w:noBreakHyphen"): "-"}
        words = "".join(other.get(piece.tag) or piece.text or "" for piece in element.iter(qn("w:t"), *other))
        if normalised(words):
            yield normalised(words)


def expected(kind: str, data: dict[str, Any]) -> list[str]:
    blocks = render_text(kind, data)
    heads = [
        name
        for block in blocks
        if isinstance(block, Head)
        for name in (block.parent, *block.names, *layout.MOTTO)
        if name
    ]
    pieces = [piece for line in lines(blocks) for piece in line.split(" | ") if piece.strip()]
    return heads + pieces


@pytest.mark.parametrize("name", ["01", "04", "05-nguoi_dan", "10", "12", "15", "seed003"])
def test_the_word_file_has_the_words_of_the_pdf(sample: Sample, name: str) -> None:
    kind = "02" if name == "seed003" else name[:2]
    assert Counter(printed(word(sample(name), kind))) == Counter(expected(kind, sample(name)))


def test_sections_turn_the_sheet_and_number_pages_from_one(sample: Sample) -> None:
    sections = word(sample("12"), "12").sections
    assert [round(section.page_width / Mm(1)) for section in sections] == [210, 210, 297, 210]
    assert [section.different_first_page_header_footer for section in sections] == [True] * 4
    starts = [section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for section in sections]
    assert starts == ["1"] * 4


def test_heads_repeat_and_rows_stay_whole(sample: Sample) -> None:
    table = word(sample("12"), "12").tables[2]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] + [False] * (len(table.rows) - 1)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_elements_stand_in_the_order_word_reads(sample: Sample) -> None:
    body = word(sample("12"), "12").element.body
    for tag, order in (("w:pPr", PARAGRAPH_ORDER), ("w:tblPr", TABLE_ORDER), ("w:sectPr", SECTION_ORDER)):
        for element in body.iter(qn(tag)):
            names = [child.tag.split("}")[1] for child in element]
            assert names == sorted(names, key=order.index)


def test_the_signature_is_held_by_what_stands_before_it(sample: Sample) -> None:
    document = word(sample("14"), "14")
    signed = document.tables[-1]._tbl
    gap, last = signed.getprevious(), signed.getprevious().getprevious()
    assert [one.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for one in (gap, last)] == [True, True]


def test_lines_are_as_high_as_the_pdfs_and_a_subject_stands_six_points_under_the_number(sample: Sample) -> None:
    letter = word(sample("14"), "14")
    body = next(one for one in letter.paragraphs if one.text.startswith("Để bảo đảm")).paragraph_format
    assert (body.line_spacing_rule, body.line_spacing.pt) == (WD_LINE_SPACING.AT_LEAST, 16.8)
    number, subject = letter.tables[0].cell(1, 0).paragraphs
    assert (number.text[:3], subject.text[:3], subject.paragraph_format.space_before.pt) == ("Số:", "V/v", 6)


def test_the_words_that_lead_to_a_table_stay_with_it(sample: Sample) -> None:
    lead = word(sample("14"), "14").tables[1]._tbl.getprevious()
    assert lead.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_an_empty_line_is_as_small_as_it_was_meant(sample: Sample) -> None:
    gap = word(sample("14"), "14").tables[-1]._tbl.getprevious()
    spacing = gap.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    # Twelve points above a signature, six of which the paragraph before it has given.
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("120", "exact")


def test_between_two_paragraphs_the_larger_room_counts_as_in_the_pdf(sample: Sample) -> None:
    order = next(one for one in word(sample("12"), "12").paragraphs if one.text == "QUYẾT ĐỊNH:")
    assert (order.paragraph_format.space_before, order.paragraph_format.space_after.pt) == (None, 8)


def test_equal_data_gives_equal_bytes_without_the_clock(sample: Sample) -> None:
    first, second = (render("12", sample("12"), fmt="docx") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_carries_its_name_and_no_author(sample: Sample) -> None:
    about = word(sample("14"), "14").core_properties
    assert (about.title, about.author, about.last_modified_by) == (texts.load("14").name, "", "")


def test_the_lookup_line_closes_the_main_text(sample: Sample) -> None:
    assert "Tra cứu: ABC" in list(printed(word(sample("14"), "14", lookup=Lookup("Tra cứu: ABC", "", PICTURE))))
