"""Reminders of the self-assessment: to officers and heads with something open in a file that has not been sent."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from assessments.models import Assessment
from assessments.queries import Progress, file_status, progress
from assessments.shares import Given, closed_leaves, given_in
from assessments.states import State
from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.notices.registry import Owed, register_source
from cchc.tenancy.scope import active_tenant
from criteria.models import Campaign, Extension, PlanStep
from criteria.queries import current_campaign, step_window
from criteria.rules.calendar import HANOI, Phase, closing_words
from criteria.tree import tree_of

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
    people, shared = _people({row.agency.pk for row in late}), given_in(campaign)
    for row in late:
        ends = max([closes, *later.get(None, []), *later.get(row.agency.pk, [])])
        due = due_offset(ends, at)
        if due is not None:
            for person, left in _left(row, people.get(row.agency.pk, {}), shared.get(row.assessment.pk, {})):
                yield _message(row.assessment, left, person, ends, *due)


def _left(row: Progress, people: dict[User, bool], given: Given) -> Iterator[tuple[User, str]]:
    """Who has something open in the file, and what. ``people`` say who of them heads the agency.

    A file that waits for the head is the head's alone; where leaves were shared out, an officer is told of the own
    part, and not at all once that is done while others still work.
    """
    if row.state == State.PENDING_HEAD:
        words = "Hồ sơ đã chấm đủ, đang chờ lãnh đạo duyệt và gửi."
        yield from ((person, words) for person, is_head in people.items() if is_head)
        return
    whole = _words(row.total - row.scored)
    leaves = file_status(row.assessment).leaves if given else []
    for person, is_head in people.items():
        if is_head or not given:
            yield person, whole
            continue
        closed = closed_leaves(tree_of(row.assessment.criteria_set), given, person.pk)
        lacking = sum(bool(leaf.lacks) for leaf in leaves if leaf.node.pk not in closed)
        if lacking:
            yield person, f"Phần được giao còn {lacking} việc."
        elif not any(leaf.lacks for leaf in leaves):
            yield person, whole


def _words(unscored: int) -> str:
    return f"Còn {unscored} mục chưa chấm." if unscored else "Các mục đã chấm đủ; hồ sơ chưa được gửi."


def _extensions(campaign: Campaign) -> dict[int | None, list[datetime]]:
    found: dict[int | None, list[datetime]] = {}
    given = Extension.objects.filter(campaign=campaign, phase=Phase.SELF_ASSESSMENT)
    for agency, closes in given.values_list("agency_id", "closes_at"):
        found.setdefault(agency, []).append(closes)
    return found


def _people(agencies: set[int]) -> dict[int, dict[User, bool]]:
    """By agency its officers and heads; True for heads, also for those who are both."""
    held = Membership.objects.with_roles(Role.OFFICER, Role.HEAD).filter(agency__in=agencies)
    found: dict[int, dict[User, bool]] = {}
    for membership in held.select_related("user").order_by("user__username"):
        people = found.setdefault(membership.agency_id, {})
        people[membership.user] = people.get(membership.user, False) or membership.role == Role.HEAD
    return found


def _message(file: Assessment, left: str, person: User, closes: datetime, offset: int, due: datetime) -> Owed:
    words = closing_words(closes)
    when = f"Hạn gửi: {words}." if offset <= 0 else f"Đã quá hạn {words}."
    head = "Quá hạn" if offset > 0 else "Hôm nay là hạn cuối" if offset == 0 else f"Còn {-offset} ngày"
    tenant, year = active_tenant(), file.campaign.year
    return Owed(
        recipient=person,
        kind=KIND,
        subject=f"{head}: gửi hồ sơ tự đánh giá năm {file.campaign.year} của {file.agency}",
        body=f"{when} {left} Hồ sơ chưa gửi thì không được thẩm định.",
        url=reverse("assessments:file", args=[tenant.slug, file.campaign.year, file.pk]),  # type: ignore[union-attr]
        dedupe_key=f"{KIND}:{file.pk}:{closes:%Y%m%d%H%M}:{offset}:{person.pk}",
        due_at=due,
        text=f"Chỉ số CCHC: {head} gửi hồ sơ tự đánh giá năm {year}. Hạn {words}. Đăng nhập phần mềm để hoàn thành.",
    )


register_source(owed)
