"""How quickly each department appraises, and when it will be done at that pace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assessments.models import Assessment, Score
from cchc.tenancy.models import Agency
from cchc.tenancy.rows import fetched
from councils.models import Confirmation
from councils.queries.assigned import LeafAssignment, groups_of
from councils.queries.missing import exempted_leaves, self_leaves, trees_of
from councils.queries.progress import DepartmentProgress
from criteria.models import Campaign
from criteria.queries import exempted_codes

DAYS = 7
"""The pace is that of so many days."""

PACE = """
SELECT j.by_agency_id, count(*), min(j.saved_at) FROM assessments_score j
JOIN assessments_assessment f ON f.id = j.assessment_id
WHERE f.campaign_id = %s AND j.stage = 'appraised' AND j.saved_at > %s AND j.saved_at <= %s
GROUP BY j.by_agency_id
"""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A department's progress with its pace in cells per day, the day it will be done, and whether that is too late.

    ``confirmed`` of ``files``, its own left out.
    """

    progress: DepartmentProgress
    pace: Decimal
    ends: datetime | None
    closes: datetime | None
    at: datetime
    confirmed: int
    files: int

    @property
    def left(self) -> int:
        return self.progress.total - self.progress.done

    @property
    def is_done(self) -> bool:
        return self.left == 0

    @property
    def is_late(self) -> bool:
        """Past the deadline and not done, or bound to be at this pace; what waits for files not sent isn't counted."""
        if self.is_done or self.progress.done + self.progress.unsent >= self.progress.total:
            return False
        if self.closes is None:
            return False
        return self.at >= self.closes or self.ends is None or self.ends > self.closes

    @property
    def needed(self) -> Decimal | None:
        """Cells per day that would still meet the deadline."""
        if self.closes is None or self.at >= self.closes:
            return None
        days = max(Decimal((self.closes - self.at).total_seconds()) / 86400, Decimal("0.5"))
        return (Decimal(self.left) / days).quantize(Decimal(1), rounding="ROUND_CEILING")


def forecasts(
    campaign: Campaign, departments: Sequence[DepartmentProgress], closes: datetime | None, at: datetime
) -> list[Forecast]:
    """Every lead department's forecast: three queries."""
    since = at - timedelta(days=DAYS)
    paces = {pk: _per_day(count, first, at) for pk, count, first in fetched(PACE, [campaign.pk, since, at])}
    rows = Confirmation.objects.filter(assessment__campaign=campaign, reopened_at=None, stage=Score.Stage.APPRAISED)
    confirmed: dict[int, int] = {}
    for pk in rows.values_list("department_id", flat=True):
        confirmed[pk] = confirmed.get(pk, 0) + 1
    agencies = set(campaign.assessments.values_list("agency_id", flat=True))
    found = []
    for one in departments:
        pace, left = paces.get(one.department.pk, Decimal(0)), one.total - one.done
        ends = at + timedelta(days=float(Decimal(left) / pace)) if pace else None
        done = confirmed.get(one.department.pk, 0)
        files = len(agencies - {one.department.pk})
        found.append(Forecast(one, pace, at if not left else ends, closes, at, done, files))
    return found


def _per_day(count: int, first: datetime, at: datetime) -> Decimal:
    """Cells per day since the first of them, a day at least."""
    days = max(Decimal((at - first).total_seconds()) / 86400, Decimal(1))
    return (Decimal(count) / days).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One department in one file: lines done of all, confirmed or not; ``own`` is its own file, which others judge."""

    done: int
    total: int
    confirmed: bool
    own: bool = False

    @property
    def is_ready(self) -> bool:
        """Everything appraised, nothing confirmed yet."""
        return self.done == self.total and not self.confirmed and not self.own


def matrix(
    campaign: Campaign, files: Sequence[Assessment], given: Mapping[int, LeafAssignment], departments: Sequence[Agency]
) -> list[tuple[Assessment, list[Cell | None]]]:
    """Departments across, files down, for the files of a page: seven queries however many there are."""
    groups, trees, gone = groups_of(campaign), trees_of(campaign), exempted_codes(campaign)
    scored: dict[int, set[int]] = {}
    rows = Score.objects.at_stage(Score.Stage.APPRAISED).filter(assessment__in=files)
    for file_id, leaf_id in rows.values_list("assessment_id", "criterion_id"):
        scored.setdefault(file_id, set()).add(leaf_id)
    confirmed = set(
        Confirmation.objects.filter(assessment__in=files, reopened_at=None, stage=Score.Stage.APPRAISED).values_list(
            "assessment_id", "department_id"
        )
    )
    leaves = {pk: [leaf.pk for leaf in self_leaves(tree)] for pk, tree in trees.items()}
    found = []
    for file in files:
        out = exempted_leaves(trees[file.criteria_set_id], gone[file.agency_id]) if file.agency_id in gone else set()
        counts: dict[int, list[int]] = {}
        for leaf_id in leaves.get(file.criteria_set_id, []):
            lead = given[leaf_id].of(groups.get(file.agency_id)).lead if leaf_id in given else None
            if lead is not None and leaf_id not in out:
                one = counts.setdefault(lead.department_id, [0, 0])
                one[0] += leaf_id in scored.get(file.pk, ())
                one[1] += 1
        cells = [
            Cell(*counts[agency.pk], (file.pk, agency.pk) in confirmed, agency.pk == file.agency_id)
            if agency.pk in counts
            else None
            for agency in departments
        ]
        found.append((file, cells))
    return found
