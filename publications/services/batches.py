"""Many papers of one kind at once: asked for on the page, made by the worker, ending in one ZIP."""

import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from cchc.accounts.models import User
from cchc.documents.errors import DocumentError
from cchc.documents.models import OfficialDocument, PaperBatch
from cchc.documents.printing import print_paper
from cchc.documents.registry import PaperKind, PaperRefused, build
from cchc.documents.services import line_of
from cchc.files.store import delete_stored, open_stored, store_bundle
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign

KEPT = 5
"""Batches of a kind and year that are kept; older ZIPs are deleted when a new one is asked for."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def ask_batch(
    *, kind: PaperKind, campaign: Campaign, agencies: Iterable[Agency], extension: str, by: User, at: datetime
) -> PaperBatch:
    """Put the order in the queue; the worker is woken by the caller once this has committed."""
    chosen = [str(agency.pk) for agency in agencies]
    batch = PaperBatch.objects.create(
        kind=kind.kind,
        year=campaign.year,
        extension=extension,
        agency_ids=" ".join(chosen),
        total=len(chosen),
        asked_at=at,
        asked_by_name=str(by),
    )
    _forget_old(batch)
    audit.record("lập nhiều văn bản", batch, by=by, at=at, changes={"số văn bản": [None, len(chosen)]})
    return batch


def _forget_old(batch: PaperBatch) -> None:
    old = PaperBatch.objects.filter(kind=batch.kind, year=batch.year).order_by("-asked_at")[KEPT:]
    for one in [found for found in old if not found.is_open]:
        if one.stored_name:
            transaction.on_commit(lambda name=one.stored_name: delete_stored(name))
        one.delete()


def make_batch(tenant: Tenant, pk: int) -> None:
    """Make every paper of a batch, one at a time, each in a transaction of its own. Safe to repeat from the start."""
    with tenant_scope(tenant):
        batch = PaperBatch.objects.filter(pk=pk).exclude(state=PaperBatch.State.DONE).first()
        if batch is None:
            return
        batch.state, batch.done, batch.failures, batch.touched_at = PaperBatch.State.RUNNING, 0, "", timezone.now()
        batch.save()
    with tempfile.TemporaryFile() as file:
        made = _fill(tenant, batch, file)
        file.seek(0)
        with tenant_scope(tenant):
            batch.stored_name = store_bundle(file, tenant.slug) if made else ""
            batch.state = PaperBatch.State.DONE if made else PaperBatch.State.FAILED
            batch.finished_at = batch.touched_at = timezone.now()
            batch.save()


def _fill(tenant: Tenant, batch: PaperBatch, file: IO[bytes]) -> int:
    """Write every paper into the ZIP; says how many there are. What cannot be made is noted and passed over."""
    made, failures = 0, []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for place, agency_id in enumerate(map(int, batch.agency_ids.split()), start=1):
            with tenant_scope(tenant):
                agency = Agency.objects.get(pk=agency_id)
                try:
                    name, content = _one(batch, agency)
                except (PaperRefused, DocumentError) as refused:
                    failures.append(f"{agency}: {refused}")
                else:
                    bundle.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
                    made += 1
                batch.done, batch.failures, batch.touched_at = place, "\n".join(failures), timezone.now()
                batch.save(update_fields=["done", "failures", "touched_at"])
    return made


def _one(batch: PaperBatch, agency: Agency) -> tuple[str, bytes]:
    """Name in the ZIP and bytes: of a numbered paper the kept file, signed if there is one, else a fresh print."""
    campaign = Campaign.objects.get(year=batch.year)
    paper = build(batch.kind, campaign, agency=agency)
    document = line_of(batch.kind, paper.reference)
    stem = f"{batch.kind}-{agency.code}"
    if document and document.has_number and batch.extension == "pdf":
        return _kept(stem, document)
    return f"{stem}.{batch.extension}", print_paper(paper, fmt=batch.extension)


def _kept(stem: str, document: OfficialDocument) -> tuple[str, bytes]:
    stored = document.signed_name or document.stored_name
    with open_stored(stored) as file:
        return f"{stem}-so-{document.number:02d}.{stored.rpartition('.')[2]}", file.read()
