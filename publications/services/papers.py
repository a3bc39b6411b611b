"""Verbs of the papers: enter what the decision orders, and issue a paper with its number and date."""

from datetime import date, datetime

from django.db import transaction

from cchc.accounts.models import User
from cchc.documents.models import OfficialDocument
from cchc.documents.printing import print_paper
from cchc.documents.registry import About, build
from cchc.documents.services import IssueRefused, check_issue, issue, register
from cchc.documents.vocabulary import Stamp
from cchc.tenancy import audit
from criteria.models import Campaign
from publications.models import DecisionTerms


@transaction.atomic
def issue_paper(*, kind: str, about: About, number: int, issued_on: date, by: User, at: datetime) -> OfficialDocument:
    """Print the paper with its number and date, keep that PDF for good. Raises IssueRefused, PaperRefused.

    The law is chosen anew by the day entered, so that the paper may differ from its draft in that line.
    """
    campaign, stamp = about.campaign, Stamp(issued_on, number, issued_on)
    paper = build(kind, campaign, agency=about.agency, subject=about.subject, stamp=stamp)
    document = register(
        kind=kind, year=campaign.year, reference=paper.reference, title=paper.title, symbol=paper.symbol, by=by
    )
    check_issue(document=document, number=number, issued_on=issued_on, at=at)
    if paper.is_long:
        raise IssueRefused("number", f"Văn bản có {paper.lines} dòng, in lâu – phát hành bằng lệnh render_document.")
    pdf = print_paper(paper)
    return issue(document=document, number=number, issued_on=issued_on, pdf=pdf, by=by, at=at)


@transaction.atomic
def set_terms(*, campaign: Campaign, improvement_due: date | None, by: User, at: datetime) -> DecisionTerms:
    """Enter the day by which improvement plans are due; it is printed in the decision and the notices."""
    terms, _ = DecisionTerms.objects.get_or_create(campaign=campaign)
    changes = audit.difference({"hạn": terms.improvement_due}, {"hạn": improvement_due})
    terms.improvement_due = improvement_due
    terms.save()
    audit.record("ghi nội dung quyết định", terms, by=by, at=at, changes=changes)
    return terms
