"""Year on year: an agency through mergers, a leaf through the criterion it continues.

A merged agency's past is the mean of the units it continues, and says so; a rank is never made up for it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cchc.tenancy.models import Agency, AgencySuccession
from cchc.tenancy.rows import fetched
from cchc.vietnamese import fold
from criteria.lineage import lineage
from criteria.models import CriteriaSet
from criteria.rules.numbers import EXACT, HUNDRED, show_points
from criteria.tree import Branch, tree_of
from publications.models import Publication, Snapshot, SnapshotRow
from publications.tables import mean

MOST_YEARS = 6
MOST_STEPS = 12
"""So many mergers are followed back."""


@dataclass(frozen=True, slots=True)
class Past:
    """One agency's figure of one year: its own, or the mean of the units it continues (then without rank).

    ``missing`` names predecessors of which the year holds nothing.
    """

    year: int
    index: Decimal | None
    rank: int | None
    rows: Sequence[SnapshotRow]
    is_own: bool
    missing: Sequence[str] = ()

    @property
    def words(self) -> str:
        """«Bình quân của Xã Tân Tiến (71,20), Xã Tú Trĩ (74,10)»; empty for the agency's own figure."""
        if self.is_own:
            return ""
        if not self.rows:
            return ""
        units = ", ".join(f"{row.agency_name} ({show_points(row.index_exact)})" for row in self.rows)
        lead = "Bình quân của" if len(self.rows) > 1 else "Của"
        more = f"; chưa có số liệu của {', '.join(self.missing)}" if self.missing else ""
        return f"{lead} {units}{more}"


@dataclass(frozen=True, slots=True)
class AgencyYears:
    """One agency of this year with its figures in the years before, newest last."""

    row: SnapshotRow
    years: Sequence[Past]

    @property
    def change(self) -> Decimal | None:
        """Against the year before the newest; None without both."""
        before = self.years[-2].index if len(self.years) > 1 else None
        return EXACT.subtract(self.row.index_exact, before) if before is not None and self.row.index_exact else None

    @property
    def notes(self) -> list[Past]:
        """The years whose figure is not the agency's own."""
        return [past for past in self.years if past.words]


@dataclass(frozen=True, slots=True)
class Descent:
    """Which units each agency continues, through all mergers, and which of them the tenant has no record of."""

    parents: Mapping[int, Sequence[int]]
    names: Mapping[int, str]
    printed: Mapping[int, Sequence[str]]
    heirs: Mapping[int, int]

    def ancestors(self, agency_id: int) -> list[int]:
        """All units that the agency continues, the nearest first, each once."""
        found: list[int] = []
        nearest = list(self.parents.get(agency_id, ()))
        for _ in range(MOST_STEPS):
            new = [pk for pk in dict.fromkeys(nearest) if pk not in found and pk != agency_id]
            if not new:
                break
            found += new
            nearest = [above for pk in new for above in self.parents.get(pk, ())]
        return found

    def unknown(self, agency_id: int, known: Iterable[int]) -> list[str]:
        """Predecessors printed for the agency that are no agency of the tenant."""
        here = {fold(self.names.get(pk, "")) for pk in known}
        return [name for name in self.printed.get(agency_id, ()) if _bare(name) not in here]


def _bare(name: str) -> str:
    """«Xã Phương Linh (nhập vào từ 2020)» is the unit «Xã Phương Linh»."""
    return fold(name.split("(")[0].strip())


def descent() -> Descent:
    """All successions of the tenant: two queries."""
    parents: dict[int, list[int]] = defaultdict(list)
    heirs: dict[int, int] = defaultdict(int)
    for successor, predecessor in AgencySuccession.objects.values_list("successor_id", "predecessor_id"):
        parents[successor].append(predecessor)
        heirs[predecessor] += 1
    names, printed = {}, {}
    for pk, name, words in Agency.objects.values_list("pk", "name", "predecessor_names"):
        names[pk] = name
        printed[pk] = [part.strip() for part in words.split(";") if part.strip()]
    return Descent(parents, names, printed, heirs)


def past_snapshots(year: int) -> list[Snapshot]:
    """The published versions of the years before, oldest first, at most ``MOST_YEARS`` of them: one query."""
    found = Publication.objects.select_related("snapshot__campaign").filter(campaign__year__lt=year)
    newest = found.order_by("-campaign__year")[:MOST_YEARS]
    return [publication.snapshot for publication in reversed(newest)]


def past_of(line: Descent, agency_id: int, year: int, rows: Mapping[int, SnapshotRow]) -> Past:
    """The agency's figure of one year out of that year's rows by agency id."""
    above = line.ancestors(agency_id)
    then = [rows[pk] for pk in (agency_id, *above) if pk in rows]
    if [row.agency_id for row in then] == [agency_id]:
        return Past(year, then[0].index_exact, then[0].rank, then, is_own=True)
    missing = line.unknown(agency_id, above)
    return Past(
        year, mean([row.index_exact for row in then]), None, then, is_own=not then and not missing, missing=missing
    )


