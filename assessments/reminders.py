"""Reminders of the self-assessment: only to the officers and heads of agencies that have not sent their file yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from assessments.models import Assessment
from assessments.queries import progress
from assessments.states import State
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.notices.registry import Owed, register_source
from cchc.tenancy.scope import active_tenant
from criteria.models import Campaign, Extension, PlanStep
from criteria.queries import current_campaign, step_window
from criteria.rules.calendar import HANOI, Phase, closing_words

OFFSETS = (-7, -3, -1, 0, 1, 3)
"""Days from the last day on which the file may be sent: before, on the day, and after."""
AT = time(8, 0)
FORGOTTEN_AFTER = timedelta(days=10)
KIND = "self_assessment_late"


def due_offset(closes: datetime, at: datetime) -> tuple[int, datetime] | None:
    """The reminder that is due at the moment and since when; an earlier one that was missed is not made up for."""
    last_day = (closes.astimezone(HANOI) - timedelta(microseconds=1)).date()
    moments = [(offset, datetime.combine(last_day + timedelta(days=offset), AT, HANOI)) for offset in OFFSETS]
    passed = [(offset, moment) for offset, moment in moments if moment <= at]
    if not passed or at > passed[-1][1] + FORGOTTEN_AFTER:
        return None
    return passed[-1]


def owed(at: datetime) -> Iterable[Owed]:
    """The reminders due at the moment, of the campaign that is worked in; a fixed number of queries."""
    campaign = current_campaign()
    if campaign is None or campaign.opened_at is None or campaign.adopted_at is not None:
        return
    step = PlanStep.objects.filter(campaign=campaign, phase=Phase.SELF_ASSESSMENT).first()
    window = step_window(step) if step else None
    if window is None or window.closes is None or (window.opens is not None and at < window.opens):
        return
    yield from _owed(campaign, window.closes, at)


def _owed(campaign: Campaign, closes: datetime, at: datetime) -> Iterator[Owed]:
    later = _extensions(campaign)
    late = [row for row in progress(campaign) if row.state in {State.DRAFT, State.PENDING_HEAD}]
    people = _people({row.agency.pk for row in late})
    for row in late:
        ends = max([closes, *later.get(None, []), *later.get(row.agency.pk, [])])
        due = due_offset(ends, at)
        if due is not None:
            for person in people.get(row.agency.pk, []):
                yield _message(row.assessment, row.total - row.scored, person, ends, *due)


def _extensions(campaign: Campaign) -> dict[int | None, list[datetime]]:
    found: dict[int | None, list[datetime]] = {}
    given = Extension.objects.filter(campaign=campaign, phase=Phase.SELF_ASSESSMENT)
    for agency, closes in given.values_list("agency_id", "closes_at"):
        found.setdefault(agency, []).append(closes)
    return found


def _people(agencies: set[int]) -> dict[int, list[User]]:
    held = Membership.objects.with_roles(Role.OFFICER, Role.HEAD).filter(agency__in=agencies)
    found: dict[int, list[User]] = {}
    for membership in held.select_related("user").order_by("user__username"):
        people = found.setdefault(membership.agency_id, [])
        if membership.user not in people:
            people.append(membership.user)
    return found


def _message(file: Assessment, unscored: int, person: User, closes: datetime, offset: int, due: datetime) -> Owed:
    words = closing_words(closes)
    when = f"Hạn gửi: {words}." if offset <= 0 else f"Đã quá hạn {words}."
    left = f"Còn {unscored} mục chưa chấm." if unscored else "Các mục đã chấm đủ; hồ sơ chưa được gửi."
    head = "Quá hạn" if offset > 0 else "Hôm nay là hạn cuối" if offset == 0 else f"Còn {-offset} ngày"
    tenant = active_tenant()
    return Owed(
        recipient=person,
        kind=KIND,
        subject=f"{head}: gửi hồ sơ tự đánh giá năm {file.campaign.year} của {file.agency}",
        body=f"{when} {left} Hồ sơ chưa gửi thì không được thẩm định.",
        url=reverse("assessments:file", args=[tenant.slug, file.campaign.year, file.pk]),  # type: ignore[union-attr]
        dedupe_key=f"{KIND}:{file.pk}:{closes:%Y%m%d%H%M}:{offset}:{person.pk}",
        due_at=due,
    )


register_source(owed)
