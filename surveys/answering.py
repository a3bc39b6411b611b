"""A walk through the questions of a form, one a screen, by what has been answered so far."""

from collections.abc import Sequence

from django.http import QueryDict

from surveys.asking import Asked, on_the_way, questions_shown
from surveys.reading import judge, read_answers
from surveys.rules.forms import WITH_OPTIONS, QuestionRule

SECONDS_EACH = 9
CHOOSE = "Chọn một phương án, hoặc chọn «Không trả lời câu này»"
WRITE = "Ghi câu trả lời, hoặc chọn «Không trả lời câu này»"
NOTHING = "Phiếu chưa có câu trả lời nào"
STEP, BACK = "buoc", "lui"


class Walk:
    """Where somebody stands. ``data`` holds every answer so far, the question just answered (``buoc``), the button.

    ``place`` is that of the question to show on the ``way``, one past the end where all have been answered; ``fault``
    says what is wrong with the question shown.
    """

    def __init__(self, rules: Sequence[QuestionRule], data: QueryDict) -> None:
        self.rules = rules
        self.read = read_answers(rules, data)
        self._drop_the_unasked()
        self.way = on_the_way(questions_shown(rules, self.read), rules, self.read)
        step, back = data.get(STEP, ""), BACK in data
        answered = next((place for place, one in enumerate(self.way) if one.rule.code == step), None)
        self.fault = "" if answered is None or back else self._fault(self.way[answered].rule)
        self.place = 0 if answered is None else self._next(answered, back)

    def _drop_the_unasked(self) -> None:
        """An answer changed on the way back leaves answers to questions that are no longer asked."""
        known = {one.rule.code for one in on_the_way(questions_shown(self.rules), self.rules, self.read)}
        for kept in (self.read.answers, self.read.typed, self.read.faults):
            for code in [code for code in kept if code not in known]:
                del kept[code]  # type: ignore[arg-type]
        self.read.declined &= known

    def _next(self, answered: int, back: bool) -> int:
        if back:
            return max(0, answered - 1)
        return answered if self.fault else answered + 1

    def _fault(self, rule: QuestionRule) -> str:
        if rule.code in self.read.faults:
            return self.read.faults[rule.code]
        missing = rule.required and rule.code not in self.read.answers and rule.code not in self.read.declined
        return (CHOOSE if rule.answer_type in WITH_OPTIONS else WRITE) if missing else ""

    @property
    def is_complete(self) -> bool:
        return self.place >= len(self.way)

    @property
    def question(self) -> Asked:
        return self.way[self.place]

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def total(self) -> int:
        return len(self.way)

    @property
    def minutes(self) -> int:
        """Minutes that the rest will about take."""
        return max(1, round((self.total - self.place) * SECONDS_EACH / 60))

    @property
    def is_last(self) -> bool:
        return self.place == len(self.way) - 1

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The answers to the other questions, to be carried in the form."""
        here = self.question.rule.code
        return [(one.name, value) for one in self.way if one.rule.code != here for value in one.typed]

    @property
    def everything(self) -> list[Asked]:
        """Every question there is, for the script."""
        return questions_shown(self.rules)

    def whole(self) -> dict[str, str]:
        """What is wrong with the whole form, by question code; the walk goes back to the first such question."""
        judge(self.rules, self.read)
        if not self.read.answers and not self.read.faults and self.way:
            self.read.faults[self.way[0].rule.code] = NOTHING
        if self.read.faults:
            wrong = [place for place, one in enumerate(self.way) if one.rule.code in self.read.faults]
            self.place = wrong[0] if wrong else 0
            self.fault = self.read.faults.get(self.question.rule.code, "")
        return self.read.faults
