"""Who appraises what, and the council's adoption of the final scores; one module per subject."""

from councils.models.adoption import Adoption
from councils.models.assignment import Assignment, AssignmentUserObjectPermission
from councils.models.explanation import Appeal, ExplanationLetter, ExplanationRequest, InternalNote
from councils.models.export import RecordExport
from councils.models.meeting import CouncilTerms, Meeting, MeetingLine, MeetingMember, Vote
from councils.models.onsite import SiteVisit, VisitFinding, VisitPhoto

__all__ = [
    "Adoption",
    "Appeal",
    "Assignment",
    "AssignmentUserObjectPermission",
    "CouncilTerms",
    "ExplanationLetter",
    "ExplanationRequest",
    "InternalNote",
    "Meeting",
    "MeetingLine",
    "MeetingMember",
    "RecordExport",
    "SiteVisit",
    "VisitFinding",
    "VisitPhoto",
    "Vote",
]
