"""Things to do beside the appraising itself: confirming, giving opinions, independent scores, stale lines."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from assessments.models import Score
from assessments.states import State
from cchc.accounts.roles import OF_DEPARTMENT, Role
from cchc.tenancy.models import Agency
from cchc.web.addresses import reverse
from cchc.web.context import Todo, register_todos
from councils.models import IndependentScore
from councils.permissions import department_ids
from councils.queries import leaf_assignments
from councils.queries.confirmed import unconfirmed_again
from councils.queries.opinions import asked_leaves
from councils.queries.pace import matrix
from criteria.chrome import current_of
from criteria.models import Campaign


def _here(request: HttpRequest, view: str, campaign: Campaign, *args: int) -> str:
    return reverse(f"councils:{view}", args=[request.tenant.slug, campaign.year, *args])  # type: ignore[attr-defined]


def things_to_do(request: HttpRequest) -> Iterator[Todo]:
    """What confirmation, opinions and independent scores wait for from the person asking."""
    campaign, member = current_of(request), request.member  # type: ignore[attr-defined]
    if campaign is None or campaign.opened_at is None or campaign.adopted_at is not None:
        return
    judged = Score.objects.at_stage(Score.Stage.APPRAISED).filter(assessment__campaign=campaign)
    if member.has(*OF_DEPARTMENT) and judged.exists():
        yield from _opinions(request, campaign)
        yield from _to_confirm(request, campaign)
        yield from _to_confirm_again(request, campaign)
    if member.has(Role.MEMBER, Role.CHAIR):
        yield from _independent(request, campaign)


def _opinions(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    """Lines on which the person's department may still speak."""
    member = request.member  # type: ignore[attr-defined]
    rows = [row for row in asked_leaves(campaign, department_ids(member), timezone.now()) if not row.over]
    waiting = sum(max(row.judged - row.given, 0) for row in rows)
    if waiting:
        yield Todo(
            f"Cho ý kiến phối hợp {waiting} dòng",
            _here(request, "opinions", campaign),
            detail="Hết hạn mà không có ý kiến thì coi như thống nhất.",
            tag="Phối hợp",
            urgency=4,
            button="Cho ý kiến",
        )


def _to_confirm(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    """Files of which the head's department has appraised everything, and nothing is confirmed yet."""
    heads = request.member.agency_ids(Role.DEPARTMENT_HEAD)  # type: ignore[attr-defined]
    if not heads:
        return
    files = campaign.assessments.filter(state=State.SUBMITTED).select_related("agency").order_by("agency__sort_key")
    departments = list(Agency.objects.filter(pk__in=heads))
    rows = matrix(campaign, list(files), leaf_assignments(campaign), departments)
    for place, department in enumerate(departments):
        ready = [file for file, cells in rows if (cell := cells[place]) and cell.is_ready]
        if ready:
            yield Todo(
                f"Xác nhận thẩm định {len(ready)} hồ sơ đã đủ điểm",
                _here(request, "part", campaign, ready[0].pk, department.pk),
                detail=f"{department}: {', '.join(file.agency.name for file in ready[:4])}"
                + (" …" if len(ready) > 4 else ""),
                tag="Xác nhận",
                tone="info",
                urgency=3,
                button="Mở phiếu đầu tiên",
            )


def _to_confirm_again(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    """Files in which the head's department has appraised something a second time, not confirmed yet."""
    heads = request.member.agency_ids(Role.DEPARTMENT_HEAD)  # type: ignore[attr-defined]
    rows = [(file, one) for file, one in unconfirmed_again(campaign) if one.pk in heads] if heads else []
    if rows:
        file, department = rows[0]
        yield Todo(
            f"Xác nhận thẩm định lần 2 của {len(rows)} hồ sơ",
            _here(request, "part", campaign, file.pk, department.pk),
            detail=", ".join(one.agency.name for one, _ in rows[:4]) + (" …" if len(rows) > 4 else ""),
            tag="Xác nhận",
            tone="info",
            urgency=3,
            button="Mở phiếu đầu tiên",
        )


def _independent(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    """Scores the council waits for from the member."""
    rows = IndependentScore.objects.filter(round__campaign=campaign, member=request.user.pk, points=None)
    if count := rows.count():
        yield Todo(
            f"Chấm độc lập {count} đơn vị",
            _here(request, "rounds", campaign),
            detail="Điểm của mỗi thành viên chỉ mở khi mọi người đã chấm.",
            tag="Hội đồng",
            urgency=4,
            button="Chấm điểm",
        )


register_todos(things_to_do)
