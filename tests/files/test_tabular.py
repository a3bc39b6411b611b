"""Tables from outside: typed rows, and every fault with its sheet, row and column."""

import io
import random
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl.xml
import pytest
from openpyxl import Workbook

from cchc.files import parsers
from cchc.files.tabular import FIRST, Column, Fault, Faults, Row, read_table, read_workbook
from tests.files import samples

COLUMNS = (
    Column("code", required=True, parse=parsers.code, aliases=("mã",)),
    Column("name"),
    Column("points", parse=parsers.decimal),
    Column("on", parse=parsers.day, optional=True),
)
HEAD = ["code", "name", "points"]


def csv(text: str | bytes, columns=COLUMNS, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(io.BytesIO(data), "a.csv", columns=columns, **options)


def xlsx(rows, columns=COLUMNS, name="a.xlsx", **formats):
    return read_table(io.BytesIO(samples.workbook(rows, **formats)), name, columns=columns)


def lines(table) -> list[str]:
    return [str(fault) for fault in table.faults]


def test_a_csv_gives_typed_rows_with_their_numbers():
    table = csv('code,name,points\n1.1,"Xã, A",0.5\n\n1.10,,\n')
    assert table.faults == []
    assert table.rows == [
        Row("a.csv", 2, {"code": "1.1", "name": "Xã, A", "points": Decimal("0.5"), "on": None}),
        Row("a.csv", 4, {"code": "1.10", "name": "", "points": None, "on": None}),
    ]


def test_a_workbook_gives_the_same_rows():
    table = xlsx([HEAD + ["on"], ["1.1", "Xã", 0.5, date(2024, 12, 5)], [], ["1.10", None, None, "05/12/2024"]])
    assert table.faults == []
    assert table.rows == [
        Row("Sheet1", 2, {"code": "1.1", "name": "Xã", "points": Decimal("0.5"), "on": date(2024, 12, 5)}),
        Row("Sheet1", 4, {"code": "1.10", "name": "", "points": None, "on": date(2024, 12, 5)}),
    ]


def test_a_number_beyond_all_bounds_is_told_in_every_kind_of_column():
    data = samples.workbook([HEAD, [123456, 123456, 123456]])
    sheet = "xl/worksheets/sheet1.xml"
    data = samples.respoken(data, sheet, lambda part: part.replace(b"<v>123456</v>", b"<v>1e999</v>"))
    told = "số quá lớn, không đọc được – kiểm tra lại ô"
    table = read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS)
    assert lines(table) == [f"Sheet1, 2, {column}: {told}" for column in sorted(HEAD)]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter():
    assert csv(b"\xef\xbb\xbfcode,name,points\r\n1,a,2\r\n").rows[0].values["code"] == "1"


def test_heads_are_known_by_alias_case_and_composition():
    assert csv(" M\u0061\u0303 ,NAME,Points\n1,a,2\n").rows[0]["code"] == "1"


