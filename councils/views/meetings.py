"""The council's meetings: the list, one meeting with its lines and votes, attendance, minutes, the council's terms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.accounts.roles import Role
from cchc.documents.links import paper_url
from cchc.web.asked import number_asked
from cchc.web.views import readonly, require, write
from councils.meeting_forms import MinutesForm, PlanForm, ReasonForm, TermsForm, VoteForm
from councils.models import CouncilTerms, Meeting, MeetingLine, MeetingMember
from councils.permissions import may_assign, may_chair, may_oversee, may_prepare_meeting, may_take_part
from councils.queries.agenda import disputed
from councils.queries.session import Session, session_of
from councils.services import ballots
from councils.services import meeting as verbs
from councils.services.appraising import Refused
from councils.states import LINE, MEETING, MeetingState
from councils.views.common import link, to
from councils.voting import majority_words, share_words
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from criteria.rules.numbers import EntryError

LINE_STEPS: dict[str, Callable[..., MeetingLine]] = {
    "decide": ballots.decide,
    "defer": ballots.put_off,
    "reopen": ballots.reopen_line,
}
DONE = {"decide": "Đã chốt điểm.", "defer": "Đã để lại phiên sau.", "reopen": "Đã mở lại để bàn."}


def fetch_meeting(campaign: Campaign, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting, pk=pk, campaign=campaign)
    meeting.campaign = campaign
    return meeting


@write(may=may_oversee)
def meetings(request: HttpRequest, year: int) -> HttpResponse:
    """Every meeting of the year, and the next one to call."""
    campaign = campaign_or_404(year)
    form = PlanForm(request.POST or None, initial={"clock": "08:00", "form": "Trực tiếp"})
    if request.method == "POST":
        require(may_prepare_meeting(request.member), request, "may_prepare_meeting")  # type: ignore[attr-defined]
        if form.is_valid() and (made := _planned(request, campaign, form)):
            return to(request, "meeting", year, made.pk)
    rows = list(campaign.meetings.prefetch_related("members", "lines"))
    waiting = disputed(campaign, at=timezone.now()) if campaign.adopted_at is None else {}
    context = {
        "campaign": campaign,
        "rows": [(row, *verbs.presence(row), _state_count(row)) for row in rows],
        "form": form,
        "waiting": len(waiting),
        "may_plan": may_prepare_meeting(request.member)  # type: ignore[attr-defined]
        and campaign.adopted_at is None
        and not any(row.state in (MeetingState.PREPARING, MeetingState.OPEN) for row in rows),
    }
    return render(request, "councils/meetings.html", context, status=422 if form.is_bound else 200)


def _state_count(meeting: Meeting) -> dict[str, int]:
    states = [line.state for line in meeting.lines.all()]
    return {"all": len(states), "decided": states.count("decided"), "deferred": states.count("deferred")}


def _planned(request: HttpRequest, campaign: Campaign, form: PlanForm) -> Meeting | None:
    try:
        with transaction.atomic():
            made = verbs.plan_meeting(
                campaign=campaign,
                by=request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
                planned_at=form.planned_at,
                place=form.cleaned_data["place"],
                form=form.cleaned_data["form"],
            )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None
    messages.success(request, f"Đã triệu tập phiên thứ {made.number}; giấy mời đã vào hộp tin của các thành viên.")
    return made


@readonly(may=may_oversee)
def meeting(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One meeting: lines, the line at hand (``?dong=``), the members. ``?phan=kiem-phieu`` is the count alone."""
    campaign = campaign_or_404(year)
    found = fetch_meeting(campaign, pk)
    asked = number_asked(request.GET.get("dong", ""))
    session = session_of(found, request.member, asked)  # type: ignore[attr-defined]
    if request.GET.get("phan") == "kiem-phieu":
        return render(request, "councils/_poll.html", _context(request, session))
    return render(request, "councils/meeting.html", _context(request, session))


