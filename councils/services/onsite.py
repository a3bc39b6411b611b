"""On-site checks: planned, recorded with findings per leaf and photographs, called off. Each verb leaves its line."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY
from cchc.files.accept import check_upload
from cchc.files.kinds import IMAGE_KINDS
from cchc.files.store import delete_stored, store
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import active_tenant
from councils.models import SiteVisit, VisitFinding, VisitPhoto
from councils.news import address, people_with, tell
from councils.services.appraising import Refused
from councils.services.explanation import words
from councils.states import VISIT, StepRefused, VisitState
from criteria.models import Campaign, Criterion

MAX_PHOTOS = 40


def _checked(visit: SiteVisit, name: str, by: Member, reason: str = "") -> None:
    try:
        VISIT.check(visit.state, name, {role.value for role in by.roles}, reason=reason)
    except StepRefused as refused:
        raise Refused(refused.message, "reason" if refused.code == "reason" else "") from refused


def _not_own(agency_id: int, by: Member) -> None:
    if agency_id in by.own_agency_ids:
        raise Refused("Không kiểm tra cơ quan, đơn vị của chính mình – chuyển người khác trong Tổ Thư ký.")


def _locked(visit: SiteVisit) -> SiteVisit:
    return SiteVisit.objects.select_for_update(of=("self",)).select_related("agency", "campaign").get(pk=visit.pk)


@transaction.atomic
def plan_visit(
    *, campaign: Campaign, agency: Agency, by: Member, at: datetime, planned_on: date, team: str, purpose: str
) -> SiteVisit:
    """Plan a visit and tell the agency. Raises ``Refused``."""
    _not_own(agency.pk, by)
    if campaign.adopted_at is not None:
        raise Refused("Kết quả đã được Hội đồng thông qua – không lập thêm đợt kiểm tra.")
    if SiteVisit.objects.filter(campaign=campaign, agency=agency, planned_on=planned_on).exists():
        raise Refused(f"{agency} đã có đợt kiểm tra ngày {planned_on:%d/%m/%Y}.", "planned_on")
    visit = SiteVisit.objects.create(
        campaign=campaign,
        agency=agency,
        planned_on=planned_on,
        team=words(team, "team", "thành phần đoàn"),
        purpose=words(purpose, "purpose", "nội dung kiểm tra"),
        made_by=by.user,
        made_at=at,
    )
    audit.record("lập kế hoạch kiểm tra thực tế", visit, by=by.user, at=at)
    tell(
        people_with(*OF_ASSESSED_AGENCY, agency=agency.pk),
        "visit_planned",
        f"Kiểm tra thực tế ngày {planned_on:%d/%m/%Y}",
        f"Nội dung: {visit.purpose}\nThành phần đoàn:\n{visit.team}",
        address("explanations", campaign.year),
        str(visit.pk),
        at,
    )
    return visit


@transaction.atomic
def hold_visit(
    *,
    visit: SiteVisit,
    by: Member,
    at: datetime,
    held_at: datetime,
    record: str,
    received_by: str = "",
    opinion: str = "",
    findings: Mapping[int, str],
) -> SiteVisit:
    """Write the record of a visit with the findings by leaf id. Raises ``Refused``."""
    kept = _locked(visit)
    _not_own(kept.agency_id, by)
    _checked(kept, "hold", by)
    if held_at > at:
        raise Refused("Thời điểm kiểm tra chưa đến – ghi đúng ngày giờ đã kiểm tra.", "held_on")
    kept.held_at, kept.record = held_at, words(record, "record", "nội dung biên bản")
    kept.received_by = words(received_by, "received_by", "đại diện đơn vị", required=False)
    kept.opinion = words(opinion, "opinion", "ý kiến của đơn vị", required=False)
    kept.state = VisitState.HELD
    kept.save(update_fields=["held_at", "record", "received_by", "opinion", "state"])
    _store_findings(kept, findings)
    changes = {"kết quả": [None, len(kept.findings.all())]}
    audit.record("ghi biên bản kiểm tra thực tế", kept, by=by.user, changes=changes, at=at)
    return kept


def _store_findings(visit: SiteVisit, findings: Mapping[int, str]) -> None:
    """One finding per leaf of the agency's own set; an emptied one is taken away."""
    own = set(
        Criterion.objects.filter(
            criteria_set__in=visit.campaign.participants.filter(agency=visit.agency).values("criteria_set"),
            is_leaf=True,
            pk__in=findings,
        ).values_list("pk", flat=True)
    )
    for leaf, text in findings.items():
        if leaf not in own:
            raise Refused("Có mục không thuộc bộ tiêu chí của đơn vị – tải lại trang rồi chọn lại.")
        cleaned = words(text, "findings", "kết quả kiểm tra", required=False)
        if cleaned:
            VisitFinding.objects.update_or_create(visit=visit, criterion_id=leaf, defaults={"text": cleaned})
        else:
            VisitFinding.objects.filter(visit=visit, criterion_id=leaf).delete()


