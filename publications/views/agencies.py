"""One agency: how its figure came about down to each input, where it stands in its block, and its years."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from assessments.models import Assessment
from cchc.tenancy.models import Agency
from cchc.web.views import readonly
from councils.permissions import may_read_file
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404
from criteria.tree import Branch
from publications.heads import level_words
from publications.models import Snapshot, SnapshotLine, SnapshotRow
from publications.permissions import may_open_results, may_read_all
from publications.queries import publication_of, published_before
from publications.reading.charts import Strip
from publications.reading.losses import own_losses, reason_codes
from publications.reading.matrix import Matrix, read_matrix
from publications.reading.scene import Scene, scene_of
from publications.reading.workings import area_sum_words, left_out, rescaled_words, workings
from publications.reading.years import NodeYear, agency_years, descent, node_years, past_snapshots
from publications.rows import provisional_tree
from publications.tables import explained, mean


@dataclass(frozen=True, slots=True)
class Seen:
    """One agency's tree as the person asking may read it; ``in_detail`` with inputs and reasons."""

    campaign: Campaign
    unit: Agency
    snapshot: Snapshot | None
    row: SnapshotRow
    lines: list[SnapshotLine]
    reads_all: bool
    in_detail: bool


def seen_of(request: HttpRequest, year: int, code: str) -> Seen:
    """The agency's figures: the newest version for those who read all, the published one, or its own provisional.

    404 for whoever may read none of them: another agency's file does not exist for people of an assessed one.
    """
    campaign = campaign_or_404(year)
    unit = get_object_or_404(Agency, code=code)
    publication = publication_of(year)
    reads_all = may_read_all(request.member)  # type: ignore[attr-defined]
    if publication is None and not reads_all:
        file = get_object_or_404(Assessment.objects.select_related("campaign"), campaign=campaign, agency=unit)
        if not may_read_file(request.member, file):  # type: ignore[attr-defined]
            raise Http404
    snapshot = campaign.snapshots.order_by("-version").first() if reads_all else None
    if publication is not None and snapshot is None:
        snapshot = publication.snapshot
    row, lines = _tree(campaign, unit, snapshot)
    in_detail = reads_all or unit.pk in request.member.own_agency_ids  # type: ignore[attr-defined]
    return Seen(campaign, unit, snapshot, row, lines, reads_all, in_detail)


def _tree(campaign: Campaign, unit: Agency, snapshot: Snapshot | None) -> tuple[SnapshotRow, list[SnapshotLine]]:
    if snapshot is None:
        found = provisional_tree(campaign, unit.pk)
        if found is None:
            raise Http404
        return found
    row = get_object_or_404(snapshot.rows.select_related("snapshot__campaign"), agency=unit)
    return row, list(row.lines.order_by("position"))


