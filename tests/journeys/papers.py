"""The files an office has at hand: workbooks and lists, written for one journey with dates around today."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from criteria.resources.criteria import read_criteria
from criteria.resources.export import as_xlsx
from tests.criteria.build import ROWS

AGENCIES = [
    ("001", "Xã Cẩm Giàng", "xã", "assessed", "xã, thị trấn", "Vũ Văn Thành", "Chủ tịch UBND xã Cẩm Giàng"),
    ("002", "Xã Vi Hương", "xã", "assessed", "xã, thị trấn", "Lê Văn Hương", "Chủ tịch UBND xã Vi Hương"),
    ("003", "Thị trấn Phủ Thông", "thị trấn", "assessed", "xã, thị trấn", "Hà Văn Phủ", "Chủ tịch UBND thị trấn"),
    ("pnv", "Phòng Nội vụ", "phòng", "appraiser", "", "", ""),
    ("ptp", "Phòng Tư pháp", "phòng", "appraiser", "", "", ""),
]
PEOPLE = [
    ("chi", "Lý Thu Chi", "pnv", "coordinator"),
    ("mai", "Hoàng Thị Mai", "001", "officer"),
    ("thanh", "Vũ Văn Thành", "001", "head"),
    ("dung", "Nông Văn Dũng", "ptp", "appraiser"),
    ("nga", "Bế Thị Nga", "pnv", "appraiser"),
    ("khanh", "Phạm Văn Khánh", "", "leader"),
]


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def agencies(folder: Path) -> Path:
    names = ("code", "name", "kind", "role", "ranking_block", "head_name", "head_title")
    return write_csv(folder / "co-quan.csv", [dict(zip(names, row, strict=True)) for row in AGENCIES])


def people(folder: Path) -> Path:
    rows = [
        {"username": name, "full_name": full, "email": f"{name}@example.vn", "agency_code": agency, "roles": role}
        for name, full, agency, role in PEOPLE
    ]
    return write_csv(folder / "nguoi-dung.csv", rows)


def plan(folder: Path, today: date) -> Path:
    """Five steps; what is open today is decided by the coordinator step by step."""

    def step(number: int, task: str, kind: str, days: int, lead: str) -> dict[str, Any]:
        day = today + timedelta(days=days)
        return {
            "order": number,
            "printed_number": number,
            "task": task,
            "deadline_kind": kind,
            "deadline_date": day.isoformat(),
            "deadline_period": "",
            "deadline_text": "",
            "lead": lead,
            "coordinating": "",
        }

    return write_csv(
        folder / "ke-hoach.csv",
        [
            step(1, "UBND các xã, thị trấn tự đánh giá, chấm điểm", "before", 5, "UBND các xã, thị trấn"),
            step(2, "Điều tra xã hội học", "on_or_before", 10, "Phòng Nội vụ"),
            step(3, "Thẩm định kết quả tự đánh giá, chấm điểm", "on_or_before", 15, "Phòng Nội vụ"),
            step(4, "Họp Hội đồng thẩm định, trình phê duyệt kết quả", "before", 20, "Phòng Nội vụ"),
            step(5, "Công bố Chỉ số cải cách hành chính", "before", 25, "Phòng Nội vụ"),
        ],
    )


def criteria(folder: Path, *, wrong_total: bool = False) -> Path:
    """The small set of the tests as the workbook an official edits; with ``wrong_total`` 1.1.1 is worth too much."""
    names = ("code", "level", "parent_code", "name", "max_points", "source", "rule_kind", "rule", "unit_of_measure")
    more = ("evidence", "evidence_required", "guidance", "department", "co_department", "not_applicable_policy")
    rows = []
    for code, level, parent, name, points, department, fields in ROWS:
        kind, data = fields.get("rule", ("", {}))
        row = dict.fromkeys((*names, *more), "")
        row |= {"code": code, "level": level, "parent_code": parent, "name": name, "max_points": points}
        row |= {"source": fields.get("source", "self"), "rule_kind": kind, "department": department}
        row |= {"rule": json.dumps(data, ensure_ascii=False, default=str) if kind else ""}
        row |= {name: fields[name] for name in more if name in fields and name != "department"}
        row["evidence_required"] = "yes" if fields.get("evidence_required") else "no"
        row["not_applicable_policy"] = fields.get("not_applicable_policy", "none")
        rows.append(row)
    if wrong_total:
        next(row for row in rows if row["code"] == "1.1.1")["max_points"] = "3"
    if wrong_total:
        return write_csv(folder / "bo-tieu-chi-sai.csv", rows)
    read = read_criteria(write_csv(folder / "bo-tieu-chi.csv", rows), "bo-tieu-chi.csv")
    assert list(read.faults) == []
    path = folder / "bo-tieu-chi.xlsx"
    path.write_bytes(as_xlsx(read.rows, "Bộ tiêu chí thử"))
    return path


SELF = {
    "1.1.1": {"option": "1"},
    "1.1.2": {"items": "1;2;3"},
    "1.1.3": {"numerator": "45", "denominator": "50"},
    "1.2": {"points": "2"},
    "1.3": {"answer": "yes"},
    "1.10": {"numerator": "50", "denominator": "60"},
    "2.1.1": {"count": "0"},
    "2.1.2": {"count": "3"},
    "2.2": {"numerator": "9", "denominator": "10"},
}
"""What the other two communes claim; the standing office enters it from their workbooks."""


def scores(folder: Path, agencies: Sequence[str]) -> Path:
    blank = dict.fromkeys(("option", "items", "numerator", "denominator", "count", "answer", "points"), "")
    rows = [
        {"agency_code": agency, "criterion_code": code, **blank, **entry, "explanation": "Theo báo cáo năm."}
        for agency in agencies
        for code, entry in SELF.items()
    ]
    return write_csv(folder / "diem-tu-cham.csv", rows)


QUESTIONS = [
    ("CD1", "Thời gian giải quyết hồ sơ", "3.1"),
    ("CD2", "Thái độ của công chức", "3.1"),
    ("TP1", "Chất lượng phối hợp", "3.2"),
]


def questionnaire(folder: Path) -> Path:
    words = [("Rất hài lòng", 100), ("Hài lòng", 75), ("Bình thường", 50), ("Không hài lòng", 25), ("Rất không", 0)]
    options = json.dumps([{"label": label, "percent": str(percent)} for label, percent in words], ensure_ascii=False)
    rows = [
        {
            "order": number,
            "code": code,
            "text": text,
            "group": "Đánh giá chung",
            "answer_type": "likert5",
            "options": options,
            "criteria_set": "KT",
            "criteria_code": leaf,
            "required": "yes",
            "show_if": "",
            "scored": "yes",
        }
        for number, (code, text, leaf) in enumerate(QUESTIONS, start=1)
    ]
    return write_csv(folder / "phieu.csv", rows)


def responses(folder: Path) -> Path:
    """Five forms a commune; the first commune is praised most."""
    best = {"001": 1, "002": 2, "003": 3}
    rows = [
        {"agency_code": agency, "respondent": f"{number:02d}", "CD1": mark, "CD2": mark, "TP1": 2}
        for agency, mark in best.items()
        for number in range(1, 6)
    ]
    return write_csv(folder / "tra-loi.csv", rows)
