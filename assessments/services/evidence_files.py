"""The life of a document's file: replaced by a newer version, carried over into a new year, destroyed after the bin."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import Citation, Evidence, EvidenceReading, EvidenceVersion
from assessments.services.evidence import EvidenceRefused, cited_when_appraised, first_scan, used_bytes
from assessments.services.evidence_carrying import bring_citations
from assessments.services.evidence_reading import owe_reading
from assessments.states import State
from cchc.accounts.models import User
from cchc.files.accept import AcceptedFile, check_quota, check_upload
from cchc.files.derived import delete_derived
from cchc.files.store import delete_stored, store
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import active_tenant

FILE_FIELDS = ("original_name", "stored_name", "extension", "content_type", "size", "sha256", "scan")
OPEN = (State.DRAFT, State.PENDING_HEAD)
PURGED_AT_ONCE = 100


@transaction.atomic
def replace_file(*, evidence: Evidence, file: IO[bytes], name: str, by: User | None, at: datetime) -> Evidence:
    """Put a newer file in the place of the present one, which stays as a version.

    Raises ``UploadRefused`` for a file that isn't accepted, ``EvidenceRefused`` where the document stands in a file
    that has been sent, is in the bin, or where the register has this very file already.
    """
    kept = Evidence.objects.select_for_update(of=("self",)).select_related("agency").get(pk=evidence.pk)
    _check_replaceable(kept)
    accepted = check_upload(file, name)
    twin = Evidence.objects.kept().filter(agency=kept.agency_id, year=kept.year, sha256=accepted.sha256).first()
    if twin is not None:
        which = "tệp đang dùng" if twin.pk == kept.pk else f"tài liệu {twin} đã có trong sổ"
        raise EvidenceRefused(f"Tệp «{accepted.clean_name}» trùng với {which} – chọn tệp khác; chưa thay tệp.")
    check_quota(used_bytes(kept.agency), accepted)
    stored = store(accepted, file, active_tenant().slug)  # type: ignore[union-attr]
    _keep_version(kept, by, at)
    _take_over(kept, accepted, stored, by, at)
    if evidence.is_to_replace:
        bring_citations(evidence=kept, by=by, at=at)
    changes = {"tệp": [evidence.original_name, kept.original_name], "mã kiểm tra": [evidence.sha256, kept.sha256]}
    audit.record("thay tệp tài liệu", kept, by=by, changes=changes, at=at)
    owe_reading(kept)
    return kept


def _check_replaceable(kept: Evidence) -> None:
    if kept.deleted_at is not None:
        raise EvidenceRefused("Tài liệu đang ở thùng rác – lấy lại tài liệu rồi thay tệp.")
    sent = kept.citations.exclude(assessment__state__in=OPEN).select_related("criterion").first()
    if sent is not None:
        raise EvidenceRefused(
            f"Tài liệu đang dùng ở mục {sent.criterion.code} của hồ sơ đã gửi nên giữ nguyên tệp – "
            "thêm tài liệu mới, hoặc thay tệp khi hồ sơ được trả lại."
        )


def _keep_version(kept: Evidence, by: User | None, at: datetime) -> None:
    EvidenceVersion.objects.create(
        evidence=kept,
        place=kept.versions.count() + 1,
        uploaded_by_id=kept.uploaded_by_id,
        uploaded_at=kept.uploaded_at,
        replaced_by=by,
        replaced_at=at,
        **{name: getattr(kept, name) for name in FILE_FIELDS},
    )


def _take_over(kept: Evidence, accepted: AcceptedFile, stored: str, by: User | None, at: datetime) -> None:
    kept.original_name, kept.stored_name, kept.extension = accepted.clean_name, stored, accepted.extension
    kept.content_type, kept.size, kept.sha256 = accepted.content_type, accepted.size, accepted.sha256
    kept.uploaded_by, kept.uploaded_at, kept.scan = by, at, first_scan()
    kept.is_to_replace = False
    kept.save()


def carryable(agency: Agency, year: int) -> QuerySet[Evidence]:
    """Documents of the year before that the register of ``year`` doesn't have yet, by number."""
    here = Evidence.objects.filter(agency=agency, year=year)
    known = here.filter(Q(carried_from=OuterRef("pk")) | Q(sha256=OuterRef("sha256")))
    before = Evidence.objects.kept().filter(agency=agency, year=year - 1).exclude(scan="infected")
    return before.filter(~Exists(known)).order_by("issued_on", "pk")


