"""Filled-in forms from a table: ``agency_code,respondent,<question code>...``, one row per form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cchc.files.faults import Faults, Row
from cchc.files.parsers import shown
from cchc.files.tabular import Column, Parser, parsers
from cchc.tenancy.models import Agency
from surveys.exchange import question_rules
from surveys.models import Questionnaire
from surveys.queries.forms import concerned_agency_ids
from surveys.rules.forms import MAX_NUMBER, NUMBER_PLACES, Answer, AnswerType, QuestionRule, answer_fault, form_faults
from surveys.services import FilledForm

MAX_ROWS = 50_000
MAX_RESPONDENT = 40


def columns(questions: Sequence[QuestionRule]) -> list[Column]:
    """Agency and form number, then one column per question; those nobody has to answer may be absent."""
    return [
        Column("agency_code", required=True, parse=parsers.code),
        Column("respondent", required=True, parse=parsers.code),
        *(
            Column(question.code, parse=_parser(question), optional=not question.required or bool(question.show_if))
            for question in questions
        ),
    ]


def _parser(question: QuestionRule) -> Parser:
    """Cells of one question as answers; an empty cell is a skipped question."""
    match question.answer_type:
        case AnswerType.TEXT:
            return parsers.from_text(lambda text: _judged(question, text))
        case AnswerType.NUMBER:
            return parsers.decimal_with(places=NUMBER_PLACES, minimum=Decimal(0), maximum=MAX_NUMBER - 1)
        case AnswerType.MULTIPLE:
            return parsers.from_text(lambda text: _judged(question, tuple(map(_whole, _pieces(text)))))
        case _:
            return parsers.from_text(lambda text: _judged(question, _whole(text)))


def _pieces(text: str) -> list[str]:
    return [piece for piece in map(str.strip, text.split(";")) if piece]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise ValueError(f"{shown(text)} không phải là số của phương án – ghi 1, 2, 3 … theo thứ tự trên phiếu")
    return int(text)


def _judged(question: QuestionRule, answer: Answer) -> Answer:
    if fault := answer_fault(question, answer):
        raise ValueError(fault)
    return answer


def judge(rows: Sequence[Row], questionnaire: Questionnaire, faults: Faults) -> list[FilledForm]:
    """The forms that can be taken; every fault of the rows goes to ``faults``."""
    if not rows and not len(faults):
        faults.add(None, None, "không có phiếu nào – ghi mỗi phiếu một dòng")
    checks = _Checks(faults, question_rules(questionnaire), _agencies(questionnaire))
    return [form for row in rows if (form := checks.form(row)) is not None]


@dataclass(frozen=True, slots=True)
class Known:
    """Agencies by code: those the questionnaire is about, and all the others of the tenant."""

    concerned: dict[str, Agency]
    others: frozenset[str]


def _agencies(questionnaire: Questionnaire) -> Known:
    ids = concerned_agency_ids(questionnaire)
    everyone = list(Agency.objects.all())
    concerned = {agency.code: agency for agency in everyone if agency.pk in ids}
    return Known(concerned, frozenset(agency.code for agency in everyone if agency.pk not in ids))


@dataclass(slots=True)
class _Checks:
    faults: Faults
    questions: Sequence[QuestionRule]
    known: Known
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def form(self, row: Row) -> FilledForm | None:
        """One row as a form, or None where anything in it is wrong."""
        before = len(self.faults)
        agency = self._agency(row)
        self._number(row)
        answers = {code: row[code] for code in self._codes if row[code] not in (None, "", ())}
        self._answers(row, answers)
        if agency is None or row.bad or len(self.faults) > before:
            return None
        return FilledForm(agency, row["respondent"], answers)

    def _answers(self, row: Row, answers: Mapping[str, Answer]) -> None:
        """The form as a whole. After a cell that can't be read nobody knows which of the later questions were asked."""
        uncertain = {question.code for question in self.questions if row.bad and question.show_if} | row.bad
        for code, fault in form_faults(self.questions, answers).items():
            if code not in uncertain:
                self.faults.add(row, code, fault)

    @property
    def _codes(self) -> list[str]:
        return [question.code for question in self.questions]

    def _agency(self, row: Row) -> Agency | None:
        code = row["agency_code"]
        if not code:
            return None
        if code in self.known.concerned:
            return self.known.concerned[code]
        if code in self.known.others:
            self.faults.add(
                row, "agency_code", f"đơn vị {shown(code)} không thuộc đối tượng của phiếu này – bỏ dòng này"
            )
        else:
            self.faults.add(row, "agency_code", f"không có đơn vị {shown(code)} – kiểm tra mã đơn vị")
        return None

    def _number(self, row: Row) -> None:
        number, code = row["respondent"], row["agency_code"]
        if not number or not code:
            return
        if len(number) > MAX_RESPONDENT:
            self.faults.add(row, "respondent", f"số phiếu dài quá {MAX_RESPONDENT} ký tự – rút ngắn")
        elif (first := self.seen.setdefault((code, number), row.number)) != row.number:
            self.faults.add(
                row, "respondent", f"số phiếu {shown(number)} của {code} đã có ở dòng {first} – bỏ một dòng"
            )
