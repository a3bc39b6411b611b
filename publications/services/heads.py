"""Verbs of the classification of heads: the year's conditions, for whom they were found, and who was in office when."""

from datetime import date, datetime

from django.db import transaction

from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.head_models import HeadCondition, HeadFinding, HeadTerm
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
def record_finding(
    *, condition: HeadCondition, agency: Agency, basis: str, by: User, at: datetime, term: HeadTerm | None = None
) -> HeadFinding:
    """A condition found for the head of an agency; ``term`` says for whom where the year had several heads.

    Raises ResultRefused where it stands already, or where it is not clear whom it is about.
    """
    if not condition.campaign.participants.filter(agency=agency).exists():
        raise ResultRefused(f"{agency} không tham gia kỳ năm {condition.campaign.year}.")
    _refuse_unclear(condition.campaign, agency, term)
    if condition.findings.filter(agency=agency, term=term).exists():
        raise ResultRefused(f"{agency} đã được ghi điều kiện này.")
    made = HeadFinding.objects.create(
        condition=condition, agency=agency, term=term, basis=basis, found_at=at, found_by_name=str(by)
    )
    audit.record("ghi trường hợp hạ mức người đứng đầu", made, by=by, reason=basis, at=at)
    return made


def _refuse_unclear(campaign: Campaign, agency: Agency, term: HeadTerm | None) -> None:
    terms = list(campaign.head_terms.filter(agency=agency))
    if terms and term is None:
        names = ", ".join(one.name for one in terms)
        raise ResultRefused(f"{agency} có thay đổi người đứng đầu trong năm – chọn trường hợp của ai: {names}.")
    if term is not None and term not in terms:
        raise ResultRefused(
            f"{term.name} không phải người đứng đầu của {agency} – chọn lại đơn vị hoặc người đứng đầu."
        )


@transaction.atomic
def add_term(
    *,
    campaign: Campaign,
    agency: Agency,
    name: str,
    title: str,
    since: date,
    until: date,
    unrated: str,
    by: User,
    at: datetime,
) -> HeadTerm:
    """A head's time in office within the year. Raises ResultRefused for days outside of the year or already taken,
    and where conditions were recorded while the agency was thought to have one head."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    _refuse_imported(campaign)
    if not campaign.participants.filter(agency=agency).exists():
        raise ResultRefused(f"{agency} không tham gia kỳ năm {campaign.year}.")
    _refuse_days(campaign, agency, since, until)
    if HeadFinding.objects.filter(condition__campaign=campaign, agency=agency, term=None).exists():
        raise ResultRefused(
            f"{agency} có trường hợp hạ mức ghi khi chưa khai thay đổi người đứng đầu – bỏ trường hợp ấy, khai "
            "thời gian giữ chức rồi ghi lại cho đúng người."
        )
    made = HeadTerm.objects.create(
        campaign=campaign, agency=agency, name=name, title=title, since=since, until=until, unrated=unrated
    )
    audit.record("ghi thời gian giữ chức của người đứng đầu", made, by=by, at=at)
    return made


def _refuse_days(campaign: Campaign, agency: Agency, since: date, until: date) -> None:
    if not (since.year == until.year == campaign.year):
        raise ResultRefused(f"Ghi phần thời gian trong năm {campaign.year}: từ 01/01 đến 31/12/{campaign.year}.")
    if until < since:
        raise ResultRefused("Ngày thôi giữ chức trước ngày bắt đầu.")
    if other := campaign.head_terms.filter(agency=agency, since__lte=until, until__gte=since).first():
        raise ResultRefused(
            f"Trùng thời gian với {other.name} ({other.since:%d/%m/%Y} – {other.until:%d/%m/%Y}) – sửa ngày."
        )


@transaction.atomic
def drop_term(*, term: HeadTerm, by: User, at: datetime) -> None:
    """Take back a time in office. Raises ResultRefused while a condition stands that was found for it."""
    if term.findings.exists():
        raise ResultRefused(f"Có trường hợp hạ mức ghi cho {term.name} – bỏ trường hợp ấy trước.")
    audit.record("bỏ thời gian giữ chức của người đứng đầu", term, by=by, at=at)
    term.delete()


@transaction.atomic
def lift_finding(*, finding: HeadFinding, by: User, at: datetime) -> None:
    """Take back what was found. A frozen version keeps it."""
    audit.record("bỏ trường hợp hạ mức người đứng đầu", finding, by=by, at=at)
    finding.delete()
