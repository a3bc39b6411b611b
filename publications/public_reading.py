"""What the public page says beyond the frozen figures: why points were lost, what is promised, what citizens answered.

Only what the rules computed, a reason's kind, an approved plan's words, and groups of five answers or more: no free
text of an appraiser, no name. Each is shown only while the points behind it are those of the version shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.models import Score
from criteria.models import Criterion
from criteria.rules.numbers import EXACT, HUNDRED, total
from publications.documents.notice import most_lost
from publications.improvement_models import ImprovementLine
from publications.improving.states import PlanState
from publications.models import Snapshot, SnapshotLine, SnapshotRow
from publications.tables import mean
from surveys.models import SurveyScore
from surveys.queries.margins import leaf_figures
from surveys.rules.figures import Figure
from surveys.rules.privacy import may_show

APPRAISING = (Score.Stage.REAPPRAISED, Score.Stage.APPRAISED)
SAME = Decimal("1E-6")
"""Frozen points have ten decimals: percentages of one leaf that lie closer are the same."""
SHARE = ("final_points", "applicable_max")
Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Loss:
    """One leaf below its maximum: the computation or the kind of reason, and what the unit's plan promises."""

    line: SnapshotLine
    lost: Decimal
    why: Sequence[str]
    action: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One survey leaf: the mean percentage, the forms behind it and its margin at 95 % confidence in percentage points
    (None: unknown); of a year also over how many units."""

    name: str
    percent: Decimal
    forms: int
    units: int = 1
    margin: Decimal | None = None


def losses(row: SnapshotRow, lines: Sequence[SnapshotLine], forms: Mapping[str, int]) -> list[Loss]:
    """Where the agency lost points, the most first; survey leaves without ``forms`` are left out. Two queries."""
    lost, why = most_lost(lines), _reasons(row)
    plan = {one.code: one for one in _promised(row)}
    shown = [(line, points) for line, points in lost if line.source == Criterion.Source.SELF or line.code in forms]
    return [_loss(line, points, why.get(line.code, []), plan.get(line.code)) for line, points in shown]


def _loss(line: SnapshotLine, lost: Decimal, scores: Sequence[Score], promised: ImprovementLine | None) -> Loss:
    action, due_on = (promised.action, promised.due_on) if promised else ("", None)
    return Loss(line, lost, _why(line, scores), action, due_on)


def _why(line: SnapshotLine, scores: Sequence[Score]) -> list[str]:
    """«402/805 = 49,94 % → …» as the rule computed it; the kind of reason where an appraiser gave one."""
    if line.source == Criterion.Source.SURVEY:
        return [] if line.final_points is None else ["kết quả điều tra xã hội học"]
    by_stage = {score.stage: score for score in scores}
    final = by_stage.get(Score.Stage.FINAL)
    if final is None or final.points != line.final_points:
        return []
    changed = next((by_stage[stage] for stage in APPRAISING if stage in by_stage), None)
    kind = changed.reason_code if changed else ""
    said = Score.ReasonCode(kind).label if kind and kind != Score.ReasonCode.OTHER else ""
    return [words for words in (final.working, said) if words]


def _reasons(row: SnapshotRow) -> Mapping[str, list[Score]]:
    stages = (*APPRAISING, Score.Stage.FINAL)
    rows = Score.objects.filter(
        assessment__campaign=row.snapshot.campaign_id, agency=row.agency_id, stage__in=stages
    ).select_related("criterion")
    found: dict[str, list[Score]] = {}
    for score in rows.defer("explanation"):
        found.setdefault(score.criterion.code, []).append(score)
    return found


def forms_of(row: SnapshotRow) -> dict[str, int]:
    """Forms behind each survey leaf of the agency, by code, where there are enough to be shown."""
    scores = SurveyScore.objects.filter(campaign=row.snapshot.campaign_id, agency=row.agency_id, counted=True)
    return {code: forms for code, forms in scores.values_list("criterion__code", "responses") if may_show(forms)}


def _promised(row: SnapshotRow) -> list[ImprovementLine]:
    """The lines of the plan in force."""
    return list(
        ImprovementLine.objects.filter(
            plan__agency=row.agency_id,
            plan__campaign=row.snapshot.campaign_id,
            plan__state=PlanState.APPROVED.value,
        ).exclude(action="")
    )


def plan_tag(row: SnapshotRow) -> str:
    """Changes when another plan of the agency comes into force."""
    plans = row.agency.improvement_plans.filter(campaign=row.snapshot.campaign_id, state=PlanState.APPROVED.value)
    return str(list(plans.values_list("pk", "approved_at")))


def asked_of(lines: Sequence[SnapshotLine], forms: Mapping[str, int], figures: Figures | None = None) -> list[Asked]:
    """What citizens answered about one agency, leaf by leaf; groups of fewer than five have no ``forms`` here."""
    polled = [line for line in lines if line.is_leaf and line.source == Criterion.Source.SURVEY and line.code in forms]
    shown = [(line, percent) for line in polled if (percent := _percent(line)) is not None]
    return [
        Asked(line.name, percent, forms[line.code], margin=_margin((figures or {}).get(line.code), percent))
        for line, percent in shown
    ]


def figures_of(row: SnapshotRow) -> Figures:
    """What the answers give now for each survey leaf of one agency, by code."""
    found = leaf_figures(row.snapshot.campaign, [row.agency_id])
    return {code: figure for (_, code), figure in found.items()}


def _margin(figure: Figure | None, percent: Decimal) -> Decimal | None:
    """The margin, where the answers as they stand give the very figure that was frozen."""
    return figure.margin if figure is not None and abs(figure.percent - percent) < SAME else None


def asked_in(snapshot: Snapshot) -> list[Asked]:
    """What citizens answered about all, leaf by leaf: the mean of the units that had five forms or more."""
    polled = SnapshotLine.objects.filter(row__snapshot=snapshot, is_leaf=True, source=Criterion.Source.SURVEY)
    lines = polled.order_by("position", "code", "pk").values_list("row__agency_id", "code", "name", *SHARE)
    scores = SurveyScore.objects.filter(campaign=snapshot.campaign_id, counted=True)
    forms = {
        (agency, code): count for agency, code, count in scores.values_list("agency", "criterion__code", "responses")
    }
    figures = leaf_figures(snapshot.campaign)
    found: dict[str, list[Asked]] = {}
    for agency, code, name, points, maximum in lines:
        key, percent = (agency, code), _share(points, maximum)
        if percent is not None and may_show(forms.get(key, 0)):
            found.setdefault(name, []).append(
                Asked(name, percent, forms[key], margin=_margin(figures.get(key), percent))
            )
    return [_together(name, units) for name, units in found.items()]


def _together(name: str, units: Sequence[Asked]) -> Asked:
    """The plain mean of units, each a sample of its own: its margin is √Σm² ÷ n, where every unit's is known."""
    margins = [one.margin for one in units if one.margin is not None]
    squares = total(margin**2 for margin in margins)
    margin = EXACT.divide(EXACT.sqrt(squares), Decimal(len(units))) if len(margins) == len(units) else None
    percent = mean([one.percent for one in units]) or Decimal(0)
    return Asked(name, percent, sum(one.forms for one in units), len(units), margin)


def _percent(line: SnapshotLine) -> Decimal | None:
    return _share(line.final_points, line.applicable_max)


def _share(points: Decimal | None, maximum: Decimal) -> Decimal | None:
    """Per cent of the maximum; None where there are no points, or none to be had."""
    return None if points is None or not maximum else EXACT.divide(EXACT.multiply(points, HUNDRED), maximum)
