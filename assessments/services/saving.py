"""Saving one field of one leaf: the rule's computation, two people on one leaf, and the diary.

The file's row is locked for the length of a save, so a save and a change of state never overlap, and two saves of one
file follow each other. What one person typed is never written over what another has saved meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from assessments.contents import exempted_ids
from assessments.entries import LABELS, column, entry_of, fields_of, parse, same, written
from assessments.models import Assessment, Score
from assessments.states import State
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.tenancy.rows import columns, fetched, made, take
from criteria.catalogue import LeafRule
from criteria.models import Campaign, CriteriaSet, Criterion
from criteria.queries import phase_state
from criteria.rules.calendar import Phase
from criteria.rules.scoring import LeafResult
from criteria.tree import Branch, tree_of

OPEN_AT = {
    Score.Stage.SELF: (State.DRAFT, Phase.SELF_ASSESSMENT),
    Score.Stage.APPRAISED: (State.SUBMITTED, Phase.APPRAISAL),
    Score.Stage.REAPPRAISED: (State.SUBMITTED, Phase.REAPPRAISAL),
}
"""Per stage, the state of the file and the phase of the campaign in which its scores may be written."""


FOLLOWING = ("points", "applicable_max", "working", "copied_year", "version", "saved_at", "saved_by_id", "by_agency_id")
"""The columns of Score that change with every field."""


class Refused(Exception):
    """The field can't be written now; the message says why and what to do."""


class Conflict(Exception):
    """Somebody else has saved another value of the same field meanwhile; nothing was written.

    ``theirs`` and ``mine`` are the field's texts, ``version`` the row's present version.
    """

    def __init__(self, field: str, theirs: str, mine: str, score: Score) -> None:
        super().__init__(field)
        self.field, self.theirs, self.mine, self.score = field, theirs, mine, score
        self.version = score.version
        self.who, self.at = _last_hand(score, field)


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands in the file now. ``merged``: another field of the leaf had been saved by somebody else meanwhile."""

    score: Score
    node: Branch
    result: LeafResult
    changed: bool
    merged: bool
    cited: bool


def save_field(
    *,
    assessment: Assessment,
    criterion: Criterion | int,
    field: str,
    value: str,
    version: int,
    base: str,
    by: User | None,
    at: datetime,
    stage: str = Score.Stage.SELF,
    by_agency: Agency | None = None,
) -> Saved:
    """Write one field as typed and recompute the leaf, inside the scope's transaction: nothing is written before
    everything has been checked, so a refusal needs no savepoint.

    ``version`` is the row's version that the page knows (0: no row yet), ``base`` the field's text it started from.
    Incomplete input is kept, with points None. Raises ``EntryError`` for a wrong value (the last valid score stays),
    ``Conflict`` where the field was changed by somebody else, ``Refused`` where nothing may be written.
    """
    file = lock_open(assessment, at=at, stage=stage)
    node = _node(file, getattr(criterion, "pk", criterion))
    score, is_exempted, is_cited = _stored(file, node, stage)
    check_applies(is_exempted)
    leaf: LeafRule = node.rule  # type: ignore[assignment]
    _check_field(leaf, field)
    new = parse(field, value)
    stored = getattr(score, column(field))
    merged = score.version != version
    if merged and not same(field, base, stored) and not same(field, value, stored):
        raise Conflict(field, written(field, stored), value, score)
    if written(field, new) == written(field, stored):
        return Saved(score, node, leaf.score(entry_of(score)), False, merged, is_cited)
    before = {LABELS[field]: written(field, stored), "điểm": score.points}
    result = _put(score, leaf, field, new)
    _store(score, field, by=by, at=at, by_agency=by_agency)
    changes = audit.difference(before, {LABELS[field]: written(field, new), "điểm": score.points})
    audit.record("chấm điểm", score, by=by, changes=changes, at=at)
    return Saved(score, node, result, True, merged, is_cited)


LOCKED = f"""
SELECT {columns(Assessment, "f")}, {columns(Campaign, "y")}, {columns(Agency, "a")}, {columns(CriteriaSet, "k")},
    EXISTS (SELECT FROM assessments_share s WHERE s.assessment_id = f.id)
