"""Verbs of the register: each is one step of `states.STEPS`, in one transaction, with a line in the diary."""

import io
from datetime import date, datetime
from itertools import count
from typing import IO, Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from cchc.documents import states
from cchc.documents.codes import new_code
from cchc.documents.models import OfficialDocument
from cchc.documents.registry import About, Paper, PaperKind
from cchc.documents.states import State, Step
from cchc.files.accept import AcceptedFile, check_upload
from cchc.files.kinds import JPEG, PDF, PNG
from cchc.files.signatures import SignaturesUnreadable, read_signatures
from cchc.files.signed import Signature
from cchc.files.store import delete_stored, store
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold

SIGNED_KINDS = (PDF, JPEG, PNG)


class IssueRefused(Exception):
    """A step cannot be taken so; ``field`` names the input, the message says in Vietnamese what to do."""

    def __init__(self, field: str | None, message: str) -> None:
        super().__init__(message)
        self.field = field


def register(
    *,
    kind: str,
    year: int,
    reference: str,
    title: str,
    symbol: str,
    by: Any,
    agency: Agency | None = None,
    issuer: Agency | None = None,
    subject: str = "",
    recipients: str = "",
) -> OfficialDocument:
    """The paper's line in the register, made on first need."""
    document, made = OfficialDocument.objects.get_or_create(
        kind=kind,
        reference=reference,
        defaults={
            "year": year,
            "title": title[:400],
            "symbol": symbol,
            "agency": agency,
            "issuer": issuer,
            "subject": subject,
            "recipients": recipients,
            "created_by_name": str(by),
        },
    )
    if made:
        audit.record("lập dự thảo văn bản", document, by=by)
    return document


def register_paper(*, paper: Paper, kind: PaperKind, about: About, by: Any) -> OfficialDocument:
    """The register's line of a paper that was built."""
    signed = paper.data.get("vb")
    lines = signed.get("noi_nhan", []) if isinstance(signed, dict) else []
    return register(
        kind=paper.kind,
        year=about.campaign.year,
        reference=paper.reference,
        title=paper.title,
        symbol=paper.symbol,
        by=by,
        agency=about.agency,
        issuer=about.agency if kind.issued_by_agency else None,
        subject=about.subject,
        recipients="\n".join(str(line) for line in lines),
    )


def issued(kind: str, reference: str) -> OfficialDocument | None:
    """The paper of that kind made from that thing while it is in force, or None."""
    return OfficialDocument.objects.filter(kind=kind, reference=reference, state=State.ISSUED).first()


def line_of(kind: str, reference: str) -> OfficialDocument | None:
    """The paper's line in the register in whatever state, or None."""
    return OfficialDocument.objects.filter(kind=kind, reference=reference).first()


def _held(document: OfficialDocument, step: Step) -> OfficialDocument:
    """The row, locked, if the step leads on from where it stands. Raises IssueRefused."""
    held = OfficialDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if why := states.refusal(held.state, step):
        raise IssueRefused(None, why)
    return held


def _moved(
    document: OfficialDocument, step: Step, *, by: Any, at: datetime, reason: str = "", **changes: Any
) -> OfficialDocument:
    before = State(document.state)
    document.state = step.target
    document.save()
    told = {"tình trạng": [before.label, step.target.label], **changes}
    audit.record(step.label[:1].lower() + step.label[1:], document, by=by, at=at, reason=reason, changes=told)
    return document


@transaction.atomic
def submit(*, document: OfficialDocument, digest: str, by: Any, at: datetime) -> OfficialDocument:
    """Hand the draft in for signing. ``digest`` is that of its words: number and date go on these and no others."""
    held = _held(document, states.SUBMIT)
    held.submitted_at, held.submitted_by_name, held.submitted_digest = at, str(by), digest
    return _moved(held, states.SUBMIT, by=by, at=at)


@transaction.atomic
def take_back(*, document: OfficialDocument, by: Any, at: datetime) -> OfficialDocument:
    """Back to a draft."""
    held = _held(document, states.TAKE_BACK)
    held.submitted_at, held.submitted_by_name, held.submitted_digest = None, "", ""
    return _moved(held, states.TAKE_BACK, by=by, at=at)


