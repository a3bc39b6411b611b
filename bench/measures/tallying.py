"""From filled-in forms to the points of survey leaves: 3,321 communes × 30 forms × 20 questions against one query."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import connections, transaction
from django.utils import timezone

from bench.database import processor_time, settle
from bench.report import Result, timed
from bench.timing import alternate
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, CriteriaSet, Criterion, Participant
from surveys.models import Question, Questionnaire, QuestionOption, SurveyPlan, SurveyScore
from surveys.queries.counting import LeafKey, leaf_results
from surveys.services.scores import recompute

COMMUNES, FORMS, QUESTIONS, LEAVES = 3321, 30, 20, 4
PERCENTS = (100, 75, 50, 25, 0)
AT = datetime(2025, 1, 17, 16, 30, tzinfo=timezone.get_default_timezone())

# No triggers: two million foreign keys are checked for nothing.
RESPONSES = """
INSERT INTO surveys_response (id, tenant_id, questionnaire_id, agency_id, respondent, channel, entered_at)
SELECT %(form)s * 1000000 + row_number() OVER (), %(tenant)s, %(form)s, p.agency_id, 'P-' || n, 'paper', %(at)s
FROM criteria_participant p CROSS JOIN generate_series(1, %(forms)s) n WHERE p.campaign_id = %(campaign)s
"""
# One question in five is asked of two forms in three only, as where a condition decides.
ANSWERS = """
INSERT INTO surveys_answer (tenant_id, response_id, question_id, option_id, text)
SELECT %(tenant)s, r.id, q.id, o.id, '' FROM surveys_response r
JOIN surveys_question q ON q.questionnaire_id = r.questionnaire_id
JOIN surveys_questionoption o ON o.question_id = q.id AND o.position = 1 + (r.id * 7 + q.id * r.id %% 11) %% 5
WHERE r.questionnaire_id = %(form)s AND (q.position %% 5 <> 0 OR r.id %% 3 <> 0)
ORDER BY r.id, q.position
"""
REFERENCE = """
WITH asked AS (
    SELECT r.agency_id, a.question_id, avg(o.percent) AS percent
    FROM surveys_answer a JOIN surveys_response r ON r.id = a.response_id
    JOIN surveys_questionoption o ON o.id = a.option_id
    WHERE r.questionnaire_id = %(form)s GROUP BY 1, 2
)
SELECT asked.agency_id, c.id, avg(asked.percent) * c.max_points / 100
FROM asked JOIN surveys_question q ON q.id = asked.question_id
JOIN criteria_criterion c ON c.code = q.criterion_code AND c.criteria_set_id = %(set)s
GROUP BY asked.agency_id, c.id
"""


def seed() -> Campaign:
    """One tenant with a running survey; the same forms at every run."""
    tenant = Tenant.objects.create(slug="ca-nuoc", name="Khảo sát lớn", kind=Tenant.Kind.PROVINCE)
    with tenant_scope(tenant):
        campaign = _campaign()
        form = _questionnaire(campaign)
        SurveyPlan.objects.create(campaign=campaign)
    values = {"tenant": tenant.pk, "form": form.pk, "campaign": campaign.pk, "forms": FORMS, "at": AT}
    with transaction.atomic("superuser"), connections["superuser"].cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (RESPONSES, ANSWERS):
            cursor.execute(statement, values)
    settle()
    return campaign


def _campaign() -> Campaign:
    made = CriteriaSet.objects.create(code="KS", title="Bộ tiêu chí", frozen_at=AT)
    area = Criterion.objects.create(**_node(made, "9", 1, 100))
    for number in range(1, LEAVES + 1):
        above = {"parent": area, "area": area, "is_leaf": True, "source": Criterion.Source.SURVEY}
        Criterion.objects.create(**_node(made, f"9.{number}", 1 + number, 5) | above)
    campaign = Campaign.objects.create(year=2024, title="Chỉ số năm 2024", opened_at=AT)
    agencies = [
        Agency(code=f"{number:05d}", name=f"Xã Số {number}", kind="xã", role=Agency.Role.ASSESSED).prepare()
        for number in range(1, COMMUNES + 1)
    ]
    Agency.objects.bulk_create(agencies)
    Participant.objects.bulk_create(
        Participant(campaign=campaign, agency=agency, criteria_set=made, block="xã") for agency in agencies
    )
    return campaign


def _node(made: CriteriaSet, code: str, position: int, points: int) -> dict:
    level = Criterion.Level.AREA if position == 1 else Criterion.Level.CRITERION
    named = {"code": code, "position": position, "level": level, "name": f"Mục {code}"}
    return named | {"criteria_set": made, "max_points": Decimal(points)}


def _questionnaire(campaign: Campaign) -> Questionnaire:
    form = Questionnaire.objects.create(campaign=campaign, code="ks", title="Phiếu khảo sát", quota=FORMS, frozen_at=AT)
    for number in range(1, QUESTIONS + 1):
        question = Question.objects.create(
            questionnaire=form,
            position=number,
            code=f"Q{number}",
            text="Mức độ hài lòng",
            answer_type=Question.AnswerType.LIKERT5,
            criterion_code=f"9.{1 + number % LEAVES}",
            scored=True,
        )
        QuestionOption.objects.bulk_create(
            QuestionOption(question=question, position=place, label=f"Mức {place}", percent=percent)
            for place, percent in enumerate(PERCENTS, start=1)
        )
    return form


def _ours(campaign: Campaign) -> dict:
    with tenant_scope(campaign.tenant, readonly=True):
        return leaf_results(campaign)


def _reference(campaign: Campaign, values: dict[str, int]) -> dict[LeafKey, Decimal]:
    with connections["superuser"].cursor() as cursor:
        cursor.execute(REFERENCE, values)
        return {(agency, leaf): points for agency, leaf, points in cursor.fetchall()}


def _recompute(campaign: Campaign) -> None:
    with tenant_scope(campaign.tenant):
        recompute(campaign, AT)


def _in_one_process() -> None:
    """No parallel workers for either side: the clock doesn't see the time of theirs."""
    for alias in ("default", "superuser"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


def measure() -> Iterator[Result]:
    """Every point is compared with the reference's before anything is timed."""
    campaign = seed()
    with tenant_scope(campaign.tenant):
        values = {"form": Questionnaire.objects.get().pk, "set": CriteriaSet.objects.get().pk}
    _in_one_process()
    ours, wanted = _ours(campaign), _reference(campaign, values)
    differing = [key for key in wanted if abs(ours[key].points - wanted[key]) > Decimal("1e-9")]
    if differing or ours.keys() != wanted.keys() or len(wanted) != COMMUNES * LEAVES:
        raise RuntimeError(f"{len(differing)} of {len(wanted)} points differ from the reference's")
    note = f"{COMMUNES:,} communes × {FORMS} forms × {QUESTIONS} questions to {len(wanted):,} points"
    yield timed(
        "survey points",
        alternate(lambda: _ours(campaign), lambda: _reference(campaign, values), times=3, warm=1, clock=processor_time),
        2,
        f"{note}; ours: scope, row-level security, versions, forms set aside, gate, weights, exact fractions, forms "
        "behind each point; reference: one query with averages, as superuser without row security; both without "
        "parallel workers; all points equal to 9 decimals, checked",
    )
    _recompute(campaign)
    with tenant_scope(campaign.tenant):
        if SurveyScore.objects.count() != len(wanted):
            raise RuntimeError("not every point was stored")
    yield timed(
        "survey points, tallied",
        alternate(
            lambda: _recompute(campaign), lambda: _reference(campaign, values), times=3, warm=1, clock=processor_time
        ),
        None,
        "the same with the stored points read and compared, as the beat does; nothing changed since",
    )
