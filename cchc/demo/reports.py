"""Reports signed by the heads of a few communes, and one commune that asks for more time."""

from datetime import datetime, timedelta
from io import BytesIO

from assessments.models import Assessment
from assessments.services.extending import ask_extension
from assessments.services.reports import attach_report
from assessments.states import State
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding
from cchc.demo.signing import signed_by
from cchc.documents.printing import print_paper
from cchc.documents.registry import PaperRefused, build
from criteria.models import Campaign
from criteria.queries import phase_state
from criteria.rules.calendar import Phase

ATTACHED = 2
"""So many of those that have sent their file; the report of every agency would only make seeding longer."""
BEFORE = timedelta(minutes=25)
"""Between the head's signature and the report's arrival in the file."""
LATE = "02011"
WHY_LATE = "Công chức phụ trách nghỉ thai sản, người thay mới nhận việc; còn thiếu số liệu của lĩnh vực đất đai."


def add_reports(work: Seeding, campaign: Campaign) -> None:
    """Signed reports in the files that were sent first and in the one that waits for its head."""
    files = Assessment.objects.filter(campaign=campaign).select_related("agency", "campaign", "criteria_set")
    for file in files.filter(state=State.SUBMITTED).order_by("submitted_at", "pk")[:ATTACHED]:
        _attach(work, file, file.submitted_at + timedelta(hours=1))  # type: ignore[operator]
    waiting = files.filter(state=State.PENDING_HEAD).order_by("approval_requested_at", "pk").first()
    if waiting is not None:
        _attach(work, waiting, waiting.approval_requested_at + timedelta(hours=1))  # type: ignore[operator]
    late = files.filter(agency__code=LATE, state=State.DRAFT).first()
    if late is not None:
        _ask(work, late)


def _person(file: Assessment, role: Role) -> User | None:
    held = Membership.objects.filter(agency=file.agency, role=role).select_related("user").order_by("pk").first()
    return held.user if held else None


def _attach(work: Seeding, file: Assessment, at: datetime) -> None:
    head = _person(file, Role.HEAD)
    if head is None or not phase_state(file.campaign, Phase.SELF_ASSESSMENT, at=at, agency=file.agency).open:
        return
    try:
        printed = print_paper(build("07", file.campaign, agency=file.agency))
    except PaperRefused:
        return
    day = at.date()
    unit = f"Ủy ban nhân dân {file.agency.name[:1].lower()}{file.agency.name[1:]}"
    number = f"{work.dice.randint(80, 160)}/BC-UBND"
    signed = signed_by(printed, unit=unit, person=head.full_name, at=at - BEFORE)
    attach_report(
        assessment=file,
        file=BytesIO(signed),
        name=f"{number.replace('/', '-')} da ky so.pdf",
        number=number,
        issued_on=day,
        by=head,
        at=at,
    )


def _ask(work: Seeding, file: Assessment) -> None:
    officer = _person(file, Role.OFFICER)
    closes = phase_state(file.campaign, Phase.SELF_ASSESSMENT, at=work.moment(0), agency=file.agency).window.closes
    if officer is None or closes is None:
        return
    ask_extension(
        assessment=file,
        wished=closes + timedelta(days=5),
        reason=WHY_LATE,
        paper="",
        by=officer,
        at=work.moment(-1, 10),
    )