def test_a_path_is_read_as_well(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("code,name,points\n1,a,2\n", encoding="utf-8")
    assert len(read_table(path, path.name, columns=COLUMNS).rows) == 1


def test_every_fault_is_reported_not_only_the_first():
    table = csv("code,name,points\n,a,x\n1,b,2\n2,c,1.904.1\n")
    assert lines(table) == [
        "a.csv, 2, code: bỏ trống – cần có giá trị",
        "a.csv, 2, points: «x» không phải là số – ghi số như 0,5 hoặc 0.5, không dùng dấu phân cách hàng nghìn",
        "a.csv, 4, points: «1.904.1» không phải là số – ghi số như 0,5 hoặc 0.5, không dùng dấu phân cách hàng nghìn",
    ]
    assert [row.bad for row in table.rows] == [{"code", "points"}, set(), {"points"}]
    assert table.rows[0].values == {"code": None, "name": "a", "points": None, "on": None}


def test_missing_unknown_repeated_and_nameless_columns_are_reported_together():
    table = csv("code,code,tên,,points\n1,2,3,4,x\n")
    assert lines(table) == [
        "a.csv, 1, code: tên cột lặp lại – giữ một cột",
        "a.csv, 1, cột thứ 4: cột không có tên ở dòng 1 – đặt tên hoặc xóa cột",
        "a.csv, 1, name: thiếu cột này – dòng 1 cần có các cột: code, name, points, on",
        "a.csv, 1, tên: không có cột tên này trong mẫu – các cột được nhận: code, name, points, on",
        "a.csv, 2, points: «x» không phải là số – ghi số như 0,5 hoặc 0.5, không dùng dấu phân cách hàng nghìn",
    ]


def test_an_alias_beside_its_column_is_a_repeated_column():
    assert lines(csv("code,mã,name,points\n1,1,a,2\n")) == ["a.csv, 1, code: tên cột lặp lại – giữ một cột"]


@pytest.mark.parametrize("read", [lambda: csv(""), lambda: xlsx([])])
def test_an_empty_table_lacks_its_columns(read):
    table = read()
    assert [fault.column for fault in table.faults] == ["code", "name", "points"]
    assert table.rows == []


def test_more_cells_than_columns_are_reported():
    assert lines(csv("code,name,points\n1,Xã, huyện,2\n"))[0] == (
        "a.csv, 2, cột thứ 4: có dữ liệu nhưng cột không có tên ở dòng 1 – xem lại dấu phẩy, dấu nháy"
    )
    assert lines(xlsx([HEAD, ["1", "a", 2, "ghi chú"]])) == [
        "Sheet1, 2, cột thứ 4: có dữ liệu nhưng cột không có tên ở dòng 1 – xem lại dấu phẩy, dấu nháy"
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (
            "code,name,points\n1,Xã Vi Hương,2\n".encode("cp1258", "replace").replace(b"?", b"\xe3"),
            "a.csv, -, -: tệp không phải UTF-8 (ký tự lạ ở dòng 2) – lưu lại dạng CSV UTF-8",
        ),
        ("code,name".encode("utf-16"), "a.csv, -, -: tệp không phải UTF-8 mà là UTF-16 – lưu lại dạng CSV UTF-8"),
        (
            samples.workbook([["a"]]),
            "a.csv, -, -: tệp là bảng tính Excel, không phải CSV – đổi đuôi tệp thành .xlsx",
        ),
        (
            b"code;name;points\n1;a;2\n",
            "a.csv, 1, -: các cột không ngăn cách bằng dấu phẩy – lưu lại dạng CSV UTF-8 ngăn cách bằng dấu phẩy",
        ),
        (
            b'code,name,points\n1,"a,2\n',
            "a.csv, -, -: không tách được các ô – kiểm tra dấu nháy kép chưa đóng, lưu lại dạng CSV UTF-8",
        ),
    ],
)
def test_a_csv_that_cannot_be_read_says_why(data, line):
    assert lines(csv(data)) == [line]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html>", "nội dung không phải tệp Excel (.xlsx) – mở bằng Excel, lưu thành .xlsx"),
        (b"", "nội dung không phải tệp Excel (.xlsx) – mở bằng Excel, lưu thành .xlsx"),
        (
            samples.ole(),
            "tệp theo định dạng Office cũ (.doc, .xls) – "
            "mở tệp, chọn Lưu thành (Save As) Excel (.xlsx) rồi chọn tệp mới",
        ),
        (
            samples.ENCRYPTED_OFFICE,
            "tệp có đặt mật khẩu mở, người thẩm định không đọc được – bỏ mật khẩu, lưu lại rồi chọn lại",
        ),
        (samples.docx(), "nội dung không phải tệp Excel (.xlsx) – chọn đúng tệp hoặc xuất ra PDF"),
        (samples.package(samples.XLSX), "không đọc được trang tính, tệp hỏng – mở bằng Excel, lưu lại rồi chọn lại"),
    ],
)
def test_a_wrong_workbook_is_told_clearly(data, message):
    table = read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS)
    assert lines(table) == [f"a.xlsx, -, -: {message}"]


def test_another_kind_of_file_is_not_read():
    assert lines(read_table(io.BytesIO(b""), "a.ods", columns=COLUMNS)) == [
        "a.ods, -, -: không nhận loại tệp này – lưu lại thành .xlsx hoặc .csv (UTF-8)"
    ]


def test_codes_typed_as_numbers_are_reported_unless_their_format_tells():
    table = xlsx([HEAD, [1.1, "", 1], [1.1, "", 1], [1969, "", 1], [5, "", 1]], A3="0.00", A4="00000")
    assert lines(table) == [
        "Sheet1, 2, code: ô là số «1.1» – định dạng lại ô thành Văn bản rồi nhập lại (1.1 khác 1.10)"
    ]
    assert [row["code"] for row in table.rows] == [None, "1.10", "01969", "5"]


def test_a_formula_that_was_never_calculated_is_reported_with_its_cell():
    table = xlsx([HEAD, ["1", "a", 2], ["2", "b", "=C2*2"], [None, None, "=1+1"]])
    hint = "mở bằng Excel, lưu lại, hoặc dán giá trị thay công thức"
    assert lines(table) == [
        f"Sheet1, 3, points: công thức chưa có giá trị tại ô C3 – {hint}",
        "Sheet1, 4, code: bỏ trống – cần có giá trị",
        f"Sheet1, 4, points: công thức chưa có giá trị tại ô C4 – {hint}",
    ]


