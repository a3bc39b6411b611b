"""Tables for the outside: text stays text, the same rows give the same bytes, and what is written reads back."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cchc.files import parsers
from cchc.files.parsers import clean_text
from cchc.files.tabular import Column, read_table
from cchc.files.writer import MAX_TEXT, Formula, OutColumn, Sheet, sheet_name, write_csv, write_xlsx

COLUMNS = (
    OutColumn("code", "code"),
    OutColumn("text"),
    OutColumn("number", "number"),
    OutColumn("whole", "integer"),
    OutColumn("on", "date"),
    OutColumn("ok", "yes_no"),
)
READ = (
    Column("code", parse=parsers.code),
    Column("text"),
    Column("number", parse=parsers.decimal),
    Column("whole", parse=parsers.integer),
    Column("on", parse=parsers.day),
    Column("ok", parse=parsers.yes_no),
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]


def sheet_of(data: bytes, title: str = "S"):
    return load_workbook(io.BytesIO(data))[title]


def one(value, column=OutColumn("a")):
    return sheet_of(write_xlsx([Sheet("S", [column], [[value]])]))["A2"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_typed_text_never_becomes_a_formula_in_a_workbook(text):
    cell = one(text)
    assert (cell.data_type, cell.value) == ("s", clean_text(text))
    assert cell.number_format == "@"


def test_a_heading_or_title_never_becomes_a_formula():
    sheet = sheet_of(write_xlsx([Sheet("S", [OutColumn("=1+1")], [], titles=["=2+2"])]))
    assert [(row[0].data_type, row[0].value) for row in sheet.iter_rows()] == [("s", "=2+2"), ("s", "=1+1")]


def test_a_formula_is_written_only_where_it_is_called_one():
    cell = one(Formula("=SUM(A3:A9)"), OutColumn("a", "number"))
    assert (cell.data_type, cell.value) == ("f", "=SUM(A3:A9)")


@pytest.mark.parametrize(
    ("value", "column", "kept", "number_format"),
    [
        (Decimal("87.505"), OutColumn("a", "number"), 87.505, "#,##0.00"),
        (-3, OutColumn("a", "integer"), -3, "#,##0"),
        (0, OutColumn("a", "integer"), 0, "#,##0"),
        (1.5, OutColumn("a", "number", number_format="0.0"), 1.5, "0.0"),
        (1969, OutColumn("a", "code"), "1969", "@"),
        (Decimal("1E+2"), OutColumn("a", "code"), "100", "@"),
        ("01969", OutColumn("a", "code"), "01969", "@"),
        (True, OutColumn("a", "yes_no"), "yes", "@"),
        (None, OutColumn("a", "number"), None, "#,##0.00"),
    ],
)
def test_each_kind_keeps_its_nature(value, column, kept, number_format):
    cell = one(value, column)
    assert (cell.value, cell.number_format) == (kept, number_format)


def test_text_longer_than_a_cell_is_cut_with_a_mark():
    assert one("x" * 40_000).value == "x" * (MAX_TEXT - 4) + " […]"


def test_head_and_page_are_set_up():
    columns = [OutColumn("Mã", "code", width=9), OutColumn("Tên", width=40)]
    data = write_xlsx([Sheet("S", columns, [["1", "a"]], titles=["Bảng điểm", "Năm 2024"], freeze_columns=1)])
    sheet = sheet_of(data)
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [9, 40]
    assert sheet["A3"].font.bold is True


def test_drop_downs_stand_on_a_hidden_sheet():
    long = tuple(f"Mức {number}, đầy đủ" for number in range(40))
    columns = [OutColumn("a", choices=("Tốt", "Khá")), OutColumn("b", choices=long)]
    book = load_workbook(io.BytesIO(write_xlsx([Sheet("S", columns, [])])))
    rules = {str(rule.sqref): rule.formula1 for rule in book["S"].data_validations.dataValidation}
    assert rules == {"A2:A1001": "'_danh_muc'!$A$1:$A$2", "B2:B1001": "'_danh_muc'!$B$1:$B$40"}
    assert book["_danh_muc"].sheet_state == "hidden"
    assert [row[:2] for row in book["_danh_muc"].iter_rows(max_row=3, values_only=True)] == [
        ("Tốt", long[0]),
        ("Khá", long[1]),
        (None, long[2]),
    ]


def test_a_row_of_the_wrong_width_is_an_error():
    with pytest.raises(ValueError):
        write_xlsx([Sheet("S", COLUMNS, [["1"]])])


@pytest.mark.parametrize(
    ("name", "taken"), [("a/b:c", "a b c"), ("x" * 40, "x" * 31), ("", "Trang"), ("xã, thị trấn", "xã, thị trấn")]
)
def test_a_sheet_gets_a_name_that_excel_takes(name, taken):
    assert sheet_name(name) == taken


def test_the_same_rows_give_the_same_bytes():
    sheets = [Sheet("S", [OutColumn("a", choices=("x",)), OutColumn("b", "number")], [["=1", Decimal("0.5")]])]
    first = write_xlsx(sheets, title="t", creator="c")
    assert first == write_xlsx(sheets, title="t", creator="c")
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b">2020-01-01T00:00:00Z<") == 2


def test_the_bytes_are_the_same_in_another_process():
    script = (
        "import hashlib; from cchc.files.writer import *;"
        "sheets = [Sheet('S', [OutColumn('a', choices=('x', 'y')), OutColumn('b', 'date')], [['x', None]])] * 2;"
        "print(hashlib.sha256(write_xlsx(sheets)).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, cwd=root, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_a_csv_guards_typed_text_and_leaves_numbers_alone():
    rows = [["01", text, Decimal("-1.50"), -2, date(2024, 1, 2), False] for text in DANGEROUS]
    lines = write_csv(COLUMNS, rows).decode().splitlines()
    assert lines[0] == "code,text,number,whole,on,ok"
    assert lines[1:4] == [
        "01,'=1+1,-1.50,-2,2024-01-02,no",
        "01,'+1,-1.50,-2,2024-01-02,no",
        "01,'-1,-1.50,-2,2024-01-02,no",
    ]
    assert lines[6].startswith("01,''=1,")


def test_a_csv_is_utf8_with_plain_line_ends_and_a_mark_only_on_request():
    data = write_csv([OutColumn("tên")], [["Xã\r\nA"], [None]])
    assert data == 'tên\n"Xã\nA"\n""\n'.encode()
    assert write_csv([OutColumn("a")], [], bom=True) == b"\xef\xbb\xbfa\n"


TEXT = st.one_of(st.text(max_size=30), st.sampled_from(DANGEROUS)).map(clean_text)
ROW = st.tuples(
    TEXT,
    TEXT,
    st.none() | st.decimals(-9999, 9999, places=4),
    st.none() | st.integers(-(10**9), 10**9),
    st.none() | st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.none() | st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=5))
def test_what_is_written_reads_back_the_same(rows):
    rows = [(f"k{row[0]}", *row[1:]) for row in rows]
    files = {"a.csv": write_csv(COLUMNS, rows), "a.xlsx": write_xlsx([Sheet("S", COLUMNS, rows)])}
    for name, data in files.items():
        table = read_table(io.BytesIO(data), name, columns=READ)
        assert table.faults == []
        assert [tuple(row.values.values()) for row in table.rows] == rows
