"""Answers counted in the database, turned into exact results by the rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet

from criteria.models import Campaign
from surveys.models import Answer, GroupPlan, Question
from surveys.queries.gate import Gates, gates_of
from surveys.queries.leaves import survey_leaves
from surveys.rules.results import CriterionResult, Group, QuestionResult, criterion_result, question_result

LeafKey = tuple[int, int]
"""Agency and leaf, by their ids."""


@dataclass(frozen=True, slots=True)
class LeafFound:
    """What the survey gives one leaf of one agency, and how many forms hold an answer for it.

    ``counted`` is False where the office decided that too few forms came: the leaf goes out of the agency's maximum.
    """

    result: CriterionResult
    responses: int
    counted: bool = True


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
        _scored_answers(campaign)
        .values_list("response__agency_id", "question_id", "option__position")
        .annotate(times=Count("pk"))
    )
    for agency_id, question_id, option, times in rows:
        found[agency_id][question_id][option] = times
    return found


def forms_behind(campaign: Campaign) -> dict[tuple[int, str], dict[int, int]]:
    """Forms that hold an answer for a leaf, by agency and leaf code and then by questionnaire: one query."""
    rows = (
        _scored_answers(campaign)
        .values_list("response__agency_id", "question__criterion_code", "question__questionnaire_id")
        .annotate(forms=Count("response", distinct=True))
    )
    found: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for agency_id, code, questionnaire_id, forms in rows:
        found[agency_id, code][questionnaire_id] = forms
    return found


def _scored_answers(campaign: Campaign) -> QuerySet[Answer]:
    """Answers that give points, without those of forms set aside."""
    return Answer.objects.filter(
        question__questionnaire__campaign=campaign,
        question__scored=True,
        option__isnull=False,
        response__aside__isnull=True,
    ).order_by()


def leaf_results(campaign: Campaign) -> dict[LeafKey, LeafFound]:
    """Every survey leaf of every participant that has an answer: the leaf is looked up in the participant's own set.

    Questionnaires with too few forms about the agency are left out, unless the office decided that they count.
    """
    leaves, questions = survey_leaves(campaign), scored_questions(campaign)
    counts, forms = option_counts(campaign), forms_behind(campaign)
    gates, weights = gates_of(campaign), group_weights(campaign)
    found: dict[LeafKey, LeafFound] = {}
    for agency_id, set_id in campaign.participants.values_list("agency_id", "criteria_set_id"):
        for code, leaf in leaves.get(set_id, {}).items():
            asked = questions.get(code, [])
            flowing = [one for one in asked if gates.flows(one.questionnaire_id, agency_id)]
            if flowing and (agency_id, code) in forms:
                result = criterion_result(_groups(flowing, counts[agency_id], weights), leaf.max_points)
                behind = sum(forms[agency_id, code].get(pk, 0) for pk in {one.questionnaire_id for one in flowing})
                found[agency_id, leaf.id] = LeafFound(result, behind)
            elif asked and _is_dropped(asked, agency_id, gates):
                found[agency_id, leaf.id] = LeafFound(NOT_COUNTED, 0, counted=False)
    return found


NOT_COUNTED = CriterionResult(Decimal(0), Decimal(0), Fraction(0), "Không tính: không đủ phiếu khảo sát")


def _is_dropped(asked: Sequence[Question], agency_id: int, gates: Gates) -> bool:
    """Whether the office has decided against every questionnaire that feeds the leaf."""
    cells = [gates.cells.get((gates.current[one.questionnaire_id], agency_id)) for one in asked]
    return all(cell is not None and not cell.flows and not cell.waits for cell in cells)


def group_weights(campaign: Campaign) -> dict[int, Decimal | None]:
    """What each questionnaire's group weighs beside the others: one query."""
    rows = GroupPlan.objects.filter(questionnaire__campaign=campaign)
    return dict(rows.values_list("questionnaire_id", "weight"))


def _groups(
    questions: Sequence[Question], counts: Mapping[int, Mapping[int, int]], weights: Mapping[int, Decimal | None]
) -> list[Group]:
    by_form: dict[int, list[Question]] = defaultdict(list)
    for question in questions:
        by_form[question.questionnaire_id].append(question)
    return [Group(question_results(asked, counts), weights.get(pk)) for pk, asked in by_form.items()]


def question_results(questions: Sequence[Question], counts: Mapping[int, Mapping[int, int]]) -> list[QuestionResult]:
    """Results of questions fetched with their options, from the counts of one agency."""
    return [
        question_result(
            question.code, counts.get(question.pk, {}), [option.percent for option in question.options.all()]
        )
        for question in questions
    ]
