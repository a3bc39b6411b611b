"""Pages for what went wrong: what happened, what was kept, where to go. 403 and 404 read alike."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from cchc.web.busy import busy, is_ended_by_database


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """400, or 413 where the body was too large (cchc.files.handlers)."""
    if getattr(exception, "status_code", 400) == 413:
        context = {"limit_mb": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
        return render(request, "413.html", context, status=413)
    return render(request, "400.html", status=400)


@never_cache
def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "403.html", status=403)


@never_cache
def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """Whoever is not logged in is a citizen before a public address: no words about accounts and assignments."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return render(request, "404.html" if known else "404_public.html", status=404)


@never_cache
def not_allowed(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """405: the address of a button opened as a page, say again from the address bar."""
    return HttpResponseNotAllowed(methods, render_to_string("405.html", request=request))


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database has ended a statement that took too long (cchc.web.busy)."""
    if is_ended_by_database():
        return busy(request)
    return render(None, "500.html", status=500)  # type: ignore[arg-type]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The session ended or the form is old: say so; what was typed stays in the form of the page before.

    The header lets a page's script renew its token (static/js/session.js): a login in another tab changes it.
    """
    response = render(request, "403_csrf.html", status=403)
    response["X-Token-Refused"] = "1"
    return response
