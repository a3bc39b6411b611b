"""What a new questionnaire may begin with: a sample form, or the questions of one that exists."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from cchc.files.faults import Faults
from cchc.files.tabular import read_table
from criteria.models import Campaign
from surveys.exchange import question_rules
from surveys.models import Questionnaire
from surveys.queries.leaves import survey_leaves
from surveys.resources.questionnaire import COLUMNS, KNOWN_HEADS, judge
from surveys.rules.forms import QuestionRule

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "surveys"
SAMPLE, COPY = "mau:", "phieu:"
MOST_COPIES = 12


def sources() -> list[tuple[str, str]]:
    """Keys and names: the sample forms, then the newest questionnaires of the tenant."""
    samples = [(SAMPLE + code, f"Mẫu có sẵn: {title}") for code, (title, _) in KNOWN_HEADS.items()]
    forms = Questionnaire.objects.select_related("campaign").order_by("-campaign__year", "code", "pk")[:MOST_COPIES]
    return samples + [(f"{COPY}{form.pk}", f"Chép từ năm {form.campaign.year}: {form.title}") for form in forms]


def questions_of(source: str, campaign: Campaign) -> list[QuestionRule]:
    """The questions behind a key, fitted to the campaign; none for an empty form."""
    if source.startswith(SAMPLE):
        found = _sample(source.removeprefix(SAMPLE), campaign)
    elif source.startswith(COPY):
        found = question_rules(Questionnaire.objects.get(pk=int(source.removeprefix(COPY))))
    else:
        found = []
    return fitted(found, campaign)


def _sample(code: str, campaign: Campaign) -> list[QuestionRule]:
    path = FOLDER / f"{code}.csv"
    table = read_table(path, path.name, columns=COLUMNS)
    return judge(table.rows, campaign, Faults(table.sheet))


def fitted(questions: Sequence[QuestionRule], campaign: Campaign) -> list[QuestionRule]:
    """A question whose leaf the campaign doesn't have, or not from the survey, gives no points until one is chosen."""
    leaves = {code for found in survey_leaves(campaign).values() for code in found}
    return [
        one if one.criterion_code in leaves or not one.criterion_code else replace(one, criterion_code="", scored=False)
        for one in questions
    ]
