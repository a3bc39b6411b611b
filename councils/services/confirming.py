"""A department's head confirms its appraisal of a file, and opens it again; opinions of those who take part.

The lead department decides. A department that takes part gives its opinion until its deadline; silence after it counts
as consent and is recorded so, with the deadline as its time and nobody as its author.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.models import Assessment, Score
from assessments.states import State
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from councils.models import Assignment, Confirmation, ExplanationRequest, Opinion
from councils.queries.assigned import groups_of, leaf_assignments
from councils.queries.confirmed import Part, part_of
from councils.queries.opinions import Awaited, awaited_opinions, due_of
from councils.services.appraising import Refused
from councils.states import RequestState
from criteria.models import Criterion
from criteria.rules.numbers import show_points
from criteria.rules.scoring import KEPT

MAX_TEXT = 2000


def record_silence(*, file: Assessment, department: Agency, at: datetime) -> list[Awaited]:
    """Record as consent the opinions whose deadline is over; those still awaited."""
    awaited = awaited_opinions(file, department, at)
    over = [one for one in awaited if one.is_over(at)]
    made = Opinion.objects.bulk_create(
        [
            Opinion(
                assessment=file,
                criterion_id=one.leaf_id,
                department=one.department,
                verdict=Opinion.Verdict.AGREE,
                silent=True,
                due=one.due,
                given_at=one.due,
            )
            for one in over
        ],
        ignore_conflicts=True,
    )
    if made:
        who = ", ".join(sorted({str(one.department) for one in over}))
        audit.record("im lặng, coi như thống nhất", file, by=None, changes={"cơ quan phối hợp": [None, who]}, at=at)
    return [one for one in awaited if not one.is_over(at)]


@transaction.atomic
def give_opinion(
    *,
    file: Assessment,
    leaf: Criterion,
    department: Agency,
    agrees: bool,
    by: User,
    at: datetime,
    points: Decimal | None = None,
    text: str = "",
) -> Opinion:
    """Write or replace a department's opinion on one leaf. Raises ``Refused``."""
    file = Assessment.objects.select_for_update(of=("self",)).select_related("campaign", "agency").get(pk=file.pk)
    assignment = _joint(file, leaf, department)
    if assignment is None:
        raise Refused(f"{department} không phối hợp thẩm định mục {leaf.code} của {file.agency}.")
    if department.pk == file.agency_id:
        raise Refused(f"{department} không cho ý kiến về hồ sơ của chính mình.")
    due = due_of(assignment, file.campaign, at)
    if due is not None and at >= due:
        raise Refused(f"Đã hết hạn cho ý kiến ({due:%H:%M %d/%m/%Y}); im lặng được tính là thống nhất.")
    cleaned = " ".join(text.replace("\x00", "").split())
    if not agrees and not cleaned:
        raise Refused(f"Ý kiến khác phải nêu nội dung; {KEPT}", "text")
    if len(cleaned) > MAX_TEXT:
        raise Refused(f"Ý kiến dài {len(cleaned)} ký tự – rút còn {MAX_TEXT} ký tự; {KEPT}", "text")
    if points is not None and not 0 <= points <= leaf.max_points:
        raise Refused(f"Điểm đề nghị phải từ 0 đến {show_points(leaf.max_points)}; {KEPT}", "points")
    verdict = Opinion.Verdict.AGREE if agrees else Opinion.Verdict.OTHER
    values = {"verdict": verdict, "points": None if agrees else points, "text": cleaned, "due": due, "silent": False}
    found, _ = Opinion.objects.update_or_create(
        assessment=file,
        criterion=leaf,
        department=department,
        defaults=values | {"given_at": at, "given_by": by},
    )
    changes = {f"mục {leaf.code}": [None, found.get_verdict_display()]}
    audit.record("cho ý kiến phối hợp", file, by=by, changes=changes, reason=cleaned, at=at)
    return found


def _joint(file: Assessment, leaf: Criterion, department: Agency) -> Assignment | None:
    one = leaf_assignments(file.campaign).get(leaf.pk)
    if one is None:
        return None
    part = one.of(groups_of(file.campaign).get(file.agency_id))
    return next((joint for joint in part.joint if joint.department_id == department.pk), None)


