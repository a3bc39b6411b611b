"""Verbs of the classification of heads: the year's conditions, and for whom they were found."""

from datetime import datetime

from django.db import transaction

from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.head_models import HeadCondition, HeadFinding
from publications.services.versions import ResultRefused


def _refuse_imported(campaign: Campaign) -> None:
    if campaign.imported:
        raise ResultRefused(f"Kết quả năm {campaign.year} nhập từ bảng đã công bố – không phân loại lại được.")


@transaction.atomic
def add_condition(*, campaign: Campaign, text: str, effect: str, by: User, at: datetime) -> HeadCondition:
    """A condition of the year. Raises ResultRefused where the year has it already."""
    _refuse_imported(campaign)
    if campaign.head_conditions.filter(text=text).exists():
        raise ResultRefused("Kỳ này đã có điều kiện ấy – ghi trường hợp vào điều kiện đã có.")
    made = HeadCondition.objects.create(campaign=campaign, text=text, effect=effect)
    audit.record("thêm điều kiện phân loại người đứng đầu", made, by=by, at=at)
    return made


@transaction.atomic
def drop_condition(*, condition: HeadCondition, by: User, at: datetime) -> None:
    """Take back a condition that was found for nobody. Raises ResultRefused otherwise."""
    if condition.findings.exists():
        raise ResultRefused("Điều kiện đã có trường hợp được ghi – bỏ các trường hợp trước.")
    audit.record("bỏ điều kiện phân loại người đứng đầu", condition, by=by, at=at)
    condition.delete()


@transaction.atomic
def record_finding(*, condition: HeadCondition, agency: Agency, basis: str, by: User, at: datetime) -> HeadFinding:
    """A condition found for the head of an agency. Raises ResultRefused where it stands already."""
    if not condition.campaign.participants.filter(agency=agency).exists():
        raise ResultRefused(f"{agency} không tham gia kỳ năm {condition.campaign.year}.")
    if condition.findings.filter(agency=agency).exists():
        raise ResultRefused(f"{agency} đã được ghi điều kiện này.")
    made = HeadFinding.objects.create(
        condition=condition, agency=agency, basis=basis, found_at=at, found_by_name=str(by)
    )
    audit.record("ghi trường hợp hạ mức người đứng đầu", made, by=by, reason=basis, at=at)
    return made


@transaction.atomic
def lift_finding(*, finding: HeadFinding, by: User, at: datetime) -> None:
    """Take back what was found. A frozen version keeps it."""
    audit.record("bỏ trường hợp hạ mức người đứng đầu", finding, by=by, at=at)
    finding.delete()
