"""The stages of a score in their order, which row counts, and when each stage may be written."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

from assessments.models import Score
from assessments.states import State
from criteria.rules.calendar import Phase

Stage = Score.Stage
Stored = TypeVar("Stored")


class Result(Protocol):
    """What two scores are compared by: a stored one, or its figures alone."""

    @property
    def points(self) -> Decimal | None: ...
    @property
    def applicable_max(self) -> Decimal | None: ...
    @property
    def not_applicable(self) -> bool: ...


INPUTS = (
    "option",
    "items",
    "numerator",
    "denominator",
    "count",
    "answer",
    "entered_points",
    "not_applicable",
)
"""What was entered for a leaf."""
RESULT = ("points", "applicable_max", "working")
"""What follows from it."""
REASON = ("explanation", "reason_code")
"""Why it is so; at the stage ``self`` it is the agency's explanation and never carried on."""

ORDER = (Stage.SELF, Stage.APPRAISED, Stage.REAPPRAISED, Stage.FINAL)
BEFORE: Mapping[str, Sequence[str]] = {
    Stage.APPRAISED: (Stage.SELF,),
    Stage.REAPPRAISED: (Stage.APPRAISED, Stage.SELF),
    Stage.FINAL: (Stage.REAPPRAISED, Stage.APPRAISED, Stage.SELF),
}
"""Per stage, the rows it is compared with, the one that counts first."""
STATES_OF: Mapping[str, Sequence[State]] = {
    Stage.APPRAISED: (State.SUBMITTED,),
    Stage.REAPPRAISED: (State.SUBMITTED, State.APPRAISED),
    Stage.FINAL: (State.SUBMITTED, State.APPRAISED),
}
"""Per stage, the states of the file in which its scores may be written."""
OPEN_IN: Mapping[str, Sequence[Phase]] = {
    Stage.APPRAISED: (Phase.APPRAISAL,),
    Stage.REAPPRAISED: (Phase.REAPPRAISAL, Phase.EXPLANATION, Phase.APPRAISAL, Phase.COUNCIL),
    Stage.FINAL: (),
}
"""Per stage, the phases one of which must be open; the council's conclusion is bound by adoption alone."""


def latest_of(rows: Mapping[str, Stored], stages: Iterable[str]) -> Stored | None:
    """The first row there is, in the order of ``stages``."""
    return next((rows[stage] for stage in stages if stage in rows), None)


def copy_values(source: Score, target: Score, names: Iterable[str]) -> Score:
    for name in names:
        setattr(target, name, getattr(source, name))
    return target


def is_different(new: Result, before: Result | None) -> bool:
    """Whether a result departs from the one before; where nothing was scored before, it does."""
    if before is None or (before.points is None and not before.not_applicable):
        return True
    return (new.points, new.applicable_max) != (before.points, before.applicable_max)


def is_stale(judged: Score | None, mine: Score | None) -> bool:
    """Whether the agency has corrected its own score after it was appraised the first time."""
    if judged is None or mine is None:
        return False
    return (judged.stage, mine.stage) == (Stage.APPRAISED, Stage.SELF) and mine.saved_at > judged.saved_at


def clause_of(score: Score | None) -> str:
    """The clause a score rests on; empty where it has none. Read it with its ``basis``."""
    basis = getattr(score, "basis", None)
    return basis.clause if basis else ""
