"""The public page behind a paper's code."""

import io
from datetime import date

from django.utils import timezone

from cchc.documents.services import issue, register
from tests.access.table import PUBLIC, Row
from tests.files.signing import blank_pdf


def build(world):
    """One issued paper."""
    document = register(
        kind="12",
        year=2024,
        reference="ket-qua",
        title="Phê duyệt",
        symbol="QĐ-UBND",
        by=world.cast.chi,
        issuer=world.cast.a.commune_1,
    )
    common = {"by": world.cast.chi, "at": timezone.now()}
    world.paper = issue(document=document, number=7, issued_on=date(2025, 1, 24), pdf=blank_pdf(), **common)


ROWS = [
    Row("documents:ask", PUBLIC),
    Row(
        "documents:lookup",
        PUBLIC,
        kwargs=lambda w: {"code": w.paper.code},
        post=lambda w: {"file": io.BytesIO(b"%PDF-")},
        audited=False,
        why="a checksum is worked out, nothing is kept",
    ),
]