def agency_years(rows: Sequence[SnapshotRow], year: int, past: Sequence[Snapshot], line: Descent) -> list[AgencyYears]:
    """Every agency of ``rows`` (those of ``year``) beside its past: one query for all years."""
    by_year: dict[int, dict[int, SnapshotRow]] = {snapshot.campaign.year: {} for snapshot in past}
    years = {snapshot.pk: snapshot.campaign.year for snapshot in past}
    for row in SnapshotRow.objects.filter(snapshot__in=list(years)):
        by_year[years[row.snapshot_id]][row.agency_id] = row
    return [
        AgencyYears(
            row,
            [
                *(past_of(line, row.agency_id, then, found) for then, found in by_year.items()),
                Past(year, row.index_exact, row.rank, [row], is_own=True),
            ],
        )
        for row in rows
    ]


SUMS = """
SELECT r.snapshot_id, p.criteria_set_id, l.code, sum(l.final_points), sum(l.applicable_max)
FROM publications_snapshotline l
JOIN publications_snapshotrow r ON r.id = l.row_id
JOIN publications_snapshot v ON v.id = r.snapshot_id
JOIN criteria_participant p ON p.campaign_id = v.campaign_id AND p.agency_id = r.agency_id
WHERE v.id = ANY(%s) AND l.applicable_max > 0 AND (%s = 1 OR r.agency_id = ANY(%s))
GROUP BY r.snapshot_id, p.criteria_set_id, l.code
"""


@dataclass(frozen=True, slots=True)
class NodeYear:
    """All agencies asked for at one node in one year: points out of what applied. ``code`` is that year's own."""

    year: int
    points: Decimal | None = None
    maximum: Decimal | None = None
    code: str = ""

    @property
    def share(self) -> Decimal | None:
        if not self.maximum:
            return None
        return EXACT.divide(EXACT.multiply(self.points or Decimal(0), HUNDRED), self.maximum)


@dataclass(frozen=True, slots=True)
class NodeYears:
    """One area or leaf of this year's set with what it continues in the years before, newest last."""

    node: Branch
    years: Sequence[NodeYear]
    is_new: bool = field(default=False)

    @property
    def change(self) -> Decimal | None:
        """Percentage points gained on the last year before that has the node."""
        known = [one.share for one in self.years if one.share is not None]
        return EXACT.subtract(known[-1], known[-2]) if len(known) > 1 and self.years[-1].share is not None else None


def node_years(
    criteria_set: CriteriaSet,
    now: Mapping[str, NodeYear],
    year: int,
    past: Sequence[Snapshot],
    agencies: Collection[int] | None = None,
) -> list[NodeYears]:
    """Areas and leaves of the set through the years. ``agencies`` limits the past to some, for one agency's own page.

    A fixed number of queries and a few for each other set that was used.
    """
    sums: dict[tuple[int, int], dict[str, tuple]] = defaultdict(dict)
    scored = [snapshot for snapshot in past if not snapshot.imported]
    everybody = int(agencies is None)
    for snapshot_id, set_id, code, points, maximum in fetched(
        SUMS, [[s.pk for s in scored], everybody, list(agencies or ())]
    ):
        sums[snapshot_id, set_id][code] = (points, maximum)
    links = _links(criteria_set, {set_id for _, set_id in sums})
    found = []
    for node in tree_of(criteria_set).nodes:
        if not node.is_leaf and node.parent_id is not None:
            continue
        before = [_before(node, snapshot, sums, links) for snapshot in past]
        known = any(one.share is not None for one in before)
        found.append(NodeYears(node, [*before, now.get(node.code, NodeYear(year))], bool(scored) and not known))
    return found


def _links(criteria_set: CriteriaSet, used: Collection[int]) -> dict[int, dict[int, str]]:
    """For each older set: the present node's id → the code that it had there."""
    found = {}
    for old in CriteriaSet.objects.filter(pk__in=used):
        codes = {node.pk: node.code for node in tree_of(old).nodes}
        pairs = lineage(criteria_set, old)
        found[old.pk] = {new: codes[earlier] for new, earlier in pairs.items() if earlier in codes}
    return found


def _before(node: Branch, snapshot: Snapshot, sums: Mapping, links: Mapping[int, Mapping[int, str]]) -> NodeYear:
    """The node in one past year; where several sets were in use, in the one that holds it."""
    year = snapshot.campaign.year
    for set_id, codes in links.items():
        code = codes.get(node.pk, "")
        figures = sums.get((snapshot.pk, set_id), {}).get(code)
        if figures:
            return NodeYear(year, *figures, code)
    return NodeYear(year)
