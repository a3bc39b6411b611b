"""Asking for a record, making it in a worker, telling who asked. The table is the queue: what was lost starts anew."""

import hashlib
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cchc.accounts.members import Member
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope
from councils.models import RecordExport
from councils.news import address, tell
from councils.records import write_package
from councils.services.appraising import Refused
from councils.services.explanation import words
from criteria.models import Campaign

State = RecordExport.State
_CHUNK = 1024 * 1024


@transaction.atomic
def ask_record(*, campaign: Campaign, agency: Agency | None, reason: str, by: Member, at: datetime) -> RecordExport:
    """Put a record into the queue. Refused while the same one waits."""
    waiting = RecordExport.objects.filter(campaign=campaign, agency=agency, state=State.WAITING)
    if waiting.exists():
        raise Refused("Bộ hồ sơ này đang được lập – chờ thông báo trong hộp tin.")
    made = RecordExport.objects.create(
        campaign=campaign,
        agency=agency,
        reason=words(reason, "reason", "lý do trích xuất")[:300],
        asked_by=by.user,
        asked_at=at,
    )
    audit.record("yêu cầu trích xuất hồ sơ", made, by=by.user, reason=made.reason, at=at)
    return made


def folder(tenant: Tenant) -> Path:
    return Path(settings.MEDIA_ROOT) / "trich-xuat" / tenant.slug


def path_of(export: RecordExport) -> Path:
    """Where a finished record lies."""
    return folder(export.tenant) / export.file_name


def make_record(tenant: Tenant, pk: int, *, at: datetime | None = None) -> bool:
    """Make one record that waits; False where there is nothing to do. Safe to repeat, and to run twice at once.

    The package is written beside its place and moved in when it is whole.
    """
    with tenant_scope(tenant, readonly=True):
        export = (
            RecordExport.objects.select_related("campaign", "agency", "asked_by", "tenant")
            .filter(pk=pk, state=State.WAITING)
            .first()
        )
        if export is None:
            return False
        place = folder(tenant)
        place.mkdir(parents=True, exist_ok=True, mode=0o750)
        name = f"{secrets.token_hex(16)}.zip"
        part = place / f".{name}.part"
        made_at = at or timezone.now()
        try:
            write_package(export, part, at=made_at)
            part.replace(place / name)
        finally:
            part.unlink(missing_ok=True)
    return _ready(tenant, pk, name, made_at)


def _ready(tenant: Tenant, pk: int, name: str, at: datetime) -> bool:
    path = folder(tenant) / name
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while piece := handle.read(_CHUNK):
            digest.update(piece)
    with tenant_scope(tenant):
        export = (
            RecordExport.objects.select_for_update(of=("self",))
            .select_related("campaign", "agency", "asked_by")
            .get(pk=pk)
        )
        if export.state != State.WAITING:
            path.unlink()  # another worker was faster
            return False
        export.state, export.ready_at, export.file_name = State.READY, at, name
        export.size, export.sha256 = path.stat().st_size, digest.hexdigest()
        export.save(update_fields=["state", "ready_at", "file_name", "size", "sha256"])
        audit.record("lập xong bộ hồ sơ", export, by=None, changes={"mã băm": [None, export.sha256]}, at=at)
        tell(
            [export.asked_by],
            "record_ready",
            f"Bộ hồ sơ trích xuất đã sẵn sàng: {export.agency or 'toàn kỳ'} năm {export.campaign.year}",
            f"Mã SHA-256 của tệp: {export.sha256}",
            address("records", export.campaign.year),
            str(export.pk),
            at,
        )
    return True


def fail_record(tenant: Tenant, pk: int, error: str) -> None:
    """Write down that a record could not be made, in the words of the fault."""
    with tenant_scope(tenant):
        export = RecordExport.objects.filter(pk=pk, state=State.WAITING).first()
        if export is not None:
            export.state, export.error = State.FAILED, error[:300]
            export.save(update_fields=["state", "error"])
            audit.record("không lập được bộ hồ sơ", export, by=None, reason=export.error)


def waiting_records(tenant: Tenant) -> list[int]:
    """Records that no worker has finished, oldest first."""
    with tenant_scope(tenant, readonly=True):
        rows = RecordExport.objects.filter(state=State.WAITING).order_by("asked_at", "pk")
        return list(rows.values_list("pk", flat=True))
