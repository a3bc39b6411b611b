"""Rows and lines of a result, built unsaved from what was computed: to be frozen, or shown as provisional."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from decimal import Decimal

from criteria.models import Campaign, CriteriaSet, Criterion
from criteria.rules.numbers import EXACT, stored
from publications.models import Snapshot, SnapshotHead, SnapshotLine, SnapshotRow
from publications.results import RULES_VERSION, Computed, compute, survey_counted

INDEX_QUANTUM = Decimal("1E-30")


def draft(campaign: Campaign) -> Snapshot:
    """An unsaved version of the result: under which rules it would be frozen now."""
    return Snapshot(
        campaign=campaign,
        rules_version=RULES_VERSION,
        tie_rule=campaign.tie_rule,
        with_survey=survey_counted(campaign),
    )


def exact_index(index: Decimal | None) -> Decimal | None:
    """The index at the thirty decimals of storage; the default context would refuse more than 28 digits."""
    return None if index is None else index.quantize(INDEX_QUANTUM, context=EXACT)


def row_of(snapshot: Snapshot, position: int, line: Computed) -> SnapshotRow:
    """One participant's row, unsaved."""
    agency, result, head = line.participant.agency, line.result, line.heads[-1]
    return SnapshotRow(
        snapshot=snapshot,
        agency=agency,
        agency_code=agency.code,
        agency_name=agency.name,
        position=position,
        block=line.participant.block,
        ranked=line.participant.ranked,
        rank=line.rank,
        self_points=stored(line.self_points),
        appraised_points=stored(result.appraised_points),
        survey_points=stored(result.survey_points) if snapshot.with_survey else None,
        bonus_points=result.bonus_points,
        penalty_points=result.penalty_points,
        total_points=stored(result.total_points),
        applicable_max=result.applicable_max,
        index_exact=exact_index(result.index),
        band=line.band or "",
        head_name=head.name,
        head_title=head.title,
        head_level=head.level,
        head_note=head.note,
    )


def frozen_heads(rows: Sequence[SnapshotRow], computed: Sequence[Computed]) -> list[SnapshotHead]:
    """The heads of agencies whose terms were recorded, unsaved; ``rows`` and ``computed`` in the same order."""
    return [
        SnapshotHead(row=row, position=place, **asdict(head))
        for row, line in zip(rows, computed, strict=True)
        for place, head in enumerate(line.heads, start=1)
        if head.since
    ]


def lines_of(row: SnapshotRow, line: Computed, criteria: Sequence[Criterion], with_survey: bool) -> list[SnapshotLine]:
    """The tree of one participant in printed order, unsaved; survey leaves only where the survey counts."""
    shown = (node for node in criteria if with_survey or node.source == Criterion.Source.SELF)
    return [made for node in shown if (made := _line(row, line, node)) is not None]


def _line(row: SnapshotRow, line: Computed, criterion: Criterion) -> SnapshotLine | None:
    final = line.totals["final"].get(criterion.code)
    if final is None or final.total_leaves == 0:
        return None
    return SnapshotLine(
        row=row,
        position=criterion.position,
        code=criterion.code,
        level=criterion.level,
        is_leaf=criterion.is_leaf,
        source=criterion.source,
        name=criterion.name,
        max_points=criterion.max_points,
        applicable_max=final.applicable_max,
        self_points=_points(line, "self", criterion),
        appraised_points=_points(line, "appraised", criterion),
        final_points=stored(final.points) if final.scored and not final.is_excluded else None,
        reason=line.reasons.get(criterion.code, ""),
    )


def _points(line: Computed, column: str, criterion: Criterion) -> Decimal | None:
    """Points of a column that only holds what is self-scored; None for the survey and for what nobody has scored."""
    found = line.totals[column].get(criterion.code)
    if found is None or not found.scored or found.is_excluded or criterion.source == Criterion.Source.SURVEY:
        return None
    return stored(found.points)


def trees_of(computed: Sequence[Computed]) -> dict[int, list[Criterion]]:
    """The criteria of every set that scored somebody, in printed order, by set id: one query a set."""
    sets: dict[int, CriteriaSet] = {
        line.participant.criteria_set_id: line.participant.criteria_set for line in computed
    }
    return {pk: list(chosen.criteria.order_by("position")) for pk, chosen in sets.items()}


def provisional(campaign: Campaign, agencies: Collection[int] | None = None) -> list[SnapshotRow]:
    """What the result would be if it were frozen now; ``agencies`` limits it to some, who then have no rank."""
    snapshot = draft(campaign)
    return [row_of(snapshot, place, line) for place, line in enumerate(compute(campaign, agencies), start=1)]


def provisional_tree(campaign: Campaign, agency_id: int) -> tuple[SnapshotRow, list[SnapshotLine]] | None:
    """One participant's provisional row with its tree; None where the agency does not take part."""
    computed = compute(campaign, {agency_id})
    if not computed:
        return None
    snapshot, line = draft(campaign), computed[0]
    row = row_of(snapshot, 1, line)
    return row, lines_of(row, line, trees_of(computed)[line.participant.criteria_set_id], snapshot.with_survey)