def _context(request: HttpRequest, session: Session) -> dict[str, Any]:
    member = request.member  # type: ignore[attr-defined]
    roles = {role.value for role in member.roles}
    line = session.current.line if session.current else None
    now = session.meeting
    return {
        "campaign": now.campaign,
        "meeting": now,
        "session": session,
        "line": line,
        "may_keep": may_prepare_meeting(member),
        "may_chair": may_chair(member),
        "may_enter": session.is_open and member.has(*_RECORDERS),
        "steps": {step.name for step in MEETING.available(now.state, roles)},
        "line_steps": {step.name for step in LINE.available(line.state, roles)} if line and session.is_open else set(),
        "paper": paper_url(request.tenant.slug, now.campaign.year, "10", subject=f"phien-{now.number}"),  # type: ignore[attr-defined]
        "title_words": dict(MeetingMember.Title.choices),
    }


_RECORDERS = (Role.SECRETARY, Role.COORDINATOR)


def _back(request: HttpRequest, year: int, pk: int, line: int | None = None) -> HttpResponse:
    address = link(request, "meeting", year, pk)
    return redirect(f"{address}?dong={line}" if line else address)


def _tried(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Run one verb in a transaction; what refuses it is shown as a message."""
    try:
        with transaction.atomic():
            act()
    except (Refused, EntryError) as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, done)
    return True


@write(may=may_take_part, methods=("POST",))
def step(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Open, end or call off the meeting, or bring its agenda up to date: the step named ``viec``."""
    found = fetch_meeting(campaign_or_404(year), pk)
    name, member, now = request.POST.get("viec", ""), request.member, timezone.now()  # type: ignore[attr-defined]
    common = {"meeting": found, "by": member, "at": now}
    if name == "agenda":
        require(may_prepare_meeting(member), request, "may_prepare_meeting")
        _tried(request, lambda: verbs.refresh_agenda(**common), "Đã cập nhật các dòng chưa thống nhất.")
        return _back(request, year, pk)
    require(
        any(name == one.name and {r.value for r in member.roles} & set(one.roles) for one in MEETING.steps), request
    )
    if name == "open":
        _tried(request, lambda: verbs.open_meeting(**common), "Phiên họp đã khai mạc.")
    elif name == "cancel":
        reason = request.POST.get("reason", "")
        _tried(request, lambda: verbs.cancel_meeting(**common, reason=reason), "Đã hủy phiên họp.")
    else:
        done = "Phiên họp đã kết thúc; điểm Hội đồng đã ghi vào hồ sơ."
        _tried(request, lambda: verbs.close_meeting(**common), done)
    return _back(request, year, pk)


@write(may=may_take_part)
def attendance(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Who is there, entered by the secretariat or the chair."""
    campaign = campaign_or_404(year)
    found = fetch_meeting(campaign, pk)
    member = request.member  # type: ignore[attr-defined]
    require(may_prepare_meeting(member), request, "may_prepare_meeting")
    members = list(found.members.all())
    if request.method == "POST":
        seen = {
            one.pk: (request.POST.get(f"c-{one.pk}", ""), request.POST.get(f"l-{one.pk}", ""))
            for one in members
            if f"c-{one.pk}" in request.POST
        }
        verb = verbs.set_attendance
        if _tried(
            request,
            lambda: verb(meeting=found, by=member, at=timezone.now(), seen=seen),
            "Đã ghi thành viên dự họp.",
        ):
            return _back(request, year, pk)
        for one in members:
            one.attendance, one.absence_reason = seen.get(one.pk, (one.attendance, one.absence_reason))
    context = {"campaign": campaign, "meeting": found, "members": members}
    context["choices"] = MeetingMember.Attendance.choices
    context["editable"] = found.state in (MeetingState.PREPARING, MeetingState.OPEN)
    return render(request, "councils/attendance.html", context)


@write(may=may_take_part, methods=("POST",))
def vote(request: HttpRequest, year: int, pk: int, line: int) -> HttpResponse:
    """One vote: one's own, or a member's named by ``thanh-vien`` when hands are raised."""
    found = fetch_meeting(campaign_or_404(year), pk)
    asked = get_object_or_404(MeetingLine, pk=line, meeting=found)
    form = VoteForm(request.POST)
    whose = number_asked(request.POST.get("thanh-vien", ""))
    seats = found.members.filter(pk=whose) if whose else found.members.filter(user=request.user)
    seat = seats.first()
    own = seat is not None and seat.user_id == request.user.pk
    require(own or (seat is not None and request.member.has(*_RECORDERS)), request, "another's seat")  # type: ignore[attr-defined]
    if not form.is_valid():
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
        return _back(request, year, pk, line)
    _tried(
        request,
        lambda: ballots.vote(
            line=asked,
            member=seat,
            by=request.member,  # type: ignore[attr-defined]
            at=timezone.now(),
            **form.cleaned_data,
        ),
        f"Đã ghi phiếu của {seat}.",
    )
    return _back(request, year, pk, line)


@write(may=may_chair, methods=("POST",))
def line_step(request: HttpRequest, year: int, pk: int, line: int) -> HttpResponse:
    """The chair concludes a line, leaves it to the next meeting, or opens it again: the step named ``viec``."""
    found = fetch_meeting(campaign_or_404(year), pk)
    asked = get_object_or_404(MeetingLine.objects.select_related("meeting"), pk=line, meeting=found)
    name = request.POST.get("viec", "")
    require(name in LINE_STEPS, request, "viec")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["reason"]))
        return _back(request, year, pk, line)
    act = LINE_STEPS[name]
    reason = form.cleaned_data["reason"]
    ok = _tried(
        request,
        lambda: act(line=asked, by=request.member, at=timezone.now(), reason=reason),  # type: ignore[attr-defined]
        DONE[name],
    )
    session = session_of(found, request.member, line)  # type: ignore[attr-defined]
    following = session.following if ok and name != "reopen" else None
    return _back(request, year, pk, following.line.pk if following else line)


@write(may=may_take_part)
def minutes(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What the minutes say beside votes and attendance."""
    campaign = campaign_or_404(year)
    found = fetch_meeting(campaign, pk)
    require(may_prepare_meeting(request.member), request, "may_prepare_meeting")  # type: ignore[attr-defined]
    form = MinutesForm(request.POST or None, instance=fetch_meeting(campaign, pk))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                verbs.write_minutes(
                    meeting=found,
                    by=request.member,  # type: ignore[attr-defined]
                    at=timezone.now(),
                    values=form.cleaned_data,
                )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "Đã ghi nội dung biên bản.")
            return _back(request, year, pk)
    context = {"campaign": campaign, "meeting": found, "form": form}
    context["editable"] = found.state in (MeetingState.PREPARING, MeetingState.OPEN)
    return render(request, "councils/minutes.html", context, status=422 if form.is_bound else 200)


@write(may=may_oversee)
def terms(request: HttpRequest, year: int) -> HttpResponse:
    """The council: its people by their roles, its terms, and the decision that establishes it."""
    campaign = campaign_or_404(year)
    stored = CouncilTerms.objects.filter(campaign=campaign).first() or CouncilTerms(campaign=campaign)
    start = {
        "quorum_top": stored.quorum_top,
        "quorum_bottom": stored.quorum_bottom,
        "of_present": stored.of_present,
        "seal": stored.uses_seal,
        "decision": stored.decision,
    }
    form = TermsForm(request.POST or None, initial=start)
    if request.method == "POST":
        require(may_assign(request.member), request, "may_assign")  # type: ignore[attr-defined]
        if form.is_valid() and _terms_set(request, campaign, form):
            return to(request, "council", year)
    context = {
        "campaign": campaign,
        "form": form,
        "people": verbs.council_people(),
        "quorum": share_words(stored.terms.quorum),
        "majority": majority_words(stored.terms),
        "may_edit": may_assign(request.member),  # type: ignore[attr-defined]
        "paper": paper_url(request.tenant.slug, year, "03"),  # type: ignore[attr-defined]
    }
    return render(request, "councils/council.html", context, status=422 if form.is_bound else 200)


def _terms_set(request: HttpRequest, campaign: Campaign, form: TermsForm) -> bool:
    values = dict(form.cleaned_data)
    quorum = (values.pop("quorum_top"), values.pop("quorum_bottom"))
    try:
        with transaction.atomic():
            verbs.set_terms(
                campaign=campaign,
                by=request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
                quorum=quorum,
                **values,
            )
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    messages.success(request, "Đã ghi quy chế Hội đồng.")
    return True
