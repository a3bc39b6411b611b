"""Verbs of the improvement plan: draft it, edit it, move it on, change it after approval."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cchc.accounts.grants import grant, grant_many, grantees, revoke
from cchc.accounts.members import Member
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import OF_ASSESSED_AGENCY
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from councils.states import StepRefused
from criteria.models import Campaign
from publications.improvement_models import ImprovementLine, ImprovementPlan
from publications.improving import drafting
from publications.improving.news import tell_of_step
from publications.improving.permissions import may_work_on, may_write_line, roles_in
from publications.improving.states import COMPLETE_FOR, PLAN, PlanState
from publications.improving.wording import RANK_GOAL, default_duties
from publications.models import SnapshotRow
from publications.queries import publication_of

CARE = "mend_line"
LABELS = {
    "cause": "nguyên nhân",
    "action": "giải pháp",
    "office": "bộ phận phụ trách",
    "partners": "phối hợp",
    "proof": "tài liệu cần chuẩn bị",
    "due_on": "thời hạn",
    "target": "mục tiêu điểm",
}
"""What is edited in a line, beside its officers, as the diary calls it."""
TEXTS = tuple(LABELS)
AS_DRAFTED = ("criterion_id", "annex", "position", "code", "name", "area_code", "area_name", "max_points", "points")


class PlanRefused(Exception):
    """The step isn't possible; the message says why and what to do. ``field`` is what has to be mended, if one."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


def official_row(campaign: Campaign, agency: Agency) -> SnapshotRow:
    """The agency's row of the published result. Raises ``PlanRefused``."""
    publication = publication_of(campaign.year)
    if publication is None:
        raise PlanRefused(
            f"Kết quả năm {campaign.year} chưa công bố – kế hoạch lập từ kết quả chính thức, chờ cơ quan thường trực "
            "công bố."
        )
    row = publication.snapshot.rows.filter(agency=agency).first()
    if row is None or publication.snapshot.imported:
        raise PlanRefused(
            f"Kết quả năm {campaign.year} của {agency} không có điểm từng mục – không lập được phụ lục từ số liệu."
        )
    row.snapshot = publication.snapshot
    return row


@transaction.atomic
def make_plan(*, campaign: Campaign, agency: Agency, by: Member, at: datetime) -> ImprovementPlan:
    """Draft the first version from the official result. Raises ``PlanRefused``."""
    must_own(by, agency.pk)
    row = official_row(campaign, agency)
    if ImprovementPlan.objects.filter(campaign=campaign, agency=agency).exists():
        raise PlanRefused(f"Đã có kế hoạch năm {campaign.year} của {agency} – mở kế hoạch để sửa.")
    lines, known = _drafted(row, at)
    try:
        with transaction.atomic():
            plan = ImprovementPlan.objects.create(
                campaign=campaign,
                agency=agency,
                snapshot=row.snapshot,
                rank_goal=RANK_GOAL,
                duties=default_duties(agency, campaign.tenant, len({line.area_code for line in lines})),
                made_at=at,
                made_by=by.user,
            )
    except IntegrityError as error:  # two people pressed at the same moment
        raise PlanRefused(f"Đã có kế hoạch năm {campaign.year} của {agency} – tải lại trang.") from error
    _store(plan, lines, known.officers)
    audit.record("lập dự thảo kế hoạch khắc phục", plan, by=by.user, changes={"số mục": [None, len(lines)]}, at=at)
    return plan


def _drafted(row: SnapshotRow, at: datetime) -> tuple[list[ImprovementLine], drafting.Material]:
    known = drafting.material(row)
    return drafting.lines_of(row, known, at.date()), known


def _store(plan: ImprovementPlan, lines: list[ImprovementLine], officers: Mapping[int, Collection[int]]) -> None:
    """Store unsaved lines and give each to its officers, as far as they still work in the agency."""
    for line in lines:
        line.plan = plan
    ImprovementLine.objects.bulk_create(lines)
    people = {user.pk: user for user in people_of(plan.agency_id)}
    pairs = [(line, people[pk]) for line in lines for pk in officers.get(line.criterion_id, ()) if pk in people]
    grant_many(pairs=pairs, codename=CARE)


