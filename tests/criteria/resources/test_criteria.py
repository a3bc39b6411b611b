import io
from decimal import Decimal

import pytest

from criteria.resources.criteria import read_criteria
from tests.criteria.files import COMMUNE, PROVINCE, SMALL, rows_of, small_with, text_of


def faults(text: str, name: str = "tep.csv", **options) -> list[str]:
    return [str(fault) for fault in read_criteria(io.BytesIO(text.encode()), name, **options).faults]


@pytest.mark.parametrize(("path", "rows", "leaves"), [(COMMUNE, 138, 98), (PROVINCE, 81, 56)])
def test_the_sample_sets_are_read_without_a_fault(path, rows, leaves):
    read = read_criteria(path, path.name)
    assert list(read.faults) == []
    assert (len(read.rows), sum(row.rule is not None for row in read.rows), read.total) == (rows, leaves, 100)


def test_codes_are_text_so_that_1_10_is_not_1_1():
    read = read_criteria(io.BytesIO(SMALL.encode()), "tep.csv")
    assert [row.code for row in read.rows] == ["1", "1.1", "1.1.1", "1.1.2", "1.10", "2", "2.1"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"code__1_10": "1.1"}, ["tep.csv, 6, code: mã 1.1 đã có ở dòng 3 – mỗi dòng một mã (1.1 khác 1.10)"]),
        ({"code__1_10": ""}, ["tep.csv, 6, code: bỏ trống – cần có giá trị"]),
        (
            {"parent_code__1_10": "7", "max_points__1": "2"},
            ["tep.csv, 6, parent_code: không có dòng mang mã 7 – sửa mã hoặc thêm dòng"],
        ),
        (
            {"parent_code__1_10": "", "max_points__1": "2"},
            ["tep.csv, 6, parent_code: bỏ trống – ghi mã lĩnh vực cấp trên"],
        ),
        (
            {"parent_code__1_1_2": "2", "max_points__2": "2.5", "max_points__1_1": "1.5", "max_points__1": "2.5"},
            ["tep.csv, 5, parent_code: 2 là lĩnh vực, phải là tiêu chí – sửa mã cấp trên"],
        ),
        (
            {"max_points__1_1": "2.5"},
            [
                "tep.csv, 2, max_points: cộng các mục con được 3,50, khác điểm tối đa 3,00 của 1 – sửa điểm cho khớp",
                "tep.csv, 3, max_points: cộng các mục con được 2,00, khác điểm tối đa 2,50 của 1.1 – sửa điểm cho khớp",
            ],
        ),
        (
            {"max_points__1_10": "một"},
            [
                "tep.csv, 6, max_points: «một» không phải là số – ghi số như 0,5 hoặc 0.5, "
                "không dùng dấu phân cách hàng nghìn"
            ],
        ),
        (
            {"rule__1_1_1": '{"yes": "2", "no": "0"}'},
            ["tep.csv, 4, rule: mục 1.1.1: Điểm của “Có” 2,00 lớn hơn điểm tối đa 1,50."],
        ),
        (
            {"rule__1_10": '{"per": "0.12345", "what": "sáng kiến"}'},
            ["tep.csv, 6, rule: mục 1.10: «per» có quá nhiều chữ số thập phân (0.12345) – làm tròn."],
        ),
        ({"rule__1_10": "[1]"}, ["tep.csv, 6, rule: cách chấm phải là một đối tượng JSON {…} – xem tệp mẫu"]),
        (
            {"rule__1_10": ""},
            ["tep.csv, 6, rule: mục 1.10 chưa có nội dung của cách chấm «Cộng theo số lượng» – ghi nội dung"],
        ),
        (
            {"rule_kind__1_10": "", "rule__1_10": ""},
            ["tep.csv, 6, rule_kind: 1.10 chưa có cách chấm – ghi một trong các cách chấm"],
        ),
        (
            {"rule_kind__1_1": "manual", "rule__1_1": '{"step": "1"}'},
            ["tep.csv, 3, rule_kind: 1.1 có mục con nên không chấm trực tiếp – để trống cách chấm"],
        ),
        (
            {"source__2_1": "self"},
            [
                "tep.csv, 8, source: nguồn điểm và cách chấm không khớp – điều tra xã hội học chỉ đi với "
                "điều tra xã hội học"
            ],
        ),
        (
            {"evidence__1_1_1": ""},
            ["tep.csv, 4, evidence: bắt buộc có tài liệu kiểm chứng nhưng chưa ghi tài liệu nào – ghi tài liệu"],
        ),
        ({"unit_of_measure__1_10": "x" * 61}, ["tep.csv, 6, unit_of_measure: dài 61 ký tự, quá 60 – rút ngắn"]),
        (
            {"max_points__1_1_1": "0", "rule__1_1_1": '{"yes": "0", "no": "0"}', "max_points__1_1_2": "2"},
            ["tep.csv, 4, max_points: 0,00 – điểm tối đa phải lớn hơn 0"],
        ),
    ],
)
def test_each_fault_is_named_by_row_and_column(cells, expected):
    assert faults(small_with(**cells)) == expected


def test_a_missing_column_is_named_with_those_expected():
    rows = [{name: value for name, value in row.items() if name != "max_points"} for row in rows_of(SMALL)]
    (fault,) = faults(text_of(rows))
    assert fault.startswith("tep.csv, 1, max_points: thiếu cột này – dòng 1 cần có các cột: code, level, parent_code")


def test_every_fault_of_a_bad_file_is_listed_at_once():
    text = small_with(code__1_1_2="1.1.1", parent_code__1_10="9", evidence__1_1_1="", rule__2_1='{"questions": []}')
    assert [fault.split(":")[0] for fault in faults(text)] == [
        "tep.csv, 2, max_points",
        "tep.csv, 4, evidence",
        "tep.csv, 5, code",
        "tep.csv, 6, parent_code",
        "tep.csv, 8, rule",
    ]


def test_a_declared_total_that_the_areas_do_not_reach_is_a_fault():
    assert faults(SMALL, total=Decimal(100)) == [
        "tep.csv, -, max_points: cộng các lĩnh vực được 5,00, khác tổng điểm 100,00 – sửa điểm hoặc tổng điểm"
    ]


def test_a_file_that_is_not_what_its_name_says_is_refused():
    assert faults("PK\x03\x04 …") == [
        "tep.csv, -, -: tệp là bảng tính Excel, không phải CSV – đổi đuôi tệp thành .xlsx"
    ]
    assert len(faults(SMALL, "tep.xlsx")) == 1
    assert faults(SMALL, "tep.doc") == [
        "tep.doc, -, -: không nhận loại tệp này – lưu lại thành .xlsx hoặc .csv (UTF-8)"
    ]


def test_an_empty_file_is_a_fault_and_not_an_empty_set():
    assert faults(SMALL.splitlines()[0]) == [
        "tep.csv, -, -: không có dòng tiêu chí nào dưới dòng tên cột – kiểm tra lại tệp"
    ]
