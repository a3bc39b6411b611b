"""Session limits, and the resolver by which the view decorators learn who is asking."""

import time
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from cchc.accounts.members import Member, member_of
from cchc.tenancy.audit import trace
from cchc.tenancy.models import Tenant

STARTED, SEEN = "cchc_started", "cchc_seen"
PASSIVE = "X-Passive"
"""Sent by a page that brings itself up to date: nobody need be sitting before it, so it keeps no session alive."""
SEEN_EVERY = 60
"""The session row is written at most once a minute, not at every request."""


class SessionLimitMiddleware:
    """End a session after an hour of silence, and after twelve hours in any case (ASVS 7.3.1, 7.3.2)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._watch(request, int(time.time()), is_passive=PASSIVE in request.headers)
        return self.get_response(request)

    def _watch(self, request: HttpRequest, now: int, *, is_passive: bool = False) -> None:
        session = request.session
        started, seen = session.get(STARTED, now), session.get(SEEN, now)
        if now - started >= settings.SESSION_ABSOLUTE_SECONDS or now - seen >= settings.SESSION_IDLE_SECONDS:
            logout(request)
            return
        if STARTED not in session or (now - seen >= SEEN_EVERY and not is_passive):
            session[STARTED], session[SEEN] = started, now


class MemberMiddleware:
    """Give the request ``resolve_member(tenant)``; the decorators of cchc.web call it inside the tenant's scope."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.tenant = request.member = None  # type: ignore[attr-defined]

        def resolve(tenant: Tenant) -> Member | None:
            member = member_of(request.user, tenant)
            if member and member.staff_session:
                trace.set(replace(trace.get(), on_behalf=f"phiên quản trị: {member.staff_session.reason}"[:200]))
            return member

        request.resolve_member = resolve  # type: ignore[attr-defined]
        return self.get_response(request)
