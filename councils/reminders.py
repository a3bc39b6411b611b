"""Reminders of explanation and council, by the outbox: only to agencies that have not replied, and to those who sit."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from cchc.accounts.models import User
from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.notices.registry import Owed, register_source
from councils.models import ExplanationLetter, Meeting
from councils.news import address, message, people_with
from councils.queries.explanation import reply_time
from councils.states import MeetingState, RequestState
from criteria.queries import current_campaign
from criteria.rules.calendar import HANOI, closing_words

OFFSETS = (-2, -1, 0)
"""Days from the last day of a letter; after it the secretariat is told who has not replied."""
AT = time(8, 0)


def owed(at: datetime) -> Iterable[Owed]:
    """What is due now in the campaign that is worked in."""
    campaign = current_campaign()
    if campaign is None or campaign.opened_at is None or campaign.adopted_at is not None:
        return
    waiting = ExplanationLetter.objects.filter(
        assessment__campaign=campaign, requests__state=RequestState.SENT
    ).distinct()
    for letter in waiting.select_related("assessment__campaign", "assessment__agency"):
        yield from _of_letter(letter, at)
    soon = Meeting.objects.filter(
        campaign=campaign, state=MeetingState.PREPARING, planned_at__gt=at, planned_at__lte=at + timedelta(days=1)
    )
    for meeting in soon:
        yield from _of_meeting(meeting, at)


def _of_letter(letter: ExplanationLetter, at: datetime) -> Iterator[Owed]:
    window = reply_time(letter, at=at)
    if not window.open:
        yield from _late(letter, window.closes, at)
        return
    last = (window.closes.astimezone(HANOI) - timedelta(microseconds=1)).date()
    moments = [(offset, datetime.combine(last + timedelta(days=offset), AT, HANOI)) for offset in OFFSETS]
    passed = [(offset, moment) for offset, moment in moments if letter.sent_at < moment <= at]
    if passed:
        offset, moment = passed[-1]
        yield from _soon(letter, window.closes, offset, moment)


def _open_codes(letter: ExplanationLetter) -> str:
    waiting = letter.requests.filter(state=RequestState.SENT).select_related("criterion")
    return ", ".join(one.criterion.code for one in waiting)


def _soon(letter: ExplanationLetter, closes: datetime, offset: int, moment: datetime) -> Iterator[Owed]:
    file, head = letter.assessment, "Hôm nay là hạn cuối" if offset == 0 else f"Còn {-offset} ngày"
    subject = f"{head}: gửi giải trình đợt {letter.round} của {file.agency}"
    body = (
        f"Mục {_open_codes(letter)}. Hạn: {closing_words(closes)}. Quá hạn, điểm thẩm định giữ nguyên trình Hội đồng."
    )
    url = address("reply", file.campaign.year, file.pk)
    key = f"{letter.pk}:{closes:%Y%m%d%H%M}:{offset}"
    text = f"Chỉ số CCHC: {head} gửi giải trình đợt {letter.round}. Hạn {closing_words(closes)}. Đăng nhập để trả lời."
    for person in people_with(*OF_ASSESSED_AGENCY, agency=file.agency_id):
        yield message(person, "explanation_due", subject, body, url, f"{key}:{person.pk}", moment, text)


def _late(letter: ExplanationLetter, closes: datetime, at: datetime) -> Iterator[Owed]:
    """Once, when the deadline has passed; a letter forgotten for long is not dug up."""
    if at < closes or at > closes + timedelta(days=10):
        return
    file = letter.assessment
    subject = f"{file.agency} quá hạn giải trình đợt {letter.round}"
    body = f"Mục {_open_codes(letter)} chưa có trả lời. Thẩm định lần 2 được mà không cần chờ."
    url = address("explanations", file.campaign.year)
    for person in _secretaries():
        yield message(
            person, "explanation_late", subject, body, url, f"{letter.pk}:{closes:%Y%m%d%H%M}:{person.pk}", closes
        )


def _secretaries() -> list[User]:
    return people_with(Role.SECRETARY)


def _of_meeting(meeting: Meeting, at: datetime) -> Iterator[Owed]:
    day = timezone.localtime(meeting.planned_at)
    subject = f"Họp Hội đồng phiên thứ {meeting.number}: {day:%H:%M ngày %d/%m/%Y}"
    body = f"{meeting.place}. {meeting.lines.count()} dòng phải biểu quyết; tài liệu ở trang phiên họp."
    url = address("meeting", meeting.campaign.year, meeting.pk)
    for member in meeting.members.select_related("user"):
        key = f"{meeting.pk}:{meeting.planned_at:%Y%m%d%H%M}:{member.user_id}"
        yield message(member.user, "meeting_soon", subject, body, url, key, at, f"Chỉ số CCHC: {subject}.")


register_source(owed)
