"""Messages about an improvement plan put into the outbox in the transaction of what they tell."""

from datetime import datetime

from django.urls import reverse

from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import active_tenant
from councils.news import people_with, tell
from criteria.models import Campaign
from publications.improvement_models import ImprovementPlan


def address(view: str, campaign: Campaign, agency: Agency, *more: object) -> str:
    """A page of one agency's plan in the tenant whose scope is open."""
    return reverse(f"publications:{view}", args=[active_tenant().slug, campaign.year, agency.code, *more])  # type: ignore[union-attr]


def tell_of_step(plan: ImprovementPlan, name: str, at: datetime) -> None:
    """The head hears of a plan to approve, the officers of one given back or approved, the office of one approved."""
    title = f"Kế hoạch duy trì, khắc phục Chỉ số năm {plan.campaign.year} của {plan.agency}"
    url, key = address("improvement", plan.campaign, plan.agency), f"{plan.pk}:{name}:{at:%Y%m%d%H%M%S}"
    officers = people_with(Role.OFFICER, agency=plan.agency_id)
    if name == "send":
        heads = people_with(Role.HEAD, agency=plan.agency_id)
        tell(heads, "improvement_sent", f"Chờ duyệt: {title}", "Xem hai phụ lục rồi duyệt hoặc trả lại.", url, key, at)
    if name == "return":
        body = f"Lý do: {plan.return_reason}"
        tell(officers, "improvement_returned", f"Bị trả lại: {title}", body, url, key, at)
    if name == "approve":
        body = "Cập nhật tiến độ hằng tháng ở trang Theo dõi."
        tell(officers, "improvement_approved", f"Đã phê duyệt: {title}", body, url, key, at)
        office, told = people_with(Role.COORDINATOR), f"Bản {plan.version}. Tiến độ xem ở trang Duy trì, khắc phục."
        tell(office, "improvement_office", f"Đã phê duyệt: {title}", told, url, key, at)
