"""The result as it is shown: blocks, bands within them, and each agency beside its own year before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cchc.web.svg import Bar, RankDot, axis_floor
from criteria.models import Campaign, Criterion
from criteria.rules.numbers import EXACT, ZERO, total
from criteria.rules.ranking import Band
from publications.models import SnapshotLine, SnapshotRow
from publications.results import band_rules


@dataclass(frozen=True, slots=True)
class Ranked:
    """One agency of the ranking. ``places`` is how many it has gained on the year before."""

    row: SnapshotRow
    is_shared: bool
    before: SnapshotRow | None
    dot: RankDot | None

    @property
    def change(self) -> Decimal | None:
        """Percentage points gained on the year before."""
        if self.before is None or self.before.index_exact is None or self.row.index_exact is None:
            return None
        return EXACT.subtract(self.row.index_exact, self.before.index_exact)

    @property
    def places(self) -> int | None:
        if self.before is None or self.before.rank is None or self.row.rank is None:
            return None
        return self.before.rank - self.row.rank

    @property
    def places_words(self) -> str:
        """«▲ 2», «▼ 1», «=»; «–» without a rank to compare with."""
        if self.places is None:
            return "–"
        return f"{'▲' if self.places > 0 else '▼'} {abs(self.places)}" if self.places else "="

    @property
    def tone(self) -> str:
        return _tone(self.change)

    @property
    def places_tone(self) -> str:
        return _tone(self.places)


def _tone(change: Decimal | int | None) -> str:
    if not change:
        return "delta-same"
    return "delta-up" if change > 0 else "delta-down"


@dataclass(frozen=True, slots=True)
class Group:
    """The agencies of one band within a block; ``title`` is empty where the year has no bands."""

    title: str
    rows: Sequence[Ranked]


@dataclass(frozen=True, slots=True)
class Block:
    """One ranking list with its mean, and that of the same agencies' block in the year before."""

    name: str
    groups: Sequence[Group]
    count: int
    mean: Decimal | None
    mean_before: Decimal | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everything the table of a result shows. The flags leave out columns that would be empty."""

    year: int
    blocks: Sequence[Block]
    bounds: Sequence[Decimal]
    low: int
    has_before: bool
    has_survey: bool
    has_extra: bool
    has_own_maxima: bool

    @property
    def columns(self) -> int:
        shown = (self.has_survey, self.has_extra, self.has_own_maxima)
        return 6 + sum(shown) + 3 * self.has_before

    @property
    def count(self) -> int:
        return sum(block.count for block in self.blocks)


def ranking(
    campaign: Campaign, rows: Sequence[SnapshotRow], before: Mapping[int, SnapshotRow], *, with_survey: bool
) -> Ranking:
    """The table of a version in printed order, beside the published rows of the year before by agency id."""
    bands = band_rules(campaign)
    bounds = [band.lower for band in bands if band.lower > 0]
    known = [before[row.agency_id].index_exact for row in rows if row.agency_id in before]
    low = axis_floor([*(row.index_exact for row in rows), *known])
    shared = Counter((row.block, row.rank) for row in rows if row.rank is not None)

    def ranked(row: SnapshotRow) -> Ranked:
        old = before.get(row.agency_id)
        return Ranked(row, shared[row.block, row.rank] > 1, old, _dot(campaign.year, row, old, bounds, low))

    return Ranking(
        year=campaign.year,
        blocks=[
            _block(name, [ranked(row) for row in members], bands, before)
            for name, members in groupby(rows, key=lambda row: row.block)
        ],
        bounds=sorted(bounds),
        low=low,
        has_before=bool(known),
        has_survey=with_survey,
        has_extra=any(row.bonus_points or row.penalty_points for row in rows),
        has_own_maxima=len({row.applicable_max for row in rows}) > 1,
    )


def _dot(year: int, row: SnapshotRow, old: SnapshotRow | None, bounds: Sequence[Decimal], low: int) -> RankDot | None:
    if row.index_exact is None:
        return None
    return RankDot(year, row.index_exact, old.index_exact if old else None, bounds, low)


def _block(name: str, rows: Sequence[Ranked], bands: Sequence[Band], before: Mapping[int, SnapshotRow]) -> Block:
    words = {band.name: f"{band.name} – {band.words()}" for band in bands}
    groups = [
        Group(_group_title(key, words, members), members)
        for key, found in groupby(rows, key=lambda one: (one.row.ranked, one.row.band))
        for members in [list(found)]
    ]
    same_block = [row.index_exact for row in before.values() if row.block == name]
    return Block(name, groups, len(rows), mean([one.row.index_exact for one in rows]), mean(same_block))


def _group_title(key: tuple[bool, str], words: Mapping[str, str], rows: Sequence[Ranked]) -> str:
    is_ranked, band = key
    if not is_ranked:
        return f"Chấm điểm, không xếp hạng ({len(rows)} đơn vị)"
    return f"{words.get(band, band)} ({len(rows)} đơn vị)" if band else ""


def mean(figures: Sequence[Decimal | None]) -> Decimal | None:
    """The mean of the figures there are; None where there is none."""
    known = [figure for figure in figures if figure is not None]
    return EXACT.divide(total(known), Decimal(len(known))) if known else None


@dataclass(frozen=True, slots=True)
class Branch:
    """One area of one agency: its own line, the area's leaves, and the area's points in the year before."""

    line: SnapshotLine
    lines: Sequence[SnapshotLine]
    before: SnapshotLine | None

    @property
    def bar(self) -> Bar:
        return Bar(self.line.final_points or ZERO, self.line.applicable_max)

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.before.final_points is None or self.line.final_points is None:
            return None
        return self.line.final_points - self.before.final_points

    @property
    def tone(self) -> str:
        return _tone(self.change)


def explained(row: SnapshotRow, lines: Sequence[SnapshotLine], before: SnapshotRow | None) -> dict[str, object]:
    """What the table of areas shows: ``branches``, and ``areas_before`` where they can be compared with a year."""
    found = branches(lines, list(before.lines.all()) if before else [])
    compared = before is not None and any(branch.before for branch in found)
    return {"row": row, "before": before, "branches": found, "areas_before": compared and before.snapshot.campaign.year}


def branches(lines: Sequence[SnapshotLine], before: Sequence[SnapshotLine] = ()) -> list[Branch]:
    """The tree of one agency area by area. An area is compared only with one of the same name and maximum."""
    old = {(line.name, line.max_points): line for line in before if line.level == Criterion.Level.AREA}
    found: list[tuple[SnapshotLine, list[SnapshotLine]]] = []
    for line in lines:
        if line.level == Criterion.Level.AREA:
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
    return [Branch(area, below, old.get((area.name, area.max_points))) for area, below in found]
