"""The register of documents, and the citations that tie a document to the leaves of a file."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import PurePath
from typing import IO, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from assessments.models import Assessment, Citation, Evidence, EvidenceVersion, Scan, Score
from assessments.services.evidence_reading import owe_reading
from assessments.services.saving import Refused, check_leaf, lock_open
from cchc.accounts.models import User
from cchc.files import antivirus
from cchc.files.accept import AcceptedFile, check_quota, check_upload
from cchc.files.store import delete_stored, store
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import active_tenant
from criteria.models import Criterion


class EvidenceRefused(Exception):
    """A change of the register that can't be made; the message says why and what to do."""


class Description(TypedDict, total=False):
    """What is written about a document beside the file itself."""

    number: str
    issued_on: date | None
    issuer: str
    kind: str
    abstract: str
    is_lasting: bool


def add_evidence(
    *, agency: Agency, year: int, file: IO[bytes], name: str, description: Description, by: User | None
) -> tuple[Evidence, bool]:
    """Take a file into the agency's register of the year; False with it where the very same file was there already.

    Without an abstract the file's name stands in for it until somebody has looked (``is_unchecked``); the worker fills
    in what the first page says. Raises ``UploadRefused`` (cchc.files) for a file that isn't accepted or exceeds the
    agency's quota.
    """
    accepted = check_upload(file, name)
    known = _same_file(agency, year, accepted)
    if known is not None:
        return known, False
    check_quota(used_bytes(agency), accepted)
    stored = store(accepted, file, active_tenant().slug)  # type: ignore[union-attr]
    try:
        with transaction.atomic():
            return _create(agency, year, accepted, stored, description, by), True
    except IntegrityError:  # the same file came in twice at the same moment
        delete_stored(stored)
        return Evidence.objects.kept().get(agency=agency, year=year, sha256=accepted.sha256), False


def _same_file(agency: Agency, year: int, accepted: AcceptedFile) -> Evidence | None:
    return Evidence.objects.kept().filter(agency=agency, year=year, sha256=accepted.sha256).first()


def used_bytes(agency: Agency) -> int:
    """What the agency's files take up over all years: earlier versions and the bin included, shared files once."""
    mine = Evidence.objects.filter(agency=agency).order_by().values_list("stored_name", "size")
    earlier = EvidenceVersion.objects.filter(evidence__agency=agency).order_by().values_list("stored_name", "size")
    return sum(dict(mine.union(earlier)).values())


def first_scan() -> Scan:
    """The state of a file that has just come in."""
    return Scan.PENDING if antivirus.is_on() else Scan.SKIPPED


def _create(
    agency: Agency, year: int, accepted: AcceptedFile, stored: str, description: Description, by: User | None
) -> Evidence:
    made = Evidence.objects.create(
        agency=agency,
        year=year,
        original_name=accepted.clean_name,
        stored_name=stored,
        extension=accepted.extension,
        content_type=accepted.content_type,
        size=accepted.size,
        sha256=accepted.sha256,
        uploaded_by=by,
        scan=first_scan(),
        **_described(description, accepted),
    )
    owe_reading(made)
    changes = {"tệp": [None, accepted.clean_name], "mã kiểm tra": [None, accepted.sha256]}
    audit.record("thêm tài liệu", made, by=by, changes=changes)
    return made


def _described(description: Description, accepted: AcceptedFile) -> dict:
    """What was written, or the file's name in its place until somebody has looked at it."""
    if description.get("abstract"):
        return dict(description)
    return dict(description) | {"abstract": PurePath(accepted.clean_name).stem, "is_unchecked": True}


@transaction.atomic
def describe_evidence(*, evidence: Evidence, description: Description, by: User | None) -> Evidence:
    """Correct number, date, issuer, kind or abstract; the file itself never changes."""
    kept = Evidence.objects.select_for_update().get(pk=evidence.pk)
    before = {name: getattr(kept, name) for name in description}
    for name, value in description.items():
        setattr(kept, name, value)
    changes = audit.difference(before, dict(description))
    if changes or kept.is_unchecked:
        kept.is_unchecked = False
        kept.save()
        audit.record("sửa thông tin tài liệu", kept, by=by, changes=changes)
    return kept


