"""From the answers stored to the points of the survey leaves: one counting query, then exact arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from criteria.models import Campaign
from criteria.rules.numbers import stored
from surveys.models import SurveyScore
from surveys.queries.counting import LeafKey, leaf_results
from surveys.rules.results import as_decimal
from surveys.services.locking import locked

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many scores there are now, of how many agencies, and how many of them changed or went."""

    scores: int
    agencies: int
    changed: int


@transaction.atomic
def recompute(campaign: Campaign, at: datetime, by: Any = None) -> Recomputed:
    """Bring every SurveyScore of the year up to date; equal ones are left alone. Raises SurveyRefused when final."""
    campaign = locked(campaign)
    wanted = _scores(campaign, at)
    known = {(row.agency_id, row.criterion_id): row for row in SurveyScore.objects.filter(campaign=campaign)}
    changed = [score for key, score in wanted.items() if _values(known.get(key)) != _values(score)]
    gone = [row.pk for key, row in known.items() if key not in wanted]
    SurveyScore.objects.filter(pk__in=gone).delete()
    _write(changed)
    if changed or gone:
        counts = {"mục tính lại": len(changed), "mục không còn điểm": len(gone)}
        audit.record("tính điểm khảo sát", campaign, by=by, at=at, changes=counts)
    return Recomputed(len(wanted), len({agency for agency, _ in wanted}), len(changed) + len(gone))


def _scores(campaign: Campaign, at: datetime) -> dict[LeafKey, SurveyScore]:
    """Unsaved scores; a leaf that nobody answered has none."""
    return {
        (agency_id, leaf_id): SurveyScore(
            campaign=campaign,
            agency_id=agency_id,
            criterion_id=leaf_id,
            percent=stored(as_decimal(found.percent)),
            points=found.points,
            responses=found.responses,
            counted=found.counted,
            computed_at=at,
        )
        for (agency_id, leaf_id), found in leaf_results(campaign).items()
    }


def _values(score: SurveyScore | None) -> tuple[Decimal, Decimal, int, bool] | None:
    return None if score is None else (score.percent, score.points, score.responses, score.counted)


def _write(scores: Sequence[SurveyScore]) -> None:
    SurveyScore.objects.bulk_create(
        scores,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["campaign", "agency", "criterion"],
        update_fields=["percent", "points", "responses", "counted", "computed_at"],
    )
