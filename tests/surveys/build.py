"""A small questionnaire for the campaign of tests/criteria/build.py, and forms that answer it.

ks = with_survey(year.campaign, by=cast.chi, at=now)
save(ks, filled(cast.a.commune_1, "01", CD1=4, CD2=1, F1=2, TP1=5), by=cast.chi, at=now)
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cchc.tenancy.models import Agency
from criteria.models import Campaign
from surveys.models import Questionnaire, Response
from surveys.rules.forms import Answer, AnswerType, Choice, QuestionRule
from surveys.services import FilledForm, FormHead, Saved, import_questionnaire, save_responses
from surveys.services.linking import MadeSheet, make_links

D = Decimal
LIKERT = tuple(
    Choice(label, D(percent))
    for label, percent in [
        ("Rất hài lòng", 100),
        ("Hài lòng", 75),
        ("Bình thường", 50),
        ("Không hài lòng", 25),
        ("Rất không hài lòng", 0),
    ]
)
TROUBLE = (Choice("Không", D(100)), Choice("Có", D(0)))
QUESTIONS = [
    QuestionRule(
        "P1", "Nhóm tuổi", AnswerType.SINGLE, (Choice("Dưới 35"), Choice("Từ 35")), "Thông tin chung", required=False
    ),
    QuestionRule("N1", "Thời gian chờ (phút)", AnswerType.NUMBER, required=False),
    QuestionRule("CD1", "Nơi ngồi chờ", AnswerType.LIKERT5, LIKERT, criterion_code="3.1", scored=True),
    QuestionRule("CD2", "Có bị gây phiền hà không", AnswerType.YESNO, TROUBLE, criterion_code="3.1", scored=True),
    QuestionRule("F1", "Đã từng góp ý", AnswerType.YESNO, (Choice("Có"), Choice("Không")), required=True),
    QuestionRule("CD3", "Xử lý góp ý", AnswerType.LIKERT5, LIKERT, criterion_code="3.1", show_if="F1=Có", scored=True),
    QuestionRule("M1", "Biết qua kênh nào", AnswerType.MULTIPLE, tuple(map(Choice, "ABC")), required=False),
    QuestionRule("TP1", "Chỉ đạo, điều hành", AnswerType.LIKERT5, LIKERT, criterion_code="3.2", scored=True),
    QuestionRule("T1", "Ý kiến khác", AnswerType.TEXT, required=False),
]
"""CD1, CD2 and CD3 feed leaf 3.1 (3 points), TP1 feeds leaf 3.2 (1 point); CD3 is asked after «Có» to F1."""


def with_survey(
    campaign: Campaign, *, by: Any, at: datetime, code: str = "ks", quota: int | None = 3, questions=QUESTIONS
) -> Questionnaire:
    """A questionnaire in the campaign. Call inside the tenant's scope."""
    head = FormHead(code, "Phiếu khảo sát người dân", "Người dân", quota)
    return import_questionnaire(campaign=campaign, head=head, questions=questions, by=by, at=at).questionnaire


def filled(agency: Agency, respondent: str, **answers: Answer) -> FilledForm:
    """One form; answers that are left out count as what a satisfied person without any remark says."""
    return FilledForm(agency, respondent, {"CD1": 1, "CD2": 1, "F1": 2, "TP1": 1, **answers})


def paper(agency: Agency, number: str, **answers: Answer) -> FilledForm:
    """The same from paper, entered from the keys."""
    return replace(filled(agency, number, **answers), channel=Response.Channel.PAPER)


def links(
    questionnaire: Questionnaire, agency: Agency, *, by: Any, at: datetime, kind: str = "single", count: int = 3
) -> MadeSheet:
    """Links for one agency that can be used for three days."""
    return make_links(
        questionnaire=questionnaire,
        agency=agency,
        kind=kind,
        count=count,
        expires_at=at + timedelta(days=3),
        by=by,
        at=at,
    )


def save(questionnaire: Questionnaire, *forms: FilledForm, by: Any, at: datetime) -> Saved:
    """Save forms as the import does."""
    return save_responses(questionnaire, forms, by, at)
