"""Verbs of the result, by subject. Each is one transaction, names its actor, and leaves a line in the diary."""

from publications.services.papers import number_paper, release_paper, set_terms, submit_paper
from publications.services.past import take_in
from publications.services.versions import (
    NOTHING_SCORED,
    ResultRefused,
    adopt_and_freeze,
    approve,
    checksum,
    freeze,
    is_unchanged,
    publish,
    write_version,
)

__all__ = [
    "NOTHING_SCORED",
    "ResultRefused",
    "adopt_and_freeze",
    "approve",
    "checksum",
    "freeze",
    "is_unchanged",
    "number_paper",
    "publish",
    "release_paper",
    "set_terms",
    "submit_paper",
    "take_in",
    "write_version",
]
