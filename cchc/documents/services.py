"""Verbs of the register of official papers: enter a draft, and issue it once with number, date and fixed PDF."""

import io
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cchc.documents.models import OfficialDocument
from cchc.files.accept import check_upload
from cchc.files.store import store
from cchc.tenancy import audit


class IssueRefused(Exception):
    """A paper cannot be issued so; ``field`` names the input, the message says in Vietnamese what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def register(*, kind: str, year: int, reference: str, title: str, symbol: str, by: Any) -> OfficialDocument:
    """The paper's line in the register, made on first need."""
    document, made = OfficialDocument.objects.get_or_create(
        kind=kind,
        reference=reference,
        defaults={"year": year, "title": title[:400], "symbol": symbol, "created_by_name": str(by)},
    )
    if made:
        audit.record("lập dự thảo văn bản", document, by=by)
    return document


def issued(kind: str, reference: str) -> OfficialDocument | None:
    """The issued paper of that kind made from that thing, or None."""
    return OfficialDocument.objects.filter(kind=kind, reference=reference, state=OfficialDocument.State.ISSUED).first()


@transaction.atomic
def issue(
    *, document: OfficialDocument, number: int, issued_on: date, pdf: bytes, by: Any, at: datetime
) -> OfficialDocument:
    """Fix number, date and PDF for good. Raises IssueRefused: issued before, number used this year, date to come."""
    document = OfficialDocument.objects.select_for_update().get(pk=document.pk)
    check_issue(document=document, number=number, issued_on=issued_on, at=at)
    file = io.BytesIO(pdf)
    accepted = check_upload(file, f"{document.kind}-{document.reference}.pdf")
    document.number, document.issued_on = number, issued_on
    document.state, document.sha256 = OfficialDocument.State.ISSUED, accepted.sha256
    document.stored_name = store(accepted, file, document.tenant.slug)
    document.save()
    changes = {"số": [None, number], "ngày": [None, issued_on], "mã băm": [None, accepted.sha256]}
    audit.record("ban hành văn bản", document, by=by, at=at, changes=changes)
    return document


def check_issue(*, document: OfficialDocument, number: int, issued_on: date, at: datetime) -> None:
    """Raise IssueRefused where the paper cannot get this number on this day. Numbers begin anew each year (Điều 15)."""
    if document.state == OfficialDocument.State.ISSUED:
        raise IssueRefused("number", f"Văn bản này đã ban hành, số {document} – không sửa được số, ngày.")
    if issued_on > timezone.localdate(at):
        raise IssueRefused("issued_on", f"Ngày {issued_on:%d/%m/%Y} chưa đến – ghi ngày ký trên văn bản.")
    taken = OfficialDocument.objects.filter(symbol=document.symbol, number=number, issued_on__year=issued_on.year)
    if found := taken.exclude(pk=document.pk).first():
        raise IssueRefused("number", f"Số {found} đã dùng trong năm {issued_on.year} – ghi số khác.")
