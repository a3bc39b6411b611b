"""What explanation and council add to every page and to the home page: entries of the masthead, things to do."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, OF_DEPARTMENT, Role
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Todo, register_nav, register_todos
from cchc.web.facts import fact, register_fact
from councils.models import ExplanationLetter, ExplanationRequest, Meeting
from councils.permissions import may_send_letters, may_take_part
from councils.queries import cells_of
from councils.queries.explanation import reply_time
from councils.states import MeetingState, RequestState
from criteria.chrome import current_of
from criteria.models import Campaign
from criteria.rules.calendar import closing_words, remaining

ASKED = """ARRAY(
    SELECT f.campaign_id FROM councils_explanationletter l JOIN assessments_assessment f ON f.id = l.assessment_id
    WHERE f.agency_id = ANY(%s::bigint[])
)"""
"""The campaigns in which a letter went to one of the person's agencies."""


def _here(request: HttpRequest, view: str, campaign: Campaign, *args: int) -> str:
    return reverse(f"councils:{view}", args=[request.tenant.slug, campaign.year, *args])  # type: ignore[attr-defined]


def explanation_entry(request: HttpRequest) -> NavEntry | None:
    """For those who appraise; for an agency once something was asked of it. The office, whose masthead is full, finds
    it in the menu and beside the meetings."""
    campaign, member = current_of(request), request.member  # type: ignore[attr-defined]
    if campaign is None:
        return None
    inside = member.has(*OF_DEPARTMENT, Role.SECRETARY, Role.COORDINATOR)
    if not inside and campaign.pk not in fact(request, "asked"):
        return None
    office = member.has(Role.SECRETARY, Role.COORDINATOR)
    return NavEntry("Giải trình", _here(request, "explanations", campaign), aside=office)


def _asked_of(request: HttpRequest) -> list[list[int]]:
    return [list(request.member.agency_ids(*OF_ASSESSED_AGENCY))]  # type: ignore[attr-defined]


def _letters(member: Member, campaign: Campaign):
    own = member.agency_ids(*OF_ASSESSED_AGENCY)
    return ExplanationLetter.objects.filter(assessment__campaign=campaign, assessment__agency__in=own)


def things_to_do(request: HttpRequest) -> Iterator[Todo]:
    """What explanation and council wait for from the person asking."""
    campaign, member = current_of(request), request.member  # type: ignore[attr-defined]
    if campaign is None or campaign.opened_at is None or campaign.adopted_at is not None:
        return
    if member.has(*OF_ASSESSED_AGENCY):
        yield from _asked(request, member, campaign)
    if may_send_letters(member):
        yield from _drafts(request, campaign)
    if member.has(*OF_DEPARTMENT, Role.SECRETARY):
        yield from _answered(request, member, campaign)
    if may_take_part(member):
        yield from _meetings(request, member, campaign)


def _asked(request: HttpRequest, member: Member, campaign: Campaign) -> Iterator[Todo]:
    """Letters that wait for the agency: what is asked and until when."""
    now = timezone.now()
    waiting = _letters(member, campaign).filter(requests__state=RequestState.SENT).distinct()
    for letter in waiting.select_related("assessment__campaign", "assessment__agency"):
        time = reply_time(letter, at=now)
        if not time.open:
            continue
        asked = list(letter.requests.filter(state=RequestState.SENT).select_related("criterion"))
        codes = ", ".join(one.criterion.code for one in asked[:8]) + (" …" if len(asked) > 8 else "")
        ready = sum(bool(one.position) for one in asked)
        heads = member.has(Role.HEAD) and ready == len(asked)
        yield Todo(
            f"{'Gửi' if heads else 'Viết'} giải trình {len(asked)} mục, trước {time.words}",
            _here(request, "reply", campaign, letter.assessment_id),
            detail=f"Mục {codes}. Đã có ý kiến {ready}/{len(asked)} mục.",
            tag="Giải trình",
            tone="query",
            when=remaining(now, time.closes),
            urgency=1,
            button="Xem và gửi" if heads else "Giải trình",
        )


def _drafts(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    waiting = ExplanationRequest.objects.filter(assessment__campaign=campaign, state=RequestState.DRAFT)
    agencies = waiting.values("agency").distinct().count()
    if agencies:
        yield Todo(
            f"{waiting.count()} yêu cầu giải trình của {agencies} đơn vị chờ gửi công văn",
            _here(request, "explanations", campaign),
            tag="Giải trình",
            tone="query",
            urgency=3,
            button="Lập công văn",
        )


def _answered(request: HttpRequest, member: Member, campaign: Campaign) -> Iterator[Todo]:
    """Replies to what the person's leaves were asked, waiting for the second appraisal."""
    rows = ExplanationRequest.objects.filter(assessment__campaign=campaign, state=RequestState.ANSWERED)
    found = list(rows.values_list("agency_id", "criterion_id", "assessment_id"))
    if not found:
        return
    cells = cells_of(member, campaign)
    secretary = member.has(Role.SECRETARY)
    mine = [row for row in found if secretary or cells.covers(row[0], row[1])]
    if mine:
        yield Todo(
            f"{len(mine)} giải trình chờ thẩm định lần 2",
            _here(request, "explanations", campaign),
            detail="Đơn vị đã trả lời; ghi điểm lần 2 có lý do, hoặc đưa ra Hội đồng.",
            tag="Giải trình",
            tone="info",
            urgency=2,
            button="Thẩm định lần 2",
        )


def _meetings(request: HttpRequest, member: Member, campaign: Campaign) -> Iterator[Todo]:
    """The meeting that is being prepared or held, for whoever sits in it."""
    live = [MeetingState.PREPARING, MeetingState.OPEN]
    meeting = Meeting.objects.filter(campaign=campaign, state__in=live, members__user=member.user).first()
    if meeting is None:
        return
    is_open = meeting.state == MeetingState.OPEN
    day = timezone.localtime(meeting.planned_at)
    yield Todo(
        f"Họp Hội đồng phiên thứ {meeting.number}: {'đang họp' if is_open else f'{day:%H:%M ngày %d/%m/%Y}'}",
        _here(request, "meeting", campaign, meeting.pk),
        detail=f"{meeting.lines.count()} dòng phải biểu quyết. {meeting.place}.",
        tag="Hội đồng",
        tone="info" if is_open else "",
        when=closing_words(meeting.planned_at) if not is_open else "",
        urgency=1 if is_open else 3,
        button="Vào phiên họp" if is_open else "Xem tài liệu họp",
    )


register_fact("asked", ASKED, _asked_of)
register_nav(33, explanation_entry)
register_todos(things_to_do)