@transaction.atomic
def move_visit(*, visit: SiteVisit, name: str, by: Member, at: datetime, reason: str) -> SiteVisit:
    """Call a visit off, or open its record again, with the reason. Raises ``Refused``."""
    kept = _locked(visit)
    _checked(kept, name, by, reason)
    step = VISIT.find(name)
    kept.state, kept.reason = step.target, words(reason, "reason", "lý do")
    kept.save(update_fields=["state", "reason"])
    audit.record(step.label.lower(), kept, by=by.user, reason=kept.reason, at=at)
    return kept


def add_photo(*, visit: SiteVisit, file: IO[bytes], name: str, caption: str, by: Member, at: datetime) -> VisitPhoto:
    """Keep a photograph of a visit. Raises ``UploadRefused`` (cchc.files) or ``Refused``."""
    text = words(caption, "caption", "chú thích ảnh")[:200]
    if visit.state == VisitState.CANCELLED:
        raise Refused("Đợt kiểm tra đã hủy – không thêm ảnh.")
    accepted = check_upload(file, name, allowed=tuple(IMAGE_KINDS))
    if visit.photos.filter(sha256=accepted.sha256).exists():
        raise Refused("Ảnh này đã có trong biên bản.", "file")
    if visit.photos.count() >= MAX_PHOTOS:
        raise Refused(f"Mỗi đợt kiểm tra giữ {MAX_PHOTOS} ảnh – bỏ bớt ảnh rồi thêm.", "file")
    stored = store(accepted, file, active_tenant().slug)  # type: ignore[union-attr]
    made = VisitPhoto.objects.create(
        visit=visit,
        caption=text,
        stored_name=stored,
        original_name=accepted.clean_name,
        content_type=accepted.content_type,
        size=accepted.size,
        sha256=accepted.sha256,
        uploaded_by=by.user,
        uploaded_at=at,
    )
    changes = {"ảnh": [None, accepted.clean_name], "mã kiểm tra": [None, accepted.sha256]}
    audit.record("thêm ảnh kiểm tra", visit, by=by.user, changes=changes, at=at)
    return made


@transaction.atomic
def drop_photo(*, photo: VisitPhoto, by: Member, at: datetime) -> None:
    """Take a photograph out of a visit that has no record yet. Raises ``Refused``."""
    visit = _locked(photo.visit)
    if visit.state != VisitState.PLANNED:
        raise Refused("Biên bản đã ghi – mở lại biên bản, có lý do, rồi mới bỏ ảnh.")
    changes: dict[str, Any] = {"ảnh": [photo.original_name, None]}
    stored = photo.stored_name
    photo.delete()
    audit.record("bỏ ảnh kiểm tra", visit, by=by.user, changes=changes, at=at)
    transaction.on_commit(lambda: delete_stored(stored))
