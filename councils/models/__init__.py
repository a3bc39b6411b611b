"""Who appraises what, and the council's adoption of the final scores; one module per subject."""

from councils.models.adoption import Adoption
from councils.models.assignment import Assignment, AssignmentUserObjectPermission

__all__ = ["Adoption", "Assignment", "AssignmentUserObjectPermission"]