def people_of(agency_id: int) -> list[User]:
    """Who in the agency can be given a line: its officers and its head, by name."""
    held = Membership.objects.with_roles(*OF_ASSESSED_AGENCY).filter(agency=agency_id).select_related("user")
    return sorted({membership.user for membership in held}, key=str)


def must_own(by: Member, agency_id: int) -> None:
    """Raises ``PlanRefused`` for whoever doesn't work in the agency."""
    if not may_work_on(by, agency_id):
        raise PlanRefused("Kế hoạch do cán bộ của chính đơn vị lập và sửa.")


def locked(plan: ImprovementPlan) -> ImprovementPlan:
    """The plan as it stands now, held to the end of the transaction."""
    rows = ImprovementPlan.objects.select_for_update(of=("self",)).select_related("campaign", "agency", "snapshot")
    return rows.get(pk=plan.pk)


def _open(plan: ImprovementPlan, by: Member) -> ImprovementPlan:
    kept = locked(plan)
    must_own(by, kept.agency_id)
    if not kept.is_open:
        raise PlanRefused(
            f"Kế hoạch đang ở trạng thái “{PlanState(kept.state).label}”, không sửa được – rút về hoặc lập bản sửa đổi."
        )
    return kept


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for one line: ``version`` is the one the page showed."""

    version: int
    values: Mapping[str, Any]
    officers: frozenset[int]


@dataclass(slots=True)
class Saved:
    """What came of a page: lines written, and those another person had changed meanwhile or that are another's."""

    written: int = 0
    conflicts: dict[int, ImprovementLine] = None  # type: ignore[assignment]
    closed: list[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.conflicts, self.closed = {}, []


@transaction.atomic
def save_lines(*, plan: ImprovementPlan, typed: Mapping[int, Typed], by: Member, at: datetime) -> Saved:
    """Write the lines that differ from what is stored; a line another person saved meanwhile is left as it stands.

    Raises ``PlanRefused`` where the plan is not open.
    """
    kept, saved = _open(plan, by), Saved()
    lines = {line.pk: line for line in ImprovementLine.objects.filter(plan=kept, pk__in=typed).select_for_update()}
    given, people = officers_by_line(lines), {user.pk: user for user in people_of(kept.agency_id)}
    for pk, line in lines.items():
        _save_line(kept, line, typed[pk], given.get(pk, []), people, by, at, saved)
    return saved


def _save_line(
    plan: ImprovementPlan,
    line: ImprovementLine,
    typed: Typed,
    now: list[User],
    people: Mapping[int, User],
    by: Member,
    at: datetime,
    saved: Saved,
) -> None:
    holding = {user.pk for user in now}
    wanted = (typed.officers & people.keys()) | (holding - people.keys())
    before = {name: getattr(line, name) for name in TEXTS}
    changes = audit.difference(before, {name: typed.values[name] for name in TEXTS})
    if not changes and wanted == holding:
        return
    if line.version != typed.version:
        saved.conflicts[line.pk] = line
        return
    if not may_write_line(by, plan.agency_id, holding):
        saved.closed.append(line.code)
        return
    for name in TEXTS:
        setattr(line, name, typed.values[name])
    line.version, line.edited_at, line.edited_by = line.version + 1, at, by.user
    line.save()
    _give(line, now, [people[pk] for pk in sorted(wanted & people.keys())], by)
    audit.record("sửa kế hoạch khắc phục", plan, by=by.user, changes=_named(line, changes), at=at)
    saved.written += 1


def _named(line: ImprovementLine, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The diary's words: «1.3 giải pháp»; where officers alone changed, their own lines say who."""
    named = {f"{line.code} {LABELS[name]}": pair for name, pair in changes.items()}
    return named or {"mục": [None, line.code]}


def _give(line: ImprovementLine, now: Iterable[User], wanted: Iterable[User], by: Member) -> None:
    """Officers of a line as wanted; who has left the agency keeps what was given until somebody takes it over."""
    have, want = set(now), set(wanted)
    for user in sorted(want - have, key=str):
        grant(user=user, codename=CARE, obj=line, by=by.user)
    for user in sorted(have - want, key=str):
        revoke(user=user, codename=CARE, obj=line, by=by.user)


def officers_by_line(lines: Iterable[int]) -> dict[int, list[User]]:
    """Officers of each line by its id: one query."""
    return grantees(lines, CARE, ImprovementLine)


@transaction.atomic
def save_words(
    *, plan: ImprovementPlan, rank_goal: str, duties: str, version: int, by: Member, at: datetime
) -> ImprovementPlan:
    """Write the aim and who does what. Raises ``PlanRefused``, also where another person saved meanwhile."""
    kept = _open(plan, by)
    if kept.words_version != version:
        raise PlanRefused("Người khác vừa sửa phần này – xem nội dung đang lưu bên dưới rồi bấm lưu lại nếu vẫn dùng.")
    before = {"mục tiêu": kept.rank_goal, "tổ chức thực hiện": kept.duties}
    kept.rank_goal, kept.duties, kept.words_version = rank_goal, duties, version + 1
    kept.save(update_fields=["rank_goal", "duties", "words_version"])
    changes = audit.difference(before, {"mục tiêu": rank_goal, "tổ chức thực hiện": duties})
    audit.record("sửa lời văn kế hoạch khắc phục", kept, by=by.user, changes=changes, at=at)
    return kept


def gaps(lines: Iterable[ImprovementLine], officers: Mapping[int, Collection[User]]) -> list[tuple[str, str]]:
    """What keeps the plan from being sent or approved: code and what is missing, line by line of annex 2."""
    found = []
    for line in lines:
        if line.is_kept:
            continue
        missing = [word for word, there in _demanded(line, officers.get(line.pk, ())) if not there]
        if missing:
            found.append((line.code, ", ".join(missing)))
    return found


def _demanded(line: ImprovementLine, officers: Collection[User]) -> Iterable[tuple[str, bool]]:
    yield "nguyên nhân", bool(line.cause.strip())
    yield "giải pháp", bool(line.action.strip())
    yield "người phụ trách", bool(officers) or bool(line.office.strip())
    yield "thời hạn", line.due_on is not None


@transaction.atomic
def move(*, plan: ImprovementPlan, name: str, by: Member, at: datetime, reason: str = "") -> ImprovementPlan:
    """Take a step of the table ``PLAN``; approving puts the version before out of force. Raises ``PlanRefused``."""
    kept = locked(plan)
    try:
        step = PLAN.check(kept.state, name, roles_in(by, kept), reason=reason)
    except StepRefused as refused:
        raise _told(refused, name) from refused
    if name in COMPLETE_FOR:
        _refuse_gaps(kept)
    _stamp(kept, name, by, at, reason.strip())
    kept.state = step.target
    kept.save()
    audit.record(step.label.lower(), kept, by=by.user, reason=reason.strip(), at=at)
    tell_of_step(kept, name, at)
    return kept


def _told(refused: StepRefused, name: str) -> PlanRefused:
    if refused.code == "role":
        return PlanRefused(f"“{PLAN.find(name).label}” là việc của lãnh đạo đơn vị.")
    return PlanRefused(refused.message, "reason" if refused.code == "reason" else "")


def _refuse_gaps(plan: ImprovementPlan) -> None:
    lines = list(plan.lines.all())
    if missing := gaps(lines, officers_by_line(line.pk for line in lines)):
        codes = ", ".join(code for code, _ in missing[:8]) + (" …" if len(missing) > 8 else "")
        raise PlanRefused(f"Phụ lục II còn {len(missing)} mục chưa đủ nội dung: {codes} – bổ sung rồi làm lại.")


def _stamp(plan: ImprovementPlan, name: str, by: Member, at: datetime, reason: str) -> None:
    if name == "send":
        plan.sent_at, plan.return_reason = at, ""
    if name == "return":
        plan.return_reason = reason
    if name == "approve":
        plan.approved_at, plan.approved_by = at, by.user
        # the one in force goes first: only one may be
        earlier = ImprovementPlan.objects.filter(
            campaign=plan.campaign_id, agency=plan.agency_id, state=PlanState.APPROVED
        )
        earlier.update(state=PlanState.REPLACED)


@transaction.atomic
def revise(*, plan: ImprovementPlan, reason: str, by: Member, at: datetime) -> ImprovementPlan:
    """A new version of an approved plan to be edited; the old one stays in force until this is approved.

    Where the official result was corrected meanwhile, the new version starts from the corrected one. Raises
    ``PlanRefused``.
    """
    kept = locked(plan)
    must_own(by, kept.agency_id)
    if kept.state != PlanState.APPROVED:
        raise PlanRefused("Chỉ lập bản sửa đổi từ bản đã phê duyệt và đang thực hiện.")
    if not reason.strip():
        raise PlanRefused("Chưa ghi lý do sửa đổi – ghi để lãnh đạo xem xét khi duyệt.", "reason")
    versions = ImprovementPlan.objects.filter(campaign=kept.campaign_id, agency=kept.agency_id)
    if versions.filter(state__in=[PlanState.DRAFT, PlanState.PENDING]).exists():
        raise PlanRefused("Đang có một bản sửa đổi chưa duyệt – mở bản đó để sửa tiếp.")
    row = official_row(kept.campaign, kept.agency)
    made = ImprovementPlan.objects.create(
        campaign=kept.campaign,
        agency=kept.agency,
        snapshot=row.snapshot,
        version=kept.version + 1,
        rank_goal=kept.rank_goal,
        duties=kept.duties,
        reason=reason.strip(),
        made_at=at,
        made_by=by.user,
    )
    _carry(kept, made, row, at)
    audit.record("lập bản sửa đổi kế hoạch khắc phục", made, by=by.user, reason=reason.strip(), at=at)
    return made


def _carry(old: ImprovementPlan, new: ImprovementPlan, row: SnapshotRow, at: datetime) -> None:
    """Lines drafted from the result in force, with what had been written in the old version."""
    written = {line.criterion_id: line for line in old.lines.all()}
    officers = officers_by_line(line.pk for line in written.values())
    lines, known = _drafted(row, at)
    given = dict(known.officers)
    for line in lines:
        before = written.get(line.criterion_id)
        if before is not None and before.annex == line.annex:
            _copy(before, line)
            given[line.criterion_id] = frozenset(user.pk for user in officers.get(before.pk, ()))
    _store(new, lines, given)


def _copy(before: ImprovementLine, line: ImprovementLine) -> None:
    for name in TEXTS:
        setattr(line, name, getattr(before, name))
    line.target = min(line.target, line.max_points)


@transaction.atomic
def take_result(*, plan: ImprovementPlan, by: Member, at: datetime) -> ImprovementPlan:
    """Bring a draft to the corrected official result, keeping what was written. Raises ``PlanRefused``."""
    kept = _open(plan, by)
    row = official_row(kept.campaign, kept.agency)
    if row.snapshot.pk == kept.snapshot_id:
        raise PlanRefused("Kế hoạch đã lập từ kết quả chính thức mới nhất.")
    lines, known = _drafted(row, at)
    stored = {line.criterion_id: line for line in kept.lines.all()}
    fresh = {line.criterion_id: line for line in lines}
    ImprovementLine.objects.filter(pk__in=[line.pk for pk, line in stored.items() if pk not in fresh]).delete()
    for pk, line in stored.items():
        if pk in fresh:
            _refresh(line, fresh[pk])
    _store(kept, [line for pk, line in fresh.items() if pk not in stored], known.officers)
    changes = {"phiên bản kết quả": [kept.snapshot.version, row.snapshot.version]}
    kept.snapshot = row.snapshot
    kept.save(update_fields=["snapshot"])
    audit.record("cập nhật kế hoạch theo kết quả điều chỉnh", kept, by=by.user, changes=changes, at=at)
    return kept


def _refresh(line: ImprovementLine, fresh: ImprovementLine) -> None:
    if line.annex != fresh.annex:
        for name in TEXTS:
            setattr(line, name, getattr(fresh, name))
    for name in AS_DRAFTED:
        setattr(line, name, getattr(fresh, name))
    line.target, line.version = min(line.target, line.max_points), line.version + 1
    line.save()
