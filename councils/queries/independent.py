"""Independent scores as each person may see them: one's own, and everybody's once all are in."""

from dataclasses import dataclass, field
from decimal import Decimal

from assessments.models import Assessment
from cchc.accounts.models import User
from councils.models import IndependentRound, IndependentScore
from criteria.rules.numbers import EXACT


@dataclass(slots=True)
class Line:
    """One file in a round. ``shown`` is empty until every member has given a score."""

    file: Assessment
    rows: list[IndependentScore] = field(default_factory=list)
    mine: IndependentScore | None = None
    typed: str = ""
    error: str = ""

    @property
    def given(self) -> int:
        return sum(row.points is not None for row in self.rows)

    @property
    def is_complete(self) -> bool:
        return bool(self.rows) and self.given == len(self.rows)

    @property
    def shown(self) -> list[IndependentScore]:
        return self.rows if self.is_complete else []

    @property
    def _figures(self) -> list[Decimal]:
        return [row.points for row in self.shown if row.points is not None]

    @property
    def mean(self) -> Decimal | None:
        known = self._figures
        return EXACT.divide(sum(known, Decimal(0)), Decimal(len(known))) if known else None

    @property
    def spread(self) -> Decimal | None:
        """Highest less lowest."""
        known = self._figures
        return max(known) - min(known) if known else None


def lines_of(made: IndependentRound, user: User) -> list[Line]:
    """The files of a round in Vietnamese order: one query."""
    rows = made.scores.select_related("assessment__agency", "member").order_by(
        "assessment__agency__sort_key", "member__full_name", "pk"
    )
    found: dict[int, Line] = {}
    for row in rows:
        line = found.setdefault(row.assessment_id, Line(row.assessment))
        line.rows.append(row)
        if row.member_id == user.pk:
            line.mine = row
            line.typed = "" if row.points is None else f"{row.points.normalize():f}".replace(".", ",")
    return list(found.values())
