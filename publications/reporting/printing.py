"""A report as PDF (A4 landscape, the faces and margins of the papers) and as a workbook."""

from cchc.documents import html, layout
from cchc.documents.blocks import Block, Paragraph, Row, Run, Table
from cchc.documents.pdf import to_pdf
from cchc.files.writer import OutColumn, Sheet, sheet_name, write_xlsx
from publications.reporting.table import Column, Part, Report

MOST_ROWS = 1000
"""A longer PDF takes more than half a minute and hundreds of MB: such a report goes out as a workbook."""
KINDS = {"text": "text", "code": "code", "points": "number", "share": "number", "count": "integer"}


def to_paper(report: Report, *, issuer: str) -> bytes:
    """The PDF; equal reports, equal bytes."""
    blocks: list[Block] = [
        _words("giua", issuer, bold=True),
        _words("tenloai", report.title.upper()),
        _words("giua", report.subtitle),
    ]
    for part in report.parts:
        blocks.append(_words("muc", part.title))
        blocks.append(_table(part) if part.lines else _words("nd", part.empty))
    blocks += [_words("ghichu", note) for note in report.notes]
    return to_pdf(html.page(report.title, layout.sections(blocks, landscape=True)))


def _words(style: str, text: str, *, bold: bool = False) -> Paragraph:
    return Paragraph(style, (Run(text, bold=bold),))


def _table(part: Part) -> Table:
    whole = sum(column.width for column in part.columns)
    shares = tuple(round(100 * column.width / whole, 2) for column in part.columns)
    rows = tuple(
        Row("hangdam" if strong else "hang", tuple(text for _, text in cells)) for strong, cells in part.shown()
    )
    return Table(tuple(column.label for column in part.columns), shares, rows)


def to_workbook(report: Report) -> bytes:
    """One sheet a table; figures are numbers with all their decimals."""
    used: dict[str, int] = {}
    return write_xlsx([_sheet(report, part, used) for part in report.parts], title=report.title)


def _sheet(report: Report, part: Part, used: dict[str, int]) -> Sheet:
    name = sheet_name(part.title)
    used[name] = used.get(name, 0) + 1
    if used[name] > 1:
        name = f"{name[:27]} ({used[name]})"
    columns = [OutColumn(column.label, KINDS[column.kind], _width(column)) for column in part.columns]  # type: ignore[arg-type]
    tones = ["strong" if line.strong else "" for line in part.lines]
    rows = [line.values for line in part.lines]
    return Sheet(name, columns, rows, titles=(report.title, report.subtitle), tones=tones, freeze_columns=1)


def _width(column: Column) -> float:
    return max(10.0, min(60.0, column.width * 2.5))
