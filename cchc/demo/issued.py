"""Last year's papers in the register: signed, one of them called back, with certificates of the demo's own making."""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding, user_in
from cchc.demo.signing import signed_by
from cchc.documents import services as register
from cchc.documents.models import OfficialDocument
from cchc.documents.registry import About, PaperRefused, paper_kind
from cchc.files.store import open_stored
from cchc.tenancy.models import Agency, Tenant
from councils.models import ExplanationLetter
from councils.states import MeetingState
from criteria.models import Campaign
from publications.services import number_paper, set_terms, submit_paper

FIRST_NUMBERS = {"03": 287, "06": 61, "10": 2, "11": 18, "12": 312, "13": 41, "15": 12}
MEND_WITHIN = timedelta(days=85)
"""From the result to the day by which plans of improvement are due."""


def name_council(work: Seeding, campaign: Campaign) -> None:
    """The decision that names the council, a few days after the campaign began."""
    opened = campaign.opened_at
    assert opened is not None
    issue_paper(work, About(campaign), "03", opened + timedelta(days=5, hours=7), by=user_in(work, Role.COORDINATOR))


def _issue_on_the_way(work: Seeding, campaign: Campaign, by: User) -> None:
    """Letters asking for explanation on the day they were sent, minutes on the day after the meeting."""
    letters = ExplanationLetter.objects.filter(assessment__campaign=campaign).select_related("assessment__agency")
    for place, letter in enumerate(letters.order_by("sent_at", "pk")):
        about = About(campaign, letter.assessment.agency, f"dot-{letter.round}")
        issue_paper(work, about, "06", letter.sent_at + timedelta(hours=5), by=by, offset=place)
    for place, meeting in enumerate(campaign.meetings.filter(state=MeetingState.CLOSED).order_by("number")):
        day = meeting.closed_at + timedelta(hours=24)
        issue_paper(work, About(campaign, None, f"phien-{meeting.number}"), "10", day, by=by, offset=place)


def issue_last_year(work: Seeding, campaign: Campaign, at: datetime) -> None:
    """Letters, minutes, submission, the decision signed digitally, notices to three agencies; one was called back."""
    coordinator = user_in(work, Role.COORDINATOR)
    _issue_on_the_way(work, campaign, coordinator)
    set_terms(campaign=campaign, improvement_due=at.date() + MEND_WITHIN, by=coordinator, at=at)
    issue_paper(work, About(campaign), "11", at, by=coordinator)
    issue_paper(work, About(campaign), "12", at + timedelta(days=3), by=coordinator)
    day = at + timedelta(days=5)
    notices = [
        issue_paper(work, About(campaign, agency), "13", day, by=coordinator, offset=place)
        for place, agency in enumerate(_first(campaign, 3))
    ]
    if (first := notices[0]) is not None:
        reason = "Ghi thiếu nơi nhận; thông báo lại bằng văn bản khác"
        register.withdraw(document=first, reason=reason, by=coordinator, at=day + timedelta(days=9))


def _first(campaign: Campaign, count: int) -> Iterable[Agency]:
    return Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")[:count]


def issue_paper(
    work: Seeding, about: About, kind: str, at: datetime, *, by: User, offset: int = 0
) -> OfficialDocument | None:
    """The whole way of one paper within the day that ends at ``at``; a paper that the data can't give is left out."""
    known = paper_kind(kind)
    if known is None:
        return None
    try:
        document = submit_paper(kind=known, about=about, by=by, at=at - timedelta(hours=6))
    except PaperRefused:
        return None
    number, day = FIRST_NUMBERS[kind] + offset, at.date()
    entered = at - timedelta(hours=1)
    document = number_paper(document=document, about=about, number=number, issued_on=day, by=by, at=entered)
    with open_stored(document.stored_name) as file:
        printed = file.read()
    copy = signed(printed, about.campaign.tenant, at - timedelta(minutes=20)) if kind == "12" else printed
    name = f"{document.number}-{document.symbol}-da-ky.pdf"
    document = register.attach_signed(document=document, file=io.BytesIO(copy), name=name, by=by, at=at)
    return register.release(document=document, by=by, at=at + timedelta(minutes=30))


def signed(pdf: bytes, tenant: Tenant, at: datetime) -> bytes:
    """The PDF with a digital signature of the tenant's leader."""
    return signed_by(pdf, unit=tenant.authority, person=tenant.signer_name or tenant.leader_title, at=at)
