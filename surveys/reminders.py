"""Reminders of the fieldwork: to those who enter the forms about an agency that is behind, once a day at most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.urls import reverse

from cchc.accounts.models import User
from cchc.notices.registry import Owed, register_source
from cchc.notices.services import owe
from cchc.tenancy import audit
from cchc.tenancy.scope import active_tenant
from criteria.models import Campaign
from criteria.queries import current_campaign, phase_state
from criteria.rules.calendar import HANOI, Phase, closing_words
from surveys.errors import SurveyRefused
from surveys.models import SurveyStaff
from surveys.queries.pace import PaceRow, pace

KIND = "survey_behind"
AT = time(8, 0)


def owed(at: datetime) -> Iterable[Owed]:
    """What the sweep writes down from eight o'clock on while the survey runs and somebody is behind."""
    campaign = current_campaign()
    if campaign is None or not campaign.has_survey or campaign.opened_at is None or campaign.adopted_at is not None:
        return
    if at.astimezone(HANOI).time() < AT or not SurveyStaff.objects.filter(campaign=campaign).exists():
        return
    if phase_state(campaign, Phase.SURVEY, at=at).open:
        yield from _messages(campaign, pace(campaign, at).behind, at)


@transaction.atomic
def remind(*, campaign: Campaign, agencies: Collection[int], by: Any, at: datetime) -> int:
    """Remind those who enter the forms about these agencies; says how many messages are new.

    Raises SurveyRefused where none of them lacks forms or nobody was assigned.
    """
    rows = [row for row in pace(campaign, at).rows if row.agency.pk in agencies and row.lacking]
    messages = list(_messages(campaign, rows, at))
    if not messages:
        raise SurveyRefused(
            "Các đơn vị đã chọn không còn thiếu phiếu hoặc chưa phân công ai nhập – phân công ở Kế hoạch mẫu."
        )
    written = owe(messages)
    if written:
        names = ", ".join(row.agency.name for row in rows)
        audit.record("nhắc người nhập phiếu khảo sát", campaign, by=by, at=at, changes={"đơn vị": names})
    return written


def _messages(campaign: Campaign, rows: Iterable[PaceRow], at: datetime) -> Iterator[Owed]:
    """One message a day to each person, about all of the agencies; a second one on the same day is the same."""
    lacking = {row.agency.pk: row for row in rows}
    mine: dict[User, list[PaceRow]] = defaultdict(list)
    staff = SurveyStaff.objects.filter(campaign=campaign, agency__in=lacking).select_related("user")
    for one in staff.order_by("user__username", "agency__sort_key"):
        if one.user.is_active:
            mine[one.user].append(lacking[one.agency_id])
    closes = phase_state(campaign, Phase.SURVEY, at=at).window.closes
    for person, places in mine.items():
        yield _message(campaign, person, places, closes, at)


def _message(campaign: Campaign, person: User, places: list[PaceRow], closes: datetime | None, at: datetime) -> Owed:
    told = "; ".join(f"{row.agency.name} {row.received}/{row.wanted}" for row in places)
    until = f" Hạn: {closing_words(closes)}." if closes else ""
    tenant = active_tenant()
    return Owed(
        recipient=person,
        kind=KIND,
        subject=f"Nhập phiếu khảo sát năm {campaign.year}: còn thiếu {sum(row.lacking for row in places)} phiếu",
        body=f"Số phiếu đã nhập trên chỉ tiêu: {told}.{until}",
        url=reverse("surveys:entry_places", args=[tenant.slug, campaign.year]),  # type: ignore[union-attr]
        dedupe_key=f"{KIND}:{campaign.pk}:{at.astimezone(HANOI):%Y%m%d}",
        due_at=at,
    )


register_source(owed)
