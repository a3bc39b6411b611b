"""A questionnaire from a table: one row per question, options as JSON."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from cchc.files.faults import Faults, Row
from cchc.files.parsers import clean_text, shown
from cchc.files.tabular import Column, parsers
from criteria.models import Campaign, Criterion
from surveys.queries.leaves import survey_leaves
from surveys.rules.conditions import Condition, condition_faults
from surveys.rules.forms import FIXED_SIZES, ONE_OPTION, WITH_OPTIONS, AnswerType, Choice, QuestionRule
from surveys.rules.results import SurveyError
from surveys.services import FormHead

RESERVED = frozenset({"agency_code", "respondent", "them"})
"""Columns of the table of responses that aren't questions, and the editor's address of a new one."""
CODE = re.compile(r"[A-Za-z0-9_.\-]{1,20}", re.ASCII)
FORM_CODE = re.compile(r"[A-Za-z0-9_.\-]{1,60}", re.ASCII)
MAX_LABEL, MAX_OPTIONS, MAX_QUESTIONS = 300, 50, 200
LENGTHS = {"text": 2000, "group": 200, "criteria_set": 40, "criteria_code": 20, "show_if": 200}
KNOWN_HEADS = {
    "survey_citizens": ("Phiếu khảo sát người dân, tổ chức", "Người dân, tổ chức tại Bộ phận một cửa"),
    "survey_heads": ("Phiếu khảo sát trưởng phòng chuyên môn", "Trưởng phòng chuyên môn cấp huyện"),
    "survey_province": ("Phiếu khảo sát về sở, ban, ngành", "Lãnh đạo sở, UBND cấp huyện; người dân, tổ chức"),
}
"""Title and group of the sample questionnaires, by their code; others are named on import."""

COLUMNS = [
    Column("order", required=True, parse=parsers.integer),
    Column("code", required=True, parse=parsers.code),
    Column("text", required=True),
    Column("group"),
    Column("answer_type", required=True, parse=parsers.choice(*(kind.value for kind in AnswerType))),
    Column("options", parse=parsers.json_value),
    Column("criteria_set", parse=parsers.code),
    Column("criteria_code", parse=parsers.code),
    Column("required", required=True, parse=parsers.yes_no),
    Column("show_if"),
    Column("scored", required=True, parse=parsers.yes_no),
]


def default_head(
    campaign: Campaign, code: str, *, title: str | None = None, group: str | None = None, quota: int | None = None
) -> FormHead:
    """What stands above the questions: as given; else as it is; else by the code of a sample questionnaire."""
    if campaign.questionnaires.filter(code=code).exists():
        return FormHead(code, title, group, quota)
    known_title, known_group = KNOWN_HEADS.get(code, (f"Phiếu khảo sát {code}", ""))
    return FormHead(code, title or known_title, known_group if group is None else group, quota)


def judge(rows: Sequence[Row], campaign: Campaign, faults: Faults) -> list[QuestionRule]:
    """The questions in their order; every fault of the rows goes to ``faults``."""
    if not rows:
        faults.add(None, None, "không có câu hỏi nào – ghi mỗi câu một dòng")
    elif len(rows) > MAX_QUESTIONS:
        faults.add(None, None, f"có hơn {MAX_QUESTIONS} câu – tách thành nhiều phiếu")
    checks = _Checks(faults, _known_leaves(campaign), _known_codes(campaign))
    read = [(row, checks.question(row)) for row in rows]
    ordered = sorted(read, key=lambda pair: pair[0]["order"] if pair[0]["order"] is not None else 0)
    checks.conditions(ordered)
    return [question for _, question in ordered]


def whole_faults(questions: Sequence[QuestionRule], campaign: Campaign) -> list[str]:
    """What is wrong with questions put together in the browser, in sentences; the same rules as for a file."""
    faults = Faults()
    rows = [_as_row(number, question) for number, question in enumerate(questions, start=1)]
    if questions:
        judge(rows, campaign, faults)
    return [_sentence(questions[(fault.row or 1) - 1].code, fault.message) for fault in faults]


def _sentence(code: str, fault: str) -> str:
    return fault if fault.startswith("Câu ") else f"Câu {code}: {fault}."


def _as_row(number: int, question: QuestionRule) -> Row:
    options = [
        {"label": one.label} | ({} if one.percent is None else {"percent": str(one.percent)})
        for one in question.options
    ]
    values = {
        "order": number,
        "code": question.code,
        "text": question.text,
        "group": question.group,
        "answer_type": question.answer_type.value,
        "options": options or None,
        "criteria_set": question.criteria_set_code,
        "criteria_code": question.criterion_code,
        "required": question.required,
        "show_if": question.show_if,
        "scored": question.scored,
    }
    return Row("", number, values)


def _known_leaves(campaign: Campaign) -> frozenset[str]:
    return frozenset(code for leaves in survey_leaves(campaign).values() for code in leaves)


def _known_codes(campaign: Campaign) -> frozenset[str]:
    used = campaign.participants.values("criteria_set")
    return frozenset(Criterion.objects.filter(criteria_set__in=used).values_list("code", flat=True))


@dataclass(slots=True)
class _Checks:
    faults: Faults
    leaves: frozenset[str]
    criteria: frozenset[str]
    codes: dict[str, int] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)

    def question(self, row: Row) -> QuestionRule:
        """One row as a question; cells that can't be used are reported and stand empty."""
        self._order(row)
        self._code(row)
        self._lengths(row)
        kind = AnswerType(row["answer_type"]) if row["answer_type"] else AnswerType.TEXT
        question = QuestionRule(
            code=row["code"] or "",
            text=row["text"] or "",
            answer_type=kind,
            options=self._options(row, kind),
            group=row["group"] or "",
            criteria_set_code=row["criteria_set"] or "",
            criterion_code=row["criteria_code"] or "",
            required=bool(row["required"]),
            show_if=row["show_if"] or "",
            scored=bool(row["scored"]),
        )
        self._scoring(row, question)
        return question

    def _order(self, row: Row) -> None:
        order = row["order"]
        if order is not None and self.orders.setdefault(order, row.number) != row.number:
            self.faults.add(row, "order", f"số thứ tự {order} đã có ở dòng {self.orders[order]} – mỗi câu một số")

    def _code(self, row: Row) -> None:
        code = row["code"]
        if not code:
            return
        if not CODE.fullmatch(code) or code.casefold() in RESERVED:
            self.faults.add(row, "code", f"mã câu {shown(code)} không dùng được – dùng chữ không dấu và số, ví dụ Q1")
        elif self.codes.setdefault(code.casefold(), row.number) != row.number:
            first = self.codes[code.casefold()]
            self.faults.add(row, "code", f"mã câu {shown(code)} đã có ở dòng {first} – mỗi câu một mã")

    def _lengths(self, row: Row) -> None:
        for name, most in LENGTHS.items():
            if len(row[name] or "") > most:
                self.faults.add(row, name, f"dài quá {most} ký tự – rút ngắn")

    def _options(self, row: Row, kind: AnswerType) -> tuple[Choice, ...]:
        raw = row["options"]
        if "options" in row.bad or not row["answer_type"]:
            return ()
        if kind not in WITH_OPTIONS:
            if raw:
                self.faults.add(row, "options", f"câu kiểu {kind.value} không có phương án – xóa ô này")
            return ()
        try:
            return _read_options(raw, kind)
        except SurveyError as error:
            self.faults.add(row, "options", error.message)
            return ()

    def _scoring(self, row: Row, question: QuestionRule) -> None:
        """A scored question has options worth something and names a leaf that takes points from the survey."""
        if not question.scored or not row["answer_type"]:
            return
        if question.answer_type not in ONE_OPTION:
            self.faults.add(row, "scored", "câu tính điểm phải chọn một phương án – dùng likert5, single hoặc yesno")
        elif question.options and all(percent is None for percent in question.percents):
            self.faults.add(row, "options", "câu tính điểm chưa có tỷ lệ % ở phương án nào – thêm percent")
        self._leaf(row, question.criterion_code)

    def _leaf(self, row: Row, code: str) -> None:
        if "criteria_code" in row.bad or code in self.leaves:
            return
        if not code:
            self.faults.add(row, "criteria_code", "bỏ trống – câu tính điểm phải gắn với một tiêu chí thành phần")
        elif code in self.criteria:
            self.faults.add(
                row, "criteria_code", f"{shown(code)} không lấy điểm từ khảo sát – chọn mục có nguồn survey"
            )
        else:
            self.faults.add(row, "criteria_code", f"{shown(code)} không có trong bộ tiêu chí của kỳ – kiểm tra mã")

    def conditions(self, read: Sequence[tuple[Row, QuestionRule]]) -> None:
        """Conditions name an earlier question and one of its options."""
        earlier: list[tuple[str, Condition | None]] = []
        labels: dict[str, Sequence[str]] = {}
        for row, question in read:
            for fault in condition_faults([*earlier, (question.code, self._condition(row, question))], labels):
                self.faults.add(row, "show_if", fault)
            earlier.append((question.code, None))  # its own condition has been judged
            labels[question.code] = question.condition_labels

    def _condition(self, row: Row, question: QuestionRule) -> Condition | None:
        try:
            return question.condition
        except SurveyError as error:
            self.faults.add(row, "show_if", error.message)
            return None


