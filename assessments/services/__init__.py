"""The verbs of an agency's file. Each is one transaction, names its actor, and leaves a line in the diary."""

from assessments.services.evidence import (
    EvidenceRefused,
    add_evidence,
    cite,
    delete_evidence,
    describe_evidence,
    restore_evidence,
    uncite,
)
from assessments.services.opening import assessment_for, open_assessments
from assessments.services.saving import Conflict, Refused, Saved, save_field
from assessments.services.sharing import share_out
from assessments.services.workflow import transition

__all__ = [
    "Conflict",
    "EvidenceRefused",
    "Refused",
    "Saved",
    "add_evidence",
    "assessment_for",
    "cite",
    "delete_evidence",
    "describe_evidence",
    "open_assessments",
    "restore_evidence",
    "save_field",
    "share_out",
    "transition",
    "uncite",
]
