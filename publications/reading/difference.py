"""What a correction changed: agencies and leaves of two frozen versions beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc.tenancy.rows import fetched
from criteria.rules.numbers import EXACT
from publications.heads import level_words
from publications.models import Snapshot, SnapshotRow

LINES = """
SELECT r.agency_id, coalesce(n.code, o.code), coalesce(n.name, o.name), o.final_points, n.final_points,
    o.applicable_max, n.applicable_max, coalesce(n.reason, '')
FROM publications_snapshotrow r
JOIN publications_snapshotline n ON n.row_id = r.id AND n.is_leaf
LEFT JOIN publications_snapshotrow b ON b.snapshot_id = %s AND b.agency_id = r.agency_id
LEFT JOIN publications_snapshotline o ON o.row_id = b.id AND o.code = n.code
WHERE r.snapshot_id = %s AND (
    n.final_points IS DISTINCT FROM o.final_points OR n.applicable_max IS DISTINCT FROM o.applicable_max)
ORDER BY r.position, n.position
"""
SHOWN = (
    "index_exact",
    "rank",
    "band",
    "total_points",
    "applicable_max",
    "bonus_points",
    "penalty_points",
)
"""The figures of a row that a correction can move."""


@dataclass(frozen=True, slots=True)
class LeafChange:
    """One leaf of one agency before and after; None: not scored, or nothing of it applied."""

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None
    maximum_before: Decimal | None
    maximum_after: Decimal | None
    reason: str

    @property
    def change(self) -> Decimal:
        return EXACT.subtract(self.after or Decimal(0), self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """One agency whose figures moved; without leaves of its own it moved because others did.

    ``heads``: the level of the head then and now, by name where there were several.
    """

    old: SnapshotRow | None
    new: SnapshotRow
    leaves: Sequence[LeafChange]
    heads: tuple[str, str] = ("", "")

    @property
    def change(self) -> Decimal | None:
        """Percentage points of the index."""
        if self.old is None or self.old.index_exact is None or self.new.index_exact is None:
            return None
        return EXACT.subtract(self.new.index_exact, self.old.index_exact)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs, in printed order of the newer version; ``gone`` stood in the older one alone."""

    old: Snapshot
    new: Snapshot
    changed: Sequence[AgencyChange]
    gone: Sequence[SnapshotRow]
    same: int


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """Five queries."""
    before = {row.agency_id: row for row in old.rows.all()}
    leaves: dict[int, list[LeafChange]] = {}
    for agency_id, *values in fetched(LINES, [old.pk, new.pk]):
        leaves.setdefault(agency_id, []).append(LeafChange(*values))
    rows = list(new.rows.order_by("position"))
    then, now = level_words(old, list(before.values())), level_words(new, rows)
    found = [
        AgencyChange(before.get(pk), row, leaves.get(pk, []), (then.get(pk, ""), now[pk]))
        for row in rows
        for pk in [row.agency_id]
    ]
    changed = [one for one in found if one.leaves or _moved(one)]
    here = {row.agency_id for row in rows}
    gone = [row for pk, row in before.items() if pk not in here]
    return Difference(old, new, changed, gone, len(rows) - len(changed))


def _moved(one: AgencyChange) -> bool:
    if one.old is None or one.heads[0] != one.heads[1]:
        return True
    return any(getattr(one.old, name) != getattr(one.new, name) for name in SHOWN)
