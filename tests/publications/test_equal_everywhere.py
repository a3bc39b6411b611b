"""One result, six ways to read it: ranks, points and bands are the same cell by cell in page and files."""

import csv
import io
import json
from decimal import Decimal
from itertools import groupby

import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from cchc.documents.printing import print_paper
from cchc.documents.registry import build
from cchc.tenancy.scope import tenant_scope
from criteria.rules.numbers import show_points
from tests.publications.build import published, random_campaign

SEED = 5
HEAD = "Chỉ số CCHC (%) Xếp hạng Xếp loại "
Row = tuple[str, ...]


@pytest.fixture
def year(cast):
    with tenant_scope(cast.tenant_a):
        made = random_campaign(cast, SEED)
        made.snapshot = published(cast, made)
        made.rows = list(made.snapshot.rows.order_by("position"))
        made.paper = build("12", made.campaign)
        made.files = {fmt: print_paper(made.paper, fmt=fmt) for fmt in ("pdf", "docx")}
        return made


def shown(cell: object) -> str:
    """A cell as it is compared: one sign for what is not there."""
    words = " ".join(str(cell if cell is not None else "").split())
    return "" if words in {"–", "-"} else words


def frozen_cells(rows) -> list[list[Row]]:
    """By block: name, rank, appraised, survey, maximum, index, band."""
    return [[cells_of(row) for row in members] for _, members in groupby(rows, key=lambda row: row.block)]


def cells_of(row) -> Row:
    figures = (row.appraised_points, row.survey_points, row.applicable_max, row.index_exact)
    return (row.agency_name, str(row.rank or ""), *map(show_points, figures), row.band)


def page_cells(content: bytes) -> list[list[Row]]:
    tables = html.fromstring(content.decode()).xpath("//table[contains(@class, 'tb-rank')]")
    return [[page_row(row) for row in table.xpath("tbody/tr[not(@class='grp')]")] for table in tables]


def page_row(row) -> Row:
    by_head = {cell.get("data-l"): cell.text_content() for cell in row if cell.get("data-l")}
    rank = by_head["Hạng"].replace("đồng hạng", "")
    names = ("Điểm thẩm định", "Điều tra XHH", "Tối đa áp dụng", "Chỉ số (%)", "Xếp loại")
    return tuple(map(shown, (row.find("th").text_content(), rank, *(by_head[name] for name in names))))


def decision_row(cells) -> Row:
    """Number, name, own points, appraised, survey, total, maximum, index, rank, band, as Annex I has them."""
    return tuple(shown(cells[place]) for place in (1, 8, 3, 4, 6, 7, 9))


def docx_cells(content: bytes) -> list[list[Row]]:
    tables = [table for table in Document(io.BytesIO(content)).tables if len(table.columns) == 10]
    return [[decision_row([cell.text for cell in row.cells]) for row in table.rows[1:-1]] for table in tables]


def data_row(row: dict[str, object]) -> Row:
    """A row of the data files with figures shown as on the page; the exact ones are compared by themselves."""
    figures = (row["appraised_points"], row["survey_points"], row["applicable_max"], row["index_exact"])
    as_shown = [show_points(Decimal(str(figure))) if figure not in ("", None) else "" for figure in figures]
    return (str(row["agency_name"]), shown(row["rank"]), *as_shown, shown(row["band"]))


def data_cells(rows: list[dict[str, object]]) -> list[list[Row]]:
    return [[data_row(row) for row in members] for _, members in groupby(rows, key=lambda row: row["block"])]


def read_data(client) -> dict[str, list[dict[str, object]]]:
    content = {ending: client.get(f"/huyen-a/cong-bo/2024.{ending}").content for ending in ("csv", "json", "xlsx")}
    sheet = list(load_workbook(io.BytesIO(content["xlsx"]), read_only=True).active.values)
    return {
        "csv": list(csv.DictReader(io.StringIO(content["csv"].decode()))),
        "json": json.loads(content["json"], parse_float=Decimal),
        "xlsx": [dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]],
    }


def test_the_result_has_everything_that_could_differ(year):
    ranks = [row.rank for row in year.rows if row.rank]
    assert len(frozen_cells(year.rows)) == 2
    assert len(ranks) > len({(row.block, row.rank) for row in year.rows if row.rank})
    assert any(not row.ranked for row in year.rows)
    assert any(row.index_exact != round(row.index_exact, 2) for row in year.rows)
    assert len({row.applicable_max for row in year.rows}) > 1


def test_ranks_points_and_bands_are_equal_cell_by_cell(year, client):
    expected = frozen_cells(year.rows)
    read = {name: data_cells(rows) for name, rows in read_data(client).items()}
    read["page"] = page_cells(client.get("/huyen-a/cong-bo/2024/").content)
    read["docx"] = docx_cells(year.files["docx"])
    for name, cells in read.items():
        assert cells == expected, name


def test_the_pdf_prints_the_table_of_the_word_file(year):
    """A PDF has no cells: between the head of a table and its mean stand the words of its rows, and nothing else."""
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(year.files["pdf"])).pages).split())
    tables = [table for table in Document(io.BytesIO(year.files["docx"])).tables if len(table.columns) == 10]
    printed = [part.split(" Trung bình ")[0] for part in words.split(HEAD)[1:]]
    assert printed == [" ".join(cell.text for row in table.rows[1:-1] for cell in row.cells) for table in tables]


def test_exact_figures_are_those_frozen_and_rounded_ones_follow_from_them(year, client):
    exact = [(row.agency_code, row.index_exact, row.total_points) for row in year.rows]
    for name, rows in read_data(client).items():
        read = [
            (row["agency_code"], Decimal(str(row["index_exact"])), Decimal(str(row["total_points"]))) for row in rows
        ]
        assert [one[:2] for one in read] == [one[:2] for one in exact], name
        assert [one[2] for one in read] == [one[2] for one in exact], name
        percents = [f"{Decimal(str(row['index_percent'])):.2f}".replace(".", ",") for row in rows]
        assert percents == [show_points(row.index_exact) for row in year.rows], name
