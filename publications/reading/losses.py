"""Where points were lost, why, and what a rank would be if they had not been. Pure over ``matrix``."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Score
from cchc.tenancy.rows import fetched
from criteria.models import Campaign
from criteria.rules.numbers import EXACT, HUNDRED, ZERO, total
from criteria.rules.ranking import Band, Row, classify, rank
from criteria.rules.rollup import index
from criteria.tree import Branch
from publications.models import SnapshotRow
from publications.reading.matrix import Cell, Matrix

Codes = Mapping[tuple[int, str], str]
"""The appraiser's reason code by agency and leaf."""
OWN, SURVEYED, UNSCORED, UNSAID = "own", "survey", "unscored", "unsaid"
CAUSES = {
    OWN: "Đơn vị tự chấm chưa đạt tối đa",
    **{str(code): f"Thẩm định giảm: {label[:1].lower()}{label[1:]}" for code, label in Score.ReasonCode.choices},
    UNSAID: "Thẩm định giảm: không ghi loại lý do",
    SURVEYED: "Kết quả điều tra xã hội học",
    UNSCORED: "Chưa có điểm",
}
"""Every way to lose points, in the order shown. Together they are the whole loss."""

REASONS = """
SELECT DISTINCT ON (s.agency_id, c.code) s.agency_id, c.code, s.reason_code
FROM assessments_score s
JOIN assessments_assessment f ON f.id = s.assessment_id
JOIN criteria_criterion c ON c.id = s.criterion_id
WHERE f.campaign_id = %s AND s.stage IN ('appraised', 'reappraised') AND s.reason_code <> ''
ORDER BY s.agency_id, c.code, s.stage DESC
"""
"""«reappraised» stands after «appraised» in the alphabet, so the later stage comes first."""


def reason_codes(campaign: Campaign) -> Codes:
    """The last reason that appraisers gave, by agency and leaf: one query."""
    return {(agency_id, code): reason for agency_id, code, reason in fetched(REASONS, [campaign.pk])}


def causes_of(node: Branch, cell: Cell, reason: str) -> dict[str, Decimal]:
    """The loss of one agency at one leaf, split: what the agency did not claim itself, and what appraisal took away."""
    if cell.lost <= 0:
        return {}
    if node.is_surveyed:
        return {SURVEYED: cell.lost}
    if cell.points is None:
        return {UNSCORED: cell.lost}
    claimed = max(cell.mine if cell.mine is not None else cell.points, cell.points)
    claimed = min(claimed, cell.maximum)
    parts = {OWN: EXACT.subtract(cell.maximum, claimed), reason or UNSAID: EXACT.subtract(claimed, cell.points)}
    return {cause: points for cause, points in parts.items() if points > 0}


