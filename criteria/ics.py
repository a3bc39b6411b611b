"""A person's deadlines as a calendar file (RFC 5545), for download and for subscription."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event

from criteria.duties import Deadline
from criteria.models import Campaign

SHOWN = timedelta(hours=1)
"""A deadline stands in the calendar as its last hour, so that «24:00 ngày 14/12» falls on the 14th."""
REMINDED = timedelta(days=-1)
REFRESH = timedelta(hours=6)


def calendar(name: str, entries: Iterable[tuple[Campaign, Deadline]], *, host: str, page: str) -> bytes:
    """The calendar's bytes, the same for the same deadlines; ``page`` is the address every entry leads to."""
    made = Calendar()
    made.add("prodid", "-//Chi so CCHC//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for campaign, deadline in entries:
        made.add_component(_event(campaign, deadline, host, page))
    return made.to_ical()


def _event(campaign: Campaign, deadline: Deadline, host: str, page: str) -> Event:
    event = Event()
    extended, closes = deadline.extended, deadline.closes.astimezone(UTC)
    whose = deadline.agency.pk if deadline.agency else 0
    event.add("uid", f"han-{campaign.tenant_id}-{campaign.pk}-{deadline.phase}-{whose}@{host}")
    event.add("dtstamp", (extended.created_at if extended else campaign.created_at).astimezone(UTC))
    event.add("dtstart", closes - SHOWN)
    event.add("dtend", closes)
    event.add("summary", f"Hạn {deadline.title} (năm {campaign.year})")
    event.add("description", _told(deadline))
    event.add("url", page)
    event.add_component(_alarm(deadline))
    return event


def _told(deadline: Deadline) -> str:
    lines = [f"{deadline.step.task}", f"Thời hạn: {deadline.state.words}."]
    if deadline.extended:
        lines.append(f"Lý do gia hạn: {deadline.extended.reason}.")
    if deadline.step.lead:
        lines.append(f"Cơ quan chủ trì: {deadline.step.lead}.")
    return "\n".join(lines)


def _alarm(deadline: Deadline) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Còn một ngày: {deadline.title}")
    alarm.add("trigger", REMINDED)
    return alarm
