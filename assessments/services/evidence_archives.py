"""An agency's register of one year as a ZIP with index and checksums, packed by the worker, kept for three days."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence, EvidenceArchive, Scan, Work
from assessments.services import waking
from cchc.accounts.models import User
from cchc.files.names import clean_name
from cchc.files.packing import Entry, Packing, archive_path, delete_archive, digest_of, new_archive, packing
from cchc.files.writer import OutColumn, Sheet, write_xlsx
from cchc.notices.registry import Owed
from cchc.notices.services import owe
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import active_tenant, tenant_scope

INDEX = "Muc-luc.xlsx"
KIND = "evidence_archive"
LEASE = timedelta(minutes=20)
MAX_ATTEMPTS = 3
NOT_PACKED = "Không đóng gói được tài liệu sau ba lần thử – đề nghị lại, hoặc báo người quản trị."
COLUMNS = (
    OutColumn("STT", "integer", width=6),
    OutColumn("Tệp trong gói", width=44),
    OutColumn("Số, ký hiệu", width=18),
    OutColumn("Ngày ban hành", "date", width=14),
    OutColumn("Cơ quan ban hành", width=26),
    OutColumn("Loại", width=14),
    OutColumn("Trích yếu", width=50),
    OutColumn("Dùng cho mục", width=20),
    OutColumn("Ghi chú", width=30),
    OutColumn("SHA-256", width=66),
)


@transaction.atomic
def ask_archive(*, agency: Agency, year: int, by: User, at: datetime) -> EvidenceArchive:
    """Ask for the register as a ZIP; one that is being made already serves whoever asks next."""
    made, is_new = EvidenceArchive.objects.get_or_create(
        agency=agency, year=year, state__in=[Work.DUE, Work.RUNNING], defaults={"asked_by": by, "asked_at": at}
    )
    if is_new:
        audit.record("đề nghị đóng gói tài liệu", made, by=by, at=at)
        waking.wake()
    return made


def build_due(tenant: Tenant) -> int:
    """Pack what has been asked for, one register after the other. Returns how many were tried."""
    tried = 0
    while True:
        with tenant_scope(tenant):
            claimed = _claim(timezone.now())
        if claimed is None:
            return tried
        tried += 1
        _build(tenant, *claimed)


def _claim(now: datetime) -> tuple[int, datetime] | None:
    EvidenceArchive.objects.filter(state=Work.RUNNING, lease_until__lt=now, attempts__gte=MAX_ATTEMPTS).update(
        state=Work.FAILED, problem=NOT_PACKED
    )
    free = Q(state=Work.DUE) | Q(state=Work.RUNNING, lease_until__lt=now)
    row = EvidenceArchive.objects.filter(free).order_by("pk").select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    row.state, row.lease_until, row.attempts = Work.RUNNING, now + LEASE, row.attempts + 1
    row.save(update_fields=["state", "lease_until", "attempts"])
    return row.pk, row.lease_until


def _build(tenant: Tenant, pk: int, until: datetime) -> None:
    with tenant_scope(tenant, readonly=True):
        row = EvidenceArchive.objects.select_related("agency").get(pk=pk)
        documents = list(_documents(row))
        title = f"Sổ tài liệu kiểm chứng của {row.agency.name} năm {row.year}"
    name = new_archive(tenant.slug)
    with packing(name) as package:
        lines = list(_packed(package, documents))
        package.close_with([(INDEX, _index(title, lines))])
    with tenant_scope(tenant):
        _finish(pk, until, name, len(lines))


def _documents(row: EvidenceArchive) -> Iterator[dict[str, Any]]:
    kept = Evidence.objects.kept().filter(agency=row.agency, year=row.year).order_by("issued_on", "pk")
    for place, one in enumerate(kept.prefetch_related("citations__criterion"), 1):
        codes = sorted({cited.criterion.code for cited in one.citations.all()})
        yield {"place": place, "document": one, "codes": ", ".join(codes), "name": _name_of(place, one)}


def _name_of(place: int, one: Evidence) -> str:
    """«003 12-KH-UBND Kế hoạch cải cách hành chính.pdf»: sorts like the index, and says what it is."""
    words = f"{place:03d} {one.number.replace('/', '-')} {one.abstract[:70].replace('/', '-')}"
    return clean_name(f"{' '.join(words.split())}.{one.extension}")


def _packed(package: Packing, documents: list[dict[str, Any]]) -> Iterator[tuple]:
    for one in documents:
        document = one["document"]
        note, digest = _why_left_out(document), ""
        if not note:
            try:
                digest = package.add(Entry(document.stored_name, one["name"]))
                note = "" if digest == document.sha256 else "Tệp trên máy chủ khác với lúc tải lên"
            except FileNotFoundError:
                note = "Không có trong gói: không tìm thấy tệp trên máy chủ"
        yield (
            one["place"], one["name"] if digest else "", document.number, document.issued_on, document.issuer,
            document.kind, document.abstract, one["codes"], note, digest,
        )  # fmt: skip


def _why_left_out(document: Evidence) -> str:
    if document.scan in (Scan.PENDING, Scan.INFECTED):
        return f"Không có trong gói: {Scan(document.scan).label}"
    return ""


def _index(title: str, lines: list[tuple]) -> bytes:
    made = f"Lập lúc {timezone.localtime():%H:%M ngày %d/%m/%Y}; kiểm tra tệp bằng SHA256SUMS."
    return write_xlsx([Sheet("Mục lục", COLUMNS, lines, titles=(title, made), freeze_columns=2)], title=title)


def _finish(pk: int, until: datetime, name: str, count: int) -> None:
    """Note the result, tell the person, and let an earlier ZIP of the same register go."""
    now = timezone.now()
    row = (
        EvidenceArchive.objects.select_for_update(of=("self",))
        .filter(pk=pk, state=Work.RUNNING, lease_until=until)
        .first()
    )
    if row is None:  # another worker took it up meanwhile
        delete_archive(name)
        return
    row.state, row.lease_until, row.stored_name, row.count = Work.DONE, None, name, count
    row.size, row.sha256 = archive_path(name).stat().st_size, digest_of(name)
    row.ready_at, row.expires_at = now, now + timedelta(days=settings.ARCHIVE_DAYS)
    row.save()
    _drop(EvidenceArchive.objects.filter(agency=row.agency_id, year=row.year, state=Work.DONE).exclude(pk=pk))
    if row.asked_by_id:
        owe([_message(row)])


def _message(row: EvidenceArchive) -> Owed:
    tenant, until = active_tenant(), timezone.localtime(row.expires_at)
    return Owed(
        recipient=row.asked_by,
        kind=KIND,
        subject=f"Gói tài liệu kiểm chứng năm {row.year} của {row.agency.name} đã sẵn sàng",
        body=f"{row.count} tài liệu, kèm mục lục và mã kiểm tra. Tải về trước {until:%H:%M ngày %d/%m/%Y}.",
        url=reverse("assessments:archive", args=[tenant.slug, row.year, row.pk]),  # type: ignore[union-attr]
        dedupe_key=f"{KIND}:{row.pk}",
        due_at=row.ready_at,
    )


def drop_expired(*, at: datetime) -> int:
    """Remove the files of ZIPs whose days are over; the line that there was one stays."""
    return _drop(EvidenceArchive.objects.filter(state=Work.DONE, expires_at__lt=at))


def _drop(rows: Any) -> int:
    gone = list(rows.exclude(stored_name="").values_list("pk", "stored_name"))
    EvidenceArchive.objects.filter(pk__in=[pk for pk, _name in gone]).update(stored_name="", expires_at=timezone.now())
    for _pk, name in gone:
        transaction.on_commit(lambda name=name: delete_archive(name))
    return len(gone)
