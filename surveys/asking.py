"""Questions as a page shows them: the field's name, what stands in it, when the question is asked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from surveys.reading import DECLINED, DECLINED_ANY, PREFIX, Read
from surveys.rules.forms import WITH_OPTIONS, AnswerType, QuestionRule, asked

MOST_KEYS = 9
"""Options that one digit can choose."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One option: its number as printed, its words, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with what has been answered so far. ``number`` counts the questions as printed.

    ``when_field``, ``when_value`` and ``when_not`` say on which answer it is asked; empty where it always is.
    """

    rule: QuestionRule
    number: int
    typed: tuple[str, ...]
    fault: str
    when_field: str = ""
    when_value: str = ""
    when_not: bool = False

    @property
    def name(self) -> str:
        return PREFIX + self.rule.code

    @property
    def text(self) -> str:
        return "" if self.is_declined or not self.typed else self.typed[0]

    @property
    def kind(self) -> str:
        """«keys» one digit, «checks» several digits, «list» more options than digits, «number», «text»."""
        if self.rule.answer_type not in WITH_OPTIONS:
            return self.rule.answer_type.value
        if self.rule.answer_type is AnswerType.MULTIPLE:
            return "checks"
        return "keys" if len(self.rule.options) <= MOST_KEYS else "list"

    @property
    def options(self) -> tuple[Offered, ...]:
        return tuple(
            Offered(str(number), option.label, str(number) in self.typed)
            for number, option in enumerate(self.rule.options, start=1)
        )

    @property
    def is_declined(self) -> bool:
        zero = self.typed == (DECLINED,) and self.rule.answer_type is not AnswerType.NUMBER
        return zero or self.typed == (DECLINED_ANY,)


def questions_shown(rules: Sequence[QuestionRule], read: Read | None = None) -> list[Asked]:
    """Every question in printed order with what stands in its field."""
    typed, faults = (read.typed, read.faults) if read else ({}, {})
    by_code = {rule.code: rule for rule in rules}
    return [
        Asked(rule, number, tuple(typed.get(rule.code, ())), faults.get(rule.code, ""), *_when(rule, by_code))
        for number, rule in enumerate(rules, start=1)
    ]


def _when(rule: QuestionRule, by_code: dict[str, QuestionRule]) -> tuple[str, str, bool]:
    condition = rule.condition
    if condition is None:
        return "", "", False
    labels = [option.label for option in by_code[condition.question].options]
    return PREFIX + condition.question, str(labels.index(condition.label) + 1), condition.negated


def on_the_way(questions: Sequence[Asked], rules: Sequence[QuestionRule], read: Read) -> list[Asked]:
    """The questions that somebody with these answers is asked, in order."""
    codes = asked(rules, read.answers)
    return [question for question in questions if question.rule.code in codes]


def groups(questions: Iterable[Asked]) -> Iterator[tuple[str, list[Asked]]]:
    """Runs of questions under the same heading."""
    name, run = None, []
    for question in questions:
        if question.rule.group != name and run:
            yield name or "", run
            run = []
        name = question.rule.group
        run.append(question)
    if run:
        yield name or "", run
