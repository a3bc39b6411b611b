"""Writing an appraised score: by points, or by corrected numbers through the leaf's rule; and accepting in bulk.

The file's row is locked for the length of a write, so a score and a change of state never overlap. Each stage stands
in its own row beside the ones before; nothing of the self-assessment is touched.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef

from assessments.models import Assessment, Score
from assessments.states import State
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from councils.rules import entry_for, looks_equal, within_maximum
from councils.stages import BEFORE, INPUTS, OPEN_IN, RESULT, STATES_OF, copy_values, is_different, latest_of
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import Criterion, Exemption
from criteria.queries import phase_state
from criteria.rules.numbers import EntryError, show_points
from criteria.rules.scoring import KEPT, Entry, LeafResult, LeafState

MAX_REASON = 4000


class Refused(Exception):
    """The score can't be written now; the message says why and what to do. ``field`` names the input at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


class Conflict(Refused):
    """Somebody else has saved the same row meanwhile; nothing was written. ``score`` is what stands now."""

    def __init__(self, score: Score) -> None:
        who, points = score.saved_by or "Hệ thống", show_points(score.points)
        super().__init__(
            f"{who} vừa ghi {points} điểm cho dòng này – xem lại rồi lưu lần nữa nếu vẫn giữ điểm đã nhập.", "points"
        )
        self.score = score


@dataclass(frozen=True, slots=True)
class Appraised:
    """The row as it stands now. ``differs``: from the score before (self-score for the first appraisal)."""

    score: Score
    before: Score | None
    differs: bool
    changed: bool


@transaction.atomic
def appraise(
    *,
    assessment: Assessment,
    leaf: Criterion,
    by: User | None,
    department: Agency | None,
    at: datetime,
    points: Decimal | None = None,
    entry: Entry | None = None,
    reason: str = "",
    reason_code: str = "",
    version: int | None = None,
    stage: str = Score.Stage.APPRAISED,
) -> Appraised:
    """Write one score of the stage ``appraised``, ``reappraised`` or ``final``.

    Either ``points``, which must be such as the rule can give (the council's may be any within the maximum), or a
    corrected ``entry``, from which the rule computes them. ``version`` is the row's version the page knows, 0 for no
    row yet, None to write in any case. A reason is required where the result differs from the score before, and where
    there was none. ``department`` is whose appraisal it is; it never is the file's own agency.
    Raises ``EntryError`` for a wrong value, ``Conflict``, or ``Refused``.
    """
    file = _locked(assessment, leaf)
    stage = Score.Stage(stage)
    check_open(file, leaf, stage, department, at)
    known = Criterion.objects.self_scored().filter(criteria_set_id=file.criteria_set_id).with_rules().get(pk=leaf.pk)
    rows = {row.stage: row for row in Score.objects.filter(assessment=file, criterion=known).select_related("saved_by")}
    before, old = latest_of(rows, BEFORE[stage]), rows.get(stage)
    new = _judged(file, leaf_rule(known), old, before, points, entry, free=stage == Score.Stage.FINAL)
    new.criterion, new.stage, new.explanation = known, stage, _cleaned(reason)
    differs = is_different(new, before)
    new.reason_code = _code(reason_code, differs)
    if old is not None and _same(old, new):
        return Appraised(old, before, differs, changed=False)
    if old is not None and version is not None and version != old.version:
        raise Conflict(old)
    if differs and not new.explanation:
        raise Refused(_reason_words(before, stage), "reason")
    _store(new, old, by, department, at)
    return Appraised(new, before, differs, changed=True)


def _locked(assessment: Assessment, leaf: Criterion) -> Assessment:
    """The file under lock, with what the checks ask for, in one query."""
    branch = [pk for pk in (leaf.pk, leaf.parent_id, leaf.area_id) if pk]
    exempted = Exemption.objects.filter(
        participant__campaign=OuterRef("campaign"), participant__agency=OuterRef("agency"), criterion__in=branch
    )
    files = Assessment.objects.select_for_update(of=("self",)).select_related("campaign", "agency")
    return files.annotate(leaf_exempted=Exists(exempted)).get(pk=assessment.pk)


