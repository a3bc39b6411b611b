"""What other programs are told of results (cchc/notices/webhooks.py): that one is public, and where to read it."""

from django.conf import settings
from django.urls import reverse

from cchc.notices import webhooks
from cchc.tenancy.scope import active_tenant
from publications.models import Publication

PUBLISHED, CORRECTED = "result.published", "result.corrected"
_ABOUT = {PUBLISHED: "Công bố kết quả năm {}, phiên bản {}", CORRECTED: "Công bố lại kết quả năm {}, phiên bản {}"}


def tell_of_publication(publication: Publication, *, instead_of: int | None) -> None:
    """Owe the news of a version now public; ``instead_of`` is the id of the one shown before, None for the first."""
    snapshot = publication.snapshot
    if instead_of == snapshot.pk:
        return
    event = PUBLISHED if instead_of is None else CORRECTED
    year, version = snapshot.campaign.year, snapshot.version
    address = reverse("api:results", args=[active_tenant().slug, year])  # type: ignore[union-attr]
    webhooks.tell(
        event=event,
        about=_ABOUT[event].format(year, version),
        data={"year": year, "version": version, "checksum": snapshot.checksum, "api": f"{settings.SITE_URL}{address}"},
        key=f"{year}:{version}",
        at=publication.published_at,
    )