def calculated(kind: bytes, value: bytes):
    def change(xml: bytes) -> bytes:
        empty = b'<c r="B2"><f>X1</f><v></v></c>'
        assert xml.count(empty) == 1
        return xml.replace(empty, b'<c r="B2"' + kind + b"><f>X1</f><v>" + value + b"</v></c>")

    data = samples.respoken(samples.workbook([HEAD, ["1", "=X1", 2]]), "xl/worksheets/sheet1.xml", change)
    return read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS)


def test_a_calculated_formula_counts_by_its_value():
    assert calculated(b' t="str"', b"abc").rows[0]["name"] == "abc"


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell():
    table = calculated(b' t="str"', b"")
    assert (table.rows[0]["name"], table.faults) == ("", [])


def test_an_error_value_is_reported_even_in_a_text_column():
    assert lines(calculated(b' t="e"', b"#REF!")) == [
        "Sheet1, 2, name: ô báo lỗi #REF! – sửa công thức hoặc ghi giá trị vào ô"
    ]


def test_text_that_looks_like_an_error_value_is_text():
    assert csv("code,name,points\n1,#REF!,2\n").rows[0]["name"] == "#REF!"


def test_the_dimension_stated_in_the_file_is_not_believed():
    def lie(xml: bytes) -> bytes:
        return xml.replace(b'ref="A1:C3"', b'ref="A1:XFD1048576"')

    data = samples.respoken(samples.workbook([HEAD, ["1", "a", 2], ["2", "b", 3]]), "xl/worksheets/sheet1.xml", lie)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"XFD1048576" in package.read("xl/worksheets/sheet1.xml")
    table = read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS)
    assert ([row["code"] for row in table.rows], table.faults) == (["1", "2"], [])


def test_a_dimension_smaller_than_the_sheet_hides_nothing():
    def lie(xml: bytes) -> bytes:
        return xml.replace(b'ref="A1:C3"', b'ref="A1:A1"')

    data = samples.respoken(samples.workbook([HEAD, ["1", "a", 2], ["2", "b", 3]]), "xl/worksheets/sheet1.xml", lie)
    table = read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS)
    assert [row["points"] for row in table.rows] == [2, 3]


def test_a_row_far_down_ends_the_reading_instead_of_a_million_empty_rows():
    def far(xml: bytes) -> bytes:
        return xml.replace(b'<row r="3"', b'<row r="1048576"').replace(b'"A3"', b'"A1048576"')

    data = samples.respoken(samples.workbook([HEAD, ["1", "a", 2], ["2", "b", 3]]), "xl/worksheets/sheet1.xml", far)
    assert lines(read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS)) == [
        "Sheet1, -, -: trang tính dài quá 100000 dòng, kể cả dòng trống – xóa các dòng trống ở cuối"
    ]


def test_reading_stops_after_the_greatest_number_of_rows():
    table = csv("code,name,points\n1,,\n2,,\n3,,\n", max_rows=2)
    assert len(table.rows) == 2
    assert lines(table) == ["a.csv, -, -: có hơn 2 dòng – tách thành nhiều tệp"]
    assert csv("code,name,points\n1,,\n2,,\n", max_rows=2).faults == []


def test_a_workbook_that_unpacks_to_too_much_is_not_opened():
    def swell(xml: bytes) -> bytes:
        block = b"<!--" + bytes(random.Random(1).choices(b"0123456789abcdef", k=1000)) + b" " * 60_000 + b"-->"
        return xml.replace(b"</sheetData>", block * 880 + b"</sheetData>")

    data = samples.respoken(samples.workbook([HEAD]), "xl/worksheets/sheet1.xml", swell)
    assert 400_000 < len(data) < 1_000_000
    message = "xóa các dòng, cột định dạng thừa và ảnh lớn trong tệp, lưu lại rồi chọn lại"
    fault = read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS).faults[0]
    assert fault.message == f"tệp nén quá mức: mở ra 51 MB, 9 phần – {message}"


@pytest.mark.parametrize("head", [samples.BILLION_LAUGHS, samples.EXTERNAL_ENTITY])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"])
def test_entities_in_a_workbook_are_refused(head, part):
    def spoil(xml: bytes) -> bytes:
        return head + xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else head + xml

    data = samples.respoken(samples.workbook([HEAD, ["1", "a", 2]]), part, spoil)
    assert lines(read_table(io.BytesIO(data), "a.xlsx", columns=COLUMNS)) == [
        "a.xlsx, -, -: bên trong tệp có khai báo thực thể XML không được phép – mở tệp, lưu lại rồi chọn lại"
    ]


