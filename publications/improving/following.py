"""Verbs of the follow-up: say how far a line has come, and write the words of a period's report."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from assessments.models import Evidence
from cchc.accounts.members import Member
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.models import Campaign
from publications.improvement_models import (
    ImprovementLine,
    ImprovementProgress,
    ImprovementProof,
    ImprovementReport,
)
from publications.improving.permissions import may_write_line
from publications.improving.services import PlanRefused, locked, must_own, officers_by_line
from publications.improving.states import FULL, LineState, PlanState


@transaction.atomic
def report_progress(
    *,
    line: ImprovementLine,
    state: str,
    percent: int,
    done: str,
    obstacle: str,
    proofs: Iterable[Evidence],
    by: Member,
    at: datetime,
) -> ImprovementProgress:
    """Say how far a line of the plan in force has come, with the documents that show it. Raises ``PlanRefused``."""
    plan = locked(line.plan)
    if plan.state != PlanState.APPROVED:
        raise PlanRefused("Cập nhật tiến độ cho kế hoạch đã phê duyệt và đang thực hiện – tải lại trang.")
    holding = {user.pk for user in officers_by_line([line.pk]).get(line.pk, [])}
    if not may_write_line(by, plan.agency_id, holding):
        raise PlanRefused("Mục này giao cho người khác – người phụ trách hoặc lãnh đạo đơn vị cập nhật.")
    wanted = list(proofs)
    _check_progress(LineState(state), done, obstacle)
    made = ImprovementProgress.objects.create(
        campaign=plan.campaign,
        agency=plan.agency,
        criterion=line.criterion,
        state=state,
        percent=_fitting(LineState(state), percent),
        done=done.strip(),
        obstacle=obstacle.strip(),
        at=at,
        by=by.user,
    )
    ImprovementProof.objects.bulk_create(ImprovementProof(progress=made, evidence=one) for one in wanted)
    changes = {f"mục {line.code}": [None, f"{LineState(state).label}, {made.percent} %"]}
    audit.record("cập nhật tiến độ khắc phục", plan, by=by.user, changes=changes, at=at)
    return made


def _check_progress(state: LineState, done: str, obstacle: str) -> None:
    if state == LineState.DONE and not done.strip():
        raise PlanRefused("Chưa ghi kết quả đạt được – nội dung đã xong phải nói đã làm gì.", "done")
    if state == LineState.LATE and not obstacle.strip():
        raise PlanRefused("Chưa ghi nguyên nhân chậm – báo cáo tháng, quý lấy nội dung này.", "obstacle")


def _fitting(state: LineState, percent: int) -> int:
    """Done is 100, not begun is 0; between them what was said."""
    return {LineState.DONE: FULL, LineState.NOT_STARTED: 0}.get(state, percent)


@transaction.atomic
def save_report(
    *, campaign: Campaign, agency: Agency | None, period: str, words: Mapping[str, str], by: Member, at: datetime
) -> ImprovementReport:
    """Write the words of one period's report; without an agency the standing office's."""
    if agency is not None:
        must_own(by, agency.pk)
    report = ImprovementReport.objects.filter(campaign=campaign, agency=agency, period=period).first()
    report = report or ImprovementReport(campaign=campaign, agency=agency, period=period)
    before = {name: getattr(report, name) for name in words}
    for name, text in words.items():
        setattr(report, name, text)
    report.saved_at, report.saved_by = at, by.user
    report.save()
    changes = audit.difference(before, dict(words))
    audit.record("ghi lời báo cáo theo dõi khắc phục", report, by=by.user, changes=changes, at=at)
    return report
