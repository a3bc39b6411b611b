import io

import openpyxl
import pytest

from criteria.resources.criteria import read_criteria
from criteria.resources.export import as_csv, as_xlsx
from tests.criteria.files import COMMUNE, PROVINCE, SMALL


@pytest.mark.parametrize("path", [COMMUNE, PROVINCE])
def test_the_csv_of_a_set_is_the_file_it_came_from_byte_for_byte(path):
    assert as_csv(read_criteria(path, path.name).rows) == path.read_bytes()


@pytest.mark.parametrize("path", [COMMUNE, PROVINCE])
def test_the_workbook_of_a_set_gives_the_same_rows_again(path):
    rows = read_criteria(path, path.name).rows
    again = read_criteria(io.BytesIO(as_xlsx(rows, "Bộ tiêu chí")), "bo.xlsx")
    assert list(again.faults) == []
    assert again.rows == rows


def workbook(change) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(read_criteria(io.BytesIO(SMALL.encode()), "tep.csv").rows, "Thử")))
    change(book["Tiêu chí"], book["Cách chấm"])
    target = io.BytesIO()
    book.save(target)
    return [str(fault) for fault in read_criteria(target, "bo.xlsx").faults]


def test_the_rule_stands_on_the_second_sheet_a_row_per_part():
    rows = read_criteria(COMMUNE, COMMUNE.name).rows
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows[:3], "Thử")))["Cách chấm"]
    assert list(sheet.iter_rows(values_only=True)) == [
        ("code", "part", "label", "percent", "points"),
        ("1.1.1", "option", "Ban hành trong tháng 01 của năm đánh giá", None, 0.5),
        ("1.1.1", "option", "Ban hành trong tháng 02 của năm đánh giá", None, 0.25),
        ("1.1.1", "option", "Ban hành từ tháng 3 trở đi hoặc không ban hành", None, 0),
    ]


def test_a_code_that_became_a_number_is_a_fault_and_never_guessed():
    def change(main, rules):
        main["A6"].value, main["A6"].number_format = 1.1, "General"

    (fault, *_) = workbook(change)
    assert fault == ("Tiêu chí, 6, code: ô là số «1.1» – định dạng lại ô thành Văn bản rồi nhập lại (1.1 khác 1.10)")


def test_faults_of_the_sheet_of_rules_are_named_there():
    def change(main, rules):
        rules["A2"].value = "1.9.9"
        rules["E4"].value = 0.7
        rules["C5"].value = "thừa"

    assert workbook(change) == [
        "Cách chấm, 2, code: không có mục 1.9.9 ở trang tiêu chí – sửa mã",
        "Cách chấm, 3, part: mục 1.1.1: Thiếu “yes” – cách chấm boolean cần có.",
        "Cách chấm, 4, part: mục 1.1.2: Bước điểm 0,70 lớn hơn điểm tối đa 0,50.",
        "Cách chấm, 5, label: dòng «per» không dùng cột này – để trống",
    ]


def test_a_leaf_without_rows_on_the_sheet_of_rules_is_a_fault_of_its_own_row():
    def change(main, rules):
        rules.delete_rows(rules.max_row)

    assert workbook(change) == [
        "Tiêu chí, 8, rule: mục 2.1 chưa có nội dung cách chấm survey – ghi cách chấm",
    ]
