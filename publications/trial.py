"""A draft set tried on a past year's data: the ranks and bands it would have given. Nothing is stored as a result.

Where a leaf's rule is unchanged its points stay; where it changed they are computed anew from what was entered, or else
in proportion to the new maximum. A leaf without predecessor has no data and is left out of the maximum.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.entries import entry_of
from assessments.models import BonusScore, Score
from criteria.catalogue import stored_rule
from criteria.checking import bonus_rules
from criteria.lineage import lineage
from criteria.models import Campaign, CriteriaSet, Criterion, Participant
from criteria.queries import exempted_codes
from criteria.rules.bonus import BonusItem, bonus_totals
from criteria.rules.carrying import Leaf, Way, carried
from criteria.rules.kinds import NaPolicy
from criteria.rules.numbers import EXACT, HUNDRED, ZERO, total
from criteria.rules.ranking import Row, classify, rank
from criteria.rules.rollup import AgencyResult, HasPoints, LeafPoints, Node, Source, agency_result
from criteria.rules.scoring import Entry
from publications.models import Snapshot, SnapshotRow
from publications.results import STAGES, band_rules
from surveys.models import SurveyScore

NAMED_CAUSES = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """A leaf's part in the change of an index, in percentage points. ``code`` is the draft's, or the old one of a leaf
    that went."""

    code: str
    name: str
    change: Decimal
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """One agency: as published, and as the draft would have it."""

    row: SnapshotRow
    index: Decimal | None
    rank: int | None
    band: str
    causes: tuple[Cause, ...]

    @property
    def change(self) -> Decimal | None:
        if self.index is None or self.row.index_exact is None:
            return None
        return EXACT.subtract(self.index, self.row.index_exact)

    @property
    def places(self) -> int:
        """Places gained; 0 without a rank on one side."""
        return (self.row.rank - self.rank) if self.row.rank and self.rank else 0

    @property
    def is_reclassified(self) -> bool:
        return self.band != self.row.band

    @property
    def places_words(self) -> str:
        """«▲ 2», «▼ 1», «=»."""
        return f"{'▲' if self.places > 0 else '▼'} {abs(self.places)}" if self.places else "="

    @property
    def tone(self) -> str:
        return "delta-up" if self.places > 0 else "delta-down" if self.places < 0 else "delta-same"


@dataclass(frozen=True, slots=True)
class Trial:
    """The whole trial. ``ways`` counts leaves × agencies by how their points came about."""

    snapshot: Snapshot
    base: CriteriaSet
    rows: Sequence[Tried]
    ways: Mapping[Way, int]
    new_leaves: Sequence[Criterion]
    gone_leaves: Sequence[Criterion]
    causes: Sequence[Cause]

    @property
    def moved(self) -> int:
        return sum(bool(row.places) for row in self.rows)

    @property
    def reclassified(self) -> int:
        return sum(row.is_reclassified for row in self.rows)


def past_snapshots() -> list[Snapshot]:
    """The newest version of every year that was scored here and not only taken in as a table, newest year first."""
    found: dict[int, Snapshot] = {}
    for snapshot in Snapshot.objects.filter(imported=False).select_related("campaign").order_by("-version"):
        found.setdefault(snapshot.campaign_id, snapshot)
    return sorted(found.values(), key=lambda snapshot: -snapshot.campaign.year)


def try_on(draft: CriteriaSet, snapshot: Snapshot) -> Trial | None:
    """The trial on one year's result; None where none of that year's sets has anything in common with the draft."""
    campaign = snapshot.campaign
    base, pairs = _base(draft, campaign)
    if base is None:
        return None
    return _Trial(draft, base, snapshot, pairs).run()


def _base(draft: CriteriaSet, campaign: Campaign) -> tuple[CriteriaSet | None, dict[int, int]]:
    """The year's set that the draft continues, with the links of their criteria."""
    used = CriteriaSet.objects.filter(pk__in=campaign.participants.values("criteria_set"))
    linked = [(one, lineage(draft, one)) for one in used]
    if not linked:
        return None, {}
    base, pairs = max(linked, key=lambda found: len(found[1]))
    return (base, pairs) if pairs else (None, {})


