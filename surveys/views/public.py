"""The citizen's page: one question a screen, without a name, a cookie or a script that is needed.

Without a script the answers travel in the form from screen to screen and nothing is stored before the last one; with
it they stay in the browser until the form is sent, line or no line. Whoever holds the address may answer: it is the
token that is the right to, so the page takes no cookie and asks for no proof of the form's origin.
"""

import secrets
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cchc.accounts.throttle import within_limit
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from surveys.answering import Walk
from surveys.models import LinkSheet
from surveys.rules.tokens import hashed, read_token
from surveys.services.submitting import Door, Opened, Taken, has_come, open_link, rules_of, submit

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "survey-worker.js"
GUESSES, GUESS_SECONDS = 30, 600
"""Addresses that lead nowhere, tried from one place: more are refused unseen. A right one is never refused for it."""
USES = {LinkSheet.Kind.SINGLE: 120, LinkSheet.Kind.DESK: 3000}
"""Forms and screens a minute by one link."""
KEY_LENGTH = 64


def _quiet(response: HttpResponse) -> HttpResponse:
    """Nothing of the address goes to other sites, search engines or caches."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response


def _nowhere(request: HttpRequest) -> HttpResponse:
    """One answer for every address that leads nowhere, whatever the reason; only its status tells of the limit."""
    within = within_limit("survey-guess", request.META["REMOTE_ADDR"], limit=GUESSES, seconds=GUESS_SECONDS)
    return HttpResponse(_nowhere_page(), status=404 if within else 429)


@cache
def _nowhere_page() -> str:
    """Made once: it says the same to everybody, and guessing must cost us as little as it can."""
    return render_to_string("surveys/public_nowhere.html")


def _by_link(view: Callable[[HttpRequest, Opened], HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the link in its tenant's rows and open the tenant's scope around the page."""

    @wraps(view)
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        read = read_token(token)
        tenant = Tenant.objects.filter(pk=read.tenant_id).first() if read else None
        if read is None or tenant is None:
            return _quiet(_nowhere(request))
        with tenant_scope(tenant, readonly=request.method != "POST"):
            opened = open_link(read.hashed, timezone.now())
            if opened is None:
                return _quiet(_nowhere(request))
            request.tenant = tenant  # type: ignore[attr-defined]
            return _quiet(view(request, opened))

    return wrapper


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def form(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The first screen by GET; every other one, and the sending, by POST."""
    if request.method != "POST":
        return _start(request, opened) if opened.door is Door.OPEN else _closed(request, opened.door)
    limit = USES[LinkSheet.Kind(opened.sheet.kind)]
    if not within_limit("survey-form", opened.link.token_hash, limit=limit, seconds=60):
        return _busy(request)
    once = hashed(request.POST.get("once", "")[:KEY_LENGTH] or secrets.token_urlsafe(24))
    if opened.door is not Door.OPEN:
        return _thanks(request, opened) if has_come(once) else _closed(request, opened.door)
    walk = Walk(rules_of(opened.questionnaire), request.POST)
    return _script(request, opened, walk, once) if _is_script(request) else _screen(request, opened, walk, once)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _context(opened: Opened) -> dict[str, object]:
    questionnaire = opened.questionnaire
    campaign = questionnaire.campaign
    return {
        "sheet": opened.sheet,
        "agency": opened.sheet.agency,
        "questionnaire": questionnaire,
        "campaign": campaign,
        "tenant": campaign.tenant,
        "desk": opened.sheet.kind == LinkSheet.Kind.DESK,
    }


def _start(request: HttpRequest, opened: Opened) -> HttpResponse:
    walk = Walk(rules_of(opened.questionnaire), request.GET)
    context = _context(opened) | {"walk": walk, "once": secrets.token_urlsafe(24)}
    return render(request, "surveys/public_start.html", context)


def _screen(request: HttpRequest, opened: Opened, walk: Walk, once: str) -> HttpResponse:
    """Without a script: the next question, the one before, the same one again, or the end."""
    if not walk.is_complete or walk.whole():
        context = _context(opened) | {"walk": walk, "once": request.POST.get("once", "")[:KEY_LENGTH]}
        return render(request, "surveys/public_question.html", context, status=422 if walk.fault else 200)
    return _answered(request, opened, submit(opened, walk.read, once=once, at=timezone.now()))


def _answered(request: HttpRequest, opened: Opened, taken: Taken) -> HttpResponse:
    return _closed(request, Door.USED) if taken is Taken.REFUSED else _thanks(request, opened)


def _script(request: HttpRequest, opened: Opened, walk: Walk, once: str) -> HttpResponse:
    """With the script: the whole form at once."""
    faults = walk.whole()
    if faults:
        return JsonResponse({"faults": faults}, status=422)
    return _answered(request, opened, submit(opened, walk.read, once=once, at=timezone.now()))


def _thanks(request: HttpRequest, opened: Opened) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"state": "taken"})
    return render(request, "surveys/public_thanks.html", _context(opened))


def _closed(request: HttpRequest, door: Door) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"state": door.value}, status=410)
    return render(request, "surveys/public_closed.html", {"door": door.value}, status=410)


def _busy(request: HttpRequest) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"state": "busy"}, status=429)
    return render(request, "surveys/public_closed.html", {"door": "busy"}, status=429)


@cache
def _worker() -> bytes:
    return WORKER.read_bytes()


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from the folder it is to look after: its scope ends with that folder."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
