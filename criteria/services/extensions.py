"""A later closing minute for one agency, some, or all: kept for good, told to those concerned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from cchc.accounts.models import Membership
from cchc.accounts.roles import Role
from cchc.notices.registry import Owed
from cchc.notices.services import owe
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from criteria.duties import DUTIES, PER_AGENCY
from criteria.errors import FrameRefused
from criteria.models import Campaign, Extension, PlanStep
from criteria.queries import plan_of
from criteria.rules.calendar import Phase, closing_words
from criteria.services.participants import refuse_adopted

KIND = "extension"
ORDER = list(Phase)


@dataclass(frozen=True, slots=True)
class Granted:
    """What is decided: the phase, its new closing minute, for whom (nobody named: for all), why and by whom."""

    phase: Phase
    closes_at: datetime
    reason: str
    approver: str
    agencies: Sequence[Agency] = ()
    request_paper: str = ""
    shift_later: bool = False


@transaction.atomic
def extend(*, campaign: Campaign, granted: Granted, by: Any, at: datetime) -> list[Extension]:
    """Write the extension of each agency (one row for all of them) and tell the people. Raises FrameRefused.

    With ``shift_later`` the following steps are moved by as many days, which only an extension for all may do.
    """
    refuse_adopted(campaign)
    _refuse_strangers(campaign, granted)
    batch = uuid4()
    moved = [_row(campaign, granted, agency, batch, by) for agency in granted.agencies or [None]]
    if granted.shift_later and not granted.agencies:
        moved += _shifted(campaign, granted, moved[0], by)
    Extension.objects.bulk_create(moved)
    whom = ", ".join(str(agency) for agency in granted.agencies) or "tất cả"
    changes = {"giai đoạn": Phase(granted.phase).label, "đơn vị": whom, "hạn mới": granted.closes_at}
    changes |= {f"hạn {Phase(row.phase).label}": row.closes_at for row in moved if row.phase != granted.phase}
    audit.record("gia hạn", campaign, by=by, at=at, changes=changes, reason=granted.reason)
    if campaign.opened_at:
        owe(_messages(campaign, moved, at))
    return moved


def _refuse_strangers(campaign: Campaign, granted: Granted) -> None:
    taking_part = set(campaign.participants.values_list("agency_id", flat=True))
    for agency in granted.agencies:
        if agency.pk not in taking_part:
            raise FrameRefused(f"{agency} không tham gia kỳ đánh giá này – chọn đơn vị khác.")


def _row(campaign: Campaign, granted: Granted, agency: Agency | None, batch: Any, by: Any) -> Extension:
    former = _former(campaign, Phase(granted.phase), granted.closes_at, agency)
    return Extension(
        campaign=campaign,
        agency=agency,
        phase=granted.phase,
        closes_at=granted.closes_at,
        former_closes_at=former,
        reason=granted.reason,
        approver=granted.approver,
        request_paper=granted.request_paper,
        batch=batch,
        created_by_name=str(by),
    )


def _former(campaign: Campaign, phase: Phase, closes_at: datetime, agency: Agency | None) -> datetime | None:
    """The closing minute in force so far. Raises FrameRefused unless the new one is later."""
    plan = plan_of(campaign, [agency.pk] if agency else [])
    step = next((step for step in plan.steps if step.phase == phase), None)
    if step is None:
        raise FrameRefused(f"Kế hoạch không có bước {phase.label} – không có hạn để gia hạn.")
    given = plan.latest(phase, agency.pk if agency else None)
    latest = max(filter(None, [step.closes, given.closes_at if given else None]), default=None)
    if latest and closes_at <= latest:
        of_whom = f" của {agency}" if agency else ""
        raise FrameRefused(
            f"Hạn mới không sau hạn hiện nay{of_whom} ({closing_words(latest)}) – chọn ngày giờ muộn hơn."
        )
    return latest


def later_steps(campaign: Campaign, phase: Phase) -> list[PlanStep]:
    """The steps whose phases come after it and that have an end."""
    after = ORDER[ORDER.index(phase) + 1 :]
    return [step for step in campaign.steps.order_by("position") if step.phase in after and step.closes]


def overtaken(campaign: Campaign, phase: Phase, closes_at: datetime) -> list[PlanStep]:
    """Following steps that would end before, or together with, the extended one."""
    steps = later_steps(campaign, phase)
    latest = {row.phase: row.closes_at for row in campaign.extensions.filter(agency=None).order_by("closes_at", "pk")}
    return [step for step in steps if max(step.closes, latest.get(step.phase, step.closes)) <= closes_at]


def _shifted(campaign: Campaign, granted: Granted, first: Extension, by: Any) -> list[Extension]:
    if first.former_closes_at is None:
        return []
    days = granted.closes_at - first.former_closes_at
    latest = {row.phase: row.closes_at for row in campaign.extensions.filter(agency=None).order_by("closes_at", "pk")}
    rows = []
    for step in later_steps(campaign, Phase(granted.phase)):
        former = max(step.closes, latest.get(step.phase, step.closes))
        rows.append(
            Extension(
                campaign=campaign,
                phase=step.phase,
                closes_at=former + days,
                former_closes_at=former,
                reason=f"Lùi theo {Phase(granted.phase).label.lower()}: {granted.reason}",
                approver=granted.approver,
                request_paper=granted.request_paper,
                batch=first.batch,
                created_by_name=str(by),
            )
        )
    return rows


def _messages(campaign: Campaign, rows: Iterable[Extension], at: datetime) -> Iterator[Owed]:
    url = reverse("criteria:calendar", args=[campaign.tenant.slug])
    for row in rows:
        phase = Phase(row.phase)
        for membership in _concerned(campaign, row):
            yield Owed(
                recipient=membership.user,
                kind=KIND,
                subject=f"Gia hạn {phase.label.lower()} năm {campaign.year} đến {closing_words(row.closes_at)}",
                body=_body(row),
                url=url,
                dedupe_key=f"{KIND}:{row.batch}:{row.phase}:{row.agency_id or 0}",
                due_at=at,
            )


def _body(row: Extension) -> str:
    whom = str(row.agency) if row.agency else "Tất cả các đơn vị"
    former = f", thay cho {closing_words(row.former_closes_at)}" if row.former_closes_at else ""
    return (
        f"{whom} được gia hạn {Phase(row.phase).label.lower()} đến {closing_words(row.closes_at)}{former}. "
        f"Lý do: {row.reason}. Người duyệt: {row.approver}."
    )


def _concerned(campaign: Campaign, row: Extension) -> list[Membership]:
    """One membership of each person who works in that phase, for the agency where it is the agency's own."""
    held = Membership.objects.with_roles(*DUTIES[Phase(row.phase)], Role.COORDINATOR).select_related("user")
    if row.phase in PER_AGENCY:
        agencies = [row.agency_id] if row.agency_id else campaign.participants.values("agency_id")
        held = held.filter(agency__in=agencies, role__in=DUTIES[Phase(row.phase)])
    return list({membership.user_id: membership for membership in held}.values())
