from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cchc.tenancy.audit import history
from criteria.models import CriteriaSet
from surveys.errors import SurveyRefused
from surveys.exchange import question_rules
from surveys.models import Question, Questionnaire
from surveys.services import change_head
from tests.surveys.build import QUESTIONS, filled, save, with_survey

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "surveys"
HEAD = ["order", "code", "text", "group", "answer_type", "options", "criteria_set", "criteria_code"]
HEAD += ["required", "show_if", "scored"]
YESNO = '[{"label": "Có", "percent": "100"}, {"label": "Không", "percent": 0}]'
GOOD = ["1", "F1", "Có hài lòng không", "", "yesno", YESNO, "commune", "3.1", "yes", "", "yes"]


def row(**values):
    """The good row with some cells changed."""
    return [values.get(name, cell) for name, cell in zip(HEAD, GOOD, strict=True)]


def faults(err):
    """Row, column and message of each fault on stderr."""
    return [line.split(", ", 1)[1] for line in err.splitlines()[:-1]]


def test_a_questionnaire_is_taken_in_with_the_file_name_as_its_code(run, sheet, scope_a):
    code, out, err = run("import_questionnaire", sheet("nguoi-dan.csv", [HEAD, GOOD]), quota=15)
    assert (code, out, err) == (0, "Phiếu nguoi-dan: thêm 1, sửa 0, bỏ 0 câu.\n", "")
    form = Questionnaire.objects.get()
    assert (form.code, form.title, form.quota, form.frozen_at) == ("nguoi-dan", "Phiếu khảo sát nguoi-dan", 15, None)
    question = form.questions.get()
    assert (question.code, question.answer_type, question.criterion_code, question.scored) == (
        "F1",
        "yesno",
        "3.1",
        True,
    )
    assert list(question.options.values_list("position", "label", "percent")) == [(1, "Có", 100), (2, "Không", 0)]
    assert [(line.verb, line.actor_name) for line in history(form)] == [("nhập bộ câu hỏi khảo sát", "Lý Thu Chi")]


def test_the_same_file_again_changes_nothing_and_says_so(run, sheet, scope_a):
    path = sheet("ks.csv", [HEAD, GOOD])
    run("import_questionnaire", path)
    assert run("import_questionnaire", path) == (0, "Phiếu ks: không có thay đổi nào.\n", "")
    assert history(Questionnaire.objects.get()).count() == 1


def test_a_dry_run_writes_nothing(run, sheet, scope_a):
    code, out, _ = run("import_questionnaire", sheet("ks.csv", [HEAD, GOOD]), dry_run=True)
    assert (code, out) == (0, "Phiếu ks: thêm 1, sửa 0, bỏ 0 câu. Chỉ kiểm tra (--dry-run): chưa ghi gì.\n")
    assert Questionnaire.objects.count() == 0


def test_questions_are_asked_in_the_order_of_the_column(run, sheet, scope_a):
    run("import_questionnaire", sheet("ks.csv", [HEAD, row(order="2", code="B"), row(order="1", code="A")]))
    assert list(Question.objects.values_list("code", flat=True)) == ["A", "B"]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"criteria_code": "9.9"}, "2, criteria_code: «9.9» không có trong bộ tiêu chí của kỳ – kiểm tra mã"),
        (
            {"criteria_code": "1.1.1"},
            "2, criteria_code: «1.1.1» không lấy điểm từ khảo sát – chọn mục có nguồn survey",
        ),
        (
            {"criteria_code": ""},
            "2, criteria_code: bỏ trống – câu tính điểm phải gắn với một tiêu chí thành phần",
        ),
        ({"code": "respondent"}, "2, code: mã câu «respondent» không dùng được – dùng chữ không dấu và số, ví dụ Q1"),
        ({"code": "câu 1"}, "2, code: mã câu «câu 1» không dùng được – dùng chữ không dấu và số, ví dụ Q1"),
        (
            {"options": '[{"label": "Có", "percent": "101"}, {"label": "Không"}]'},
            "2, options: phương án «Có»: tỷ lệ «101» phải từ 0 đến 100, không quá 4 số lẻ",
        ),
        (
            {"options": '[{"label": "Có", "percent": "nhiều"}, {"label": "Không"}]'},
            "2, options: phương án «Có»: tỷ lệ «nhiều» không phải là số – ghi số từ 0 đến 100",
        ),
        (
            {"options": '[{"label": "Có"}, {"label": "Không"}]'},
            "2, options: câu tính điểm chưa có tỷ lệ % ở phương án nào – thêm percent",
        ),
        (
            {"options": '[{"label": "Có", "percent": 1}, {"label": "có", "percent": 1}]'},
            "2, options: phương án «Có» ghi hai lần – mỗi phương án một lần",
        ),
        (
            {"options": '[{"label": "Có", "percent": 1}]'},
            "2, options: câu kiểu yesno phải có đúng 2 phương án, tệp có 1 – sửa ô này",
        ),
        (
            {"options": "Có; Không"},
            "2, options: «Có; Không» không đọc được theo JSON – kiểm tra dấu ngoặc, dấu nháy và khóa lặp",
        ),
        (
            {"options": '{"label": "Có"}'},
            '2, options: chưa có phương án – ghi theo dạng [{"label": "Có", "percent": "100"}, {"label": "Không"}]',
        ),
        (
            {"options": "[1, 2]"},
            '2, options: phương án 1 không đọc được – ghi theo dạng {"label": "Tốt", "percent": "100"}',
        ),
        (
            {"answer_type": "number", "options": ""},
            "2, scored: câu tính điểm phải chọn một phương án – dùng likert5, single hoặc yesno",
        ),
        (
            {"answer_type": "stars"},
            "2, answer_type: «stars» không có trong danh mục – chọn một trong: "
            "likert5, single, multiple, yesno, number, text",
        ),
        (
            {"show_if": "F0=Có"},
            "2, show_if: Câu F1: điều kiện dựa vào câu F0 không đứng trước nó – sửa cột show_if.",
        ),
        (
            {"show_if": "F0"},
            "2, show_if: Điều kiện hiện “F0” không đọc được – cột show_if – ghi theo dạng F1=Có hoặc F1!=Có.",
        ),
        ({"text": ""}, "2, text: bỏ trống – cần có giá trị"),
    ],
)
def test_a_fault_is_told_with_row_and_column(run, sheet, scope_a, values, fault):
    code, out, err = run("import_questionnaire", sheet("ks.csv", [HEAD, row(**values)]))
    assert (code, out, faults(err), Questionnaire.objects.count()) == (1, "", [fault], 0)


