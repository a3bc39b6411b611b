import random
import time

import pytest
from openpyxl import Workbook

from surveys.models import Answer, Questionnaire, Response, SurveyScore
from surveys.rules.forms import AnswerType, QuestionRule
from tests.cast import make_agency
from tests.surveys.build import LIKERT, filled, save, with_survey
from tests.surveys.test_import_questionnaire import faults

HEAD = ["agency_code", "respondent", "P1", "N1", "CD1", "CD2", "F1", "CD3", "M1", "TP1", "T1"]
GOOD = ["001", "01", "1", "12,5", "2", "1", "2", "", "1;3", "1", "Cần thêm ghế"]


@pytest.fixture
def responses(run, ks):
    def call(path, **options):
        return run("import_survey_responses", path, **{"questionnaire": "ks", **options})

    return call


def row(**values):
    return [values.get(name, cell) for name, cell in zip(HEAD, GOOD, strict=True)]


def test_forms_are_taken_in_and_give_points(responses, sheet, cast):
    code, out, err = responses(sheet("phieu.csv", [HEAD, GOOD, row(agency_code="003", F1="1", CD3="5")]))
    assert (code, err) == (0, "")
    assert out == "Nhập 2 phiếu mới của 2 đơn vị; điểm khảo sát đã tính cho 2 đơn vị.\n"
    points = SurveyScore.objects.order_by("agency__code", "criterion__code").values_list("points", flat=True)
    assert list(points) == [pytest.approx(2.625), 1, pytest.approx(1.75), 1]
    assert Questionnaire.objects.get().frozen_at is not None
    assert set(Response.objects.values_list("entered_by__username", flat=True)) == {"chi"}


def test_a_workbook_with_numbers_is_read_the_same(responses, tmp_path, cast):
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(["001", "01", 1, 12.5, 2, 1, 2, None, "1;3", 1, None])
    book.save(tmp_path / "phieu.xlsx")
    assert responses(str(tmp_path / "phieu.xlsx"))[0] == 0
    assert Answer.objects.count() == 8


def test_a_column_nobody_has_to_answer_may_be_absent(responses, sheet):
    head = ["agency_code", "respondent", "CD1", "CD2", "F1", "TP1"]
    assert responses(sheet("phieu.csv", [head, ["001", "01", 1, 1, 2, 1]]))[0] == 0


def test_a_dry_run_says_what_would_happen_and_writes_nothing(responses, sheet):
    code, out, _ = responses(sheet("phieu.csv", [HEAD, GOOD]), dry_run=True)
    assert (code, out) == (
        0,
        "Nhập 1 phiếu mới của 1 đơn vị; điểm khảo sát đã tính cho 1 đơn vị. Chỉ kiểm tra (--dry-run): chưa ghi gì.\n",
    )
    assert (Response.objects.count(), SurveyScore.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"agency_code": "999"}, "2, agency_code: không có đơn vị «999» – kiểm tra mã đơn vị"),
        (
            {"agency_code": "ptp"},
            "2, agency_code: đơn vị «ptp» không thuộc đối tượng của phiếu này – bỏ dòng này",
        ),
        ({"respondent": ""}, "2, respondent: bỏ trống – cần có giá trị"),
        ({"CD1": "6"}, "2, CD1: phương án «6» không có – chọn một số từ 1 đến 5"),
        ({"CD1": "0"}, "2, CD1: phương án «0» không có – chọn một số từ 1 đến 5"),
        ({"CD1": "tốt"}, "2, CD1: «tốt» không phải là số của phương án – ghi 1, 2, 3 … theo thứ tự trên phiếu"),
        ({"CD1": ""}, "2, CD1: bỏ trống – câu này bắt buộc trả lời; xem lại phiếu giấy"),
        ({"F1": "1"}, "2, CD3: bỏ trống – câu này bắt buộc trả lời; xem lại phiếu giấy"),
        (
            {"CD3": "1"},
            "2, CD3: câu này không hỏi người trả lời này (F1=Có) – xóa câu trả lời hoặc sửa câu điều kiện",
        ),
        ({"F1": "7", "CD3": "1"}, "2, F1: phương án «7» không có – chọn một số từ 1 đến 2"),
        ({"M1": "1;4"}, "2, M1: phương án «4» không có – chọn một số từ 1 đến 3"),
        ({"M1": "1;1"}, "2, M1: có phương án ghi hai lần – mỗi phương án ghi một lần"),
        ({"N1": "-1"}, "2, N1: «-1» nhỏ hơn 0 – ghi số từ 0 trở lên"),
        (
            {"N1": "lâu"},
            "2, N1: «lâu» không phải là số – ghi số như 0,5 hoặc 0.5, không dùng dấu phân cách hàng nghìn",
        ),
    ],
)
def test_a_fault_is_told_with_row_and_column(responses, sheet, values, fault):
    code, out, err = responses(sheet("phieu.csv", [HEAD, row(**values), row(respondent="02")]))
    assert (code, out, faults(err), Response.objects.count()) == (1, "", [fault], 0)