@readonly(may=may_open_results)
def agency(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """«Cách tính»: input → rule → working → points → area → total → index → rank → band."""
    seen = seen_of(request, year, code)
    before = published_before(seen.row) if seen.snapshot else None
    made = workings(seen.campaign, seen.unit, seen.row, seen.lines, seen.snapshot, in_detail=seen.in_detail)
    context = explained(seen.row, seen.lines, before) | _shared(seen, "working")
    context |= {
        "made": made,
        "sums": _sums(seen.lines),
        "rescaled": rescaled_words(seen.row, seen.campaign, with_survey=seen.row.survey_points is not None),
        "left_out": left_out(seen.lines),
        "head_words": level_words(seen.snapshot, [seen.row])[seen.row.agency_id] if seen.snapshot else "",
        "shows_reasons": seen.in_detail,
    }
    return render(request, "publications/agency.html", context)


def _shared(seen: Seen, current: str) -> dict[str, object]:
    return {
        "campaign": seen.campaign,
        "agency": seen.unit,
        "snapshot": seen.snapshot,
        "row": seen.row,
        "current": current,
        "reads_all": seen.reads_all,
        "in_detail": seen.in_detail,
    }


def _sums(lines: list[SnapshotLine]) -> dict[str, str]:
    """How each area's points add up from its criteria, by the area's code."""
    found: dict[str, list[SnapshotLine]] = {}
    area = ""
    for line in lines:
        if line.level == Criterion.Level.AREA:
            area = line.code
            found[area] = []
        elif line.level == Criterion.Level.CRITERION:
            found[area].append(line)
    return {code: area_sum_words(members) for code, members in found.items()}


@dataclass(frozen=True, slots=True)
class Beside:
    """One area or the index: the own figure, the block's, and how many of the block are above."""

    label: str
    own: Decimal | None
    mean: Decimal | None
    chart: Strip
    above: int
    of: int

    @property
    def gap(self) -> Decimal | None:
        """Percentage points above the block's mean."""
        return self.own - self.mean if self.own is not None and self.mean is not None else None


@readonly(may=may_open_results)
def standing(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Where the agency stands in its block, area by area, and what it lost against the best."""
    scene = scene_of(request, year)
    matrix, row = _matrix_with(scene, code)
    block = matrix.in_block(row.block)
    beside = [_beside("Chỉ số", row.index_exact, [one.index_exact for one in block.rows])]
    beside += [_beside_node(block, row, node) for node in block.at_level(Criterion.Level.AREA)]
    in_detail = scene.reads_all or row.agency_id in request.member.own_agency_ids  # type: ignore[attr-defined]
    reasons = reason_codes(scene.campaign) if in_detail else {}
    context = {
        "campaign": scene.campaign,
        "agency": row.agency,
        "snapshot": scene.snapshot,
        "scene": scene,
        "row": row,
        "beside": beside,
        "lost": own_losses(block, row, reasons),
        "means": {node.code: block.mean_share(node.code) for node in block.nodes if node.is_leaf},
        "current": "standing",
        "reads_all": scene.reads_all,
        "in_detail": in_detail,
    }
    return render(request, "publications/reading/standing.html", context)


def _matrix_with(scene: Scene, code: str) -> tuple[Matrix, SnapshotRow]:
    """The figures of the set that scores the agency, and its row."""
    unit = get_object_or_404(Agency, code=code)
    taking_part = scene.campaign.participants.select_related("criteria_set").filter(agency=unit).first()
    chosen = taking_part.criteria_set if taking_part else scene.chosen_set
    if not scene.has_figures:
        raise Http404
    matrix = read_matrix(scene.campaign, scene.snapshot, chosen)
    row = next((one for one in matrix.rows if one.agency_id == unit.pk), None)
    if row is None:
        raise Http404
    return matrix, row


def _beside(label: str, own: Decimal | None, everybody: list[Decimal | None]) -> Beside:
    known = [one for one in everybody if one is not None]
    low = int(min(known, default=Decimal(0))) // 10 * 10
    above = sum(one > own for one in known) if own is not None else 0
    middle = mean(everybody)
    return Beside(label, own, middle, Strip(own, known, middle, min(low, 90)), above, len(known))


def _beside_node(block: Matrix, row: SnapshotRow, node: Branch) -> Beside:
    shares = [cell.share for cell in block.column(node.code)]
    cell = block.cell(row, node.code)
    return _beside(f"{node.code}. {node.name}", cell.share if cell else None, shares)


@readonly(may=may_open_results)
def agency_past(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """One agency through the years, by area and leaf; a merged one from the units it continues."""
    scene = scene_of(request, year)
    matrix, row = _matrix_with(scene, code)
    past, line = past_snapshots(year), descent()
    units = [row.agency_id, *line.ancestors(row.agency_id)]
    now = {
        code: NodeYear(year, cell.points, cell.maximum, code)
        for code, cell in matrix.cells.get(row.agency_id, {}).items()
    }
    nodes = node_years(matrix.criteria_set, now, year, past, units) if matrix.criteria_set else []
    shown = agency_years([row], year, past, line)[0]
    context = {
        "campaign": scene.campaign,
        "agency": row.agency,
        "snapshot": scene.snapshot,
        "scene": scene,
        "row": row,
        "shown": shown,
        "past": [one.year for one in shown.years],
        "areas": [one for one in nodes if not one.node.is_leaf],
        "leaves": [one for one in nodes if one.node.is_leaf],
        "several": len(units) > 1,
        "current": "past",
        "reads_all": scene.reads_all,
    }
    return render(request, "publications/reading/agency_years.html", context)
