"""Appraised bonus and penalty points: occurrences per item and agency, points by the item's rule up to its cap."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.models import Assessment, BonusScore, Score
from assessments.states import State
from cchc.accounts.models import User
from cchc.tenancy import audit
from councils.services.appraising import MAX_REASON, Refused
from councils.stages import OPEN_IN, STATES_OF
from criteria.models import BonusItem
from criteria.queries import phase_state
from criteria.rules import bonus as rules
from criteria.rules.numbers import show_points
from criteria.rules.scoring import KEPT

MAX_OCCURRENCES = 10_000


def item_rule(item: BonusItem) -> rules.BonusItem:
    """The stored item as a pure rule."""
    return rules.BonusItem(
        item.code, rules.BonusKind(item.kind), item.points_per_occurrence, item.item_cap, item.kind_cap
    )


@transaction.atomic
def put_bonus(
    *,
    assessment: Assessment,
    item: BonusItem,
    occurrences: Decimal,
    explanation: str,
    by: User | None,
    at: datetime,
    stage: str = Score.Stage.APPRAISED,
) -> BonusScore:
    """Write how often an item occurred; 0 stands as «checked: none». More than 0 needs its grounds in words.

    Raises ``EntryError`` for a count that isn't a whole number from 0 on, ``Refused`` where nothing may be written.
    """
    file = Assessment.objects.select_for_update(of=("self",)).select_related("campaign", "agency").get(pk=assessment.pk)
    _check_open(file, item, stage, at)
    points = rules.item_points(item_rule(item), occurrences)
    if occurrences > MAX_OCCURRENCES:
        raise Refused(f"{occurrences} lần của mục {item.code} quá lớn – kiểm tra lại; {KEPT}", "occurrences")
    words = " ".join(explanation.replace("\x00", "").split())[:MAX_REASON]
    if occurrences and not words:
        raise Refused(f"Mục {item.code} của {file.agency}: ghi căn cứ (số văn bản, ngày); {KEPT}", "explanation")
    row = BonusScore.objects.filter(assessment=file, item=item, stage=stage).first()
    if row is not None and (row.occurrences, row.explanation) == (int(occurrences), words):
        return row
    old = show_points(row.points) if row else None
    row = row or BonusScore(assessment=file, item=item, stage=stage)
    row.occurrences, row.points, row.explanation = int(occurrences), points, words
    row.saved_at, row.saved_by = at, by
    row.save()
    changes = {f"{item.get_kind_display().lower()} {item.code}": [old, show_points(points)]}
    audit.record("ghi điểm thưởng, trừ", file, by=by, changes=changes, reason=words, at=at)
    return row


def _check_open(file: Assessment, item: BonusItem, stage: str, at: datetime) -> None:
    if item.criteria_set_id != file.criteria_set_id:
        raise Refused(f"Mục {item.code} không thuộc bộ tiêu chí của {file.agency}.")
    if State(file.state) not in STATES_OF[stage]:
        words = State(file.state).label.lower()
        raise Refused(f"Hồ sơ {file.agency} đang ở trạng thái “{words}”, không ghi điểm được; {KEPT}")
    phases = [phase_state(file.campaign, phase, at=at, agency=file.agency) for phase in OPEN_IN[stage]]
    if phases and not any(known.open for known in phases):
        words = f"Ngoài thời gian {phases[0].phase.label.lower()} ({phases[0].words})"
        raise Refused(f"{words} – đề nghị cơ quan thường trực gia hạn; {KEPT}")