def test_every_fault_is_listed_at_once(run, sheet):
    rows = [row(criteria_code="9.9"), row(show_if="F1=Đôi khi"), row(order="3", code="f1")]
    code, _, err = run("import_questionnaire", sheet("ks.csv", [HEAD, *rows]))
    assert code == 1
    assert faults(err) == [
        "2, criteria_code: «9.9» không có trong bộ tiêu chí của kỳ – kiểm tra mã",
        "3, code: mã câu «F1» đã có ở dòng 2 – mỗi câu một mã",
        "3, order: số thứ tự 1 đã có ở dòng 2 – mỗi câu một số",
        "3, show_if: Câu F1: câu F1 không có phương án “Đôi khi” – sửa cột show_if.",
        "4, code: mã câu «f1» đã có ở dòng 2 – mỗi câu một mã",
    ]


def test_questions_are_frozen_once_somebody_has_answered(cast, run, sheet, ks, now):
    save(ks, filled(cast.a.commune_1, "01"), by=cast.chi, at=now)
    path = sheet("ks.csv", [HEAD, GOOD])
    code, _, err = run("import_questionnaire", path)
    assert code == 1
    assert faults(err) == [
        "-, -: Phiếu ks đã có phiếu trả lời nên câu hỏi không sửa được nữa – "
        "nhập đúng bộ câu hỏi cũ, hoặc nhập bộ mới với mã phiếu khác."
    ]
    assert question_rules(ks) == QUESTIONS


def test_the_same_questions_are_taken_again_after_answers_came_in(cast, year, ks, now):
    save(ks, filled(cast.a.commune_1, "01"), by=cast.chi, at=now)
    assert with_survey(year.campaign, by=cast.chi, at=now).pk == ks.pk


def test_title_group_and_quota_stay_open_to_change(cast, ks, now):
    save(ks, filled(cast.a.commune_1, "01"), by=cast.chi, at=now)
    change_head(questionnaire=ks, title="Phiếu 01", respondent_group="Người dân", quota=15, by=cast.chi, at=now)
    ks.refresh_from_db()
    assert (ks.title, ks.quota) == ("Phiếu 01", 15)
    assert history(ks)[0].changes == {
        "tên phiếu": ["Phiếu khảo sát người dân", "Phiếu 01"],
        "chỉ tiêu phiếu mỗi đơn vị": [3, 15],
    }


def test_an_adopted_year_keeps_its_quota(cast, year, ks, now):
    year.campaign.adopted_at = now
    year.campaign.save()
    with pytest.raises(SurveyRefused):
        change_head(questionnaire=ks, title="Phiếu 01", respondent_group="", quota=15, by=cast.chi, at=now)


def test_an_adopted_year_takes_no_questionnaire(run, sheet, year, now, scope_a):
    year.campaign.adopted_at = now
    year.campaign.save()
    code, _, err = run("import_questionnaire", sheet("ks.csv", [HEAD, GOOD]))
    assert (code, faults(err)) == (
        1,
        ["-, -: Kết quả kỳ 2024 đã được thông qua – không nhập khảo sát được nữa; muốn sửa phải mở lại kết quả."],
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"year": 2019}, "Chưa có kỳ đánh giá năm 2019 (--year)."),
        ({"code": "phiếu một"}, "Mã phiếu «phiếu một» không dùng được – đặt --code bằng chữ không dấu và số."),
        ({"quota": -1}, "Chỉ tiêu phiếu (--quota) phải từ 0 trở lên."),
    ],
)
def test_wrong_usage_is_told_apart_from_faults(run, sheet, options, message):
    assert run("import_questionnaire", sheet("ks.csv", [HEAD, GOOD]), **options) == (2, "", message)


@pytest.mark.parametrize(
    ("name", "criteria", "questions", "leaves"),
    [
        ("survey_citizens", "criteria_commune_sample", 25, 5),
        ("survey_heads", "criteria_commune_sample", 13, 5),
        ("survey_province", "criteria_province_sample", 15, 8),
    ],
)
def test_the_sample_questionnaires_fit_the_sample_sets(run, year, scope_a, name, criteria, questions, leaves):
    path = str(FIXTURES.parent / "criteria" / f"{criteria}.csv")
    call_command("import_criteria", path, tenant="huyen-a", code="MAU", title="Bộ tiêu chí mẫu", stdout=StringIO())
    year.campaign.participants.update(criteria_set=CriteriaSet.objects.get(code="MAU"))
    code, out, err = run("import_questionnaire", str(FIXTURES / f"{name}.csv"))
    assert (code, out, err) == (0, f"Phiếu {name}: thêm {questions}, sửa 0, bỏ 0 câu.\n", "")
    fed = Question.objects.filter(scored=True).order_by().values_list("criterion_code").distinct()
    assert fed.count() == leaves