def check_number(*, document: OfficialDocument, number: int, issued_on: date, at: datetime) -> None:
    """Raise IssueRefused where the paper cannot get this number on this day. Numbers begin anew each year (Điều 15)."""
    if why := states.refusal(document.state, states.NUMBER):
        raise IssueRefused(None, why)
    if issued_on > timezone.localdate(at):
        raise IssueRefused("issued_on", f"Ngày {issued_on:%d/%m/%Y} chưa đến – ghi ngày ký trên văn bản.")
    taken = OfficialDocument.objects.filter(
        symbol=document.symbol, number=number, issued_on__year=issued_on.year, issuer=document.issuer_id
    )
    if found := taken.exclude(pk=document.pk).first():
        raise IssueRefused("number", f"Số {found} đã dùng trong năm {issued_on.year} – ghi số khác.")


def next_number(*, symbol: str, issuer_id: int | None, year: int, first: int = 1) -> int:
    """The lowest number from ``first`` on that the register has not used for this symbol in the year."""
    used = OfficialDocument.objects.filter(
        symbol=symbol, issuer=issuer_id, issued_on__year=year, number__gte=first
    ).values_list("number", flat=True)
    taken = set(used)
    return next(number for number in count(first) if number not in taken)


def following_number(*, symbol: str, issuer_id: int | None, year: int) -> int:
    """One more than the highest number of this symbol in the year: what a clerk is likely to enter."""
    used = OfficialDocument.objects.filter(symbol=symbol, issuer=issuer_id, issued_on__year=year)
    return (used.aggregate(highest=Max("number"))["highest"] or 0) + 1


@transaction.atomic
def enter_number(
    *, document: OfficialDocument, number: int, issued_on: date, pdf: bytes, code: str, by: Any, at: datetime
) -> OfficialDocument:
    """Number and date, and the PDF printed with them under its code. Raises IssueRefused: number used, date to come."""
    held = _held(document, states.NUMBER)
    check_number(document=held, number=number, issued_on=issued_on, at=at)
    file = io.BytesIO(pdf)
    accepted = check_upload(file, f"{held.kind}-{held.reference}.pdf")
    held.number, held.issued_on, held.code, held.sha256 = number, issued_on, code, accepted.sha256
    held.stored_name = store(accepted, file, held.tenant.slug)
    changes = {"số": [None, number], "ngày": [None, issued_on], "mã băm": [None, accepted.sha256]}
    return _moved(held, states.NUMBER, by=by, at=at, **changes)


@transaction.atomic
def drop_number(*, document: OfficialDocument, reason: str, by: Any, at: datetime) -> OfficialDocument:
    """Take number, date and files off again before the paper goes out: the number is free for the next."""
    held = _held(document, states.RENUMBER)
    changes = {"số": [held.number, None], "ngày": [held.issued_on, None]}
    for name in filter(None, (held.stored_name, held.signed_name)):
        transaction.on_commit(lambda name=name: delete_stored(name))
    held.number = held.issued_on = held.code = None
    held.stored_name = held.sha256 = held.signed_name = held.signed_sha256 = held.signed_label = ""
    return _moved(held, states.RENUMBER, by=by, at=at, reason=reason, **changes)


@transaction.atomic
def attach_signed(*, document: OfficialDocument, file: IO[bytes], name: str, by: Any, at: datetime) -> OfficialDocument:
    """Keep the signed copy: a scan, or a PDF whose signatures hold. Raises IssueRefused, UploadRefused."""
    held = _held(document, states.ATTACH)
    accepted = check_upload(file, name, allowed=SIGNED_KINDS)
    _check_signatures(file, accepted)
    file.seek(0)
    if held.signed_name:
        transaction.on_commit(lambda name=held.signed_name: delete_stored(name))
    before = held.signed_label or None
    held.signed_name, held.signed_sha256 = store(accepted, file, held.tenant.slug), accepted.sha256
    held.signed_label = accepted.clean_name[:200]
    changes = {"bản ký": [before, held.signed_label], "mã băm bản ký": [None, accepted.sha256]}
    return _moved(held, states.ATTACH, by=by, at=at, **changes)


