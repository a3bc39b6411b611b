"""Verbs of the survey. Each runs in one transaction and leaves its line in the diary."""

from surveys.services.questionnaires import FormHead, QuestionnaireImport, change_head, import_questionnaire
from surveys.services.responses import FilledForm, Saved, save_responses
from surveys.services.scores import Recomputed, recompute

__all__ = [
    "FilledForm",
    "FormHead",
    "QuestionnaireImport",
    "Recomputed",
    "Saved",
    "change_head",
    "import_questionnaire",
    "recompute",
    "save_responses",
]
