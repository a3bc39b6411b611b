"""The sample files, and variations of them with one thing changed."""

import csv
import io
from pathlib import Path

CRITERIA = Path("fixtures/criteria")
COMMUNE, PROVINCE, BONUS = (
    CRITERIA / "criteria_commune_sample.csv",
    CRITERIA / "criteria_province_sample.csv",
    CRITERIA / "bonus_penalty_sample.csv",
)
PLANS = Path("fixtures/plans")

SMALL = """\
code,level,parent_code,name,max_points,source,rule_kind,rule,unit_of_measure,evidence,evidence_required,guidance,department,co_department,not_applicable_policy
1,field,,Chỉ đạo,3,self,,,,,no,,Phòng Nội vụ,,none
1.1,criterion,1,Kế hoạch,2,self,,,,,no,,Phòng Nội vụ,,none
1.1.1,sub,1.1,Ban hành,1.5,self,boolean,"{""yes"": ""1.5"", ""no"": ""0""}",,Kế hoạch,yes,,Phòng Nội vụ,,none
1.1.2,sub,1.1,Nội dung,0.5,self,manual,"{""step"": ""0.25""}",,,no,,Phòng Nội vụ,,none
1.10,criterion,1,Sáng kiến,1,self,count_add,"{""per"": ""0.5"", ""what"": ""sáng kiến""}",lần,,no,,Phòng Nội vụ,,exclude
2,field,,Tác động,2,survey,,,,,no,,Phòng Nội vụ,,none
2.1,criterion,2,Hài lòng,2,survey,survey,"{""questions"": [""Q1""]}",,,no,,Phòng Nội vụ,,none
"""


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def text_of(rows: list[dict[str, str]]) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def small_with(**cells: str) -> str:
    """The small file with single cells replaced: ``small_with(name__1_1="…")`` is column name of the row 1.1."""
    rows = rows_of(SMALL)
    for key, value in cells.items():
        column, code = key.split("__")
        next(row for row in rows if row["code"] == code.replace("_", "."))[column] = value
    return text_of(rows)
