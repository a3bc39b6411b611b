"""Many scores at once: the standing office's administrative entry from a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments.models import Assessment, BonusScore, Score
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import AuditEvent
from criteria.catalogue import LeafRule
from criteria.models import BonusItem
from criteria.rules.scoring import Entry, LeafResult

ENTERED = (
    "option",
    "items",
    "numerator",
    "denominator",
    "count",
    "answer",
    "entered_points",
    "not_applicable",
    "explanation",
)
COMPUTED = ("points", "applicable_max", "working")
WRITTEN = (*ENTERED, *COMPUTED, "version", "saved_at", "saved_by")
BATCH = 2000


@dataclass(frozen=True, slots=True)
class LeafEntry:
    """One leaf of one file with what was entered and what follows from it."""

    assessment: Assessment
    leaf: LeafRule
    entry: Entry
    result: LeafResult
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class BonusEntry:
    """One bonus or penalty item of one file; ``points`` are already within the item's cap."""

    assessment: Assessment
    item: BonusItem
    occurrences: int | None
    points: Decimal
    explanation: str = ""


@transaction.atomic
def write_scores(
    *, stage: str, leaves: Sequence[LeafEntry], bonus: Sequence[BonusEntry] = (), by: User | None, at: datetime
) -> int:
    """Write computed scores at one stage; gives how many changed. Rows that are the same already are left alone.

    Not bound to the phases: the caller has checked that the year isn't final. One diary line per file holds the
    points before and after of each leaf.
    """
    label = Score.Stage(stage).label
    changes: dict[int, dict[str, Any]] = {}
    rows = _changed_scores(stage, leaves, by, at, changes)
    Score.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["assessment", "criterion", "stage"],
        update_fields=list(WRITTEN),
    )
    changed = len(rows) + _write_bonus(stage, bonus, by, at, changes)
    files = {row.assessment.pk: row.assessment for row in (*leaves, *bonus)}
    lines = [
        audit.event("nhập điểm từ tệp", files[pk], by=by, at=at, changes={"giai đoạn": [None, label], **found})
        for pk, found in changes.items()
    ]
    AuditEvent.objects.bulk_create(lines, batch_size=BATCH)
    return changed


def _changed_scores(
    stage: str, leaves: Sequence[LeafEntry], by: User | None, at: datetime, changes: dict[int, dict[str, Any]]
) -> list[Score]:
    known = _known(stage, {row.assessment.pk for row in leaves})
    rows = []
    for row in leaves:
        version, *before = known.get((row.assessment.pk, row.leaf.id), (0, None))
        values = _values(row)
        if before == list(values.values()):
            continue
        rows.append(_score(row, stage, values, version + 1, by, at))
        was = before[ENTERED_COUNT] if version else None
        changes.setdefault(row.assessment.pk, {})[row.leaf.code] = [_plain(was), _plain(row.result.points)]
    return rows


ENTERED_COUNT = len(ENTERED)  # the points stand right after what was entered


def _plain(points: Decimal | None) -> str | None:
    return None if points is None else str(points)


def _known(stage: str, assessments: Iterable[int]) -> dict[tuple[int, int], tuple]:
    rows = Score.objects.at_stage(stage).filter(assessment__in=list(assessments))
    found = rows.values_list("assessment_id", "criterion_id", "version", *ENTERED, *COMPUTED)
    return {(file, criterion): tuple(rest) for file, criterion, *rest in found}


def _values(row: LeafEntry) -> dict[str, Any]:
    """The columns of ``ENTERED`` and ``COMPUTED``, in that order."""
    entry, result = row.entry, row.result
    return {
        "option": entry.option,
        "items": None if entry.items is None else list(entry.items),
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "count": None if entry.count is None else int(entry.count),
        "answer": entry.answer,
        "entered_points": entry.points,
        "not_applicable": entry.not_applicable,
        "explanation": row.explanation,
        "points": result.points,
        "applicable_max": result.applicable_max,
        "working": result.working,
    }


def _score(row: LeafEntry, stage: str, values: dict[str, Any], version: int, by: User | None, at: datetime) -> Score:
    return Score(
        assessment_id=row.assessment.pk,
        agency_id=row.assessment.agency_id,
        criterion_id=row.leaf.id,
        stage=stage,
        version=version,
        saved_at=at,
        saved_by=by,
        **values,
    )


def _write_bonus(
    stage: str, bonus: Sequence[BonusEntry], by: User | None, at: datetime, changes: dict[int, dict[str, Any]]
) -> int:
    known = _known_bonus(stage, {row.assessment.pk for row in bonus})
    changed = []
    for row in bonus:
        before = known.get((row.assessment.pk, row.item.pk), (None,))
        if before != (row.points, row.occurrences, row.explanation):
            changed.append(_bonus_score(row, stage, by, at))
            changes.setdefault(row.assessment.pk, {})[row.item.code] = [_plain(before[0]), _plain(row.points)]
    BonusScore.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["assessment", "item", "stage"],
        update_fields=["occurrences", "points", "explanation", "saved_at", "saved_by"],
    )
    return len(changed)


def _known_bonus(stage: str, assessments: Iterable[int]) -> dict[tuple[int, int], tuple]:
    rows = BonusScore.objects.filter(stage=stage, assessment__in=list(assessments))
    found = rows.values_list("assessment_id", "item_id", "points", "occurrences", "explanation")
    return {(file, item): tuple(rest) for file, item, *rest in found}


def _bonus_score(row: BonusEntry, stage: str, by: User | None, at: datetime) -> BonusScore:
    return BonusScore(
        assessment_id=row.assessment.pk,
        item=row.item,
        stage=stage,
        occurrences=row.occurrences,
        points=row.points,
        explanation=row.explanation,
        saved_at=at,
        saved_by=by,
    )
