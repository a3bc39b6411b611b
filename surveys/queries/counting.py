"""Answers counted in the database, turned into exact results by the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet, Sum

from criteria.models import Campaign
from surveys.models import Answer, GroupPlan, Question, Response
from surveys.queries.gate import Gates, gates_of
from surveys.queries.leaves import survey_leaves
from surveys.queries.versions import Asked, asked_in
from surveys.rules.results import CriterionResult, Group, QuestionResult, criterion_result

LeafKey = tuple[int, int]
"""Agency and leaf, by their ids."""
Sums = Mapping[int, Mapping[int, tuple[Decimal, int]]]
"""By agency and question: the sum of percentages chosen and how many they are."""
Behind = Mapping[tuple[int, str], Mapping[int, int]]
"""Forms that hold an answer for a leaf, by agency and leaf code and then by questionnaire in use."""
NOT_COUNTED = CriterionResult(Decimal(0), Decimal(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class LeafFound:
    """What the survey gives one leaf of one agency, and how many forms hold an answer for it.

    ``counted`` is False where the office decided that too few forms came: the leaf goes out of the agency's maximum.
    """

    result: CriterionResult
    responses: int
    counted: bool = True


def leaf_results(campaign: Campaign) -> dict[LeafKey, LeafFound]:
    """Every survey leaf of every participant that has an answer: the leaf is looked up in the participant's own set.

    Questionnaires with too few forms about the agency are left out, unless the office decided that they count.
    """
    leaves, asked = survey_leaves(campaign), asked_in(campaign)
    questions = _by_leaf(asked)
    sums, weights = _question_sums(asked), group_weights(campaign)
    forms, gates = _forms_behind(asked, sums), gates_of(campaign)
    found: dict[LeafKey, LeafFound] = {}
    for agency_id, set_id in campaign.participants.values_list("agency_id", "criteria_set_id"):
        for code, leaf in leaves.get(set_id, {}).items():
            feeding = questions.get(code, [])
            flowing = [one for one in feeding if gates.flows(one.questionnaire_id, agency_id)]
            if flowing and (agency_id, code) in forms:
                result = criterion_result(_groups(flowing, sums[agency_id], weights), leaf.max_points)
                behind = sum(forms[agency_id, code].get(pk, 0) for pk in {one.questionnaire_id for one in flowing})
                found[agency_id, leaf.id] = LeafFound(result, behind)
            elif feeding and _is_dropped(feeding, agency_id, gates):
                found[agency_id, leaf.id] = LeafFound(NOT_COUNTED, 0, counted=False)
    return found


def _by_leaf(asked: Asked) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = defaultdict(list)
    for question in asked.questions:
        if question.scored:
            found[question.criterion_code].append(question)
    return found


def _scored_answers(asked: Asked, questions: Iterable[int]) -> QuerySet[Answer]:
    """Answers that give points to these questions in use, earlier versions included, without forms set aside."""
    wanted = set(questions)
    counting = [pk for pk, heir in asked.heirs.items() if heir in wanted]
    return Answer.objects.filter(question__in=counting, option__isnull=False, response__aside__isnull=True).order_by()


def _question_sums(asked: Asked) -> Sums:
    """One query over all answers of the year."""
    rows = _scored_answers(asked, [one.pk for one in asked.questions if one.scored])
    grouped = rows.values_list("response__agency_id", "question_id").annotate(
        reached=Sum("option__percent"), answers=Count("option__percent")
    )
    found: dict[int, dict[int, tuple[Decimal, int]]] = defaultdict(dict)
    for agency_id, question_id, reached, answers in grouped:
        before = found[agency_id].get(asked.heirs[question_id], (Decimal(0), 0))
        found[agency_id][asked.heirs[question_id]] = (before[0] + (reached or 0), before[1] + answers)
    return found


def _forms_behind(asked: Asked, sums: Sums) -> Behind:
    """As many as hold an answer to any question of the leaf.

    Where one of its questions was answered on every form about the agency, that is their number; only for the other
    leaves the forms are told apart one by one.
    """
    found, left = _answered_on_all(asked, sums)
    if left:
        questions = [
            one.pk for one in asked.questions if one.scored and one.criterion_code in {code for _, code in left}
        ]
        rows = _scored_answers(asked, questions).filter(response__agency__in={agency for agency, _ in left})
        by_leaf = ("response__agency_id", "question__criterion_code", "question__questionnaire_id")
        told: dict[tuple[int, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for agency_id, code, form_id, forms in rows.values_list(*by_leaf).annotate(
            forms=Count("response", distinct=True)
        ):
            told[agency_id, code][asked.current[form_id]] += forms
        found |= told
    return found


def _answered_on_all(asked: Asked, sums: Sums) -> tuple[dict[tuple[int, str], dict[int, int]], set[tuple[int, str]]]:
    """Leaves where the number of forms is plain from each questionnaire, and those where it isn't."""
    forms = _forms(asked)
    scored = [one for one in asked.questions if one.scored]
    single = [one for one in scored if one.answer_type != Question.AnswerType.MULTIPLE]
    found: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for agency_id, answered in sums.items():
        for one in single:
            if one.pk in answered and answered[one.pk][1] == forms[one.questionnaire_id, agency_id]:
                found[agency_id, one.criterion_code][one.questionnaire_id] = answered[one.pk][1]
    asking = {(one.criterion_code, one.pk): one.questionnaire_id for one in scored}
    left = {
        (agency_id, code)
        for agency_id, answered in sums.items()
        for (code, pk), form_id in asking.items()
        if pk in answered and form_id not in found.get((agency_id, code), {})
    }
    return found, left


def _forms(asked: Asked) -> Mapping[tuple[int, int], int]:
    """Forms by questionnaire in use and agency."""
    rows = Response.objects.filter(questionnaire__in=asked.current, aside__isnull=True).order_by()
    found: dict[tuple[int, int], int] = defaultdict(int)
    for form_id, agency_id, forms in rows.values_list("questionnaire_id", "agency_id").annotate(forms=Count("pk")):
        found[asked.current[form_id], agency_id] += forms
    return found


def _is_dropped(asked: Sequence[Question], agency_id: int, gates: Gates) -> bool:
    """Whether the office has decided against every questionnaire that feeds the leaf."""
    cells = [gates.cells.get((gates.current[one.questionnaire_id], agency_id)) for one in asked]
    return all(cell is not None and not cell.flows and not cell.waits for cell in cells)


def group_weights(campaign: Campaign) -> dict[int, Decimal | None]:
    """What each questionnaire's group weighs beside the others: one query."""
    rows = GroupPlan.objects.filter(questionnaire__campaign=campaign)
    return dict(rows.values_list("questionnaire_id", "weight"))


def _groups(
    questions: Sequence[Question],
    sums: Mapping[int, tuple[Decimal, int]],
    weights: Mapping[int, Decimal | None],
) -> list[Group]:
    by_form: dict[int, list[QuestionResult]] = defaultdict(list)
    for question in questions:
        reached, answers = sums.get(question.pk, (Decimal(0), 0))
        percent = Fraction(reached) / answers if answers else None
        by_form[question.questionnaire_id].append(QuestionResult(question.code, answers, percent))
    return [Group(results, weights.get(pk)) for pk, results in by_form.items()]
