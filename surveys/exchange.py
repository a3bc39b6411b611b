"""Between the tables of a questionnaire and the pure rules: read the questions, write the questions."""

from collections.abc import Iterable, Sequence

from surveys.models import Question, Questionnaire, QuestionOption
from surveys.rules.forms import AnswerType, Choice, QuestionRule


def question_rule(question: Question) -> QuestionRule:
    """One stored question whose options have been fetched."""
    return QuestionRule(
        code=question.code,
        text=question.text,
        answer_type=AnswerType(question.answer_type),
        options=tuple(Choice(option.label, option.percent) for option in question.options.all()),
        group=question.group,
        criteria_set_code=question.criteria_set_code,
        criterion_code=question.criterion_code,
        required=question.required,
        show_if=question.show_if,
        scored=question.scored,
    )


def question_rules(questionnaire: Questionnaire) -> list[QuestionRule]:
    """The questions in printed order: two queries."""
    return [question_rule(question) for question in questionnaire.questions.prefetch_related("options")]


def write_questions(questionnaire: Questionnaire, rules: Sequence[QuestionRule]) -> None:
    """Put these questions in the place of what is there. Only while nobody has answered."""
    QuestionOption.objects.filter(question__questionnaire=questionnaire).delete()
    questionnaire.questions.all().delete()
    questions = [_question(questionnaire, number, rule) for number, rule in enumerate(rules, start=1)]
    Question.objects.bulk_create(questions)
    pairs = zip(questions, rules, strict=True)
    QuestionOption.objects.bulk_create(option for pair in pairs for option in _options(*pair))


def _question(questionnaire: Questionnaire, position: int, rule: QuestionRule) -> Question:
    return Question(
        questionnaire=questionnaire,
        position=position,
        code=rule.code,
        text=rule.text,
        group=rule.group,
        answer_type=rule.answer_type.value,
        criteria_set_code=rule.criteria_set_code,
        criterion_code=rule.criterion_code,
        required=rule.required,
        show_if=rule.show_if,
        scored=rule.scored,
    )


def _options(question: Question, rule: QuestionRule) -> Iterable[QuestionOption]:
    return [
        QuestionOption(question=question, position=number, label=option.label, percent=option.percent)
        for number, option in enumerate(rule.options, start=1)
    ]
