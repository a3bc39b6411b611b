"""A questionnaire and one filled-in form, without a database: what may be asked, and what may be answered.

Options are 1-based, as printed on paper. A form is judged as a whole, since an answer decides which questions follow.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from criteria.rules.numbers import show_number
from surveys.rules.conditions import Condition, parse_condition, visible

MAX_TEXT = 4000
MAX_NUMBER = Decimal(10) ** 12
NUMBER_PLACES = 4

Answer = int | tuple[int, ...] | Decimal | str
"""One option, several options, a number, or a text; a skipped question has no answer at all."""


class AnswerType(StrEnum):
    """How a question is answered."""

    LIKERT5 = "likert5"
    SINGLE = "single"
    MULTIPLE = "multiple"
    YESNO = "yesno"
    NUMBER = "number"
    TEXT = "text"


ONE_OPTION = frozenset({AnswerType.LIKERT5, AnswerType.SINGLE, AnswerType.YESNO})
"""Types of which one option is chosen: these alone may give points or decide what is asked next."""
WITH_OPTIONS = ONE_OPTION | {AnswerType.MULTIPLE}
FIXED_SIZES = {AnswerType.LIKERT5: 5, AnswerType.YESNO: 2}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option; ``percent`` is what it is worth, None where choosing it is not scored."""

    label: str
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """One question as asked. ``criterion_code`` names the leaf it feeds; the set's name is kept as printed."""

    code: str
    text: str
    answer_type: AnswerType
    options: tuple[Choice, ...] = ()
    group: str = ""
    criteria_set_code: str = ""
    criterion_code: str = ""
    required: bool = True
    show_if: str = ""
    scored: bool = False

    @property
    def condition(self) -> Condition | None:
        """When the question is asked. Raises ``SurveyError`` for one that can't be read."""
        return parse_condition(self.show_if)

    @property
    def percents(self) -> tuple[Decimal | None, ...]:
        """What each option is worth, in printed order."""
        return tuple(option.percent for option in self.options)

    @property
    def condition_labels(self) -> tuple[str, ...]:
        """Labels that the condition of a later question may name."""
        return tuple(option.label for option in self.options) if self.answer_type in ONE_OPTION else ()


def asked(questions: Sequence[QuestionRule], answers: Mapping[str, Answer]) -> frozenset[str]:
    """Codes of the questions that somebody with these answers is asked."""
    chosen = {
        question.code: question.options[answer - 1].label
        for question in questions
        if question.answer_type in ONE_OPTION
        and isinstance(answer := answers.get(question.code), int)
        and 1 <= answer <= len(question.options)
    }
    return frozenset(visible([(question.code, question.condition) for question in questions], chosen))


def form_faults(
    questions: Sequence[QuestionRule], answers: Mapping[str, Answer], declined: Collection[str] = ()
) -> dict[str, str]:
    """What is wrong with a form, by question code, in Vietnamese. Empty where the form can be taken.

    ``declined``: questions the respondent is known not to want to answer, which nobody can be made to.
    """
    known = {question.code for question in questions}
    faults = {code: "phiếu không có câu này – kiểm tra mã câu" for code in answers if code not in known}
    shown = asked(questions, answers)
    for question in questions:
        fault = _fault(question, answers.get(question.code), question.code in shown)
        if fault and not (question.code in declined and question.code not in answers):
            faults[question.code] = fault
    return faults


def _fault(question: QuestionRule, answer: Answer | None, is_asked: bool) -> str:
    if answer is None:
        missing = is_asked and question.required
        return "bỏ trống – câu này bắt buộc trả lời; xem lại phiếu giấy" if missing else ""
    if not is_asked:
        return f"câu này không hỏi người trả lời này ({question.show_if}) – xóa câu trả lời hoặc sửa câu điều kiện"
    return answer_fault(question, answer)


def answer_fault(question: QuestionRule, answer: Answer) -> str:
    """What is wrong with one answer, judged by itself; empty where nothing is."""
    match question.answer_type:
        case AnswerType.NUMBER:
            return _number_fault(answer)
        case AnswerType.TEXT:
            return "" if isinstance(answer, str) and len(answer) <= MAX_TEXT else f"ghi lời, không quá {MAX_TEXT} ký tự"
        case AnswerType.MULTIPLE:
            return _several_fault(answer, len(question.options))
        case _:
            return _option_fault(answer, len(question.options))


def _option_fault(answer: Answer, options: int) -> str:
    if isinstance(answer, int) and not isinstance(answer, bool) and 1 <= answer <= options:
        return ""
    return f"phương án «{answer}» không có – chọn một số từ 1 đến {options}"


def _several_fault(answer: Answer, options: int) -> str:
    if not isinstance(answer, tuple) or not answer:
        return "ghi số các phương án, cách nhau bằng dấu chấm phẩy, ví dụ 1;3"
    if len(set(answer)) != len(answer):
        return "có phương án ghi hai lần – mỗi phương án ghi một lần"
    return next(filter(None, (_option_fault(option, options) for option in answer)), "")


def _number_fault(answer: Answer) -> str:
    number = Decimal(answer) if isinstance(answer, int) and not isinstance(answer, bool) else answer
    if not isinstance(number, Decimal) or not number.is_finite():
        return f"«{answer}» không phải là số – ghi số như 12 hoặc 12,5"
    if not 0 <= number < MAX_NUMBER:
        return f"số ngoài khoảng cho phép – ghi số từ 0 đến dưới {show_number(MAX_NUMBER)}"
    if number != round(number, NUMBER_PLACES):
        return f"số có quá {NUMBER_PLACES} chữ số thập phân – làm tròn"
    return ""
