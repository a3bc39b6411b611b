"""Every cell of every import, one at a time, longer or larger than anything: told by row and column, or kept whole.

Each command runs in a savepoint that is taken back.
"""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cchc.tenancy.scope import tenant_scope
from tests.criteria.build import small_set
from tests.criteria.files import BONUS, SMALL
from tests.journeys.office import YEAR, furnished

pytestmark = pytest.mark.slow
ODD = ["ă" * 30_000, "9" * 20, "2147483648"]
AGENCIES = """code,name,kind,role,ranking_block,ranked,valid_from,valid_to,\
predecessor_codes,predecessor_names,note,head_name,head_title
100,Xã Mới,xã,assessed,xã,yes,2020-01-01,2030-01-01,001,Xã A,ghi,Ông A,Chủ tịch"""
PEOPLE = """username,full_name,email,agency_code,roles,salutation,position,mobile
moi.moi,Người Mới,moi@example.vn,001,officer,ông,Công chức,0912345678"""
QUESTIONS = """order,code,text,group,answer_type,options,criteria_set,criteria_code,required,show_if,scored
1,Q1,Hỏi,nhóm,text,,,,no,,no"""
RESPONSES = """agency_code,respondent,P1,N1,CD1,CD2,F1,CD3,M1,TP1,T1
001,01,1,"12,5",2,1,2,,1;3,1,Cần thêm ghế"""
SCORES = """agency_code,criterion_code,option,items,numerator,denominator,count,answer,points,not_applicable,explanation
001,1.2,,,,,,,1,,vì"""
ASSIGNMENTS = """Bộ tiêu chí,Mã,Tên,Nhóm đơn vị,Chủ trì,Phối hợp,Hạn cho ý kiến
KT,1.2,Tên,,Phòng Nội vụ,Phòng Tư pháp,31/12/2030"""
RESULTS = """block,agency_code,agency_name,appraised_points,survey_points,total_points,applicable_max,index_percent,\
rank,self_points,bonus_points,penalty_points,index_exact,band
xã,001,Xã A,80,5,85,100,85.00,1,82,0,0,85.0000,Tốt"""
PLAN = """order,printed_number,task,phase,deadline_kind,deadline_date,deadline_period,\
deadline_text,lead,coordinating,note
1,1,Tự chấm điểm,self_assessment,before,2031-02-20,,Trước 20/2/2031,UBND xã,Phòng Nội vụ,ghi
2,2,Báo cáo,,period,,2031-03,Tháng 3,UBND xã,,"""
IMPORTS: dict[str, tuple[str, dict[str, Any]]] = {
    "import_agencies": (AGENCIES, {}),
    "import_people": (PEOPLE, {}),
    "import_criteria": (SMALL, {"code": "MOI", "title": "Bộ mới"}),
    "import_bonus": ("".join(BONUS.read_text().splitlines(keepends=True)[:3]), {"code": "NHAP"}),
    "import_questionnaire": (QUESTIONS, {"year": YEAR, "code": "moi"}),
    "import_survey_responses": (RESPONSES, {"year": YEAR, "questionnaire": "ks"}),
    "import_scores": (SCORES, {"year": YEAR, "stage": "self"}),
    "import_assignments": (ASSIGNMENTS, {"year": YEAR}),
    "import_results": (RESULTS, {"year": 2019}),
    "create_campaign": (PLAN, {"year": 2031, "sets": "xã=KT,thị trấn=KT"}),
}
"""The command, a file it takes in, and its options."""


def outcome(command: str, path: Path, options: dict[str, Any]) -> str:
    """What the command says of its faults, nothing where it is done; nothing stays written."""
    said = io.StringIO()
    files, more = ([], {"plan": str(path)}) if command == "create_campaign" else ([str(path)], {})
    with transaction.atomic():
        try:
            call_command(
                command, *files, tenant="huyen-a", by="chi", stdout=io.StringIO(), stderr=said, **options, **more
            )
        except CommandError as error:
            return said.getvalue() or str(error)
        finally:
            transaction.set_rollback(True)
    return ""


def with_cell(path: Path, table: list[list[str]], row: int, column: int, value: str) -> Path:
    changed = [list(line) for line in table]
    changed[row][column] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(changed)
    return path


@pytest.fixture(scope="module")
def path(django_db_setup, django_db_blocker, tmp_path_factory):
    """Where the file is written; an office stands, and goes again at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = furnished()
        with tenant_scope(office.cast.tenant_a):
            small_set("NHAP")
        yield tmp_path_factory.mktemp("nhap") / "tep.csv"
        transaction.set_rollback(True)


@pytest.mark.parametrize("command", IMPORTS)
def test_a_cell_longer_or_larger_than_anything_is_kept_or_told(path, command):
    text, options = IMPORTS[command]
    table, wrong = list(csv.reader(io.StringIO(text))), {}
    assert outcome(command, with_cell(path, table, 0, 0, table[0][0]), options) == ""
    for column, name in enumerate(table[0]):
        for odd in ODD:
            said = outcome(command, with_cell(path, table, -1, column, odd), options)
            if said and (len(said) > 3000 or f"{path.name}, " not in said):
                wrong[f"{name} {odd[:12]}"] = said[:200]
    assert wrong == {}
