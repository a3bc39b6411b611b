"""One leaf across all agencies, told briefly: the counts of the page's head, the strip, what stands out.

One statement however many agencies there are; plain values and no instances, so that a province of thousands of
communes is read at each save.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.states import State
from cchc.tenancy.rows import fetched
from cchc.web.formatting import short_unit
from cchc.web.svg import Band, Distribution, Dot
from councils.queries.assigned import Cells
from councils.queries.openness import Openness
from criteria.catalogue import LeafRule
from criteria.models import Campaign, Criterion
from criteria.rules.kinds import RatioBandsRule, RatioLinearRule
from criteria.rules.numbers import percentage

SENT = {State.SUBMITTED.value, State.APPRAISED.value, State.ADOPTED.value}
MANY = 150
"""Above so many agencies the strip gathers them by half per cent."""
ENOUGH = 8
"""Below so many figures nothing is called unusual."""

ROWS = """
SELECT p.agency_id, g.name, f.id, f.state,
    s.points, s.applicable_max, coalesce(s.not_applicable, false), s.numerator, s.denominator, s.saved_at,
    j.points, j.applicable_max, coalesce(j.not_applicable, false), j.numerator, j.denominator, j.saved_at,
    EXISTS (SELECT 1 FROM criteria_exemption e WHERE e.participant_id = p.id AND e.criterion_id = ANY(%s)),
    EXISTS (
        SELECT 1 FROM assessments_citation c JOIN assessments_evidence d ON d.id = c.evidence_id
        WHERE c.assessment_id = f.id AND c.criterion_id = %s
            AND d.issued_on IS NOT NULL AND extract(year FROM d.issued_on) <> d.year
    )
FROM criteria_participant p
JOIN tenancy_agency g ON g.id = p.agency_id
LEFT JOIN assessments_assessment f ON f.campaign_id = p.campaign_id AND f.agency_id = p.agency_id
LEFT JOIN assessments_score s ON s.assessment_id = f.id AND s.criterion_id = %s AND s.stage = 'self'
LEFT JOIN assessments_score j ON j.assessment_id = f.id AND j.criterion_id = %s AND j.stage = 'appraised'
WHERE p.campaign_id = %s AND p.criteria_set_id = %s
ORDER BY g.sort_key
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """A score's points and its two numbers; None in place of it where there is no score."""

    points: Decimal | None
    maximum: Decimal
    not_applicable: bool
    percent: Decimal | None
    saved_at: Any


@dataclass(slots=True)
class Brief:
    """One agency's line in brief. ``barred`` is empty where the person asking can write it."""

    agency_id: int
    name: str
    file_id: int | None
    state: str
    mine: Figures | None
    judged: Figures | None
    exempted: bool
    out_of_year: bool
    assigned: bool = False
    barred: str = ""
    unusual: str = ""

    @property
    def is_sent(self) -> bool:
        return self.state in SENT

    @property
    def is_scored(self) -> bool:
        return self.mine is not None and (self.mine.points is not None or self.mine.not_applicable)

    @property
    def differs(self) -> bool:
        if self.judged is None:
            return False
        if self.mine is None or not self.is_scored:
            return True
        return (self.judged.points, self.judged.maximum) != (self.mine.points, self.mine.maximum)

    @property
    def is_stale(self) -> bool:
        """The agency has corrected its score since it was appraised."""
        return self.judged is not None and self.mine is not None and self.mine.saved_at > self.judged.saved_at

    @property
    def is_open(self) -> bool:
        return not self.barred and self.judged is None

    @property
    def is_acceptable(self) -> bool:
        return self.is_open and self.is_scored

    @property
    def is_doubtful(self) -> bool:
        """To be looked at before the self-score is taken over with the others."""
        return self.out_of_year or bool(self.unusual)


def brief_rows(campaign: Campaign, leaf: Criterion, cells: Cells, window: Openness) -> list[Brief]:
    """Every participant scored by the leaf's set, in Vietnamese order of names: one statement."""
    branch = [pk for pk in (leaf.pk, leaf.parent_id, leaf.area_id) if pk]
    params = [branch, leaf.pk, leaf.pk, leaf.pk, campaign.pk, leaf.criteria_set_id]
    rows = [_brief(row, leaf, cells, window) for row in fetched(ROWS, params)]
    _mark_unusual(rows)
    return rows


def _brief(row: tuple, leaf: Criterion, cells: Cells, window: Openness) -> Brief:
    agency_id, name, file_id, state, *rest, exempted, out_of_year = row
    made = Brief(agency_id, name, file_id, state or "", _figures(rest[:6]), _figures(rest[6:]), exempted, out_of_year)
    made.assigned = cells.covers(agency_id, leaf.pk)
    made.barred = barred(
        exempted=exempted,
        sent=made.is_sent,
        own=agency_id in cells.own,
        conflicted=agency_id in cells.conflicted,
        assigned=made.assigned,
        submitted=state == State.SUBMITTED,
        open_now=window.is_open(agency_id),
    )
    return made


