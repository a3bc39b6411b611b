"""Answers counted in the database, turned into exact results by the rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from criteria.models import Campaign, Criterion
from surveys.models import Answer, Question
from surveys.rules.results import CriterionResult, QuestionResult, criterion_result, question_result

LeafKey = tuple[int, int]
"""Agency and leaf, by their ids."""


@dataclass(frozen=True, slots=True)
class LeafFound:
    """What the survey gives one leaf of one agency, and how many forms hold an answer for it."""

    result: CriterionResult
    responses: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that takes its points from the survey."""

    id: int
    code: str
    name: str
    max_points: Decimal


def survey_leaves(campaign: Campaign) -> dict[int, dict[str, Leaf]]:
    """Survey leaves by criteria set and code, in printed order, of the sets in use in the campaign: one query."""
    found: dict[int, dict[str, Leaf]] = defaultdict(dict)
    used = campaign.participants.values("criteria_set")
    rows = Criterion.objects.leaves().filter(criteria_set__in=used, source=Criterion.Source.SURVEY)
    for row in rows.only("pk", "code", "name", "max_points", "criteria_set_id"):
        found[row.criteria_set_id][row.code] = Leaf(row.pk, row.code, row.name, row.max_points)
    return dict(found)


def scored_questions(campaign: Campaign) -> dict[str, list[Question]]:
    """Scored questions by the code of the leaf they feed, with their options: two queries."""
    found: dict[str, list[Question]] = defaultdict(list)
    rows = Question.objects.filter(questionnaire__campaign=campaign, scored=True).prefetch_related("options")
    for question in rows.order_by("questionnaire__code", "position"):
        found[question.criterion_code].append(question)
    return dict(found)


def option_counts(campaign: Campaign) -> dict[int, dict[int, dict[int, int]]]:
    """How often each option of a scored question was chosen: agency → question → option number → times. One query."""
    found: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = (
        Answer.objects.filter(question__questionnaire__campaign=campaign, question__scored=True, option__isnull=False)
        .order_by()
        .values_list("response__agency_id", "question_id", "option__position")
        .annotate(times=Count("pk"))
    )
    for agency_id, question_id, option, times in rows:
        found[agency_id][question_id][option] = times
    return found


def forms_behind(campaign: Campaign) -> dict[tuple[int, str], int]:
    """Forms that hold an answer for a leaf, by agency and leaf code: one query."""
    rows = (
        Answer.objects.filter(question__questionnaire__campaign=campaign, question__scored=True, option__isnull=False)
        .order_by()
        .values_list("response__agency_id", "question__criterion_code")
        .annotate(forms=Count("response", distinct=True))
    )
    return {(agency_id, code): forms for agency_id, code, forms in rows}


def leaf_results(campaign: Campaign) -> dict[LeafKey, LeafFound]:
    """Every survey leaf of every participant that has an answer: the leaf is looked up in the participant's own set."""
    leaves, questions = survey_leaves(campaign), scored_questions(campaign)
    counts, forms = option_counts(campaign), forms_behind(campaign)
    found: dict[LeafKey, LeafFound] = {}
    for agency_id, set_id in campaign.participants.values_list("agency_id", "criteria_set_id"):
        for code, leaf in leaves.get(set_id, {}).items():
            if (agency_id, code) in forms:
                results = question_results(questions[code], counts[agency_id])
                result = criterion_result(results, leaf.max_points)
                found[agency_id, leaf.id] = LeafFound(result, forms[agency_id, code])
    return found


def question_results(questions: Sequence[Question], counts: Mapping[int, Mapping[int, int]]) -> list[QuestionResult]:
    """Results of questions fetched with their options, from the counts of one agency."""
    return [
        question_result(
            question.code, counts.get(question.pk, {}), [option.percent for option in question.options.all()]
        )
        for question in questions
    ]