@transaction.atomic
def confirm(*, file: Assessment, department: Agency, by: User, at: datetime, remark: str = "") -> Confirmation:
    """Confirm what the department has done last in a file, the first appraisal or the second. Raises ``Refused``.

    The first time nothing may be missing and no opinion awaited; the second time no reply may wait for it.
    """
    file = Assessment.objects.select_for_update(of=("self",)).select_related("campaign", "agency").get(pk=file.pk)
    if file.agency_id == department.pk:
        raise Refused(f"{department} không xác nhận thẩm định hồ sơ của chính mình.")
    part = part_of(file, department)
    if not part.lines:
        raise Refused(f"{department} không chủ trì thẩm định mục nào của {file.agency}.")
    _refuse_confirmed(part)
    if part.again:
        _refuse_unsettled(part)
    else:
        _refuse_unfinished(file, part.missing, part.stale)
        if waiting := record_silence(file=file, department=department, at=at):
            _refuse_waiting(waiting)
    made = Confirmation.objects.create(
        assessment=file,
        department=department,
        stage=part.stage,
        remark=remark.strip(),
        confirmed_at=at,
        confirmed_by=by,
    )
    verb = "xác nhận thẩm định lần 2" if part.again else "xác nhận thẩm định"
    audit.record(verb, file, by=by, changes={"cơ quan": [None, str(department)]}, at=at)
    return made


CONFIRMED_IN = {
    Score.Stage.APPRAISED: ((State.SUBMITTED,), "đang thẩm định"),
    Score.Stage.REAPPRAISED: ((State.SUBMITTED, State.APPRAISED), "chưa thông qua"),
}
"""Per stage the states of the file in which it is confirmed and opened again, and what they are called."""


def _refuse_confirmed(part: Part) -> None:
    """Not in this state of the file, or already done."""
    states, called = CONFIRMED_IN[part.stage]
    if part.file.state not in states:
        words = State(part.file.state).label.lower()
        raise Refused(f"Hồ sơ {part.file.agency} đang ở trạng thái “{words}” – chỉ xác nhận hồ sơ {called}.")
    known = Confirmation.objects.filter(assessment=part.file, department=part.department, reopened_at=None)
    if known.filter(stage=part.stage).exists():
        which = " lần 2" if part.again else ""
        raise Refused(f"{part.department} đã xác nhận phần thẩm định{which} {part.file.agency}.")


def _refuse_unsettled(part: Part) -> None:
    leaves = [line.node.pk for line in part.lines]
    waiting = ExplanationRequest.objects.filter(
        assessment=part.file, criterion__in=leaves, state=RequestState.ANSWERED
    ).select_related("criterion")
    if codes := [one.criterion.code for one in waiting]:
        named = ", ".join(codes[:8])
        raise Refused(f"{part.file.agency} còn giải trình chờ thẩm định lần 2 ở mục {named} – xử lý hết rồi xác nhận.")


def _refuse_unfinished(file: Assessment, missing: list[str], stale: list[str]) -> None:
    if missing:
        shown = ", ".join(missing[:8]) + (" …" if len(missing) > 8 else "")
        raise Refused(f"{file.agency} còn {len(missing)} mục chưa thẩm định: {shown} – thẩm định hết rồi xác nhận.")
    if stale:
        raise Refused(
            f"{file.agency} đã sửa số liệu sau khi thẩm định ở mục {', '.join(stale[:8])} – xem lại rồi xác nhận."
        )


def _refuse_waiting(waiting: list[Awaited]) -> None:
    who = ", ".join(sorted({str(one.department) for one in waiting}))
    latest = max((one.due for one in waiting if one.due), default=None)
    until = f" (hạn {latest:%d/%m/%Y})" if latest else ""
    raise Refused(f"Còn chờ {len(waiting)} ý kiến phối hợp của {who}{until}; hết hạn coi như thống nhất.")


@transaction.atomic
def reopen_confirmation(*, confirmation: Confirmation, by: User, at: datetime, reason: str) -> Confirmation:
    """Open a confirmed part again; the row stays with who, when and why. Raises ``Refused``."""
    cleaned = " ".join(reason.replace("\x00", "").split())
    if not cleaned:
        raise Refused("Ghi lý do mở lại.", "reason")
    row = Confirmation.objects.select_for_update(of=("self",)).select_related("assessment__agency", "department")
    found = row.get(pk=confirmation.pk)
    if found.reopened_at is not None:
        raise Refused("Phần này đã được mở lại.")
    if found.assessment.state not in CONFIRMED_IN[Score.Stage(found.stage)][0]:
        raise Refused(
            f"Hồ sơ {found.assessment.agency} đã kết thúc thẩm định – cơ quan thường trực mở lại hồ sơ trước."
        )
    found.reopened_at, found.reopened_by, found.reopen_reason = at, by, cleaned
    found.save(update_fields=["reopened_at", "reopened_by", "reopen_reason"])
    changes = {"cơ quan": [str(found.department), "mở lại"]}
    audit.record("mở lại xác nhận thẩm định", found.assessment, by=by, changes=changes, reason=cleaned, at=at)
    return found
