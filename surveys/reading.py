"""Answers from the fields of a form: on the paper-entry page, on the citizen's page, or in a script's message."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from criteria.rules.numbers import EntryError, parse_number
from surveys.rules.forms import ONE_OPTION, Answer, AnswerType, QuestionRule, answer_fault, form_faults

DECLINED = "0"
"""What is pressed for «không trả lời»; of a number it is the number 0."""
DECLINED_ANY = "-"
"""What is sent for it whatever the kind of question."""
PREFIX = "a-"


@dataclass(slots=True)
class Read:
    """A form as read. ``faults`` by question code, in Vietnamese; ``typed`` is what stands in each field."""

    answers: dict[str, Answer] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)
    typed: dict[str, list[str]] = field(default_factory=dict)


def read_answers(questions: Sequence[QuestionRule], data: QueryDict) -> Read:
    """The fields ``a-<code>`` as answers; what can't be read is a fault, and what is empty is no answer."""
    found = Read()
    for question in questions:
        values = [value.strip() for value in data.getlist(PREFIX + question.code) if value.strip()]
        found.typed[question.code] = values
        zero = values == [DECLINED] and question.answer_type is not AnswerType.NUMBER
        if zero or values == [DECLINED_ANY]:
            found.declined.add(question.code)
        elif values:
            _take(question, values, found)
    return found


def _take(question: QuestionRule, values: Sequence[str], found: Read) -> None:
    try:
        answer = _answer(question, values)
    except (ValueError, EntryError) as error:
        found.faults[question.code] = str(error)
        return
    if fault := answer_fault(question, answer):
        found.faults[question.code] = fault
    else:
        found.answers[question.code] = answer


def _answer(question: QuestionRule, values: Sequence[str]) -> Answer:
    if question.answer_type is AnswerType.TEXT:
        return values[0]
    if question.answer_type is AnswerType.NUMBER:
        return parse_number(values[0])
    if question.answer_type is AnswerType.MULTIPLE:
        return tuple(_whole(piece) for value in values for piece in value.replace(",", ";").split(";") if piece.strip())
    return _whole(values[0])


def _whole(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise ValueError(f"«{text[:20]}» không phải là số của phương án – ghi 1, 2, 3 … theo thứ tự trên phiếu")
    return int(text)


def judge(questions: Sequence[QuestionRule], found: Read) -> Read:
    """Add what is wrong with the form as a whole. After an answer that can't be read, what follows isn't judged."""
    unsure = any(question.code in found.faults for question in questions if question.answer_type in ONE_OPTION)
    for code, fault in form_faults(questions, found.answers, found.declined).items():
        question = next((one for one in questions if one.code == code), None)
        if code not in found.faults and not (unsure and question is not None and question.show_if):
            found.faults[code] = fault
    return found
