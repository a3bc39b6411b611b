"""An agency asks for more time; the standing office agrees, which extends, or refuses with a reason. All is told."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.models import Assessment, ExtensionRequest
from assessments.services.saving import Refused, lock_file
from assessments.states import State
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.notices.registry import Owed
from cchc.notices.services import owe
from cchc.tenancy import audit
from criteria.queries import phase_state
from criteria.rules.calendar import Phase, closing_words
from criteria.services.extensions import Granted, extend

ASKED, ANSWERED = "extension_asked", "extension_refused"
ASKING = frozenset({State.DRAFT, State.PENDING_HEAD})
"""Only who has not sent the file yet needs more time."""


def why_not(file: Assessment) -> str:
    """Why this file's agency can't ask for more time now; empty where it can."""
    if file.state not in ASKING:
        return "Hồ sơ đã gửi nên không cần gia hạn; cần sửa thì rút hồ sơ hoặc đề nghị trả lại."
    if file.campaign.opened_at is None or file.campaign.adopted_at is not None:
        return "Kỳ đánh giá chưa mở hoặc đã thông qua kết quả nên không gia hạn được."
    return ""


@transaction.atomic
def ask_extension(
    *, assessment: Assessment, wished: datetime, reason: str, paper: str = "", by: User, at: datetime
) -> ExtensionRequest:
    """Ask for the self-assessment to close at ``wished``. Raises ``Refused``."""
    file = lock_file(assessment.pk)
    if words := why_not(file):
        raise Refused(words)
    closes = phase_state(file.campaign, Phase.SELF_ASSESSMENT, at=at, agency=file.agency).window.closes
    if wished <= max(filter(None, [closes, at])):
        until = f" và sau hạn hiện nay ({closing_words(closes)})" if closes else ""
        raise Refused(f"Ngày xin gia hạn phải ở phía trước{until} – chọn ngày muộn hơn.")
    try:
        with transaction.atomic():
            made = ExtensionRequest.objects.create(
                assessment=file, wished=wished, reason=reason, paper=paper, asked_at=at, asked_by=by
            )
    except IntegrityError as twice:
        raise Refused("Đơn vị đang có một đề nghị gia hạn chờ trả lời – chờ cơ quan thường trực trả lời.") from twice
    changes = {"xin gia hạn đến": [None, closing_words(wished)]}
    audit.record("xin gia hạn", file, by=by, at=at, changes=changes, reason=reason)
    owe(_asked(made))
    return made


@transaction.atomic
def agree(*, request: ExtensionRequest, closes_at: datetime, approver: str, by: User, at: datetime) -> None:
    """Extend for the agency that asked, by the same service as any extension, which also tells its people.

    Raises ``Refused`` where it was answered before, ``FrameRefused`` where the minute isn't later.
    """
    kept = _open(request)
    file = kept.assessment
    granted = Granted(
        phase=Phase.SELF_ASSESSMENT,
        closes_at=closes_at,
        reason=kept.reason,
        approver=approver,
        agencies=[file.agency],
        request_paper=kept.paper,
    )
    kept.extension = extend(campaign=file.campaign, granted=granted, by=by, at=at)[0]
    _answered(kept, by, at)
    changes = {"hạn mới": [None, closing_words(closes_at)], "người duyệt": [None, approver]}
    audit.record("đồng ý gia hạn", file, by=by, at=at, changes=changes)


@transaction.atomic
def refuse(*, request: ExtensionRequest, reason: str, by: User, at: datetime) -> None:
    """Say no, and why. Raises ``Refused`` where it was answered before."""
    kept = _open(request)
    kept.refusal = reason
    _answered(kept, by, at)
    audit.record("không đồng ý gia hạn", kept.assessment, by=by, at=at, reason=reason)
    owe(_refused(kept))


def _open(request: ExtensionRequest) -> ExtensionRequest:
    rows = ExtensionRequest.objects.select_for_update(of=("self",))
    kept = rows.select_related("assessment__agency", "assessment__campaign", "asked_by").get(pk=request.pk)
    if kept.answered_at is not None:
        raise Refused("Đề nghị này đã được trả lời – tải lại trang để xem.")
    return kept


def _answered(kept: ExtensionRequest, by: User, at: datetime) -> None:
    kept.answered_at, kept.answered_by = at, by
    kept.save(update_fields=["answered_at", "answered_by", "extension", "refusal"])


def _asked(made: ExtensionRequest) -> Iterable[Owed]:
    """To the standing office."""
    file = made.assessment
    for membership in Membership.objects.with_roles(Role.COORDINATOR).select_related("user"):
        yield Owed(
            recipient=membership.user,
            kind=ASKED,
            subject=f"{file.agency} xin gia hạn tự đánh giá đến {closing_words(made.wished)}",
            body=f"Lý do: {made.reason}",
            url=reverse("assessments:extension_requests", args=[file.tenant.slug, file.campaign.year]),
            dedupe_key=f"{ASKED}:{made.pk}:{membership.user_id}",
            due_at=made.asked_at,
        )


def _refused(kept: ExtensionRequest) -> Iterable[Owed]:
    """To who asked and to the heads of the agency."""
    file = kept.assessment
    heads = Membership.objects.with_roles(Role.HEAD).filter(agency=file.agency_id).select_related("user")
    for user in {kept.asked_by, *(membership.user for membership in heads)}:
        yield Owed(
            recipient=user,
            kind=ANSWERED,
            subject=f"Không đồng ý gia hạn tự đánh giá năm {file.campaign.year} của {file.agency}",
            body=f"Lý do: {kept.refusal}",
            url=reverse("assessments:ask_extension", args=[file.tenant.slug, file.campaign.year, file.pk]),
            dedupe_key=f"{ANSWERED}:{kept.pk}:{user.pk}",
            due_at=kept.answered_at,  # type: ignore[arg-type]
        )
