import pytest

from surveys.rules.conditions import Condition, condition_faults, is_shown, parse_condition, visible
from surveys.rules.results import SurveyError

COMPLAINED = Condition("F1", "Có")
SATISFIED = Condition("F1", "Có", negated=True)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("F1=Có", COMPLAINED),
        (" F1 = Có ", COMPLAINED),
        ("F1!=Có", SATISFIED),
        ("F1 != Có", SATISFIED),
        ("F1=a != b", Condition("F1", "a != b")),
        ("", None),
        (" ", None),
    ],
)
def test_a_condition_is_read(text, condition):
    assert parse_condition(text) == condition


@pytest.mark.parametrize("text", ["F1", "F1=", "=Có", "!=Có", "F1!="])
def test_a_condition_that_can_not_be_read_is_refused(text):
    with pytest.raises(SurveyError) as refused:
        parse_condition(text)
    assert (
        refused.value.message
        == f"Điều kiện hiện “{text}” không đọc được – cột show_if – ghi theo dạng F1=Có hoặc F1!=Có."
    )


@pytest.mark.parametrize(
    ("condition", "answers", "shown"),
    [
        (None, {}, True),
        (COMPLAINED, {"F1": "Có"}, True),
        (COMPLAINED, {"F1": "Không"}, False),
        (COMPLAINED, {}, False),
        (SATISFIED, {"F1": "Có"}, False),
        (SATISFIED, {"F1": "Không"}, True),
        (SATISFIED, {}, False),
    ],
)
def test_a_question_is_shown_only_to_those_who_gave_the_answer(condition, answers, shown):
    assert is_shown(condition, answers) is shown


QUESTIONS = [("F1", None), ("Q15", COMPLAINED), ("Q16", Condition("Q15", "Hài lòng")), ("T1", None)]


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"F1": "Có", "Q15": "Hài lòng"}, ("F1", "Q15", "Q16", "T1")),
        ({"F1": "Có"}, ("F1", "Q15", "T1")),
        ({"F1": "Không", "Q15": "Hài lòng"}, ("F1", "T1")),
        ({}, ("F1", "T1")),
    ],
)
def test_an_answer_to_a_hidden_question_opens_nothing(answers, codes):
    assert visible(QUESTIONS, answers) == codes


def test_conditions_that_can_never_hold_are_named():
    questions = [("Q15", COMPLAINED), ("F1", None), ("Q16", Condition("F1", "Đã từng")), ("Q17", COMPLAINED)]
    assert condition_faults(questions, {"F1": ["Có", "Không"]}) == [
        "Câu Q15: điều kiện dựa vào câu F1 không đứng trước nó – sửa cột show_if.",
        "Câu Q16: câu F1 không có phương án “Đã từng” – sửa cột show_if.",
    ]
