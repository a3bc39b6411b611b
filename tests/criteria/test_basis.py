from datetime import date

import pytest

from criteria.basis import bare, basis_lines, issued_on


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015", date(2015, 6, 19)),
        ("Quyết định số 8802/QĐ-UBND ngày 06/10/2023 của UBND huyện", date(2023, 10, 6)),
        ("Kế hoạch ngày 31/02/2024, sửa ngày 01/03/2024", date(2024, 3, 1)),
        ("Nghị quyết số 76/NQ-CP", None),
    ],
)
def test_a_basis_names_its_own_date(line, day):
    assert issued_on(line) == day


def test_lines_are_stored_as_the_papers_print_them():
    assert basis_lines("Luật A;\n\n  Căn cứ Luật B ;\nTheo đề nghị của Trưởng phòng Nội vụ") == [
        ("Căn cứ Luật A", None),
        ("Căn cứ Luật B", None),
        ("Theo đề nghị của Trưởng phòng Nội vụ", None),
    ]
    assert bare("Căn cứ Luật A") == "Luật A"