def test_every_fault_of_the_file_is_listed(responses, sheet):
    rows = [row(CD1="6", TP1=""), row(), row(), row(agency_code="999", CD2="3")]
    code, _, err = responses(sheet("phieu.csv", [HEAD, *rows]))
    assert code == 1
    assert faults(err) == [
        "2, CD1: phương án «6» không có – chọn một số từ 1 đến 5",
        "2, TP1: bỏ trống – câu này bắt buộc trả lời; xem lại phiếu giấy",
        "3, respondent: số phiếu «01» của 001 đã có ở dòng 2 – bỏ một dòng",
        "4, respondent: số phiếu «01» của 001 đã có ở dòng 2 – bỏ một dòng",
        "5, CD2: phương án «3» không có – chọn một số từ 1 đến 2",
        "5, agency_code: không có đơn vị «999» – kiểm tra mã đơn vị",
    ]


def test_an_unknown_question_is_a_fault_of_the_head(responses, sheet):
    code, _, err = responses(sheet("phieu.csv", [[*HEAD, "Q99"], [*GOOD, "1"]]))
    assert code == 1
    assert faults(err) == [
        "1, q99: không có cột tên này trong mẫu – các cột được nhận: "
        "agency_code, respondent, P1, N1, CD1, CD2, F1, CD3, M1, TP1, T1"
    ]


def test_a_form_entered_before_is_replaced_and_the_command_says_so(responses, sheet, cast, ks, now):
    save(ks, filled(cast.a.commune_1, "01", CD1=5), by=cast.chi, at=now)
    code, out, _ = responses(sheet("phieu.csv", [HEAD, GOOD]))
    assert (code, out) == (
        0,
        "Nhập 0 phiếu mới, thay 1 phiếu đã nhập trước (001 số 01) của 1 đơn vị; điểm khảo sát đã tính cho 1 đơn vị.\n",
    )
    assert Response.objects.count() == 1


def test_an_adopted_year_takes_no_forms(responses, sheet, year, now):
    year.campaign.adopted_at = now
    year.campaign.save()
    code, _, err = responses(sheet("phieu.csv", [HEAD, GOOD]))
    assert (code, faults(err)) == (
        1,
        ["-, -: Kết quả kỳ 2024 đã được thông qua – không nhập khảo sát được nữa; muốn sửa phải mở lại kết quả."],
    )


def test_a_questionnaire_that_does_not_exist_is_wrong_usage(responses, sheet):
    assert responses(sheet("phieu.csv", [HEAD, GOOD]), questionnaire="ks2") == (
        2,
        "",
        "Năm 2024 không có phiếu «ks2» (--questionnaire); hiện có: ks.",
    )


def test_a_year_of_forms_is_taken_in_quickly(run, sheet, cast, year, now, scope_a):
    """14 communes × 30 forms × 25 questions; the limit is loose because the machine is shared."""
    from criteria.models import Participant

    for number in range(11):
        agency = make_agency(f"1{number:02}", f"Xã Thử {number}")
        Participant.objects.create(
            campaign=year.campaign, agency=agency, criteria_set=year.criteria_set, block="xã, thị trấn"
        )
    questions = [
        QuestionRule(f"Q{n}", f"Câu {n}", AnswerType.LIKERT5, LIKERT, criterion_code="3.1", scored=True)
        for n in range(25)
    ]
    with_survey(year.campaign, by=cast.chi, at=now, code="dai", questions=questions)
    codes = list(year.campaign.participants.values_list("agency__code", flat=True))
    dice = random.Random(1)
    head = ["agency_code", "respondent", *(question.code for question in questions)]
    forms = [[code, f"{n:03}", *(dice.randint(1, 5) for _ in questions)] for code in codes for n in range(30)]
    path = sheet("phieu.csv", [head, *forms])
    started = time.perf_counter()
    assert run("import_survey_responses", path, questionnaire="dai")[0] == 0
    assert time.perf_counter() - started < 6
    assert (Response.objects.count(), Answer.objects.count()) == (420, 10500)
