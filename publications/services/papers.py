"""Verbs of the papers: enter what the decision orders, hand a paper in for signing, print it with number and date."""

from datetime import date, datetime

from django.db import transaction

from cchc.accounts.models import User
from cchc.documents import services as register
from cchc.documents.codes import new_code
from cchc.documents.models import OfficialDocument
from cchc.documents.printing import digest, print_paper
from cchc.documents.registry import About, PaperKind, build
from cchc.documents.services import IssueRefused, check_number
from cchc.documents.vocabulary import Stamp
from cchc.tenancy import audit
from criteria.models import Campaign
from publications.models import DecisionTerms
from publications.paper_news import tell_of_release

CHANGED = "Nội dung văn bản đã khác bản trình ký (dữ liệu hoặc lời văn thay đổi) – rút về dự thảo, xem và trình ký lại."


@transaction.atomic
def submit_paper(*, kind: PaperKind, about: About, by: User, at: datetime) -> OfficialDocument:
    """Enter the paper in the register and hand it in for signing. Raises PaperRefused, IssueRefused."""
    paper = build(kind.kind, about.campaign, agency=about.agency, subject=about.subject)
    document = register.register_paper(paper=paper, kind=kind, about=about, by=by)
    return register.submit(document=document, digest=digest(paper), by=by, at=at)


@transaction.atomic
def number_paper(
    *, document: OfficialDocument, about: About, number: int, issued_on: date, by: User, at: datetime
) -> OfficialDocument:
    """Print the paper with its number, date and code, and keep that PDF for good. Raises IssueRefused, PaperRefused.

    The law is chosen anew by the day entered, so that the paper may differ from its draft in that line. Any other
    difference from what was submitted is refused: the signer has not seen it.
    """
    check_number(document=document, number=number, issued_on=issued_on, at=at)
    draft = build(document.kind, about.campaign, agency=about.agency, subject=about.subject)
    if draft.reference != document.reference or digest(draft) != document.submitted_digest:
        raise IssueRefused(None, CHANGED)
    stamp, code = Stamp(issued_on, number, issued_on), new_code(document.tenant_id)
    paper = build(document.kind, about.campaign, agency=about.agency, subject=about.subject, stamp=stamp)
    pdf = print_paper(paper, code=code)
    return register.enter_number(
        document=document, number=number, issued_on=issued_on, pdf=pdf, code=code, by=by, at=at
    )


@transaction.atomic
def release_paper(*, document: OfficialDocument, kind: PaperKind, by: User, at: datetime) -> OfficialDocument:
    """The signed paper goes out, and the agencies concerned are told. Raises IssueRefused."""
    issued = register.release(document=document, by=by, at=at)
    tell_of_release(issued, kind, at)
    return issued


@transaction.atomic
def set_terms(*, campaign: Campaign, improvement_due: date | None, by: User, at: datetime) -> DecisionTerms:
    """Enter the day by which improvement plans are due; it is printed in the decision and the notices."""
    terms, _ = DecisionTerms.objects.get_or_create(campaign=campaign)
    changes = audit.difference({"hạn": terms.improvement_due}, {"hạn": improvement_due})
    terms.improvement_due = improvement_due
    terms.save()
    audit.record("ghi nội dung quyết định", terms, by=by, at=at, changes=changes)
    return terms
