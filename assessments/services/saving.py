"""Saving one field of one leaf: the rule's computation, two people on one leaf, and the diary.

The file's row is locked for the length of a save, so a save and a change of state never overlap, and two saves of one
file follow each other. What one person typed is never written over what another has saved meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from assessments.entries import LABELS, column, entry_of, fields_of, parse, same, written
from assessments.models import Assessment, Citation, Score, Share
from assessments.states import State
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import Criterion, Exemption
from criteria.queries import phase_state
from criteria.rules.calendar import Phase
from criteria.rules.scoring import LeafResult

OPEN_AT = {
    Score.Stage.SELF: (State.DRAFT, Phase.SELF_ASSESSMENT),
    Score.Stage.APPRAISED: (State.SUBMITTED, Phase.APPRAISAL),
    Score.Stage.REAPPRAISED: (State.SUBMITTED, Phase.REAPPRAISAL),
}
"""Per stage, the state of the file and the phase of the campaign in which its scores may be written."""


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
    leaf: LeafRule
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
    known, score = _leaf(file, getattr(criterion, "pk", criterion), stage)
    check_applies(known)
    leaf = leaf_rule(known)
    _check_field(leaf, field)
    new = parse(field, value)
    stored = getattr(score, column(field))
    merged = score.version != version
    if merged and not same(field, base, stored) and not same(field, value, stored):
        raise Conflict(field, written(field, stored), value, score)
    if written(field, new) == written(field, stored):
        return Saved(score, leaf, leaf.score(entry_of(score)), False, merged, known.is_cited)
    before = {LABELS[field]: written(field, stored), "điểm": score.points}
    result = _put(score, leaf, field, new)
    _store(score, by=by, at=at, by_agency=by_agency)
    changes = audit.difference(before, {LABELS[field]: written(field, new), "điểm": score.points})
    audit.record("chấm điểm", score, by=by, changes=changes, at=at)
    return Saved(score, leaf, result, True, merged, known.is_cited)


def lock_file(**which: Any) -> Assessment:
    """One file, by its fields, under lock until the end of the transaction. Raises ``Assessment.DoesNotExist``."""
    files = Assessment.objects.select_for_update(of=("self",)).select_related("campaign", "agency")
    shared = Share.objects.filter(assessment=OuterRef("pk"))
    file = files.annotate(has_shares=Exists(shared)).get(**which)
    file.is_locked = True
    return file


def lock_open(assessment: Assessment, *, at: datetime, stage: str = Score.Stage.SELF) -> Assessment:
    """The file under lock, if it may be written at this stage and moment. Raises ``Refused``."""
    file = assessment if assessment.is_locked else lock_file(pk=assessment.pk)
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


def applying(file: Assessment) -> QuerySet[Criterion]:
    """The leaves of the file, each with ``is_exempted``: decided in advance not to apply to the agency."""
    exempted = Exemption.objects.filter(
        participant__campaign=file.campaign_id, participant__agency=file.agency_id
    ).filter(Q(criterion=OuterRef("pk")) | Q(criterion=OuterRef("parent")) | Q(criterion=OuterRef("area")))
    leaves = Criterion.objects.leaves().filter(criteria_set_id=file.criteria_set_id)
    return leaves.annotate(is_exempted=Exists(exempted))


def check_applies(leaf: Criterion) -> None:
    """Raises ``Refused`` for a leaf of ``applying`` that doesn't apply."""
    if leaf.is_exempted:  # type: ignore[attr-defined]
        raise Refused("Mục này không áp dụng cho đơn vị theo quyết định của kỳ đánh giá – không phải chấm.")


def _leaf(file: Assessment, criterion: int, stage: str) -> tuple[Criterion, Score]:
    """The leaf with its rule, and its score at the stage, unsaved where there is none: read after the lock."""
    mine = FilteredRelation("scores", condition=Q(scores__assessment=file, scores__stage=stage))
    cited = Exists(Citation.objects.filter(assessment=file, criterion=OuterRef("pk")))
    leaves = applying(file).with_rules()  # type: ignore[attr-defined]
    known = leaves.annotate(mine=mine, is_cited=cited).select_related("mine").get(pk=criterion)
    score = getattr(known, "mine", None)  # Django sets it only where the join found a row
    if score is None:
        score = Score(assessment=file, agency=file.agency, stage=stage, version=0, applicable_max=known.max_points)
    score.criterion = known
    return known, score


def _check_field(leaf: LeafRule, field: str) -> None:
    if field != "explanation" and field not in fields_of(leaf):
        raise Refused(f"Mục {leaf.code} không có ô nhập này – tải lại trang rồi nhập lại.")


def _put(score: Score, leaf: LeafRule, field: str, new: Any) -> LeafResult:
    """Set the field and what follows from it. ``EntryError`` leaves the stored row as it is."""
    setattr(score, column(field), list(new) if isinstance(new, tuple) else new)
    result = leaf.score(entry_of(score))
    score.points = result.points
    score.applicable_max = result.applicable_max
    score.working = result.working
    return result


def _store(score: Score, *, by: User | None, at: datetime, by_agency: Agency | None) -> None:
    score.version += 1
    score.saved_at, score.saved_by, score.by_agency = at, by, by_agency
    score.save(force_insert=score.pk is None, force_update=score.pk is not None)


def _last_hand(score: Score, field: str) -> tuple[User | None, datetime]:
    """Who wrote the field last, from the diary; the row's last saver where the diary doesn't say."""
    line = audit.history(score).filter(changes__has_key=LABELS[field]).first()
    if line is None or line.actor_id is None:
        return score.saved_by, score.saved_at
    return User.objects.filter(pk=line.actor_id).first(), line.at
