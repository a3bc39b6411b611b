"""Writing an appraised score: by points, or by corrected numbers through the leaf's rule; and accepting in bulk.

The file's row is locked for the length of a write, so a score and a change of state never overlap. Each stage stands
in its own row beside the ones before; nothing of the self-assessment is touched.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from assessments.models import Assessment, Score
from assessments.states import State
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from councils.models import Confirmation, DeclaredConflict, ScoreBasis
from councils.queries.assigned import unassigned_ids
from councils.queries.openness import unassigned_words
from councils.rules import entry_for, looks_equal, within_maximum
from councils.stages import (
    BEFORE,
    INPUTS,
    OPEN_IN,
    RESULT,
    STATES_OF,
    clause_of,
    copy_values,
    is_different,
    is_stale,
    latest_of,
)
from criteria.catalogue import LeafRule, leaf_rule
from criteria.models import Criterion, Exemption
from criteria.queries import phase_state
from criteria.rules.numbers import EntryError, show_points
from criteria.rules.scoring import KEPT, Entry, LeafResult, LeafState

MAX_REASON = 4000
MAX_CLAUSE = 300


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
    clause: str = "",
    version: int | None = None,
    stage: str = Score.Stage.APPRAISED,
) -> Appraised:
    """Write one score of the stage ``appraised``, ``reappraised`` or ``final``.

    Either ``points``, which must be such as the rule can give (the council's may be any within the maximum), or a
    corrected ``entry``, from which the rule computes them. ``version`` is the row's version the page knows, 0 for no
    row yet, None to write in any case. A reason is required where the result differs from the score before, and where
    there was none; the first appraisal wants its kind too. ``clause`` is what the change rests on, by default the
    criterion's place in the set. ``department`` is whose appraisal it is; it never is the file's own agency.
    Saving an unchanged score again says that it holds although the agency has corrected its own since.
    Raises ``EntryError`` for a wrong value, ``Conflict``, or ``Refused``.
    """
    stage = Score.Stage(stage)
    file = _locked(assessment, leaf, stage, by, department)
    check_open(file, leaf, stage, department, at)
    known, rows = _stored(file, leaf)
    before, old = latest_of(rows, BEFORE[stage]), rows.get(stage)
    new = _judged(file, leaf_rule(known), old, before, points, entry, free=stage == Score.Stage.FINAL)
    new.criterion, new.stage = known, stage
    differs, kept_clause = _worded(new, before, reason, reason_code, clause, entered=entry is not None)
    if old is not None and _same(old, new, kept_clause) and not is_stale(old, before):
        return Appraised(old, before, differs, changed=False)
    if old is not None and version is not None and version != old.version:
        raise Conflict(old)
    _refuse_unreasoned(new, before, differs)
    _store(new, old, by, department, at, kept_clause)
    return Appraised(new, before, differs, changed=True)


def _stored(file: Assessment, leaf: Criterion) -> tuple[Criterion, dict[str, Score]]:
    """The leaf with its rule, which the file's own set must hold, and its scores by stage."""
    sets = Criterion.objects.self_scored().filter(criteria_set_id=file.criteria_set_id)
    known = sets.with_rules().select_related("scoring", "criteria_set").get(pk=leaf.pk)
    rows = Score.objects.filter(assessment=file, criterion=known).select_related("saved_by", "basis")
    return known, {row.stage: row for row in rows}


def _worded(
    new: Score, before: Score | None, reason: str, code: str, clause: str, *, entered: bool
) -> tuple[bool, str]:
    """Put reason and kind into the row; whether it departs from the score before, and the clause it then rests on."""
    new.explanation = _cleaned(reason)
    differs = is_different(new, before)
    new.reason_code = _code(code, differs, new.stage, entered=entered)
    return differs, _clause(clause, new.criterion, differs)


def _refuse_unreasoned(new: Score, before: Score | None, differs: bool) -> None:
    if differs and not new.explanation:
        raise Refused(_reason_words(before, new.stage), "reason")
    if differs and not new.reason_code:
        raise Refused(f"Chọn loại lý do của điểm khác tự chấm; {KEPT}", "reason_code")


def _locked(
    assessment: Assessment, leaf: Criterion, stage: str, by: User | None, department: Agency | None
) -> Assessment:
    """The file under lock, with what the checks ask for, in one query."""
    branch = [pk for pk in (leaf.pk, leaf.parent_id, leaf.area_id) if pk]
    exempted = Exemption.objects.filter(
        participant__campaign=OuterRef("campaign"), participant__agency=OuterRef("agency"), criterion__in=branch
    )
    author = Score.objects.filter(assessment=OuterRef("assessment"), criterion=leaf, stage=stage)
    confirmed = Confirmation.objects.filter(assessment=OuterRef("pk"), stage=stage, reopened_at=None).filter(
        Q(department=department) | Q(department__in=author.values("by_agency"))
    )
    conflict = DeclaredConflict.objects.filter(
        campaign=OuterRef("campaign"), agency=OuterRef("agency"), user=by, lifted_at=None
    )
    files = Assessment.objects.select_for_update(of=("self",)).select_related("campaign", "agency")
    return files.annotate(
        leaf_exempted=Exists(exempted),
        part_confirmed=Exists(confirmed),
        conflict_declared=Exists(conflict),
    ).get(pk=assessment.pk)


def check_open(file: Assessment, leaf: Criterion, stage: str, department: Agency | None, at: datetime) -> None:
    """Raise ``Refused`` where nothing may be written: own agency, state of the file, exempted leaf, phase."""
    if department is not None and department.pk == file.agency_id:
        raise Refused(f"{department} không thẩm định hồ sơ của chính mình – đề nghị cơ quan phối hợp hoặc Tổ Thư ký.")
    if file.conflict_declared and stage != Score.Stage.FINAL:  # type: ignore[attr-defined]
        raise Refused(f"Đã khai xung đột lợi ích với {file.agency} – người khác thẩm định hồ sơ này.")
    if file.part_confirmed:  # type: ignore[attr-defined]
        whose = department or "Cơ quan chủ trì"
        raise Refused(f"{whose} đã xác nhận phần thẩm định {file.agency} – lãnh đạo cơ quan mở lại rồi sửa.")
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
    if stage == Score.Stage.APPRAISED and (missing := unassigned_ids(file.campaign)):
        words = unassigned_words(len(missing))
        raise Refused(f"{words[0].upper()}{words[1:]} – đề nghị cơ quan thường trực phân công đủ; {KEPT}")
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


def default_clause(leaf: Criterion) -> str:
    """«Mục 3.3.1, Bộ tiêu chí … (Quyết định số 12/QĐ-UBND)»: where the set says how the leaf is scored."""
    used = leaf.criteria_set
    number = f" (Quyết định số {used.decision_number})" if used.decision_number else ""
    return f"Mục {leaf.code}, {used.title}{number}"[:MAX_CLAUSE]


def _clause(typed: str, leaf: Criterion, differs: bool) -> str:
    trimmed = " ".join(typed.replace("\x00", "").split())
    if len(trimmed) > MAX_CLAUSE:
        raise Refused(f"Căn cứ dài {len(trimmed)} ký tự – rút còn {MAX_CLAUSE} ký tự; {KEPT}", "clause")
    return (trimmed or default_clause(leaf)) if differs else ""


def _same(old: Score, new: Score, clause: str) -> bool:
    names = (*INPUTS, *RESULT, "explanation", "reason_code")
    return clause_of(old) == clause and all(getattr(old, name) == getattr(new, name) for name in names)


def _cleaned(reason: str) -> str:
    trimmed = " ".join(reason.replace("\x00", "").split())
    if len(trimmed) > MAX_REASON:
        raise Refused(f"Lý do dài {len(trimmed)} ký tự – rút còn {MAX_REASON} ký tự; {KEPT}", "reason")
    return trimmed


def _code(code: str, differs: bool, stage: str, *, entered: bool) -> str:
    """The kind of the reason; corrected numbers say it themselves, after the first appraisal it may be left out."""
    if not differs:
        return ""
    if code and code not in Score.ReasonCode.values:
        raise Refused("Loại lý do không có trong danh sách – chọn lại.", "reason_code")
    if not code and entered:
        return Score.ReasonCode.WRONG_DATA
    return code if code or stage == Score.Stage.APPRAISED else Score.ReasonCode.OTHER


def _reason_words(before: Score | None, stage: str) -> str:
    if before is None or before.points is None:
        return f"Đơn vị chưa chấm mục này: viết lý do của điểm đã nhập; {KEPT}"
    what = "tự chấm" if before.stage == Score.Stage.SELF else "thẩm định trước"
    return f"Điểm khác {what}: viết lý do, hoặc nhập lại {show_points(before.points)}; {KEPT}"


def _store(
    new: Score, old: Score | None, by: User | None, department: Agency | None, at: datetime, clause: str
) -> None:
    if old is not None:
        new.pk, new.version = old.pk, old.version + 1
    new.saved_at, new.saved_by, new.by_agency = at, by, department
    new.save(force_insert=old is None, force_update=old is not None)
    changes = {
        "điểm": [show_points(old.points) if old else None, show_points(new.points)],
        "cách tính": [None, new.working],
    }
    if clause:
        new.basis = ScoreBasis.objects.update_or_create(score=new, defaults={"clause": clause})[0]
        changes["căn cứ"] = [None, clause]
    elif clause_of(old):
        ScoreBasis.objects.filter(score=new).delete()
    audit.record(_VERBS[new.stage], new, by=by, changes=changes, reason=new.explanation, at=at)


_VERBS = {
    Score.Stage.APPRAISED: "thẩm định",
    Score.Stage.REAPPRAISED: "thẩm định lần 2",
    Score.Stage.FINAL: "ghi điểm theo kết luận của Hội đồng",
}
