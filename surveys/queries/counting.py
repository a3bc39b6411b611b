"""Answers counted in the database, turned into exact results by the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import connection
from django.db.models import Count, QuerySet

from criteria.models import Campaign
from surveys.models import Answer, GroupPlan, Question, Response, SetAside
from surveys.queries.gate import Gates, gates_of
from surveys.queries.leaves import survey_leaves
from surveys.queries.versions import Asked, asked_in
from surveys.rules.results import TEN_THOUSANDTHS, Sum, criterion_points, sums_percent

LeafKey = tuple[int, int]
"""Agency and leaf, by their ids."""
Sums = Mapping[int, Mapping[int, Sum]]
"""By agency and question."""
SUMS = """
SELECT r.agency_id, o.question_id, sum(o.worth), count(*)
FROM surveys_answer a JOIN surveys_response r ON r.id = a.response_id
JOIN unnest(%s::bigint[], %s::bigint[], %s::integer[]) o (id, question_id, worth) ON o.id = a.option_id
WHERE r.questionnaire_id = ANY(%s) AND r.id <> ALL(%s)
GROUP BY 1, 2
"""
# The options come as lists, whose length the planner knows: of the table it took a tenth of them for the tenant's and
# looked the answers up option by option.
Behind = Mapping[tuple[int, str], Mapping[int, int]]
"""Forms that hold an answer for a leaf, by agency and leaf code and then by questionnaire in use."""


@dataclass(frozen=True, slots=True)
class LeafFound:
    """What the survey gives one leaf of one agency: per cent, points, and how many forms hold an answer for it.

    ``counted`` is False where the office decided that too few forms came: the leaf goes out of the agency's maximum.
    """

    percent: Fraction
    points: Decimal
    responses: int
    counted: bool = True


NOT_COUNTED = LeafFound(Fraction(0), Decimal(0), 0, counted=False)


def leaf_results(campaign: Campaign) -> dict[LeafKey, LeafFound]:
    """Every survey leaf of every participant that has an answer: the leaf is looked up in the participant's own set.

    Questionnaires with too few forms about the agency are left out, unless the office decided that they count.
    """
    leaves, asked = survey_leaves(campaign), asked_in(campaign)
    feeding, weights, gates = _by_leaf(asked), group_weights(campaign), gates_of(campaign)
    sums = _question_sums(asked, campaign)
    behind = _forms_behind(asked, sums)
    found: dict[LeafKey, LeafFound] = {}
    for agency_id, set_id in campaign.participants.values_list("agency_id", "criteria_set_id"):
        for code, leaf in leaves.get(set_id, {}).items():
            forms = feeding.get(code, {})
            flowing = [pk for pk in forms if gates.flows(pk, agency_id)]
            if flowing and (agency_id, code) in behind:
                reached = sums[agency_id]
                groups = [(weights.get(pk), [reached[one] for one in forms[pk] if one in reached]) for pk in flowing]
                known = behind[agency_id, code]
                result = _found(sums_percent(groups), leaf.max_points, sum(known.get(pk, 0) for pk in flowing))
                if result is not None:
                    found[agency_id, leaf.id] = result
            elif forms and _is_dropped(forms, agency_id, gates):
                found[agency_id, leaf.id] = NOT_COUNTED
    return found


def _found(percent: Fraction | None, max_points: Decimal, responses: int) -> LeafFound | None:
    points = criterion_points(percent, max_points)
    return None if percent is None or points is None else LeafFound(percent, points, responses)


def _by_leaf(asked: Asked) -> dict[str, dict[int, list[int]]]:
    """Scored questions by the code of the leaf they feed, then by their questionnaire."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for question in asked.questions:
        if question.scored:
            found[question.criterion_code][question.questionnaire_id].append(question.pk)
    return found


def _scored_answers(asked: Asked, questions: Iterable[int]) -> QuerySet[Answer]:
    """Answers that give points to these questions in use, earlier versions included, without forms set aside."""
    wanted = set(questions)
    counting = [pk for pk, heir in asked.heirs.items() if heir in wanted]
    return Answer.objects.filter(question__in=counting, option__isnull=False, response__aside__isnull=True).order_by()


def _question_sums(asked: Asked, campaign: Campaign) -> Sums:
    """One query over all answers of the year, added up as whole numbers: most of the time goes into that."""
    scored = {one.pk for one in asked.questions if one.scored}
    worth = {pk: one for pk, one in asked.worth.items() if asked.heirs.get(one[0]) in scored}
    aside = SetAside.objects.filter(response__questionnaire__campaign=campaign).order_by()
    options = [
        list(worth),
        [pk for pk, _ in worth.values()],
        [int(percent * TEN_THOUSANDTHS) for _, percent in worth.values()],
    ]
    lists = [*options, list(asked.current), list(aside.values_list("response_id", flat=True))]
    with connection.cursor() as cursor:  # planned for these lists: it runs for seconds in a large tenant
        cursor.execute(SUMS, lists)
        rows = cursor.fetchall()
    found: dict[int, dict[int, Sum]] = defaultdict(dict)
    for agency_id, question_id, reached, answers in rows:
        heir = asked.heirs[question_id]
        before = found[agency_id].get(heir, (0, 0))
        found[agency_id][heir] = before[0] + reached, before[1] + answers
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
    scored = [
        (one.pk, one.criterion_code, one.questionnaire_id, one.answer_type != Question.AnswerType.MULTIPLE)
        for one in asked.questions
        if one.scored
    ]
    found: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    left: set[tuple[int, str]] = set()
    for agency_id, answered in sums.items():
        asking = [one for one in scored if one[0] in answered]
        for pk, code, form_id, is_single in asking:
            if is_single and answered[pk][1] == forms[form_id, agency_id]:
                found[agency_id, code][form_id] = answered[pk][1]
        left.update(
            (agency_id, code) for _, code, form_id, _ in asking if form_id not in found.get((agency_id, code), ())
        )
    return found, left


def _forms(asked: Asked) -> Mapping[tuple[int, int], int]:
    """Forms by questionnaire in use and agency."""
    rows = Response.objects.filter(questionnaire__in=asked.current, aside__isnull=True).order_by()
    found: dict[tuple[int, int], int] = defaultdict(int)
    for form_id, agency_id, forms in rows.values_list("questionnaire_id", "agency_id").annotate(forms=Count("pk")):
        found[asked.current[form_id], agency_id] += forms
    return found


def _is_dropped(forms: Iterable[int], agency_id: int, gates: Gates) -> bool:
    """Whether the office has decided against every questionnaire that feeds the leaf."""
    cells = [gates.cells.get((gates.current[pk], agency_id)) for pk in forms]
    return all(cell is not None and not cell.flows and not cell.waits for cell in cells)


def group_weights(campaign: Campaign) -> dict[int, Decimal | None]:
    """What each questionnaire's group weighs beside the others: one query."""
    rows = GroupPlan.objects.filter(questionnaire__campaign=campaign)
    return dict(rows.values_list("questionnaire_id", "weight"))