@transaction.atomic
def carry_over(
    *, agency: Agency, year: int, lasting: Iterable[int], yearly: Iterable[int], by: User | None, at: datetime
) -> list[Evidence]:
    """Bring documents of the year before into this year's register, with their file.

    ``lasting`` stay in force and are cited where the leaves' predecessors cited them; ``yearly`` come in flagged to be
    replaced, and are cited once this year's file has taken the old one's place. Ids that aren't ``carryable`` are
    passed over.
    """
    still, again = set(lasting), set(yearly)
    found = carryable(agency, year).filter(pk__in=still | again)
    made = [_carry(old, year, old.pk in still, by) for old in found]
    for one in made:
        if one.is_lasting:
            bring_citations(evidence=one, by=by, at=at)
    return made


def _carry(old: Evidence, year: int, is_lasting: bool, by: User | None) -> Evidence:
    names = ("agency_id", "number", "issued_on", "issuer", "kind", "abstract", *FILE_FIELDS)
    made = Evidence.objects.create(
        **{name: getattr(old, name) for name in names},
        year=year,
        carried_from=old,
        is_lasting=is_lasting,
        is_to_replace=not is_lasting,
        uploaded_by=by,
    )
    audit.record("mang tài liệu từ năm trước", made, by=by, changes={"năm": [old.year, year]})
    owe_reading(made)
    return made


def destroyed_on(evidence: Evidence) -> datetime | None:
    """When a document in the bin is destroyed for good."""
    return evidence.deleted_at + timedelta(days=settings.TRASH_DAYS) if evidence.deleted_at else None


def purge_bin(*, at: datetime) -> int:
    """Destroy what has lain in the bin longer than the period of grace. Cited documents are never touched."""
    over = Evidence.objects.filter(deleted_at__lt=at - timedelta(days=settings.TRASH_DAYS), citations=None)
    chosen = over.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:PURGED_AT_ONCE]
    return sum(destroy_evidence(evidence=one, by=None, at=at) for one in chosen)


@transaction.atomic
def destroy_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> bool:
    """Delete a document in the bin with its files for good. Raises ``EvidenceRefused`` for one that is still needed."""
    if evidence.deleted_at is None:
        raise EvidenceRefused("Chỉ hủy được tài liệu trong thùng rác – xóa tài liệu trước.")
    if Citation.objects.filter(cited_when_appraised(), evidence=evidence).exists() or evidence.citations.exists():
        raise EvidenceRefused("Tài liệu đang được viện dẫn nên không hủy được.")
    files = _files_of(evidence)
    audit.record(
        "hủy tài liệu trong thùng rác", evidence, by=by, at=at, changes={"mã kiểm tra": [evidence.sha256, None]}
    )
    Evidence.objects.filter(carried_from=evidence).update(carried_from=None)
    evidence.delete()
    gone = {name: images for name, images in files.items() if not _is_used(name)}
    transaction.on_commit(lambda: _delete_files(gone))
    return True


def _files_of(evidence: Evidence) -> dict[str, int]:
    """Stored names of the document and its versions, each with how many pictures were made of it."""
    names = dict.fromkeys([evidence.stored_name, *evidence.versions.values_list("stored_name", flat=True)], 0)
    read = EvidenceReading.objects.filter(evidence=evidence).values_list("stored_name", "images")
    return names | {name: images for name, images in read if name in names}


def _is_used(stored_name: str) -> bool:
    """A document carried over from another year shares its file."""
    mine = Evidence.objects.filter(stored_name=stored_name)
    return mine.exists() or EvidenceVersion.objects.filter(stored_name=stored_name).exists()


def _delete_files(files: dict[str, int]) -> None:
    for name, images in files.items():
        delete_derived(name, images)
        delete_stored(name)
