"""Reads of appraisal and council: who appraises what, what is open, the pages' rows."""

from councils.queries.assigned import (
    CODENAME,
    Cells,
    LeafAssignment,
    cells_of,
    leaf_assignments,
    leaves_of,
    people_of,
    unassigned_leaves,
)
from councils.queries.openness import Openness, open_for
from councils.queries.progress import department_progress, leaf_progress

__all__ = [
    "CODENAME",
    "Cells",
    "LeafAssignment",
    "Openness",
    "cells_of",
    "department_progress",
    "leaf_assignments",
    "leaf_progress",
    "leaves_of",
    "open_for",
    "people_of",
    "unassigned_leaves",
]