def _figures(row: Sequence[Any]) -> Figures | None:
    points, maximum, not_applicable, numerator, denominator, saved_at = row
    if saved_at is None:
        return None
    percent = percentage(numerator, denominator) if numerator is not None and denominator else None
    return Figures(points, maximum, not_applicable, percent, saved_at)


def barred(
    *, exempted: bool, sent: bool, own: bool, conflicted: bool, assigned: bool, submitted: bool, open_now: bool
) -> str:
    """Why a line can't be written by the person asking; empty where it can."""
    reasons = (
        (exempted, "exempted"),
        (not sent, "unsent"),
        (own, "own"),
        (conflicted, "conflict"),
        (not assigned, "unassigned"),
        (not submitted, "closed"),
        (not open_now, "time"),
    )
    return next((word for holds, word in reasons if holds), "")


def _mark_unusual(rows: Iterable[Brief]) -> None:
    """Shares far from the others', by the quartiles (Tukey: one and a half times their distance)."""
    known = [(row, row.mine.percent) for row in rows if row.is_sent and row.mine and row.mine.percent is not None]
    if len(known) < ENOUGH:
        return
    figures = sorted(percent for _, percent in known)
    low, high = figures[len(figures) // 4], figures[len(figures) * 3 // 4]
    reach = max((high - low) * Decimal("1.5"), Decimal(2))
    for row, percent in known:
        if percent < low - reach:
            row.unusual = "thấp hẳn các đơn vị"
        elif percent > high + reach:
            row.unusual = "cao hẳn các đơn vị"


def summary(rows: Sequence[Brief]) -> dict[str, int]:
    """The counts of the page's head."""
    return {
        "given": sum(row.assigned and not row.exempted for row in rows),
        "done": sum(row.judged is not None for row in rows),
        "differs": sum(row.differs for row in rows),
        "unsent": sum(row.barred == "unsent" for row in rows),
        "stale": sum(row.is_stale for row in rows),
        "doubtful": sum(row.is_doubtful and row.is_open for row in rows),
        "acceptable": sum(row.is_acceptable and not row.is_doubtful for row in rows),
        "acceptable_doubtful": sum(row.is_acceptable and row.is_doubtful for row in rows),
    }


FILTERS = {
    "": "Tất cả",
    "chua-xong": "Chưa xong",
    "can-xem": "Cần xem kỹ",
    "khac": "Khác tự chấm",
    "da-sua": "Sửa sau thẩm định",
}


def chosen(rows: Sequence[Brief], key: str) -> list[Brief]:
    """The lines a filter of the grid shows; an unknown filter shows all."""
    match key:
        case "chua-xong":
            return [row for row in rows if row.is_open]
        case "can-xem":
            return [row for row in rows if row.is_doubtful]
        case "khac":
            return [row for row in rows if row.differs]
        case "da-sua":
            return [row for row in rows if row.is_stale]
        case _:
            return list(rows)


def distribution(rows: Sequence[Brief], rule: LeafRule) -> Distribution | None:
    """Where the agencies stand on the scale of a ratio leaf; None for other kinds, and where nobody has a figure."""
    if not isinstance(rule.rule, RatioBandsRule | RatioLinearRule):
        return None
    dots = [
        Dot(short_unit(row.name), row.mine.percent, row.judged.percent if row.judged else None)
        for row in rows
        if row.is_sent and row.mine is not None and row.mine.percent is not None
    ]
    shown = dots if len(dots) <= MANY else _gathered(dots)
    return Distribution(shown, _bands(rule), "theo thẩm định") if shown else None


def _gathered(dots: Collection[Dot]) -> list[Dot]:
    """One dot per half per cent with the number of agencies there."""
    counts: dict[Decimal, int] = {}
    for dot in dots:
        place = (dot.value * 2).to_integral_value() / 2
        counts[place] = counts.get(place, 0) + 1
    return [Dot(f"{count} đơn vị", place) for place, count in counts.items()]


def _bands(rule: LeafRule) -> list[Band]:
    if not isinstance(rule.rule, RatioBandsRule):
        return []
    return [Band(Decimal(0), rule.rule.below), *(Band(band.minimum, band.points) for band in rule.rule.bands)]


def levels(rows: Sequence[Brief]) -> list[tuple[Decimal, int, int]]:
    """How many agencies stand at which points, by their own score and as appraised; the highest first."""
    counts: dict[Decimal, list[int]] = {}
    for row in rows:
        for place, figures in enumerate((row.mine if row.is_sent else None, row.judged)):
            if figures is not None and figures.points is not None:
                counts.setdefault(figures.points, [0, 0])[place] += 1
    return [(points, *counts[points]) for points in sorted(counts, reverse=True)][:8]  # type: ignore[misc]
