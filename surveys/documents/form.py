"""Document 05: a questionnaire as a paper form. Options carry the numbers that are pressed when it is entered; what an
option is worth is never printed."""

from collections.abc import Iterable, Sequence
from typing import Any

from cchc.documents import vocabulary
from cchc.documents.registry import About, Paper, PaperRefused, Subject
from cchc.tenancy.models import Agency
from criteria.documents.context import shared, today
from criteria.models import Campaign
from surveys.exchange import question_rules
from surveys.models import Questionnaire
from surveys.queries.forms import concerned_agency_ids
from surveys.rules.forms import AnswerType, QuestionRule
from surveys.rules.personal import PROFILE_GROUP

DOTS = "……………………………………"
ABOUT = "~"
"""Between questionnaire and agency in the key of a form that names the agency."""
EVERY = "*"
"""In the agency's place: one sheet on which a head judges all of them, an agency a line."""


def forms(campaign: Campaign, agency: Agency | None) -> list[Subject]:
    """Every questionnaire in use, with the agency left to be written in by hand."""
    found = campaign.questionnaires.filter(closed_at=None)
    subjects = [Subject(one.code, f"{one.title} ({one.get_audience_display()})") for one in found]
    heads = [one for one in found if one.audience == Questionnaire.Audience.HEAD]
    return subjects + [Subject(f"{one.code}{ABOUT}{EVERY}", f"{one.title}, một tờ cho mọi đơn vị") for one in heads]


def subject_of(questionnaire: Questionnaire, agency: Agency | None) -> str:
    """The key of a form; with an agency, the one on which its name is printed."""
    return f"{questionnaire.code}{ABOUT}{agency.code}" if agency else questionnaire.code


def build(about: About) -> Paper:
    """The form named by the subject. Raises PaperRefused for one without questions, or that doesn't exist."""
    campaign = about.campaign
    code, _, agency_code = about.subject.partition(ABOUT)
    form = campaign.questionnaires.filter(code=code).first()
    if form is None:
        raise PaperRefused("Chưa nêu mã phiếu, hoặc kỳ này không có phiếu đó – chọn phiếu trong danh sách (--subject).")
    agency = None if agency_code == EVERY else _agency(form, agency_code)
    rules = question_rules(form)
    if not rules:
        raise PaperRefused(f"Phiếu {form.code} chưa có câu hỏi – soạn câu hỏi rồi in.")
    stamp = about.stamp or today()
    data = shared(campaign, stamp, vocabulary.symbol(campaign.tenant, ""), [])
    data |= {"khoi": "nguoi_dan" if form.audience == Questionnaire.Audience.CITIZEN else "nhom_khac"}
    data |= {"phieu": _form(campaign, form, agency, rules)}
    if agency_code == EVERY:
        data = _as_matrix(data, form, rules)
    return Paper(
        kind="05",
        reference=f"phieu-khao-sat-{campaign.year}-{about.subject}",
        title=f"{form.title} năm {campaign.year}",
        symbol="",
        data=data,
        notes=("Phiếu không ghi số, ngày văn bản. Số phiếu do người nhập ghi khi nhận phiếu.",),
    )


def _agency(form: Questionnaire, code: str) -> Agency | None:
    if not code:
        return None
    found = Agency.objects.filter(pk__in=concerned_agency_ids(form), code=code).first()
    if found is None:
        raise PaperRefused(f"Đơn vị {code} không thuộc đối tượng của phiếu {form.code} – chọn đơn vị khác.")
    return found


def _form(campaign: Campaign, form: Questionnaire, agency: Agency | None, rules: Sequence[QuestionRule]) -> dict:
    profile = [rule for rule in rules if rule.group.lower().startswith(PROFILE_GROUP)]
    return {
        "mau": form.form_number or "01",
        "dot": f"{campaign.year}-{form.version:02d}",
        "nhom": form.respondent_group or form.get_audience_display(),
        "don_vi_danh_gia": agency.name if agency else DOTS,
        "nhan_khau": [_with_numbers(_question(number, rule)) for number, rule in _numbered(rules) if rule in profile],
        "cau_hoi": [_question(number, rule) for number, rule in _numbered(rules) if rule not in profile],
    }


def _as_matrix(data: dict[str, Any], form: Questionnaire, rules: Sequence[QuestionRule]) -> dict[str, Any]:
    """Questions as columns, agencies as lines; a question with options of its own says them below the table."""
    profile = [rule for rule in rules if rule.group.lower().startswith(PROFILE_GROUP)]
    asked = [rule for rule in rules if rule not in profile and rule.answer_type is not AnswerType.TEXT]
    scales = {_scale(rule) for rule in asked if rule.options}
    common = scales.pop() if len(scales) == 1 else ""
    agencies = Agency.objects.filter(pk__in=concerned_agency_ids(form))
    columns = [{"so": rule.code, "noi_dung": rule.text + _only_if(rule) + _own_scale(rule, common)} for rule in asked]
    written = [_question(rule.code, rule) for rule in rules if rule.answer_type is AnswerType.TEXT]
    sheet = {"cau_hoi": columns, "thang": common, "cau_mo": written}
    sheet["don_vi"] = [{"tt": number, "ten": one.name} for number, one in enumerate(agencies, start=1)]
    return data | {"khoi": "truong_phong", "phieu": data["phieu"] | sheet}


def _scale(rule: QuestionRule) -> str:
    """«1 - Tốt; 2 - Khá»."""
    return "; ".join(f"{place} - {option.label}" for place, option in enumerate(rule.options, start=1))


def _own_scale(rule: QuestionRule, common: str) -> str:
    return f" ({_scale(rule)})" if rule.options and not common else ""


def _numbered(rules: Sequence[QuestionRule]) -> Iterable[tuple[str, QuestionRule]]:
    """Printed under the codes by which they are entered."""
    return ((rule.code, rule) for rule in rules)


def _question(number: str, rule: QuestionRule) -> dict[str, Any]:
    return {
        "so": number,
        "noi_dung": rule.text + _only_if(rule) + _to_write(rule),
        "kieu": KINDS.get(rule.answer_type, "mot"),
        "phuong_an": [
            {"ky_hieu": str(place), "loi": option.label} for place, option in enumerate(rule.options, start=1)
        ],
    }


def _with_numbers(question: dict[str, Any]) -> dict[str, Any]:
    """The text prints the sign of an option in part B alone; its number is needed in both."""
    options = [one | {"loi": f"{one['ky_hieu']}. {one['loi']}"} for one in question["phuong_an"]]
    return question | {"phuong_an": options}


KINDS = {AnswerType.MULTIPLE: "nhieu", AnswerType.LIKERT5: "thang", AnswerType.TEXT: "mo", AnswerType.NUMBER: "so"}


def _to_write(rule: QuestionRule) -> str:
    return f": {DOTS[:20]}" if rule.answer_type is AnswerType.NUMBER else ""


def _only_if(rule: QuestionRule) -> str:
    condition = rule.condition
    if condition is None:
        return ""
    other = "không chọn" if condition.negated else "chọn"
    return f" (chỉ trả lời nếu câu {condition.question} {other} «{condition.label}»)"