def cited_when_appraised() -> Exists:
    """Condition on citations: the leaf was scored by an appraiser while it cited the document."""
    stages = [Score.Stage.APPRAISED, Score.Stage.REAPPRAISED, Score.Stage.FINAL]
    scored = Score.objects.filter(
        assessment=OuterRef("assessment"), criterion=OuterRef("criterion"), stage__in=stages,
        saved_at__gte=OuterRef("added_at"),
    )  # fmt: skip
    return Exists(scored)


@transaction.atomic
def delete_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    """Put a document into the bin. Refused while a leaf cites it: what has been scored is not taken away."""
    kept = Evidence.objects.select_for_update().get(pk=evidence.pk)
    cited = list(kept.citations.values_list("criterion__code", flat=True))
    if cited:
        raise EvidenceRefused(f"Tài liệu đang dùng cho mục {', '.join(cited)} – bỏ viện dẫn ở các mục đó rồi xóa.")
    if kept.deleted_at is None:
        kept.deleted_at = at
        kept.save(update_fields=["deleted_at"])
        audit.record("xóa tài liệu", kept, by=by, at=at)
    return kept


@transaction.atomic
def restore_evidence(*, evidence: Evidence, by: User | None) -> Evidence:
    """Take a document out of the bin. Refused where the same file has been added again meanwhile."""
    kept = Evidence.objects.select_for_update().get(pk=evidence.pk)
    twins = Evidence.objects.kept().filter(agency=kept.agency_id, year=kept.year, sha256=kept.sha256)
    if twins.exclude(pk=kept.pk).exists():
        raise EvidenceRefused("Tệp này đã được thêm lại vào sổ tài liệu – dùng bản đang có.")
    if kept.deleted_at is not None:
        kept.deleted_at = None
        kept.save(update_fields=["deleted_at"])
        audit.record("lấy lại tài liệu", kept, by=by)
    return kept


@transaction.atomic
def cite(
    *,
    assessment: Assessment,
    criterion: Criterion,
    evidence: Evidence,
    page: str = "",
    quotation: str = "",
    by: User | None,
    at: datetime,
    opened: Callable[..., Assessment] = lock_open,
) -> Citation:
    """Tie a document to a leaf, or correct page and quotation of the tie.

    ``opened`` locks the file and raises ``Refused`` where nothing may be added now: by default outside
    self-assessment; a layer above gives its own, for evidence added in another phase.
    """
    file = opened(assessment, at=at)
    check_leaf(file, criterion.pk)
    if evidence.agency_id != file.agency_id or evidence.deleted_at is not None:
        raise Refused("Tài liệu không có trong sổ của đơn vị – chọn lại tài liệu.")
    place = {"page": page.strip(), "quotation": quotation.strip()}
    made, is_new = Citation.objects.get_or_create(
        assessment=file, criterion=criterion, evidence=evidence, defaults={**place, "added_by": by}
    )
    before = {} if is_new else {name: getattr(made, name) for name in place}
    changes = audit.difference(before, place)
    if changes and not is_new:
        Citation.objects.filter(pk=made.pk).update(**place)
    if changes or is_new:
        _note_citation("viện dẫn tài liệu", file, criterion, evidence, changes, by, at)
    return made


@transaction.atomic
def uncite(*, citation: Citation, by: User | None, at: datetime) -> None:
    """Take a document away from a leaf; it stays in the register. Raises ``Refused`` outside the phase.

    What an appraiser has seen stays cited (and the database refuses to delete it): evidence is added beside it.
    """
    file = lock_open(citation.assessment, at=at)
    if Citation.objects.filter(cited_when_appraised(), pk=citation.pk).exists():
        raise Refused("Mục này đã được thẩm định với tài liệu đó nên giữ nguyên – thêm tài liệu mới bên cạnh.")
    changes = {"page": [citation.page, None]}
    citation.delete()
    _note_citation("bỏ viện dẫn", file, citation.criterion, citation.evidence, changes, by, at)


def _note_citation(
    verb: str,
    file: Assessment,
    criterion: Criterion,
    evidence: Evidence,
    changes: dict[str, list],
    by: User | None,
    at: datetime,
) -> None:
    told = {str(Citation._meta.get_field(name).verbose_name): change for name, change in changes.items()}
    named = {"mục": [None, criterion.code], "tài liệu": [None, str(evidence)], **told}
    audit.record(verb, file, by=by, changes=named, at=at)
