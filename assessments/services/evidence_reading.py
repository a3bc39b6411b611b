"""The worker's reading of files: scanned, drawn as pictures, taken for text and signatures, once per file.

The rows of ``EvidenceReading`` are the queue of record; Celery only wakes ``read_due``. A claim is a lease: what a
killed worker left is taken up again, three times at most.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from assessments.models import Evidence, EvidenceReading, EvidenceSignature, EvidenceVersion, Scan, Work
from assessments.services import waking
from cchc.files import antivirus
from cchc.files.papers import read_head
from cchc.files.reading import Found, read_stored
from cchc.files.signed import Signature
from cchc.files.store import open_stored
from cchc.tenancy import audit
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from cchc.vietnamese import fold

log = logging.getLogger("cchc.evidence")
LEASE = timedelta(minutes=10)
SCANNER_PAUSE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
GONE = "Không tìm thấy tệp trên máy chủ; báo người quản trị."
INFECTED = "Tệp có mã độc nên bị giữ lại, không ai mở được; xóa tài liệu, quét mã độc trên máy rồi tải tệp khác."
ABANDONED = "Không dựng được bản xem sau ba lần thử; tải tệp về để xem."


@dataclass(frozen=True, slots=True)
class Job:
    """One claimed reading, as plain values that outlive the transaction of the claim."""

    pk: int
    evidence_id: int
    sha256: str
    stored_name: str
    extension: str
    is_unscanned: bool
    until: datetime


def owe_reading(evidence: Evidence) -> EvidenceReading:
    """Write down that the document's present file is to be read, and wake a worker."""
    made, _is_new = EvidenceReading.objects.get_or_create(
        evidence=evidence,
        sha256=evidence.sha256,
        defaults={"stored_name": evidence.stored_name, "extension": evidence.extension},
    )
    waking.wake()
    return made


def owe_missing() -> int:
    """The same for documents that came in before files were read."""
    read = EvidenceReading.objects.filter(evidence=OuterRef("pk"), sha256=OuterRef("sha256"))
    missing = Evidence.objects.kept().filter(~Exists(read)).order_by("pk")[:200]
    rows = [
        EvidenceReading(evidence=one, sha256=one.sha256, stored_name=one.stored_name, extension=one.extension)
        for one in missing
    ]
    return len(EvidenceReading.objects.bulk_create(rows, ignore_conflicts=True))


def read_due(tenant: Tenant, *, at: datetime | None = None, seconds: float = 600) -> int:
    """Read what is due for one tenant, the latest file first: somebody is waiting for it. Returns how many were tried.

    No further file is begun after ``seconds``, so that mail and other tenants get their turn.
    """
    done, ends = 0, monotonic() + seconds
    while monotonic() < ends:
        with tenant_scope(tenant):
            job = _claim(at or timezone.now())
        if job is None:
            break
        _work(tenant, job)
        done += 1
    return done


def _claim(now: datetime) -> Job | None:
    free = Q(state__in=[Work.DUE, Work.RUNNING]) & (Q(lease_until=None) | Q(lease_until__lt=now))
    waiting = EvidenceReading.objects.filter(free).order_by("-pk").select_for_update(skip_locked=True)
    row = waiting.first()
    if row is None:
        return None
    row.state, row.lease_until, row.attempts = Work.RUNNING, now + LEASE, row.attempts + 1
    row.save(update_fields=["state", "lease_until", "attempts"])
    is_unscanned = Evidence.objects.filter(pk=row.evidence_id, sha256=row.sha256, scan=Scan.PENDING).exists()
    older = EvidenceVersion.objects.filter(evidence=row.evidence_id, sha256=row.sha256, scan=Scan.PENDING)
    return Job(
        row.pk, row.evidence_id, row.sha256, row.stored_name, row.extension, is_unscanned or older.exists(),
        row.lease_until,
    )  # fmt: skip


def _work(tenant: Tenant, job: Job) -> None:
    try:
        virus = _scanned(job)
        found = Found(problem=INFECTED) if virus else read_stored(job.stored_name, job.extension)
    except antivirus.ScannerUnavailable as error:
        log.warning("scanner unavailable, file %s stays pending: %s", job.stored_name, error)
        with tenant_scope(tenant):
            _postpone(job)
        return
    except FileNotFoundError:
        virus, found = "", Found(problem=GONE)
    with tenant_scope(tenant):
        _write_down(job, found, virus)


