"""When a question is shown.

«F1=Có» means only to those who answered «Có» to question F1; «P1!=Người dân» only to those who answered P1 otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.rules.results import SurveyError


@dataclass(frozen=True, slots=True)
class Condition:
    """Shown only when ``question`` was answered with ``label``; ``negated``: when it was answered with another one."""

    question: str
    label: str
    negated: bool = False


def parse_condition(text: str) -> Condition | None:
    """The condition in column ``show_if``; None for an empty one. Raises ``SurveyError``."""
    if not text.strip():
        return None
    left, _, label = (part.strip() for part in text.partition("="))
    negated = left.endswith("!")
    question = left.removesuffix("!").strip()
    if not (question and label):
        raise SurveyError(f"Điều kiện hiện “{text}” không đọc được – cột show_if – ghi theo dạng F1=Có hoặc F1!=Có.")
    return Condition(question, label, negated)


def is_shown(condition: Condition | None, answers: Mapping[str, str]) -> bool:
    """Whether a respondent with these answers (question code → label) sees the question."""
    if condition is None:
        return True
    answer = answers.get(condition.question)
    return answer is not None and (answer == condition.label) is not condition.negated


def visible(questions: Sequence[tuple[str, Condition | None]], answers: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of the questions a respondent sees, in order. An answer to a hidden question opens nothing."""
    shown: dict[str, str] = {}
    codes: list[str] = []
    for code, condition in questions:
        if is_shown(condition, shown):
            codes.append(code)
            if code in answers:
                shown[code] = answers[code]
    return tuple(codes)


def condition_faults(
    questions: Sequence[tuple[str, Condition | None]], labels: Mapping[str, Sequence[str]]
) -> list[str]:
    """Conditions that can never hold, in Vietnamese. ``labels``: options of each question."""
    faults = []
    earlier: set[str] = set()
    for code, condition in questions:
        if condition is not None and condition.question not in earlier:
            faults.append(
                f"Câu {code}: điều kiện dựa vào câu {condition.question} không đứng trước nó – sửa cột show_if."
            )
        elif condition is not None and condition.label not in labels.get(condition.question, ()):
            faults.append(
                f"Câu {code}: câu {condition.question} không có phương án “{condition.label}” – sửa cột show_if."
            )
        earlier.add(code)
    return faults
