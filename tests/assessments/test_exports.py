"""Summaries for Excel: one file by area and leaf, and all files of a year."""

import io

import openpyxl

from assessments.contents import contents_of
from assessments.exports import file_summary, year_summary
from assessments.queries import progress, status_of
from tests.assessments.build import citation, filled_assessment


def rows(content, sheet):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in line] for line in book[sheet].iter_rows()]


def test_one_file_by_area_and_leaf(cast, year, scope_a, now):
    file = filled_assessment(year, cast.a.commune_1, by=cast.an, at=now)
    citation(file, year.leaves["1.1.1"])
    contents = contents_of(file)
    content = file_summary(file, contents, status_of(contents))
    assert rows(content, "Tổng hợp")[3:] == [
        ["1", "Công tác chỉ đạo, điều hành", 6, 6, 0, 10, 7.5333333333],
        ["2", "Cải cách thể chế", 3, 3, 0, 6, 4],
        [None, "Cả hồ sơ", 9, 9, 0, 16, 11.5333333333],
    ]
    first = rows(content, "Chi tiết")[2]
    assert first[:4] == ["1.1.1", "Thời gian ban hành Kế hoạch", 1, 1]
    assert first[5:] == ["12/KH-UBND, trang 1", "Theo hồ sơ lưu tại xã.", "Đã chấm", "Nguyễn Thị An"]


def test_all_files_of_a_year(cast, year, scope_a, now):
    filled_assessment(year, cast.a.commune_1, by=cast.an, head=cast.binh, at=now, state="submitted")
    filled_assessment(year, cast.a.commune_2, by=cast.giang, at=now, entries={"1.3": {"answer": "yes"}})
    found = rows(year_summary(year.campaign, progress(year.campaign)), "Tự đánh giá")[2:]
    assert [line[:8] for line in found] == [
        ["001", "Xã Cẩm Giàng", "Đã gửi", 9, 9, 0, 11.5333333333, 16],
        ["002", "Xã Vi Hương", "Đang chấm", 1, 9, 0, 2, 2],
    ]