def _scanned(job: Job) -> str:
    """What the scanner found, empty where it found nothing or there is nothing to scan for."""
    if not job.is_unscanned:
        return ""
    if not antivirus.is_on():
        return ""
    with open_stored(job.stored_name) as file:
        return antivirus.scan(file)


def _held(job: Job) -> EvidenceReading | None:
    """The row under lock as long as the claim stands."""
    rows = EvidenceReading.objects.select_for_update().filter(pk=job.pk, state=Work.RUNNING, lease_until=job.until)
    return rows.first()


def _postpone(job: Job) -> None:
    """Not the file's fault: try again soon, without counting the attempt."""
    row = _held(job)
    if row is not None:
        row.state, row.attempts = Work.DUE, row.attempts - 1
        row.lease_until = timezone.now() + SCANNER_PAUSE
        row.save(update_fields=["state", "attempts", "lease_until"])


def _write_down(job: Job, found: Found, virus: str) -> None:
    row = _held(job)
    if row is None:
        return
    row.page_count, row.images, row.has_blocks = found.page_count, found.images, found.has_blocks
    row.text, row.folded = found.text, fold(found.text)
    row.problem = found.problem or found.signature_problem
    row.state = Work.FAILED if found.problem else Work.DONE
    row.lease_until, row.done_at = None, timezone.now()
    row.save()
    row.signatures.all().delete()
    EvidenceSignature.objects.bulk_create(_signature(row, place, one) for place, one in enumerate(found.signatures, 1))
    if job.is_unscanned:
        _note_scan(job, virus)
    if not virus:
        _fill_in(job, found.first_page)


def _signature(row: EvidenceReading, place: int, said: Signature) -> EvidenceSignature:
    names = (
        "signer",
        "organisation",
        "issuer",
        "serial",
        "signed_at",
        "is_stamped",
        "is_intact",
        "is_genuine",
        "trust",
    )
    values = {name: getattr(said, name) for name in names}
    return EvidenceSignature(reading=row, place=place, change=said.change, **values)


def _note_scan(job: Job, virus: str) -> None:
    verdict = Scan.INFECTED if virus else Scan.CLEAN if antivirus.is_on() else Scan.SKIPPED
    same = {"sha256": job.sha256, "scan": Scan.PENDING}
    Evidence.objects.filter(pk=job.evidence_id, **same).update(scan=verdict)
    EvidenceVersion.objects.filter(evidence=job.evidence_id, **same).update(scan=verdict)
    if virus:
        document = Evidence.objects.get(pk=job.evidence_id)
        audit.record("giữ lại tệp có mã độc", document, by=None, changes={"mã độc": [None, virus]})


@transaction.atomic
def _fill_in(job: Job, first_page: str) -> None:
    """Number, date, issuer, type and abstract as the first page says them, where nobody has written anything yet."""
    document = Evidence.objects.select_for_update().filter(pk=job.evidence_id, sha256=job.sha256).first()
    if document is None or not document.is_unchecked:
        return
    head = read_head(first_page)
    said = {"number": head.number[:80], "issued_on": head.issued_on, "issuer": head.issuer, "kind": head.kind[:60]}
    new = {name: value for name, value in said.items() if value and not getattr(document, name)}
    if head.title:
        new["abstract"] = head.title
    before = {name: getattr(document, name) for name in new}
    for name, value in new.items():
        setattr(document, name, value)
    changes = audit.difference(before, new)
    if changes:
        document.save()
        audit.record("đọc thông tin từ trang đầu", document, by=None, changes=changes)


def give_up_abandoned(*, at: datetime) -> int:
    """Files whose reading ended with its worker three times: said so, and not tried again."""
    dead = EvidenceReading.objects.filter(state=Work.RUNNING, lease_until__lt=at, attempts__gte=MAX_ATTEMPTS)
    return dead.update(state=Work.FAILED, problem=ABANDONED, lease_until=None, done_at=at)
