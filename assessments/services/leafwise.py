"""Several fields of one leaf at once: from the workbook that was filled in away from the network, or from last year."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from assessments.entries import LABELS, column, entry_of, fields_of, parse, written
from assessments.lastyear import Past
from assessments.models import Assessment, Score
from assessments.services.saving import Refused, check_leaf, lock_open
from cchc.accounts.models import User
from cchc.tenancy import audit
from criteria.catalogue import LeafRule
from criteria.tree import Branch, tree_of


@transaction.atomic
def save_leaf(
    *, assessment: Assessment, leaf: int, texts: Mapping[str, str], verb: str, by: User, at: datetime
) -> Score | None:
    """Write some fields of a leaf together and score it once; None where nothing changes.

    The caller has made sure under the file's lock that nobody's newer text is overwritten. Raises ``EntryError``
    where the fields together cannot be scored, ``Refused`` where nothing may be written.
    """
    file = lock_open(assessment, at=at)
    node = _node(file, leaf)
    score = _row(file, node)
    rule: LeafRule = node.rule  # type: ignore[assignment]
    allowed = {*fields_of(rule), "explanation"}
    before = _texts(score, allowed)
    for name in texts.keys() & allowed:
        value = parse(name, texts[name])
        setattr(score, column(name), list(value) if isinstance(value, tuple) else value)
    score.copied_year = None
    return _stored(score, rule, before, allowed, verb, by, at)


@transaction.atomic
def copy_leaf(
    *, assessment: Assessment, leaf: int, past: Past, year: int, version: int, by: User, at: datetime
) -> Score | None:
    """Take last year's own answer over, knowingly: marked with its year, written down, and scored by today's rule.

    An explanation is taken along where there is none yet. Raises ``EntryError`` where today's rule can't take the
    answer, ``Refused`` where nothing may be written, or where the leaf is no longer at the ``version`` that was shown.
    """
    file = lock_open(assessment, at=at)
    node = _node(file, leaf)
    score = _row(file, node)
    if score.version != version:
        raise Refused("Mục này vừa có người khác sửa – xem lại rồi chép lần nữa; chưa ghi gì.")
    rule: LeafRule = node.rule  # type: ignore[assignment]
    own = {column(name) for name in fields_of(rule)}
    strange = [name for name, value in past.columns.items() if value not in (None, False) and name not in own]
    if strange:
        raise Refused("Cách chấm của mục đã đổi so với năm trước – không chép được, chấm theo cách chấm năm nay.")
    before = _texts(score, {*fields_of(rule), "explanation"})
    for name, value in past.columns.items():
        setattr(score, name, value)
    score.explanation = score.explanation or past.explanation
    score.copied_year = year
    return _stored(score, rule, before, {*fields_of(rule), "explanation"}, f"chép lại từ năm {year}", by, at)


def _node(file: Assessment, leaf: int) -> Branch:
    check_leaf(file, leaf)
    return tree_of(file.criteria_set).by_id[leaf]


def _row(file: Assessment, node: Branch) -> Score:
    found = Score.objects.filter(assessment=file, criterion_id=node.pk, stage=Score.Stage.SELF).first()
    return found or Score(assessment=file, agency=file.agency, criterion_id=node.pk, stage=Score.Stage.SELF, version=0)


def _texts(score: Score, names: set[str]) -> dict[str, str]:
    known = {LABELS[name]: written(name, getattr(score, column(name))) for name in names}
    return {**known, "điểm": str(score.points) if score.points is not None else ""}


def _stored(
    score: Score, rule: LeafRule, before: dict[str, str], names: set[str], verb: str, by: User, at: datetime
) -> Score | None:
    result = rule.score(entry_of(score))
    score.points, score.applicable_max, score.working = result.points, result.applicable_max, result.working
    changes = audit.difference(before, _texts(score, names))
    if not changes:
        return None
    score.version += 1
    score.saved_at, score.saved_by, score.by_agency = at, by, None
    score.save()
    audit.record(verb, score, by=by, changes=changes, at=at)
    return score
