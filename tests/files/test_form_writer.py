"""The look of a workbook that is filled in away from the network; what its inputs take: tests/assessments."""

import io

import openpyxl
import pytest

from cchc.files.form_writer import FormCell, FormSheet, write_form

LINE = 15.75


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("Ngắn", None),
        ("Đạt nội dung nào cộng điểm nội dung đó.\nMinh chứng: Kế hoạch", 2 * LINE),
        ("một hai ba bốn năm " * 10, 4 * LINE),
    ],
)
def test_a_row_is_as_high_as_its_longest_text(text, height):
    sheet = FormSheet("Một", ("Nội dung", "khóa"), (50.0, 4.0), [[FormCell(text), FormCell("k" * 400)]], hidden=(2,))
    book = openpyxl.load_workbook(io.BytesIO(write_form([sheet])))
    assert book["Một"].row_dimensions[2].height == height