class _Trial:
    """Everything read once; a constant number of queries."""

    def __init__(self, draft: CriteriaSet, base: CriteriaSet, snapshot: Snapshot, pairs: Mapping[int, int]) -> None:
        self.draft, self.base, self.snapshot, self.campaign = draft, base, snapshot, snapshot.campaign
        self.new = list(draft.criteria.with_rules().order_by("position"))
        self.old = {node.pk: node for node in base.criteria.with_rules().order_by("position")}
        self.pairs = {pk: self.old[earlier] for pk, earlier in pairs.items() if earlier in self.old}
        self.nodes = _nodes(self.new)
        self.items = bonus_rules(draft.bonus_items.all())
        self.leaves = [node for node in self.new if node.is_leaf]
        self.new_terms = {node.pk: _leaf(node) for node in self.leaves}
        self.old_terms = {node.pk: _leaf(node) for node in self.old.values() if node.is_leaf}
        self.counted, self.entries = _scores(self.campaign, base)
        self.bonus = _bonus(self.campaign)
        self.exempted = exempted_codes(self.campaign)
        self.ways: Counter[Way] = Counter()

    def run(self) -> Trial:
        rows = {row.agency_id: row for row in self.snapshot.rows.select_related("agency")}
        taking_part = self.campaign.participants.filter(criteria_set=self.base).select_related("agency")
        participants = [one for one in taking_part if one.agency_id in rows]
        results, causes = {}, {}
        for one in participants:
            results[one.agency_id] = self._result(one, self._results(one))
            causes[one.agency_id] = self._causes(rows[one.agency_id], results[one.agency_id])
        ranks = self._ranks(participants, results, rows)
        bands = band_rules(self.campaign)
        tried = [
            Tried(
                row=rows[pk],
                index=results[pk].index,
                rank=ranks[str(pk)],
                band=classify(results[pk].index, bands) or "",
                causes=tuple(causes[pk][:NAMED_CAUSES]),
            )
            for pk in results
        ]
        return Trial(
            snapshot=self.snapshot,
            base=self.base,
            rows=sorted(tried, key=lambda one: (one.row.block, one.rank is None, one.rank or 0, one.row.position)),
            ways=dict(self.ways),
            new_leaves=[node for node in self.leaves if not self._is_carried(node)],
            gone_leaves=self._gone(),
            causes=_together(causes.values()),
        )

    def _is_carried(self, node: Criterion) -> bool:
        return node.pk in self.pairs and self.pairs[node.pk].is_leaf

    def _results(self, one: Participant) -> dict[str, LeafPoints]:
        found: dict[str, LeafPoints] = {}
        for node in self.leaves:
            if not self._is_carried(node):
                found[node.code] = LeafPoints(None, ZERO)
                continue
            old = self.pairs[node.pk]
            points = self.counted.get((one.agency_id, old.pk), LeafPoints(None, old.max_points))
            entry = self.entries.get((one.agency_id, old.pk))
            found[node.code], way = carried(self.old_terms[old.pk], self.new_terms[node.pk], points, entry)
            self.ways[way] += 1
        return found

    def _result(self, one: Participant, found: Mapping[str, LeafPoints]) -> AgencyResult:
        out = self.exempted.get(one.agency_id, set())
        excluded = {node.code for node in self.new if node.pk in self.pairs and self.pairs[node.pk].code in out}
        points = _capped(self.items, self.bonus.get(one.agency_id, {}))
        sums = bonus_totals(self.items, points)
        return agency_result(
            self.nodes,
            found,
            bonus=sums.bonus,
            penalty=sums.penalty,
            excluded=excluded,
            survey_counted=self.snapshot.with_survey,
        )

    def _causes(self, row: SnapshotRow, result: AgencyResult) -> list[Cause]:
        """Every leaf's part of the change, the greatest first; together with the bonus they add up to it.

        A leaf counts by what it gives above the agency's own index: 100 ÷ N × ((q − r·n) − (p − r·m)), where q of n
        points are new, p of m old, N is the new maximum and r the published index ÷ 100. An unchanged leaf is 0.
        """
        rate, maximum = EXACT.divide(row.index_exact or ZERO, HUNDRED), result.applicable_max
        parts: list[Cause] = []
        for node in self.leaves:
            old = self.pairs.get(node.pk)
            before = _above(rate, self._before(row.agency_id, old))
            gained = EXACT.subtract(_above(rate, result.totals[node.code]), before)
            parts.append(Cause(node.code, node.name, _share(gained, maximum)))
        for old in self._gone():
            lost = _above(rate, self._before(row.agency_id, old))
            parts.append(Cause(old.code, old.name, -_share(lost, maximum), is_gone=True))
        return sorted((part for part in parts if part.change), key=lambda part: -abs(part.change))

    def _gone(self) -> list[Criterion]:
        matched = {node.pk for node in self.pairs.values()}
        return [node for node in self.old.values() if node.is_leaf and node.pk not in matched]

    def _before(self, agency_id: int, old: Criterion | None) -> LeafPoints:
        """What the leaf gave in the published result: nothing of nothing where it did not count."""
        nothing = LeafPoints(None, ZERO)
        if old is None or not old.is_leaf or self._left_out(agency_id, old):
            return nothing
        return self.counted.get((agency_id, old.pk), LeafPoints(None, old.max_points))

    def _left_out(self, agency_id: int, old: Criterion) -> bool:
        out = self.exempted.get(agency_id, set())
        path = {self.old[pk].code for pk in (old.pk, old.parent_id, old.area_id) if pk}
        return bool(path & out) or (old.source == Criterion.Source.SURVEY and not self.snapshot.with_survey)

    def _ranks(
        self,
        participants: Iterable[Participant],
        results: Mapping[int, AgencyResult],
        rows: Mapping[int, SnapshotRow],
    ) -> dict[str, int | None]:
        shared = self.campaign.tie_rule == Campaign.TieRule.SHARED
        known = []
        for one in participants:
            result, row = results[one.agency_id], rows[one.agency_id]
            ties = (result.survey_points, result.appraised_points)
            if self.campaign.tie_rule == Campaign.TieRule.APPRAISED_FIRST:
                ties = ties[::-1]
            known.append(Row(str(one.agency_id), row.block, result.index, row.ranked, () if shared else ties))
        return rank(known, "shared" if shared else "tie_breakers")


