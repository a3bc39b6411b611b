"""The sample plan: how respondents are chosen, how many of them, the draw with its replacements, and who enters."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cchc.accounts.models import Membership, User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.models import GroupPlan, Questionnaire, Quota, Replacement, SurveyPlan, SurveyStaff
from surveys.queries.forms import concerned_agency_ids
from surveys.rules.draw import draw
from surveys.rules.results import SurveyError
from surveys.rules.sampling import sample_size
from surveys.services.locking import locked

PLAN_WORDS = {
    "minimum_rate": "tỷ lệ phiếu tối thiểu",
    "second_share": "tỷ lệ nhập hai lần",
    "allowed_error": "sai số cho phép",
    "budget": "kinh phí",
    "report_due": "hạn báo cáo",
    "keep_until": "ngày hủy phiếu giấy, dữ liệu thô",
}
GROUP_WORDS = {
    "selection": "cách chọn người trả lời",
    "collection": "hình thức",
    "first_day": "từ ngày",
    "last_day": "đến ngày",
    "by_formula": "cỡ mẫu theo công thức",
    "weight": "trọng số của nhóm",
}
Asked = Mapping[int, tuple[int | None, int | None]]
"""By agency: forms wanted and transactions of the period, either of them perhaps not given."""


def plan_of(campaign: Campaign) -> SurveyPlan:
    """The year's plan; an unsaved one with the usual rates where none has been made."""
    return SurveyPlan.objects.filter(campaign=campaign).first() or SurveyPlan(campaign=campaign)


def group_plan_of(questionnaire: Questionnaire) -> GroupPlan:
    """The plan of a group; an unsaved one where none has been made. All heads are asked: they come to no desk."""
    is_heads = questionnaire.audience == Questionnaire.Audience.HEAD
    usual = GroupPlan.Selection.ALL if is_heads else GroupPlan.Selection.DAY
    found = GroupPlan.objects.filter(questionnaire=questionnaire).first()
    return found or GroupPlan(questionnaire=questionnaire, selection=usual)


@transaction.atomic
def save_plan(*, campaign: Campaign, by: Any, at: datetime, **values: Any) -> SurveyPlan:
    """Rates, dates and costs of the year's survey. Raises SurveyRefused once the year is final."""
    plan = plan_of(locked(campaign))
    _save(plan, values, PLAN_WORDS, "sửa kế hoạch điều tra xã hội học", by, at)
    return plan


@transaction.atomic
def save_group(*, questionnaire: Questionnaire, by: Any, at: datetime, **values: Any) -> GroupPlan:
    """How the respondents of one questionnaire are chosen, and on which days they are asked."""
    locked(questionnaire.campaign)
    plan = group_plan_of(questionnaire)
    _save(plan, values, GROUP_WORDS, "sửa kế hoạch mẫu", by, at)
    return plan


def _save(row: Any, values: Mapping[str, Any], words: Mapping[str, str], verb: str, by: Any, at: datetime) -> None:
    changed = audit.difference({name: getattr(row, name) for name in values}, dict(values))
    if row.pk is not None and not changed:
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    audit.record(verb, row, by=by, at=at, changes={words[name]: pair for name, pair in changed.items()})


@transaction.atomic
def save_quotas(*, questionnaire: Questionnaire, asked: Asked, by: Any, at: datetime) -> None:
    """Forms wanted about each agency; by the formula n = N/(1 + N·e²) where the group's plan says so.

    Raises SurveyRefused for an agency the questionnaire isn't about.
    """
    campaign = locked(questionnaire.campaign)
    concerned = concerned_agency_ids(questionnaire)
    if not concerned.issuperset(asked):
        raise SurveyRefused("Có đơn vị không thuộc đối tượng của phiếu – tải lại trang rồi nhập lại.")
    error = plan_of(campaign).allowed_error / 100 if group_plan_of(questionnaire).by_formula else None
    known = {quota.agency_id: quota for quota in questionnaire.quotas.select_related("agency")}
    agencies = Agency.objects.in_bulk(list(asked))
    changes: dict[str, Any] = {}
    for agency_id, (wanted, population) in asked.items():
        quota = known.get(agency_id) or Quota(questionnaire=questionnaire, agency=agencies[agency_id])
        before = (quota.wanted, quota.population)
        quota.wanted, quota.population = _wanted(questionnaire, wanted, population, error), population
        if quota.pk is None or before != (quota.wanted, quota.population):
            quota.save()
            changes[quota.agency.code] = [before[0], quota.wanted]
    if changes:
        audit.record("giao chỉ tiêu phiếu", questionnaire, by=by, at=at, changes=changes)


