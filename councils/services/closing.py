"""The end of appraisal: one file, or every file in which nothing is missing and every department has confirmed."""

from datetime import datetime

from django.db import transaction

from assessments.models import Assessment
from assessments.services import transition
from assessments.states import State
from cchc.accounts.members import Member
from councils.permissions import may_override
from councils.queries.confirmed import unconfirmed
from councils.queries.missing import missing_scores
from councils.services.appraising import Refused
from criteria.models import Campaign

MAX_REASON = 2000


@transaction.atomic
def finish_appraisal(*, assessment: Assessment, by: Member, at: datetime, reason: str = "") -> Assessment:
    """End the appraisal of one file: every leaf has its score, and every department that leads one has confirmed.

    The standing office may end it without a confirmation by giving the reason, which stays with the step and names the
    departments. Raises ``Refused`` naming the leaves or the departments; ``Refusal`` from the table of states.
    """
    missing = missing_scores(assessment.campaign).get(assessment.agency_id, [])
    if missing:
        shown = ", ".join(missing[:8]) + (" …" if len(missing) > 8 else "")
        raise Refused(
            f"{assessment.agency} còn {len(missing)} mục chưa thẩm định: {shown} – thẩm định hết rồi kết thúc."
        )
    waiting = unconfirmed(assessment.campaign, [assessment]).get(assessment.pk, [])
    comment = _override(assessment, ", ".join(map(str, waiting)), by, reason) if waiting else ""
    return transition(assessment=assessment, name="finish_appraisal", by=by, at=at, comment=comment)


def _override(file: Assessment, names: str, by: Member, reason: str) -> str:
    """What the step says when it is taken without the departments' confirmations. Raises ``Refused``."""
    cleaned = " ".join(reason.replace("\x00", "").split())
    if not may_override(by):
        raise Refused(f"{names} chưa xác nhận phần thẩm định {file.agency} – chờ lãnh đạo cơ quan xác nhận.")
    if not cleaned:
        raise Refused(f"{names} chưa xác nhận phần thẩm định {file.agency} – ghi lý do kết thúc không chờ.", "reason")
    if len(cleaned) > MAX_REASON:
        raise Refused(f"Lý do dài {len(cleaned)} ký tự – rút còn {MAX_REASON} ký tự.", "reason")
    return f"Kết thúc khi {names} chưa xác nhận: {cleaned}"


@transaction.atomic
def finish_complete(*, campaign: Campaign, by: Member, at: datetime) -> list[Assessment]:
    """End the appraisal of every sent file in which nothing is missing and everything is confirmed; those ended."""
    missing = missing_scores(campaign)
    files = campaign.assessments.filter(state=State.SUBMITTED).exclude(agency__in=missing).select_related("agency")
    waiting = unconfirmed(campaign, list(files))
    ready = [file for file in files if file.pk not in waiting]
    return [transition(assessment=file, name="finish_appraisal", by=by, at=at) for file in ready]