def _nodes(nodes: Sequence[Criterion]) -> list[Node]:
    """For the roll-up, which takes a node without children for a leaf: an empty lĩnh vực of a draft is left out."""
    parents = {node.parent_id for node in nodes}
    codes = {node.pk: node.code for node in nodes}
    return [
        Node(node.code, codes.get(node.parent_id) if node.parent_id else None, node.max_points, Source(node.source))
        for node in nodes
        if node.is_leaf or node.pk in parents
    ]


def _leaf(node: Criterion) -> Leaf:
    rule, _ = stored_rule(node)
    return Leaf(rule, node.max_points, NaPolicy(node.not_applicable_policy))


def _above(rate: Decimal, leaf: HasPoints) -> Decimal:
    """Points above those that the index says of the leaf's maximum."""
    return EXACT.subtract(leaf.points or ZERO, EXACT.multiply(rate, leaf.applicable_max))


def _share(points: Decimal, maximum: Decimal) -> Decimal:
    return EXACT.divide(EXACT.multiply(points, HUNDRED), maximum) if points and maximum else ZERO


def _scores(
    campaign: Campaign, base: CriteriaSet
) -> tuple[dict[tuple[int, int], LeafPoints], dict[tuple[int, int], Entry]]:
    """Points and entries that counted, by agency and leaf: the latest stage; survey points where no council's stand."""
    counted: dict[tuple[int, int], LeafPoints] = {}
    entries: dict[tuple[int, int], Entry] = {}
    surveyed = SurveyScore.objects.filter(campaign=campaign, criterion__criteria_set=base)
    for agency_id, leaf, points, maximum in surveyed.values_list(
        "agency_id", "criterion_id", "points", "criterion__max_points"
    ):
        counted[agency_id, leaf] = LeafPoints(points, maximum)
    judged = Score.objects.filter(assessment__campaign=campaign, criterion__criteria_set=base, stage__in=STAGES)
    for row in sorted(judged, key=lambda row: -STAGES.index(Score.Stage(row.stage))):
        key = row.agency_id, row.criterion_id
        counted[key], entries[key] = LeafPoints(row.points, row.applicable_max), entry_of(row)
    return counted, entries


def _bonus(campaign: Campaign) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = BonusScore.objects.filter(assessment__campaign=campaign, stage__in=STAGES)
    known = rows.values_list("assessment__agency_id", "item__code", "stage", "points")
    for agency_id, code, _, points in sorted(known, key=lambda row: -STAGES.index(Score.Stage(row[2]))):
        found[agency_id][code] = points
    return found


def _capped(items: Sequence[BonusItem], points: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Last year's points of the items that still exist, under their new caps."""
    given = {item.code: points.get(item.code, ZERO) for item in items}
    caps = {item.code: item.item_cap for item in items if item.item_cap is not None}
    return {code: min(value, caps.get(code, value)) for code, value in given.items()}


def _together(causes: Iterable[Sequence[Cause]]) -> list[Cause]:
    """The ten leaves that move indices most, each with its mean part; they are chosen by the parts without sign."""
    known = list(causes)
    sums: dict[tuple[str, str, bool], list[Decimal]] = defaultdict(list)
    for one in known:
        for cause in one:
            sums[cause.code, cause.name, cause.is_gone].append(cause.change)
    found = [
        Cause(code, name, EXACT.divide(total(changes), Decimal(len(known))), is_gone)
        for (code, name, is_gone), changes in sums.items()
    ]
    weight = {key: total(map(abs, changes)) for key, changes in sums.items()}
    return sorted(found, key=lambda cause: -weight[cause.code, cause.name, cause.is_gone])[:10]