FROM assessments_assessment f
JOIN criteria_campaign y ON y.id = f.campaign_id
JOIN tenancy_agency a ON a.id = f.agency_id
JOIN criteria_criteriaset k ON k.id = f.criteria_set_id
WHERE f.id = %s AND y.year = coalesce(%s, y.year)
FOR UPDATE OF f
"""  # noqa: S608 - names of columns


def lock_file(pk: int, year: int | None = None) -> Assessment:
    """One file, of that year if one is named, under lock until the end of the transaction.

    Raises ``Assessment.DoesNotExist``. What else is read of the file has to be read after this: of the joined tables
    the statement shows what stood there before it waited for the lock.
    """
    rows = fetched(LOCKED, [pk, year])
    if not rows:
        raise Assessment.DoesNotExist
    values = iter(rows[0])
    file = made(Assessment, take(values, Assessment))
    file.campaign, file.agency = made(Campaign, take(values, Campaign)), made(Agency, take(values, Agency))
    file.criteria_set = made(CriteriaSet, take(values, CriteriaSet))
    file.has_shares = next(values)  # type: ignore[attr-defined]
    file.is_locked = True
    return file


def lock_open(assessment: Assessment, *, at: datetime, stage: str = Score.Stage.SELF) -> Assessment:
    """The file under lock, if it may be written at this stage and moment. Raises ``Refused``."""
    file = assessment if assessment.is_locked else lock_file(assessment.pk)
    _check_open(file, stage, at)
    return file


def _check_open(file: Assessment, stage: str, at: datetime) -> None:
    state, phase = OPEN_AT[Score.Stage(stage)]
    if file.state != state:
        now = State(file.state).label.lower()
        raise Refused(f"Hồ sơ đang ở trạng thái “{now}”, không sửa được – tải lại trang để xem; chưa ghi vào hồ sơ.")
    known = phase_state(file.campaign, phase, at=at, agency=file.agency)
    if not known.open:
        raise Refused(f"Ngoài thời gian {phase.label.lower()} ({known.words}) – đề nghị gia hạn; chưa ghi vào hồ sơ.")


def check_applies(is_exempted: bool) -> None:
    """Raises ``Refused`` for a leaf decided in advance not to apply to the agency."""
    if is_exempted:
        raise Refused("Mục này không áp dụng cho đơn vị theo quyết định của kỳ đánh giá – không phải chấm.")


def check_leaf(file: Assessment, criterion: int) -> None:
    """Raises ``Criterion.DoesNotExist`` for what is no leaf of the file, ``Refused`` for what doesn't apply."""
    node = _node(file, criterion)
    exempted = exempted_ids(file.campaign_id, file.agency_id)
    check_applies(not exempted.keys().isdisjoint(node.path))


def _node(file: Assessment, criterion: int) -> Branch:
    node = tree_of(file.criteria_set).by_id.get(criterion)
    if node is None or node.rule is None:
        raise Criterion.DoesNotExist
    return node


STORED = f"""
SELECT EXISTS (
    SELECT FROM criteria_exemption e JOIN criteria_participant p ON p.id = e.participant_id
    WHERE p.campaign_id = %s AND p.agency_id = %s AND e.criterion_id = ANY(%s)
), EXISTS (
    SELECT FROM assessments_citation c WHERE c.assessment_id = %s AND c.criterion_id = %s
), {columns(Score, "s")}
FROM (SELECT) here
LEFT JOIN assessments_score s ON s.assessment_id = %s AND s.criterion_id = %s AND s.stage = %s
"""  # noqa: S608 - names of columns


def _stored(file: Assessment, node: Branch, stage: str) -> tuple[Score, bool, bool]:
    """The leaf's score at the stage, unsaved where there is none; whether the leaf is exempted, whether it has a
    document. Read after the lock: one query."""
    path = [pk for pk in node.path if pk]
    params = [file.campaign_id, file.agency_id, path, *(file.pk, node.pk) * 2, str(stage)]
    ((is_exempted, is_cited, *values),) = fetched(STORED, params)
    if values[0] is None:
        score = Score(assessment=file, agency=file.agency, stage=stage, version=0, applicable_max=node.max_points)
    else:
        score = made(Score, values)
        score.assessment, score.agency = file, file.agency
    score.criterion = node.criterion()
    return score, is_exempted, is_cited


def _check_field(leaf: LeafRule, field: str) -> None:
    if field != "explanation" and field not in fields_of(leaf):
        raise Refused(f"Mục {leaf.code} không có ô nhập này – tải lại trang rồi nhập lại.")


def _put(score: Score, leaf: LeafRule, field: str, new: Any) -> LeafResult:
    """Set the field and what follows from it. ``EntryError`` leaves the stored row as it is."""
    setattr(score, column(field), list(new) if isinstance(new, tuple) else new)
    result = leaf.score(entry_of(score))
    if field != "explanation":
        score.copied_year = None  # what has been typed over is no longer last year's
    score.points = result.points
    score.applicable_max = result.applicable_max
    score.working = result.working
    return result


def _store(score: Score, field: str, *, by: User | None, at: datetime, by_agency: Agency | None) -> None:
    score.version += 1
    score.saved_at, score.saved_by, score.by_agency = at, by, by_agency
    if score.pk is None:
        score.save(force_insert=True)
    else:
        _update(score, [column(field), *FOLLOWING])


def _update(score: Score, names: Sequence[str]) -> None:
    """Write some columns of a stored row; the row is there, since its file is locked and scores are never deleted."""
    columns_set = ", ".join(f"{name} = %s" for name in names)
    statement = f"UPDATE assessments_score SET {columns_set} WHERE id = %s"  # noqa: S608 - names of columns
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(getattr(score, name) for name in names), score.pk])
        if cursor.rowcount != 1:
            raise Score.DoesNotExist(score.pk)


def _last_hand(score: Score, field: str) -> tuple[User | None, datetime]:
    """Who wrote the field last, from the diary; the row's last saver where the diary doesn't say."""
    line = audit.history(score).filter(changes__has_key=LABELS[field]).first()
    if line is None or line.actor_id is None:
        return score.saved_by, score.saved_at
    return User.objects.filter(pk=line.actor_id).first(), line.at
