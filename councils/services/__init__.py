"""The verbs of appraisal. Each is one transaction, names its actor, and leaves a line in the diary."""

from councils.services.accepting import accept_self
from councils.services.appraising import Appraised, Conflict, Refused, appraise
from councils.services.assigning import AssignRefused, Prefilled, assign, assign_from_set, name_people
from councils.services.bonus import put_bonus
from councils.services.closing import finish_appraisal, finish_complete

__all__ = [
    "Appraised",
    "AssignRefused",
    "Conflict",
    "Prefilled",
    "Refused",
    "accept_self",
    "appraise",
    "assign",
    "assign_from_set",
    "finish_appraisal",
    "finish_complete",
    "name_people",
    "put_bonus",
]