def _check_signatures(file: IO[bytes], accepted: AcceptedFile) -> None:
    """A broken signature is worse than none: the paper would go out as if nobody had looked."""
    if accepted.kind != PDF.name:
        return
    for signature in signatures_in(file):
        if not signature.holds:
            raise IssueRefused("file", f"Chữ ký số của {signature.signer}: {signature.reason} – đính lại tệp ký đúng.")


def signatures_in(file: IO[bytes]) -> list[Signature]:
    """The signatures of a PDF, none for a scan. Raises IssueRefused for those that cannot be read."""
    try:
        return read_signatures(file)
    except SignaturesUnreadable as fault:
        raise IssueRefused("file", f"{fault} Đính lại tệp ký đúng.") from fault


@transaction.atomic
def release(*, document: OfficialDocument, by: Any, at: datetime) -> OfficialDocument:
    """The signed paper goes out to its recipients; from now on anybody finds it under its code."""
    held = _held(document, states.ISSUE)
    held.released_at = at
    return _moved(held, states.ISSUE, by=by, at=at)


@transaction.atomic
def replace(*, document: OfficialDocument, successor: OfficialDocument, by: Any, at: datetime) -> OfficialDocument:
    """Another issued paper takes its place, from that paper's day on. Raises IssueRefused."""
    held = _held(document, states.REPLACE)
    if successor.pk == held.pk or not successor.is_in_force:
        raise IssueRefused(
            "successor", f"Văn bản thay thế phải là văn bản khác đang có hiệu lực, không phải {successor}."
        )
    held.replaced_by, held.ended_on = successor, successor.issued_on
    return _moved(held, states.REPLACE, by=by, at=at, **{"thay thế bằng": [None, str(successor)]})


@transaction.atomic
def withdraw(*, document: OfficialDocument, reason: str, by: Any, at: datetime) -> OfficialDocument:
    """The paper is called back; the reason is told to whoever looks it up."""
    held = _held(document, states.WITHDRAW)
    held.ended_on, held.ended_reason = timezone.localdate(at), reason[:400]
    return _moved(held, states.WITHDRAW, by=by, at=at, reason=reason)


@transaction.atomic
def set_recipients(*, document: OfficialDocument, recipients: str, by: Any, at: datetime) -> OfficialDocument:
    """Who receives the paper, one to a line. Raises IssueRefused once it has gone out."""
    held = OfficialDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if State(held.state).was_issued:
        raise IssueRefused("recipients", "Văn bản đã phát hành – không sửa được nơi nhận.")
    lines = "\n".join(dict.fromkeys(line.strip(" -;.\t") for line in recipients.splitlines() if line.strip(" -;.\t")))
    changes = audit.difference({"nơi nhận": held.recipients}, {"nơi nhận": lines})
    held.recipients = lines
    held.save()
    audit.record("ghi nơi nhận", held, by=by, at=at, changes=changes)
    return held


@transaction.atomic
def issue(
    *, document: OfficialDocument, number: int, issued_on: date, pdf: bytes, by: Any, at: datetime
) -> OfficialDocument:
    """The whole way at once for a paper signed elsewhere: ``pdf`` is print and signed copy. Raises IssueRefused."""
    if document.state == State.DRAFT:
        document = submit(document=document, digest="", by=by, at=at)
    code = new_code(document.tenant_id)
    document = enter_number(document=document, number=number, issued_on=issued_on, pdf=pdf, code=code, by=by, at=at)
    document = attach_signed(document=document, file=io.BytesIO(pdf), name=f"{document.reference}.pdf", by=by, at=at)
    return release(document=document, by=by, at=at)


def search(words: str) -> QuerySet[OfficialDocument]:
    """The lines that hold every word in number, title, recipients or agency; with or without diacritics."""
    found = OfficialDocument.objects.all()
    for word in fold(words).split():
        found = found.filter(search_text__contains=word)
    return found
