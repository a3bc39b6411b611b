"""Questionnaires, how their answers are gathered, the answers, and the points that a survey gives to leaves."""

from surveys.models.answers import Answer, Response, SurveyScore
from surveys.models.fieldwork import (
    AnswerCount,
    GroupPlan,
    LinkSheet,
    Quota,
    Replacement,
    SecondEntry,
    SpoiltForm,
    SurveyLink,
    SurveyPlan,
    SurveyStaff,
)
from surveys.models.judging import GateDecision, SetAside
from surveys.models.questionnaires import Question, Questionnaire, QuestionOption

__all__ = [
    "Answer",
    "AnswerCount",
    "GateDecision",
    "GroupPlan",
    "LinkSheet",
    "Question",
    "QuestionOption",
    "Questionnaire",
    "Quota",
    "Replacement",
    "Response",
    "SecondEntry",
    "SetAside",
    "SpoiltForm",
    "SurveyLink",
    "SurveyPlan",
    "SurveyScore",
    "SurveyStaff",
]