def _wanted(questionnaire: Questionnaire, wanted: int | None, population: int | None, error: Decimal | None) -> int:
    if error is not None and population is not None:
        return sample_size(population, error)
    return (questionnaire.quota or 0) if wanted is None else wanted


@transaction.atomic
def draw_sample(*, quota: Quota, by: Any, at: datetime) -> Quota:
    """Draw the sample of one agency; the seed is kept, so that anybody can draw the same again. Only once."""
    locked(quota.questionnaire.campaign)
    quota = Quota.objects.select_for_update().select_related("agency", "questionnaire").get(pk=quota.pk)
    if quota.seed:
        raise SurveyRefused(
            f"Mẫu của {quota.agency} đã rút (mã {quota.seed}) – không rút lại; dùng danh sách dự phòng."
        )
    if not quota.population:
        raise SurveyRefused(f"Chưa có tổng số hồ sơ của {quota.agency} – nhập tổng số giao dịch rồi rút mẫu.")
    quota.seed = secrets.token_hex(4).upper()
    try:
        draw(quota.population, quota.wanted, quota.seed)
    except SurveyError as error:
        raise SurveyRefused(error.message) from error
    quota.save(update_fields=["seed"])
    audit.record("rút mẫu khảo sát", quota, by=by, at=at, changes={"mã rút mẫu": quota.seed, "N": quota.population})
    return quota


@transaction.atomic
def replace_drawn(*, quota: Quota, drawn: int, reason: str, by: Any, at: datetime) -> Replacement:
    """Ask the next of the reserve in the place of somebody who couldn't be asked. Raises SurveyRefused."""
    locked(quota.questionnaire.campaign)
    quota = Quota.objects.select_for_update().select_related("agency").get(pk=quota.pk)
    done = {one.drawn: one.replaced_by for one in quota.replacements.all()}
    found = draw(quota.population or 0, quota.wanted, quota.seed)
    asked = ({*found.sample} | {*done.values()}) - {*done}
    if drawn not in asked:
        raise SurveyRefused(f"Hồ sơ số {drawn} không có trong mẫu đang hỏi – chọn một số trong danh sách.")
    instead = found.next_reserve(done.values())
    if instead is None:
        raise SurveyRefused(f"Danh sách dự phòng của {quota.agency} đã dùng hết – ghi phiếu thiếu vào báo cáo.")
    made = Replacement.objects.create(quota=quota, drawn=drawn, replaced_by=instead, reason=reason, by=by, at=at)
    changes = {"số được rút": drawn, "thay bằng": instead}
    audit.record("thay người trả lời trong mẫu", quota, by=by, at=at, changes=changes, reason=reason)
    return made


@transaction.atomic
def assign_staff(*, campaign: Campaign, agency: Agency, people: Collection[User], by: Any, at: datetime) -> None:
    """Who enters the forms about an agency; nobody enters those about their own. Raises SurveyRefused."""
    locked(campaign)
    own = Membership.objects.filter(agency=agency, user__in=people).select_related("user").first()
    if own is not None:
        raise SurveyRefused(f"{own.user} là người của {agency} – chọn người ngoài đơn vị được khảo sát.")
    before = set(SurveyStaff.objects.filter(campaign=campaign, agency=agency).values_list("user_id", flat=True))
    after = {user.pk for user in people}
    if before == after:
        return
    SurveyStaff.objects.filter(campaign=campaign, agency=agency).exclude(user_id__in=after).delete()
    SurveyStaff.objects.bulk_create(
        SurveyStaff(campaign=campaign, agency=agency, user=user) for user in people if user.pk not in before
    )
    names = ", ".join(sorted(str(user) for user in people)) or "không có ai"
    audit.record("phân công nhập phiếu khảo sát", campaign, by=by, at=at, changes={str(agency): names})
