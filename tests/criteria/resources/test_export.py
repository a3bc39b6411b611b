import io

import openpyxl
import pytest

from cchc.files.faults import Faults
from cchc.files.tabular import read_table
from criteria.exchange import item_changes
from criteria.models import BonusItem
from criteria.resources import bonus
from criteria.resources.criteria import CriteriaFile, read_criteria
from criteria.resources.export import as_csv, as_xlsx
from tests.criteria.files import BONUS, COMMUNE, PROVINCE, SMALL


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
        ("Mã", "Thành phần", "Nội dung", "Tỷ lệ (%)", "Điểm"),
        ("1.1.1", "mức", "Ban hành trong tháng 01 của năm đánh giá", None, 0.5),
        ("1.1.1", "mức", "Ban hành trong tháng 02 của năm đánh giá", None, 0.25),
        ("1.1.1", "mức", "Ban hành từ tháng 3 trở đi hoặc không ban hành", None, 0),
    ]


def test_a_code_that_became_a_number_is_a_fault_and_never_guessed():
    def change(main, rules):
        main["A6"].value, main["A6"].number_format = 1.1, "General"

    (fault, *_) = workbook(change)
    assert fault == ("Tiêu chí, 6, Mã: ô là số «1.1» – định dạng lại ô thành Văn bản rồi nhập lại (1.1 khác 1.10)")


def test_faults_of_the_sheet_of_rules_are_named_there():
    def change(main, rules):
        rules["A2"].value = "1.9.9"
        rules["E4"].value = 0.7
        rules["C5"].value = "thừa"

    assert workbook(change) == [
        "Cách chấm, 2, Mã: không có mục 1.9.9 ở trang tiêu chí – sửa mã",
        "Cách chấm, 3, Thành phần: mục 1.1.1: Thiếu điểm của “Có” (“yes”) – cách chấm «Có hoặc không» cần có.",
        "Cách chấm, 4, Thành phần: mục 1.1.2: Bước điểm 0,70 lớn hơn điểm tối đa 0,50.",
        "Cách chấm, 5, Nội dung: dòng «mỗi trường hợp» không dùng cột này – để trống",
    ]


def test_a_leaf_without_rows_on_the_sheet_of_rules_is_a_fault_of_its_own_row():
    def change(main, rules):
        rules.delete_rows(rules.max_row)

    assert workbook(change) == [
        "Tiêu chí, 8, rule: mục 2.1 chưa có nội dung của cách chấm «Điều tra xã hội học» – ghi nội dung",
    ]


def sample(path=COMMUNE):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(read_criteria(path, path.name).rows, "Bộ tiêu chí mẫu")))


def test_points_of_a_branch_are_the_sum_of_the_cells_below_it():
    main = sample()["Tiêu chí"]
    assert [main[f"E{row}"].value for row in range(2, 6)] == [
        "=SUM(E3,E7,E12,E16,E20,E21,E24)",
        "=SUM(E4:E6)",
        0.5,
        0.5,
    ]


def test_a_formula_carries_its_value_so_that_the_file_can_be_read_again_at_once():
    content = io.BytesIO(as_xlsx(read_criteria(COMMUNE, COMMUNE.name).rows, "Bộ"))
    values = openpyxl.load_workbook(content, data_only=True)
    assert [values["Tiêu chí"]["E2"].value, values["Tổng hợp"]["C12"].value] == [13, 100]


def test_an_official_chooses_from_lists_and_prints_with_heads_and_page_numbers():
    book = sample()
    main, rules = book["Tiêu chí"], book["Cách chấm"]
    lists = {
        str(one.sqref).partition("2:")[0]
        for sheet in (main, rules, book[bonus.SHEET])
        for one in sheet.data_validations.dataValidation
    }
    assert lists == {"B", "F", "G", "J", "N"}  # the kind of a bonus item stands in B as well
    for sheet, paper in ((main, 8), (rules, 9), (book["Tổng hợp"], 9)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", paper)
        assert sheet.oddFooter.center.text == "Trang &P/&N"
    assert main.print_title_rows == "$1:$1"
    assert [main.row_dimensions[row].height for row in (1, 2, 4)] == [31.5, 31.5, 31.5]
    assert [cell.value for cell in main[1]][:7] == [
        *("Mã", "Cấp", "Mã cấp trên", "Tên tiêu chí", "Điểm tối đa", "Nguồn điểm", "Cách chấm"),
    ]
    assert [cell.value for cell in main[4]][5:7] == ["Tự chấm, thẩm định", "Chọn một mức"]
    assert (main["A2"].fill.fgColor.rgb, main["A2"].font.bold, main["A4"].font.bold) == ("00EFEBE3", True, False)


def test_a_value_that_is_not_in_the_list_is_named_with_those_that_are():
    def change(main, rules):
        main["B3"].value = "tiểu mục"

    (fault, *_) = workbook(change)
    assert fault == (
        "Tiêu chí, 3, Cấp: «tiểu mục» không có trong danh mục – chọn một trong: Lĩnh vực (field), "
        "Tiêu chí (criterion), Tiêu chí thành phần (sub)"
    )


def test_a_leaf_whose_formula_has_no_value_is_a_fault_and_a_branch_is_worked_out():
    def change(main, rules):
        main["E4"].value = "=1+1"

    assert workbook(change)[0] == (
        "Tiêu chí, 4, Điểm tối đa: công thức chưa có giá trị – mở bằng Excel, lưu lại, hoặc ghi số vào ô"
    )


def items() -> list[BonusItem]:
    table = read_table(BONUS, BONUS.name, columns=bonus.COLUMNS)
    found = bonus.judge([row for row in table.rows if row["criteria_set"] == "commune"], Faults())
    assert len(found) == 10
    return found


def with_items(change) -> CriteriaFile:
    rows = read_criteria(io.BytesIO(SMALL.encode()), "tep.csv").rows
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(rows, "Thử", items())))
    change(book["Thưởng, trừ"])
    target = io.BytesIO()
    book.save(target)
    return read_criteria(target, "bo.xlsx")


def test_bonus_and_penalty_items_go_into_the_workbook_and_come_back_unchanged():
    read = with_items(lambda sheet: None)
    assert (list(read.faults), item_changes(items(), read.items)) == ([], [])
    assert with_items(lambda sheet: sheet.delete_rows(2, 20)).items == []


def test_faults_of_bonus_items_are_named_by_their_cell():
    def change(sheet):
        sheet["B2"], sheet["D3"], sheet["A4"] = "khác", 0, sheet["A5"].value

    read = with_items(change)
    assert [str(fault) for fault in read.faults] == [
        "Thưởng, trừ, 2, Loại: «khác» không có trong danh mục – chọn một trong: Điểm thưởng (bonus), "
        "Điểm trừ (penalty)",
        "Thưởng, trừ, 3, Điểm mỗi trường hợp: điểm mỗi lần phải lớn hơn 0; điểm trừ cũng ghi số dương",
        f"Thưởng, trừ, 5, Mã: mã {items()[3].code} đã có ở dòng 4 – mỗi mục một mã",
    ]


def test_what_a_workbook_does_to_bonus_items_is_told_item_by_item():
    now = items()
    then = items()[1:]
    then[0].item_cap = then[0].item_cap + 1
    told = [(one.item.code, one.what, [label for label, *_ in one.columns]) for one in item_changes(now, then)]
    assert told == [(then[0].code, "changed", ["mức trần của mục"]), (now[0].code, "removed", [])]
    assert item_changes(now, None) == []
