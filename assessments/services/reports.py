"""The report's own words, and the report signed by the head with what its PDF signatures say."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Sum

from assessments.models import Assessment, ReportText, SignedReport
from assessments.services.evidence import used_bytes
from assessments.services.saving import Refused, lock_file
from assessments.states import State
from cchc.accounts.models import User
from cchc.files import antivirus
from cchc.files.accept import check_quota, check_upload
from cchc.files.errors import UploadRefused
from cchc.files.kinds import PDF
from cchc.files.signatures import Signature, SignaturesUnreadable, read_signatures
from cchc.files.store import store
from cchc.tenancy import audit
from cchc.tenancy.scope import active_tenant
from criteria.queries import phase_state
from criteria.rules.calendar import Phase

TEXTS = ("direction", "highlights", "shortcomings", "causes", "proposals")


def _locked(assessment: Assessment, at: datetime, states: tuple[State, ...]) -> Assessment:
    file = lock_file(assessment.pk)
    if State(file.state) not in states:
        raise Refused(f"Hồ sơ đang ở trạng thái “{State(file.state).label.lower()}” – không sửa được; chưa ghi gì.")
    phase = phase_state(file.campaign, Phase.SELF_ASSESSMENT, at=at, agency=file.agency)
    if not phase.open:
        raise Refused(f"Ngoài thời gian tự đánh giá ({phase.words}) – đề nghị gia hạn; chưa ghi gì.")
    return file


@transaction.atomic
def attach_report(
    *,
    assessment: Assessment,
    file: IO[bytes],
    name: str,
    number: str = "",
    issued_on: date | None = None,
    by: User,
    at: datetime,
) -> SignedReport:
    """Keep a signed report with what its signatures say; the one before is kept as replaced.

    Raises ``UploadRefused`` for a file that isn't let in, ``Refused`` after appraisal or outside the phase.
    """
    accepted = check_upload(file, name, allowed=(PDF,))
    _check_clean(file, accepted.clean_name)
    locked = _locked(assessment, at, (State.DRAFT, State.PENDING_HEAD, State.SUBMITTED))
    reports = SignedReport.objects.filter(assessment__agency=locked.agency)
    check_quota(used_bytes(locked.agency) + (reports.aggregate(total=Sum("size"))["total"] or 0), accepted)
    said = signatures_in(file)
    locked.signed_reports.filter(replaced_at=None).update(replaced_at=at)
    made = SignedReport.objects.create(
        assessment=locked,
        number=number.strip(),
        issued_on=issued_on,
        original_name=accepted.clean_name,
        stored_name=store(accepted, file, active_tenant().slug),  # type: ignore[union-attr]
        size=accepted.size,
        sha256=accepted.sha256,
        signatures=said,
        uploaded_at=at,
        uploaded_by=by,
    )
    changes = {"tệp": [None, accepted.clean_name], "mã kiểm tra": [None, accepted.sha256]}
    audit.record("đính kèm báo cáo đã ký", locked, by=by, changes=changes, at=at)
    return made


def _check_clean(file: IO[bytes], name: str) -> None:
    """Where the office scans files, a report is scanned before it is kept; without an answer it is not taken."""
    if not antivirus.is_on():
        return
    try:
        found = antivirus.scan(file)
    except antivirus.ScannerUnavailable as error:
        raise UploadRefused("unscanned", "Chưa quét được vi-rút", name, "Thử lại sau ít phút") from error
    finally:
        file.seek(0)
    if found:
        raise UploadRefused("infected", "Tệp có mã độc", name, "Quét vi-rút trên máy, xuất lại tệp PDF")


def signatures_in(file: IO[bytes]) -> list[dict[str, Any]] | None:
    """What each signature of a PDF says, as it is kept; None where they can't be read."""
    try:
        found = read_signatures(file)
    except SignaturesUnreadable:
        return None
    finally:
        file.seek(0)
    return [_plain(signature) for signature in found]


def _plain(signature: Signature) -> dict[str, Any]:
    return {
        "signer": signature.signer,
        "organisation": signature.organisation,
        "signed_at": signature.signed_at.isoformat() if signature.signed_at else "",
        "stamped": signature.is_stamped,
        "verdict": signature.verdict,
        "reason": signature.reason,
        "valid": signature.is_valid,
        "holds": signature.holds,
        "change": signature.change.label,
    }


@transaction.atomic
def write_report_text(*, assessment: Assessment, texts: Mapping[str, str], by: User, at: datetime) -> bool:
    """Keep what the report says beside the figures; False where nothing has changed. Raises ``Refused``."""
    file = _locked(assessment, at, (State.DRAFT, State.PENDING_HEAD))
    text, _ = ReportText.objects.get_or_create(assessment=file)
    before = {ReportText._meta.get_field(name).verbose_name: getattr(text, name) for name in TEXTS}
    for name in TEXTS:
        setattr(text, name, texts[name].strip())
    after = {ReportText._meta.get_field(name).verbose_name: getattr(text, name) for name in TEXTS}
    changes = audit.difference(before, after)
    if changes:
        text.save()
        audit.record("sửa lời báo cáo tự đánh giá", file, by=by, changes=changes, at=at)
    return bool(changes)
