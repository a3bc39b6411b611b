"""Work on many papers of one kind, or on one that takes long: asked for on the page, done by the worker.

Printing many ends in one ZIP, printing one in its file; a step of the register is taken paper by paper. Each paper has
a transaction of its own, and what cannot be done is noted and passed over.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from cchc.accounts.models import User
from cchc.documents.errors import DocumentError
from cchc.documents.models import OfficialDocument, PaperBatch
from cchc.documents.printing import print_paper
from cchc.documents.registry import About, Paper, PaperKind, PaperRefused, build
from cchc.documents.services import IssueRefused, line_of
from cchc.files.accept import check_upload
from cchc.files.store import delete_stored, open_stored, store, store_bundle
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from publications.services.bulk import STEPS

KEPT = 5
"""Batches of a kind and year that are kept; older files are deleted when a new one is asked for."""
REFUSED = (PaperRefused, DocumentError, IssueRefused)
_EPOCH = (1980, 1, 1, 0, 0, 0)
Work = PaperBatch.Work
Take = Callable[[PaperBatch, Agency | None], None]


@transaction.atomic
def ask_batch(
    *,
    kind: PaperKind,
    campaign: Campaign,
    agencies: Iterable[Agency],
    extension: str = "",
    work: str = Work.PRINT,
    first_number: int | None = None,
    issued_on: date | None = None,
    by: User,
    at: datetime,
) -> PaperBatch:
    """Put the order in the queue; the worker is woken by the caller once this has committed."""
    chosen = [str(agency.pk) for agency in agencies]
    batch = PaperBatch(kind=kind.kind, year=campaign.year, extension=extension, work=work, total=len(chosen))
    batch.agency_ids, batch.first_number, batch.issued_on = " ".join(chosen), first_number, issued_on
    return _asked(batch, "lập nhiều văn bản" if work == Work.PRINT else f"{batch.get_work_display()} hàng loạt", by, at)


@transaction.atomic
def ask_single(*, kind: PaperKind, about: About, extension: str, by: User, at: datetime) -> PaperBatch:
    """One paper that is too long to be laid out while somebody waits for the page."""
    batch = PaperBatch(kind=kind.kind, year=about.campaign.year, extension=extension, single=True, total=1)
    batch.subject, batch.agency_ids = about.subject, str(about.agency.pk) if about.agency else ""
    return _asked(batch, "lập văn bản dài", by, at)


def _asked(batch: PaperBatch, verb: str, by: User, at: datetime) -> PaperBatch:
    batch.asked_at, batch.asked_by, batch.asked_by_name = at, by, str(by)
    batch.save()
    _forget_old(batch)
    audit.record(verb, batch, by=by, at=at, changes={"số văn bản": [None, batch.total]})
    return batch


def _forget_old(batch: PaperBatch) -> None:
    old = PaperBatch.objects.filter(kind=batch.kind, year=batch.year).order_by("-asked_at", "-pk")[KEPT:]
    for one in [found for found in old if not found.is_open]:
        if one.stored_name:
            transaction.on_commit(lambda name=one.stored_name: delete_stored(name))
        one.delete()


def make_batch(tenant: Tenant, pk: int) -> None:
    """Do a batch from its start. Safe to repeat: files are made anew, a step that was taken is passed over."""
    with tenant_scope(tenant):
        batch = PaperBatch.objects.filter(pk=pk).exclude(state=PaperBatch.State.DONE).first()
        if batch is None:
            return
        batch.state, batch.done, batch.failures, batch.touched_at = PaperBatch.State.RUNNING, 0, "", timezone.now()
        batch.save()
    if batch.work in STEPS:
        made, stored = _each(tenant, batch, STEPS[batch.work]), ""
    else:
        made, stored = _single(tenant, batch) if batch.single else _bundle(tenant, batch)
    with tenant_scope(tenant):
        batch.stored_name = stored
        batch.state = PaperBatch.State.DONE if made else PaperBatch.State.FAILED
        batch.finished_at = batch.touched_at = timezone.now()
        batch.save()


def _bundle(tenant: Tenant, batch: PaperBatch) -> tuple[int, str]:
    """How many papers there are in the ZIP, and its stored name."""
    with tempfile.TemporaryFile() as file:
        made = _fill(tenant, batch, file)
        file.seek(0)
        return made, store_bundle(file, tenant.slug) if made else ""


def _fill(tenant: Tenant, batch: PaperBatch, file: IO[bytes]) -> int:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:

        def take(batch: PaperBatch, agency: Agency | None) -> None:
            name, content = _one(batch, agency)
            bundle.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)

        return _each(tenant, batch, take)


def _single(tenant: Tenant, batch: PaperBatch) -> tuple[int, str]:
    """1 and the stored name of the one file."""
    stored = []

    def take(batch: PaperBatch, agency: Agency | None) -> None:
        name, content = _one(batch, agency)
        file = io.BytesIO(content)
        stored.append(store(check_upload(file, name), file, tenant.slug))

    return _each(tenant, batch, take), "".join(stored)


def _each(tenant: Tenant, batch: PaperBatch, take: Take) -> int:
    """Do it for every agency of the batch; says how often it went well."""
    failures: list[str] = []
    chosen: list[int | None] = [int(pk) for pk in batch.agency_ids.split()] or [None]
    for place, agency_id in enumerate(chosen, start=1):
        with tenant_scope(tenant):
            agency = Agency.objects.get(pk=agency_id) if agency_id else None
            try:
                with transaction.atomic():
                    take(batch, agency)
            except REFUSED as refused:
                failures.append(f"{agency}: {refused}" if agency else str(refused))
            batch.done, batch.failures, batch.touched_at = place, "\n".join(failures), timezone.now()
            batch.save(update_fields=["done", "failures", "touched_at"])
    return len(chosen) - len(failures)


def _one(batch: PaperBatch, agency: Agency | None) -> tuple[str, bytes]:
    """Name and bytes: of a numbered paper the kept file, signed if there is one, else a fresh print."""
    campaign = Campaign.objects.get(year=batch.year)
    paper: Paper = build(batch.kind, campaign, agency=agency, subject=batch.subject)
    document = line_of(batch.kind, paper.reference)
    stem = f"{batch.kind}-{agency.code}" if agency else f"{batch.kind}-{paper.reference}"
    if document and document.has_number and batch.extension == "pdf":
        return _kept(stem, document)
    return f"{stem}.{batch.extension}", print_paper(paper, fmt=batch.extension)


def _kept(stem: str, document: OfficialDocument) -> tuple[str, bytes]:
    stored = document.signed_name or document.stored_name
    with open_stored(stored) as file:
        return f"{stem}-so-{document.number:02d}.{stored.rpartition('.')[2]}", file.read()
