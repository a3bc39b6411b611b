"""The person's deadlines: on a page, as a file, and as a subscription under a secret address."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from cchc.accounts.members import Member, member_of
from cchc.web.views import readonly, write
from criteria import ics
from criteria.duties import Deadline, deadlines, settled_words
from criteria.models import CalendarFeed, Campaign
from criteria.permissions import may_read_frame, may_run_campaign
from criteria.queries import plan_of
from criteria.rules.calendar import remaining
from criteria.services.calendars import new_address, owner_of, take_back

CONTENT_TYPE = "text/calendar; charset=utf-8"
FRESH = "calendar_address"


def _entries(member: Member) -> list[tuple[Campaign, Deadline]]:
    """Of every campaign that is worked in; one that is not open yet only its standing office knows."""
    now, worked_in = timezone.now(), Campaign.objects.filter(imported=False, adopted_at=None).order_by("year")
    known = [one for one in worked_in if one.opened_at or may_run_campaign(member)]
    plans = {campaign: plan_of(campaign, member.own_agency_ids) for campaign in known}
    return [(campaign, one) for campaign, plan in plans.items() for one in deadlines(member, campaign, plan, at=now)]


@readonly(may=may_read_frame)
def page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    entries = [
        {
            "campaign": campaign,
            "deadline": one,
            "left": remaining(now, one.closes),
            "past": one.closes <= now,
            "done": settled_words(request.member, campaign, one),
        }
        for campaign, one in _entries(request.member)
    ]
    token = request.session.pop(FRESH, "")
    path = reverse("criteria:calendar_feed", args=[request.tenant.slug, token]) if token else ""
    context = {
        "ahead": [entry for entry in entries if not entry["past"]],
        "past": [entry for entry in entries if entry["past"]],
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
        "address": f"{settings.SITE_URL}{path}" if path else "",
    }
    return render(request, "criteria/calendar.html", context)


@readonly(may=may_read_frame)
def download(request: HttpRequest) -> HttpResponse:
    """The reader's own deadlines as a file; ``/<tenant>/lich.ics`` is the address that stays."""
    return _file(request, request.member, attached=True)


@readonly(public=True)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """No login: the secret is the key. A person who has left the office has no calendar any more."""
    found = owner_of(token)
    member = member_of(found.user, request.tenant) if found else None
    if member is None:
        raise Http404
    return _file(request, member, attached=False)


def _file(request: HttpRequest, member: Member, *, attached: bool) -> HttpResponse:
    path = reverse("criteria:calendar", args=[request.tenant.slug])
    host = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    name = f"Chỉ số CCHC – {request.tenant.name}"
    owed = [(campaign, one) for campaign, one in _entries(member) if not settled_words(member, campaign, one)]
    content = ics.calendar(name, owed, host=host, page=f"{settings.SITE_URL}{path}")
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(attached, f"lich-cchc-{request.tenant.slug}.ics")
    response["Cache-Control"] = "private, no-store"
    return response


@write(may=may_read_frame, methods=("POST",))
def address(request: HttpRequest) -> HttpResponse:
    """Make or change the secret address (shown once), or take it back."""
    if "take_back" in request.POST:
        take_back(by=request.user, at=timezone.now())
        messages.success(request, "Đã thu hồi địa chỉ lịch; điện thoại, máy tính đã đăng ký không nhận tin mới nữa.")
    else:
        request.session[FRESH] = new_address(by=request.user, at=timezone.now())
        messages.success(request, "Đã tạo địa chỉ lịch. Sao chép ngay: địa chỉ chỉ hiện một lần.")
    return redirect("criteria:calendar", request.tenant.slug)