def check_open(file: Assessment, leaf: Criterion, stage: str, department: Agency | None, at: datetime) -> None:
    """Raise ``Refused`` where nothing may be written: own agency, state of the file, exempted leaf, phase."""
    if department is not None and department.pk == file.agency_id:
        raise Refused(f"{department} không thẩm định hồ sơ của chính mình – đề nghị cơ quan phối hợp hoặc Tổ Thư ký.")
    if State(file.state) not in STATES_OF[stage]:
        words = State(file.state).label.lower()
        raise Refused(f"Hồ sơ {file.agency} đang ở trạng thái “{words}”, không ghi điểm được; {KEPT}")
    if file.leaf_exempted:  # type: ignore[attr-defined]
        raise Refused(
            f"Mục {leaf.code} không áp dụng cho {file.agency} theo quyết định của kỳ đánh giá – không phải chấm."
        )
    phases = [phase_state(file.campaign, phase, at=at, agency=file.agency) for phase in OPEN_IN[stage]]
    if phases and not any(known.open for known in phases):
        first = phases[0]
        words = f"Ngoài thời gian {first.phase.label.lower()} ({first.words})"
        raise Refused(f"{words} – đề nghị cơ quan thường trực gia hạn; {KEPT}")
    if file.campaign.adopted_at is not None:
        raise Refused("Kết quả đã được Hội đồng thông qua – muốn sửa phải mở lại, có lý do và người duyệt.")


def _judged(
    file: Assessment,
    leaf: LeafRule,
    old: Score | None,
    before: Score | None,
    points: Decimal | None,
    entry: Entry | None,
    *,
    free: bool,
) -> Score:
    """An unsaved row with inputs and result.

    Points as a page showed them mean the row as it stands, else the score before, with its numbers and working.
    """
    new = Score(assessment=file, agency_id=file.agency_id)
    if entry is not None:
        return _from_entry(new, leaf, entry)
    if points is None:
        raise EntryError("points", f"Ô điểm thẩm định đang trống – nhập điểm từ 0 đến {show_points(leaf.max_points)}.")
    for known in (old, before):
        if known is not None and known.applicable_max > 0 and looks_equal(points, known.points):
            return copy_values(known, new, (*INPUTS, *RESULT))
    if free:
        return _from_points(new, leaf, within_maximum(leaf, points), "Hội đồng kết luận")
    derived = entry_for(leaf, points)
    return _from_entry(new, leaf, derived) if derived else _from_points(new, leaf, points, "Thẩm định")


def _from_entry(new: Score, leaf: LeafRule, entry: Entry) -> Score:
    result = leaf.score(entry)
    if result.state is LeafState.INCOMPLETE:
        raise EntryError("entry", f"Số liệu chưa đủ: {result.working}; {KEPT}")
    new.option, new.answer, new.not_applicable = entry.option, entry.answer, entry.not_applicable
    new.items = None if entry.items is None else list(entry.items)
    new.numerator, new.denominator, new.entered_points = entry.numerator, entry.denominator, entry.points
    new.count = None if entry.count is None else int(entry.count)
    return _with_result(new, result)


def _with_result(new: Score, result: LeafResult) -> Score:
    new.points, new.applicable_max, new.working = result.points, result.applicable_max, result.working
    return new


def _from_points(new: Score, leaf: LeafRule, points: Decimal, who: str) -> Score:
    new.entered_points = new.points = points
    new.applicable_max, new.working = leaf.max_points, f"{who}: {show_points(points)} điểm"
    return new


def _same(old: Score, new: Score) -> bool:
    names = (*INPUTS, *RESULT, "explanation", "reason_code")
    return all(getattr(old, name) == getattr(new, name) for name in names)


def _cleaned(reason: str) -> str:
    trimmed = " ".join(reason.replace("\x00", "").split())
    if len(trimmed) > MAX_REASON:
        raise Refused(f"Lý do dài {len(trimmed)} ký tự – rút còn {MAX_REASON} ký tự; {KEPT}", "reason")
    return trimmed


def _code(code: str, differs: bool) -> str:
    if not differs:
        return ""
    if code and code not in Score.ReasonCode.values:
        raise Refused("Loại lý do không có trong danh sách – chọn lại.", "reason_code")
    return code or Score.ReasonCode.OTHER


def _reason_words(before: Score | None, stage: str) -> str:
    if before is None or before.points is None:
        return f"Đơn vị chưa chấm mục này: viết lý do của điểm đã nhập; {KEPT}"
    what = "tự chấm" if before.stage == Score.Stage.SELF else "thẩm định trước"
    return f"Điểm khác {what}: viết lý do, hoặc nhập lại {show_points(before.points)}; {KEPT}"


def _store(new: Score, old: Score | None, by: User | None, department: Agency | None, at: datetime) -> None:
    if old is not None:
        new.pk, new.version = old.pk, old.version + 1
    new.saved_at, new.saved_by, new.by_agency = at, by, department
    new.save(force_insert=old is None, force_update=old is not None)
    changes = {
        "điểm": [show_points(old.points) if old else None, show_points(new.points)],
        "cách tính": [None, new.working],
    }
    audit.record(_VERBS[new.stage], new, by=by, changes=changes, reason=new.explanation, at=at)


_VERBS = {
    Score.Stage.APPRAISED: "thẩm định",
    Score.Stage.REAPPRAISED: "thẩm định lần 2",
    Score.Stage.FINAL: "ghi điểm theo kết luận của Hội đồng",
}