def _read_options(raw: Any, kind: AnswerType) -> tuple[Choice, ...]:
    """Options as written in JSON. Raises SurveyError with what is wrong."""
    if not isinstance(raw, list) or not raw:
        raise SurveyError('chưa có phương án – ghi theo dạng [{"label": "Có", "percent": "100"}, {"label": "Không"}]')
    if len(raw) > MAX_OPTIONS:
        raise SurveyError(f"có hơn {MAX_OPTIONS} phương án – rút bớt")
    size = FIXED_SIZES.get(kind)
    if size and len(raw) != size:
        raise SurveyError(f"câu kiểu {kind.value} phải có đúng {size} phương án, tệp có {len(raw)} – sửa ô này")
    options = tuple(_read_option(number, item) for number, item in enumerate(raw, start=1))
    labels = [option.label.casefold() for option in options]
    twice = next((option.label for option in options if labels.count(option.label.casefold()) > 1), None)
    if twice is not None:
        raise SurveyError(f"phương án {shown(twice)} ghi hai lần – mỗi phương án một lần")
    return options


def _read_option(number: int, item: Any) -> Choice:
    if not isinstance(item, dict) or not set(item) <= {"label", "percent"} or not isinstance(item.get("label"), str):
        raise SurveyError(f'phương án {number} không đọc được – ghi theo dạng {{"label": "Tốt", "percent": "100"}}')
    label = clean_text(item["label"])
    if not label or len(label) > MAX_LABEL:
        raise SurveyError(f"phương án {number}: lời trống hoặc dài quá {MAX_LABEL} ký tự – sửa label")
    return Choice(label, _read_percent(label, item.get("percent")))


def _read_percent(label: str, raw: Any) -> Decimal | None:
    if raw is None or raw == "":
        return None
    try:
        percent = Decimal(str(raw).replace(",", ".")) if not isinstance(raw, bool) else None
    except InvalidOperation:
        percent = None
    if percent is None or not percent.is_finite():
        raise SurveyError(f"phương án {shown(label)}: tỷ lệ {shown(raw)} không phải là số – ghi số từ 0 đến 100")
    if not 0 <= percent <= 100 or percent != round(percent, 4):
        raise SurveyError(f"phương án {shown(label)}: tỷ lệ {shown(raw)} phải từ 0 đến 100, không quá 4 số lẻ")
    return percent
