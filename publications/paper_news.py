"""What the agencies concerned are told when a paper goes out, in the transaction of its release."""

from datetime import datetime

from django.urls import reverse

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.documents.models import OfficialDocument
from cchc.documents.registry import PaperKind
from cchc.documents.states import State
from councils.news import people_with, tell
from criteria.models import Participant

TOLD = (Role.HEAD, Role.OFFICER)


def concerned(document: OfficialDocument, kind: PaperKind) -> list[int]:
    """The agencies that receive the paper: the one it is about, or all that take part; none of what they issued."""
    if document.agency_id:
        return [] if document.issuer_id else [document.agency_id]
    if not kind.for_all:
        return []
    return list(Participant.objects.filter(campaign__year=document.year).values_list("agency_id", flat=True))


def may_read_issued(member: Member, document: OfficialDocument, kind: PaperKind) -> bool:
    """An agency's people read what was issued to it; drafts stay with the office."""
    if not State(document.state).was_issued or document.issuer_id:
        return False
    own = member.agency_ids(*OF_ASSESSED_AGENCY)
    return document.agency_id in own if document.agency_id else kind.for_all and bool(own)


def tell_of_release(document: OfficialDocument, kind: PaperKind, at: datetime) -> None:
    """Heads and officers of the agencies concerned learn number, date and where to read it."""
    slug = document.tenant.slug
    url = reverse("publications:document", args=[slug, document.year, document.pk])
    subject = f"{kind.name}: số {document} ngày {document.issued_on:%d/%m/%Y}"
    for agency_id in concerned(document, kind):
        people = people_with(*TOLD, agency=agency_id)
        tell(people, "paper_issued", subject, document.title, url, f"{document.pk}:{agency_id}", at)
