"""Appraisal and council: who appraises what, what stands beside a score, the meeting, the adoption; by subject."""

from councils.models.adoption import Adoption
from councils.models.appraisal import (
    Confirmation,
    DeclaredConflict,
    Opinion,
    ReasonSnippet,
    ScoreBasis,
)
from councils.models.assignment import AgencyGroup, Assignment, AssignmentUserObjectPermission, GroupMember
from councils.models.explanation import Appeal, ExplanationLetter, ExplanationRequest, InternalNote
from councils.models.export import RecordExport
from councils.models.independent import IndependentRound, IndependentScore
from councils.models.meeting import CouncilTerms, Meeting, MeetingLine, MeetingMember, Vote
from councils.models.onsite import SiteVisit, VisitFinding, VisitPhoto

__all__ = [
    "Adoption",
    "AgencyGroup",
    "Appeal",
    "Assignment",
    "AssignmentUserObjectPermission",
    "Confirmation",
    "CouncilTerms",
    "DeclaredConflict",
    "ExplanationLetter",
    "ExplanationRequest",
    "GroupMember",
    "IndependentRound",
    "IndependentScore",
    "InternalNote",
    "Meeting",
    "MeetingLine",
    "MeetingMember",
    "Opinion",
    "ReasonSnippet",
    "RecordExport",
    "ScoreBasis",
    "SiteVisit",
    "VisitFinding",
    "VisitPhoto",
    "Vote",
]
