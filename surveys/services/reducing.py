"""After the day on which the raw data end: counts stay, single forms go."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from cchc.tenancy import audit
from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.models import Answer, LinkSheet, Response, SecondEntry, SetAside, SurveyPlan
from surveys.services.scores import recompute

FORMS = """
INSERT INTO surveys_answercount (tenant_id, questionnaire_id, agency_id, times)
SELECT r.tenant_id, r.questionnaire_id, r.agency_id, count(*)
FROM surveys_response r JOIN surveys_questionnaire q ON q.id = r.questionnaire_id
WHERE q.campaign_id = %s AND NOT EXISTS (SELECT FROM surveys_setaside x WHERE x.response_id = r.id)
GROUP BY 1, 2, 3
"""
QUESTIONS = """
INSERT INTO surveys_answercount (tenant_id, questionnaire_id, agency_id, question_id, times, number_total)
SELECT r.tenant_id, r.questionnaire_id, r.agency_id, a.question_id, count(DISTINCT r.id), sum(a.number)
FROM surveys_answer a JOIN surveys_response r ON r.id = a.response_id
JOIN surveys_questionnaire q ON q.id = r.questionnaire_id
WHERE q.campaign_id = %s AND NOT EXISTS (SELECT FROM surveys_setaside x WHERE x.response_id = r.id)
GROUP BY 1, 2, 3, 4
"""
OPTIONS = """
INSERT INTO surveys_answercount (tenant_id, questionnaire_id, agency_id, question_id, option_id, times)
SELECT r.tenant_id, r.questionnaire_id, r.agency_id, a.question_id, a.option_id, count(*)
FROM surveys_answer a JOIN surveys_response r ON r.id = a.response_id
JOIN surveys_questionnaire q ON q.id = r.questionnaire_id
WHERE q.campaign_id = %s AND NOT EXISTS (SELECT FROM surveys_setaside x WHERE x.response_id = r.id)
    AND a.option_id IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
"""


@transaction.atomic
def reduce_to_counts(campaign: Campaign, *, at: datetime, by: Any = None) -> int | None:
    """Reduce the year's forms to counts; says how many forms went, or None where there is nothing to do yet.

    The points are brought up to date first and stay. Done once: a second call finds ``reduced_at`` and does nothing.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    plan = SurveyPlan.objects.select_for_update().filter(campaign=campaign, reduced_at=None).first()
    if plan is None or plan.keep_until is None or plan.keep_until >= at.date():
        return None
    if campaign.adopted_at is None:
        recompute(campaign, at, by)
    for statement in (FORMS, QUESTIONS, OPTIONS):
        with connection.cursor() as cursor:
            cursor.execute(statement, [campaign.pk])
    forms = _delete(campaign)
    plan.reduced_at = at
    plan.save(update_fields=["reduced_at"])
    changes = {"số phiếu": forms, "ngày hủy theo kế hoạch": plan.keep_until}
    audit.record("rút gọn phiếu khảo sát thành số đếm", plan, by=by, at=at, changes=changes)
    return forms


def _delete(campaign: Campaign) -> int:
    """Answers with their texts, second entries and links; straight, as nothing else may hold on to them."""
    SecondEntry.objects.filter(response__questionnaire__campaign=campaign).delete()
    LinkSheet.objects.filter(questionnaire__campaign=campaign).delete()
    SetAside.objects.filter(response__questionnaire__campaign=campaign).delete()
    responses = Response.objects.filter(questionnaire__campaign=campaign)
    answers = Answer.objects.filter(response__questionnaire__campaign=campaign)
    answers._raw_delete(answers.db)
    return responses._raw_delete(responses.db)


def refuse_early(campaign: Campaign, at: datetime) -> None:
    """Raise SurveyRefused with the reason why a year can't be reduced now."""
    plan = SurveyPlan.objects.filter(campaign=campaign).first()
    if plan is None or plan.keep_until is None:
        raise SurveyRefused(
            f"Kế hoạch điều tra năm {campaign.year} chưa ghi ngày hủy dữ liệu thô – ghi ngày rồi chạy lại."
        )
    if plan.keep_until >= at.date():
        raise SurveyRefused(f"Dữ liệu thô còn được giữ đến hết ngày {plan.keep_until:%d/%m/%Y} – chưa rút gọn.")