@dataclass(frozen=True, slots=True)
class Loss:
    """One leaf over all agencies it applies to. ``share`` of all points lost; ``causes`` in the order of ``CAUSES``."""

    node: Branch
    lost: Decimal
    agencies: int
    short: int
    share: Decimal
    causes: Mapping[str, Decimal]

    @property
    def mean(self) -> Decimal:
        """Points lost by an agency it applies to, on average."""
        return EXACT.divide(self.lost, Decimal(self.agencies)) if self.agencies else ZERO

    @property
    def main_cause(self) -> str:
        """The cause of most of it, in words."""
        return CAUSES[max(self.causes, key=lambda cause: self.causes[cause])] if self.causes else ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause over everything: points, share of all lost, and in how many cells it stands."""

    label: str
    lost: Decimal
    share: Decimal
    cells: int


@dataclass(frozen=True, slots=True)
class Losses:
    """All leaves by the points lost, the greatest first, and the causes together."""

    leaves: Sequence[Loss]
    causes: Sequence[Cause]
    lost: Decimal
    maximum: Decimal

    @property
    def share(self) -> Decimal | None:
        """Of all that could be had, what was lost, in per cent."""
        return _share(self.lost, self.maximum) if self.maximum else None


def losses(matrix: Matrix, reasons: Codes) -> Losses:
    """Losses of the agencies in the matrix, leaf by leaf."""
    sums: dict[str, dict[str, Decimal]] = {}
    counts: Counter[str] = Counter()
    leaves = [node for node in matrix.nodes if node.is_leaf]
    for node in leaves:
        parts: dict[str, Decimal] = defaultdict(Decimal)
        for row in matrix.rows:
            cell = matrix.cell(row, node.code)
            if cell is None or cell.maximum <= 0:
                continue
            for cause, points in causes_of(node, cell, reasons.get((row.agency_id, node.code), "")).items():
                parts[cause] = EXACT.add(parts[cause], points)
                counts[cause] += 1
        sums[node.code] = dict(parts)
    whole = total(points for parts in sums.values() for points in parts.values())
    found = [_loss(matrix, node, sums[node.code], whole) for node in leaves]
    return Losses(
        leaves=sorted((one for one in found if one.lost > 0), key=lambda one: -one.lost),
        causes=_causes(sums, counts, whole),
        lost=whole,
        maximum=total(cell.maximum for node in leaves for cell in matrix.column(node.code)),
    )


def _loss(matrix: Matrix, node: Branch, parts: Mapping[str, Decimal], whole: Decimal) -> Loss:
    cells = matrix.column(node.code)
    lost = total(parts.values())
    ordered = {cause: parts[cause] for cause in CAUSES if cause in parts}
    return Loss(node, lost, len(cells), sum(cell.lost > 0 for cell in cells), _share(lost, whole), ordered)


def _causes(sums: Mapping[str, Mapping[str, Decimal]], counts: Counter[str], whole: Decimal) -> list[Cause]:
    found = {cause: total(parts.get(cause, ZERO) for parts in sums.values()) for cause in CAUSES}
    return [
        Cause(label, found[cause], _share(found[cause], whole), counts[cause])
        for cause, label in CAUSES.items()
        if found[cause] > 0
    ]


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return EXACT.divide(EXACT.multiply(part, HUNDRED), whole) if whole else ZERO


@dataclass(frozen=True, slots=True)
class OwnLoss:
    """One leaf of one agency that is short of its maximum."""

    node: Branch
    cell: Cell
    causes: Mapping[str, Decimal]

    @property
    def words(self) -> str:
        return "; ".join(CAUSES[cause] for cause in self.causes)


def own_losses(matrix: Matrix, row: SnapshotRow, reasons: Codes) -> list[OwnLoss]:
    """What one agency lost, the greatest first."""
    found = []
    for node in matrix.nodes:
        cell = matrix.cell(row, node.code) if node.is_leaf else None
        if cell is not None and cell.lost > 0:
            found.append(OwnLoss(node, cell, causes_of(node, cell, reasons.get((row.agency_id, node.code), ""))))
    return sorted(found, key=lambda one: -one.cell.lost)


@dataclass(frozen=True, slots=True)
class Simulated:
    """One agency as it would stand with some leaves at their maximum and everybody else as they are."""

    row: SnapshotRow
    fixed: Sequence[OwnLoss]
    index: Decimal | None
    rank: int | None
    band: str

    @property
    def gained(self) -> Decimal:
        return total(one.cell.lost for one in self.fixed)

    @property
    def places(self) -> int:
        """Places gained; 0 without a rank."""
        return self.row.rank - self.rank if self.row.rank and self.rank else 0


def simulate(
    rows: Sequence[SnapshotRow],
    row: SnapshotRow,
    losses_of_row: Sequence[OwnLoss],
    codes: Collection[str],
    bands: Sequence[Band],
    *,
    tie_rule: str = "shared",
) -> Simulated:
    """The rank and band of ``row`` if the leaves of ``codes`` had reached their maximum. Nothing is stored."""
    fixed = [one for one in losses_of_row if one.node.code in codes]
    gained = {True: ZERO, False: ZERO}
    for one in fixed:
        gained[one.node.is_surveyed] = EXACT.add(gained[one.node.is_surveyed], one.cell.lost)
    new = _raised(row, gained[False], gained[True])
    others = [new if one.agency_id == row.agency_id else one for one in rows]
    ranks = rank(_to_rank(others, tie_rule), "shared" if tie_rule == "shared" else "tie_breakers")
    return Simulated(row, fixed, new.index_exact, ranks[str(row.agency_id)], classify(new.index_exact, bands) or "")


def _raised(row: SnapshotRow, appraised: Decimal, surveyed: Decimal) -> SnapshotRow:
    points = EXACT.add(EXACT.subtract(row.total_points or ZERO, row.bonus_points), row.penalty_points)
    points = EXACT.add(points, EXACT.add(appraised, surveyed))
    found = index(points, row.bonus_points, row.penalty_points, row.applicable_max or ZERO)
    return SnapshotRow(
        agency_id=row.agency_id,
        block=row.block,
        ranked=row.ranked,
        appraised_points=EXACT.add(row.appraised_points or ZERO, appraised),
        survey_points=EXACT.add(row.survey_points or ZERO, surveyed),
        index_exact=found if appraised or surveyed else row.index_exact,
    )


def _to_rank(rows: Sequence[SnapshotRow], tie_rule: str) -> list[Row]:
    found = []
    for row in rows:
        ties = (row.survey_points or ZERO, row.appraised_points or ZERO)
        keys = {"shared": (), "survey_first": ties, "appraised_first": ties[::-1]}[tie_rule]
        found.append(Row(str(row.agency_id), row.block, row.index_exact, row.ranked, keys))
    return found
