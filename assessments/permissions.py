"""Who may do what with an agency's file. ``member`` is the person's standing in the tenant (cchc.accounts.members)."""

from collections.abc import Callable

from assessments.models import Assessment, Evidence
from assessments.states import State, Transition, available
from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, SEES_ALL, Role

OWN = (Role.OFFICER, Role.HEAD)
EvidenceReader = Callable[[Member, Evidence], bool]
_evidence_readers: list[EvidenceReader] = []


def register_evidence_reader(may: EvidenceReader) -> None:
    """Let a layer above open documents to further people, such as the appraisers of the leaves that cite them."""
    _evidence_readers.append(may)


def roles_in(member: Member, assessment: Assessment) -> frozenset[Role]:
    """The roles that count for this file: those of an assessed agency only in the agency the file is of."""
    return frozenset(
        role
        for role, agency in member.held
        if role not in OF_ASSESSED_AGENCY or (agency is not None and agency.pk == assessment.agency_id)
    )


def may_work(member: Member) -> bool:
    """Whether the person belongs to an agency that is assessed."""
    return member.has(*OWN)


def may_see_files(member: Member) -> bool:
    """Whether there is any file the person may read."""
    return member.has(*OWN, *SEES_ALL)


def may_see_all(member: Member) -> bool:
    return member.has(*SEES_ALL)


def may_read(member: Member, assessment: Assessment) -> bool:
    """Own agency, or a role that reads every file."""
    return member.has(*SEES_ALL) or assessment.agency_id in member.agency_ids(*OWN)


def may_fill(member: Member, assessment: Assessment) -> bool:
    """Officers and the head of that very agency."""
    return assessment.agency_id in member.agency_ids(*OWN)


def may_share(member: Member, assessment: Assessment) -> bool:
    """Sharing leaves out among officers is the head's (giao việc cho công chức)."""
    return assessment.agency_id in member.agency_ids(Role.HEAD)


def may_import_scores(member: Member) -> bool:
    """Entering scores from a file is the standing office's administrative act."""
    return member.has(Role.COORDINATOR)


def may_see_register(member: Member) -> bool:
    return member.has(*OWN, *SEES_ALL)


def may_keep_register(member: Member, agency_id: int) -> bool:
    """Adding to, correcting and deleting from an agency's register of documents."""
    return agency_id in member.agency_ids(*OWN)


def may_read_evidence(member: Member, evidence: Evidence) -> bool:
    """Own agency, a role that reads every file, or whoever a layer above has let in."""
    if member.has(*SEES_ALL) or evidence.agency_id in member.agency_ids(*OWN):
        return True
    return any(reads(member, evidence) for reads in _evidence_readers)


def steps_for(member: Member, assessment: Assessment) -> list[Transition]:
    """The steps of the workflow that the person may take now, in the table's order."""
    return available(State(assessment.state), {role.value for role in roles_in(member, assessment)})
