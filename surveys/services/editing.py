"""A questionnaire edited question by question. Every change goes through the import of whole questionnaires, so that
what is refused there is refused here, and a questionnaire with answers stays as it was answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, count
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.exchange import question_rules, write_questions
from surveys.models import GroupPlan, Questionnaire, Quota
from surveys.resources.questionnaire import whole_faults
from surveys.rules.forms import QuestionRule
from surveys.services.locking import locked
from surveys.services.questionnaires import FormHead, QuestionnaireImport, import_questionnaire

UP, DOWN = "len", "xuong"


def make_questionnaire(
    *, campaign: Campaign, head: FormHead, audience: str, questions: Sequence[QuestionRule], by: Any, at: datetime
) -> Questionnaire:
    """A new questionnaire, empty or with the questions of a sample. Raises SurveyRefused for a code that is taken."""
    if campaign.questionnaires.filter(code=head.code).exists():
        raise SurveyRefused(f"Mã phiếu «{head.code}» đã có trong kỳ {campaign.year} – đặt mã khác.")
    _refuse_faulty(campaign, questions)
    made = import_questionnaire(campaign=campaign, head=head, questions=questions, by=by, at=at).questionnaire
    made.audience = audience
    made.form_number = f"{campaign.questionnaires.count():02d}"
    made.save(update_fields=["audience", "form_number"])
    return made


def put_question(
    *, questionnaire: Questionnaire, question: QuestionRule, instead_of: str = "", by: Any, at: datetime
) -> QuestionnaireImport:
    """Put a question in the place of another, or at the end. Conditions on a question renamed go along with it."""
    rules = question_rules(questionnaire)
    if question.code != instead_of and any(question.code == rule.code for rule in rules):
        raise SurveyRefused(f"Mã câu «{question.code}» đã có trong phiếu – đặt mã khác.")
    if not instead_of:
        return _written(questionnaire, [*rules, question], by, at)
    renamed = [_follow(rule, instead_of, question.code) for rule in rules]
    return _written(questionnaire, [question if rule.code == instead_of else rule for rule in renamed], by, at)


def _follow(rule: QuestionRule, before: str, after: str) -> QuestionRule:
    condition = rule.condition
    if condition is None or condition.question != before or before == after:
        return rule
    return replace(rule, show_if=f"{after}{'!=' if condition.negated else '='}{condition.label}")


def move_question(*, questionnaire: Questionnaire, code: str, way: str, by: Any, at: datetime) -> QuestionnaireImport:
    """One place up or down; at the end of the list nothing changes."""
    rules = question_rules(questionnaire)
    place = next(number for number, rule in enumerate(rules) if rule.code == code)
    other = place + (1 if way == DOWN else -1)
    if 0 <= other < len(rules):
        rules[place], rules[other] = rules[other], rules[place]
    return _written(questionnaire, rules, by, at)


def drop_question(*, questionnaire: Questionnaire, code: str, by: Any, at: datetime) -> QuestionnaireImport:
    """Take a question out. Raises SurveyRefused where a later one depends on it."""
    kept = [rule for rule in question_rules(questionnaire) if rule.code != code]
    return _written(questionnaire, kept, by, at)


def _written(questionnaire: Questionnaire, rules: Sequence[QuestionRule], by: Any, at: datetime) -> QuestionnaireImport:
    campaign = questionnaire.campaign
    _refuse_faulty(campaign, rules)
    return import_questionnaire(campaign=campaign, head=FormHead(questionnaire.code), questions=rules, by=by, at=at)


def _refuse_faulty(campaign: Campaign, rules: Sequence[QuestionRule]) -> None:
    faults = whole_faults(rules, campaign)
    if faults:
        raise SurveyRefused(" ".join(faults))


@transaction.atomic
def new_version(*, questionnaire: Questionnaire, by: Any, at: datetime) -> Questionnaire:
    """A copy that may be edited takes the place of a questionnaire with answers, which keeps them and is closed."""
    campaign = locked(questionnaire.campaign)
    questionnaire.refresh_from_db()
    if questionnaire.closed_at is not None:
        raise SurveyRefused(f"Phiếu {questionnaire.code} đã có bản mới – sửa ở bản mới nhất.")
    version = questionnaire.version + 1
    made = Questionnaire(
        campaign=campaign,
        code=_versioned_code(questionnaire, version),
        title=questionnaire.title,
        respondent_group=questionnaire.respondent_group,
        quota=questionnaire.quota,
        audience=questionnaire.audience,
        form_number=questionnaire.form_number,
        version=version,
        replaces=questionnaire,
    )
    made.save()
    write_questions(made, question_rules(questionnaire))
    _carry_over(questionnaire, made)
    questionnaire.closed_at = at
    questionnaire.save(update_fields=["closed_at"])
    audit.record("lập bản mới của phiếu khảo sát", made, by=by, at=at, changes={"thay phiếu": questionnaire.code})
    return made


def _versioned_code(questionnaire: Questionnaire, version: int) -> str:
    """The code with the version behind it, numbered on while another form of the campaign has that code."""
    base = questionnaire.code.removesuffix(f"-b{questionnaire.version}")
    wanted = f"{base[:50]}-b{version}"
    taken = set(Questionnaire.objects.filter(campaign=questionnaire.campaign).values_list("code", flat=True))
    return next(code for code in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if code not in taken)


def _carry_over(before: Questionnaire, after: Questionnaire) -> None:
    """The sample plan goes on with the new version."""
    for plan in GroupPlan.objects.filter(questionnaire=before):
        plan.pk, plan.questionnaire = None, after
        plan.save(force_insert=True)
    quotas = list(Quota.objects.filter(questionnaire=before))
    for quota in quotas:
        quota.pk, quota.questionnaire = None, after
    Quota.objects.bulk_create(quotas)