def test_openpyxl_reads_through_defusedxml():
    assert openpyxl.xml.DEFUSEDXML is True


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_damaged_workbooks_give_a_fault_and_never_an_exception():
    data = samples.workbook([HEAD, *([str(number), "a", number] for number in range(20))])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    chance = random.Random(7)
    for _ in range(150):
        spoiled = dict(parts)
        name = chance.choice(sorted(parts))
        part = bytearray(parts[name])
        start = chance.randrange(len(part))
        part[start : start + chance.randrange(1, 30)] = bytes(chance.choices(b'<>"=/019acx', k=chance.randrange(6)))
        spoiled[name] = bytes(part)
        table = read_table(io.BytesIO(samples.zip_of(spoiled)), "a.xlsx", columns=COLUMNS)
        assert table.rows or table.faults


def test_the_first_visible_sheet_is_read_unless_one_is_named():
    book = Workbook()
    book.active.title = "Ẩn"
    book.active.sheet_state = "hidden"
    for title in ("Xã", "Phường"):
        book.create_sheet(title).append(["code", "name", "points"])
        book[title].append([title, "", 1])
    target = io.BytesIO()
    book.active = 1
    book.save(target)
    assert read_table(target, "a.xlsx", columns=COLUMNS).rows[0]["code"] == "Xã"
    assert read_table(target, "a.xlsx", columns=COLUMNS, sheet="Phường").rows[0]["code"] == "Phường"
    assert lines(read_table(target, "a.xlsx", columns=COLUMNS, sheet="Ẩn")) == [
        "a.xlsx, -, -: không có trang tính «Ẩn» – tệp có: «Xã», «Phường»"
    ]
    tables = read_workbook(target, "a.xlsx", sheets={"Xã": COLUMNS, "Phường": COLUMNS, "Khác": ()}, optional=["Khác"])
    assert {sheet: len(table.rows) for sheet, table in tables.items()} == {"Xã": 1, "Phường": 1, "Khác": 0}
    assert [fault for table in tables.values() for fault in table.faults] == []


def test_a_workbook_that_cannot_be_opened_is_reported_once():
    tables = read_workbook(io.BytesIO(b"x"), "a.xlsx", sheets={"Xã": COLUMNS, "Phường": COLUMNS})
    assert [len(table.faults) for table in tables.values()] == [1, 0]


def two_sheets() -> io.BytesIO:
    book = Workbook()
    for number, title in enumerate(("Xã", "Phường")):
        sheet = book.active if not number else book.create_sheet()
        sheet.title = title
        sheet.append(["code", "name", "points"])
        sheet.append([title, "", 1])
    target = io.BytesIO()
    book.save(target)
    return target


def test_the_first_sheet_is_read_by_its_place_and_the_others_by_their_names():
    tables = read_workbook(two_sheets(), "a.xlsx", sheets={FIRST: COLUMNS, "Phường": COLUMNS})
    assert {key: (table.sheet, table.rows[0]["code"]) for key, table in tables.items()} == {
        FIRST: ("Xã", "Xã"),
        "Phường": ("Phường", "Phường"),
    }


def test_a_file_that_cannot_be_opened_is_named_where_the_first_sheet_would_be():
    tables = read_workbook(io.BytesIO(b"x"), "a.xlsx", sheets={FIRST: COLUMNS, "Phường": COLUMNS})
    assert [(table.sheet, len(table.faults)) for table in tables.values()] == [("a.xlsx", 1), ("Phường", 0)]


def test_the_damage_of_one_sheet_is_not_said_of_the_next():
    damaged = io.BytesIO()
    with zipfile.ZipFile(two_sheets()) as source, zipfile.ZipFile(damaged, "w") as target:
        for part in source.namelist():
            body = source.read(part)
            target.writestr(part, body[: body.index(b"</row>")] if part.endswith("sheet1.xml") else body)
    tables = read_workbook(damaged, "a.xlsx", sheets={FIRST: COLUMNS, "Phường": COLUMNS})
    assert "tệp hỏng" in lines(tables[FIRST])[0]
    assert (len(tables["Phường"].rows), lines(tables["Phường"])) == (1, [])


def test_faults_are_sorted_and_each_cell_is_judged_once():
    faults = Faults("S")
    row = Row("S", 3, {})
    faults.add(row, "b", "hai")
    faults.add(row, "a", "một")
    faults.add(row, "a", "một lần nữa")
    faults.add(10, None, "dòng")
    faults.add(None, None, "cả trang", sheet="A")
    assert list(faults) == [
        Fault("A", None, None, "cả trang"),
        Fault("S", 3, "a", "một"),
        Fault("S", 3, "b", "hai"),
        Fault("S", 10, None, "dòng"),
    ]
    assert len(faults) == 4
