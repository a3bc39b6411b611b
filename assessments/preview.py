"""A document as it is looked at in a page: pictures of its pages or its paragraphs and tables, its signatures.

Nothing here hands out the file itself: what is shown was made anew by the worker (cchc.files.remake). A layer above
shows a document beside its own work by the address ``assessments:evidence_preview`` (a fragment for htmx, a page
otherwise) or by ``preview_of`` and the template ``assessments/_preview.html``.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from assessments.models import Evidence, EvidenceReading, EvidenceSignature, EvidenceVersion, Scan, Work
from cchc.accounts.models import User
from cchc.files.derived import BLOCKS, open_derived
from cchc.files.remake import IMAGES_MAX

WITHHELD = {
    Scan.PENDING: "Tệp đang chờ quét mã độc; người tải lên mở được, người khác xem được sau khi quét xong.",
    Scan.INFECTED: "Tệp có mã độc nên bị giữ lại, không ai mở được.",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page needs to show one file of a document; ``withheld`` and ``problem`` say why there is nothing."""

    document: Evidence
    shown: Evidence | EvidenceVersion
    version: int
    base: str
    page: int = 1
    page_count: int | None = None
    images: int = 0
    blocks: list[Any] = field(default_factory=list)
    signatures: list[EvidenceSignature] = field(default_factory=list)
    is_waiting: bool = False
    withheld: str = ""
    problem: str = ""

    @property
    def query(self) -> str:
        """The part of an address that keeps the version."""
        return f"ban={self.version}" if self.version else ""

    @property
    def picture(self) -> str:
        """The address of the page's picture."""
        return f"{self.base}{self.page}/?{self.query}" if self.query else f"{self.base}{self.page}/"

    @property
    def previous(self) -> str:
        return self._page_address(self.page - 1) if self.page > 1 else ""

    @property
    def next(self) -> str:
        return self._page_address(self.page + 1) if self.page < self.images else ""

    @property
    def is_cut(self) -> bool:
        """Whether the file has more pages than pictures were made of."""
        return bool(self.page_count and self.images == IMAGES_MAX and self.page_count > self.images)

    def _page_address(self, page: int) -> str:
        return f"{self.base}?{'&'.join(filter(None, [f'trang={page}', self.query]))}"


def version_of(document: Evidence, version: int) -> Evidence | EvidenceVersion | None:
    """The document's present file (0) or the version of that number; None where there is none."""
    return document.versions.filter(place=version).first() if version else document


def withheld(shown: Evidence | EvidenceVersion, user: User) -> str:
    """Why the file is not handed to this person, in words; empty where it is."""
    if shown.scan == Scan.PENDING and shown.uploaded_by_id == user.pk:
        return ""
    return WITHHELD.get(Scan(shown.scan), "")


def preview_of(document: Evidence, *, tenant_slug: str, user: User, page: int = 1, version: int = 0) -> Preview:
    """What can be shown of a document to a person who may read it. Unknown versions show the present file."""
    shown = version_of(document, version) or document
    number = version if isinstance(shown, EvidenceVersion) else 0
    base = reverse("assessments:evidence_preview", args=[tenant_slug, document.year, document.pk])
    why = withheld(shown, user) if shown.scan != Scan.PENDING else WITHHELD[Scan.PENDING]
    if why:
        return Preview(document, shown, number, base, withheld=why)
    reading = EvidenceReading.objects.filter(evidence=document, sha256=shown.sha256).first()
    if reading is None or reading.state in (Work.DUE, Work.RUNNING):
        return Preview(document, shown, number, base, is_waiting=True)
    return _read(document, shown, number, base, reading, page)


def _read(
    document: Evidence, shown: Evidence | EvidenceVersion, version: int, base: str, reading: EvidenceReading, page: int
) -> Preview:
    return Preview(
        document=document,
        shown=shown,
        version=version,
        base=base,
        page=max(1, min(page, reading.images or 1)),
        page_count=reading.page_count,
        images=reading.images,
        blocks=_blocks(reading) if reading.has_blocks else [],
        signatures=list(reading.signatures.all()),
        problem=reading.problem,
    )


def _blocks(reading: EvidenceReading) -> list[Any]:
    try:
        with open_derived(reading.stored_name, BLOCKS) as file:
            return list(json.load(file))
    except FileNotFoundError:
        return []
