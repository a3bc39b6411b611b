"""The workbook in which paper forms are typed: one row per form, drop-downs for agencies and options."""

from collections.abc import Iterable, Sequence

from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.tenancy.models import Agency
from surveys.exchange import question_rules
from surveys.models import Question, Questionnaire
from surveys.queries.forms import concerned_agency_ids
from surveys.rules.forms import ONE_OPTION, AnswerType, QuestionRule

MOST_ROWS = 1000
FEWEST_ROWS = 200


def response_template(questionnaire: Questionnaire) -> bytes:
    """An empty workbook that ``import_survey_responses`` takes back once it is filled in."""
    questions = question_rules(questionnaire)
    agencies = list(Agency.objects.filter(pk__in=concerned_agency_ids(questionnaire)))
    rows = min(max((questionnaire.quota or 0) * len(agencies), FEWEST_ROWS), MOST_ROWS)
    sheets = [_forms(questions, agencies, rows), _questions(questions), _agencies(agencies)]
    return write_xlsx(sheets, title=questionnaire.title)


def _forms(questions: Sequence[QuestionRule], agencies: Sequence[Agency], rows: int) -> Sheet:
    """Rows are empty but formatted as text: a code typed into a plain cell would lose its zeros."""
    columns = [
        OutColumn("agency_code", "code", 14, choices=tuple(agency.code for agency in agencies)),
        OutColumn("respondent", "code", 12),
        *map(_column, questions),
    ]
    empty: Iterable[list[None]] = ([None] * len(columns) for _ in range(rows))
    return Sheet("Phiếu", columns, empty, freeze_columns=2)


def _column(question: QuestionRule) -> OutColumn:
    if question.answer_type is AnswerType.TEXT:
        return OutColumn(question.code, "text", 40)
    if question.answer_type not in ONE_OPTION:
        return OutColumn(question.code, "code", 10)
    numbers = tuple(str(number) for number in range(1, len(question.options) + 1))
    return OutColumn(question.code, "code", 7, choices=numbers)


def _questions(questions: Sequence[QuestionRule]) -> Sheet:
    columns = [
        OutColumn("Câu", "code", 8),
        OutColumn("Nội dung", width=50),
        OutColumn("Kiểu trả lời", width=14),
        OutColumn("Bắt buộc", width=10),
        OutColumn("Chỉ hỏi khi", width=18),
        OutColumn("Ghi số", "code", 8),
        OutColumn("Phương án", width=40),
    ]
    return Sheet("Phương án", columns, [row for question in questions for row in _option_rows(question)])


def _option_rows(question: QuestionRule) -> list[list[str]]:
    """One row per option; the question itself stands beside the first one."""
    kind = Question.AnswerType(question.answer_type.value).label
    head = [question.code, question.text, kind, "có" if question.required else "không", question.show_if]
    labels = [(str(number), option.label) for number, option in enumerate(question.options, start=1)] or [("", "")]
    return [[*(head if not place else [""] * len(head)), *pair] for place, pair in enumerate(labels)]


def _agencies(agencies: Sequence[Agency]) -> Sheet:
    columns = [OutColumn("Mã đơn vị", "code", 14), OutColumn("Tên đơn vị", width=40)]
    return Sheet("Đơn vị", columns, [[agency.code, agency.name] for agency in agencies])
