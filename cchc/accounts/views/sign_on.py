"""To the identity provider and back, and the person's own page for the account there."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cchc.accounts.models import User
from cchc.accounts.second_factor import has_second_factor
from cchc.accounts.sign_on import identities, session
from cchc.accounts.sign_on.config import is_set_up
from cchc.accounts.sign_on.provider import Answered, provider
from cchc.accounts.sign_on.refusals import Refused
from cchc.accounts.throttle import is_used_up, within_limit
from cchc.accounts.views.second import ask_second
from cchc.web import kept

security_log = logging.getLogger("cchc.security")
WINDOW_SECONDS = 900
STARTS, FAILURES, JOINS = 400, 60, 10
"""By address in a quarter of an hour: a whole office logs in at eight from behind one. The last also by person."""
ASKED = "Đang đăng nhập rồi. Muốn gắn tài khoản thì nhập mật khẩu dưới đây."
WRONG = "Mật khẩu chưa đúng. Nhập mật khẩu đang dùng của phần mềm này; quên thì đặt lại ở trang đăng nhập."


@never_cache
@sensitive_post_parameters("password")
@require_POST
def sign_on(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider; by a form, so that no other site can start it."""
    _must_be_set_up()
    if not _may_start(request):
        return _wait(request)
    if request.user.is_authenticated and (refused := _may_not_join(request, request.user)):  # type: ignore[arg-type]
        return refused
    goes_to, held = request.POST.get("next", "")[:2000], request.POST.get("kept", "")
    if not _is_ours(goes_to):
        goes_to = ""
    # Two accounts are joined by who is known to sit there, not by whom the provider has let in at this desk before.
    anew = {"prompt": "login"} if request.user.is_authenticated else {}
    try:
        asked = provider().ask(**anew)
    except Refused as refusal:
        return _refused(request, refusal, goes_to)
    session.keep(request, asked, goes_to=goes_to, kept=held if kept.read(held) else "")
    return leave(request, asked.url, f"Đang chuyển đến hệ thống cấp {settings.OIDC_NAME}")


def _may_not_join(request: HttpRequest, user: User) -> HttpResponse | None:
    """Joining asks for the password once more (ASVS 7.5.1): it opens the account for good, also after the password
    was changed, and a session may be one that was left open."""
    if user.is_staff or user.is_superuser:
        return _refused(request, Refused("staff", f"user={user.pk}"))
    who = f"{request.META.get('REMOTE_ADDR', '')} {user.pk}"
    if not within_limit("sign-on-join", who, limit=JOINS, seconds=WINDOW_SECONDS):
        return _wait(request)
    if user.check_password(request.POST.get("password", "")[:256]):
        return None
    security_log.warning("joining by provider refused user=%s", user.pk)
    return _own_page(request, user, WRONG if "password" in request.POST else ASKED)


def _is_ours(address: str) -> bool:
    """Whether it is a path of this site. No other host passes: a path alone needs none."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, None)


def leave(request: HttpRequest, url: str, heading: str) -> HttpResponse:
    """A page that goes on to another site by itself.

    Not a redirect: the policy ``form-action 'self'`` holds for all redirects that follow a form, and where a provider
    sends people on to nobody here knows.
    """
    return render(request, "accounts/leaving.html", {"url": url, "heading": heading})


@never_cache
@require_GET
@sensitive_variables("answered")
def sign_on_back(request: HttpRequest) -> HttpResponse:
    """What the provider answers: its code is good for one login of this browser."""
    _must_be_set_up()
    way: dict[str, Any] = {}
    try:
        way = session.take(request)
        answered = _answered(request, way)
        if way["user"] is not None:
            return _joined(request, answered)
        return _let_in(request, answered, way)
    except Refused as refusal:
        return _refused(request, refusal, way.get("next", ""))


def _answered(request: HttpRequest, way: dict[str, Any]) -> Answered:
    told = request.GET
    if told.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:  # RFC 9207: the answer of another provider
        raise Refused("token", f"iss={told['iss'][:254]!r}")
    if "error" in told:
        reason = "cancelled" if told["error"] == "access_denied" else "provider"
        raise Refused(reason, f"{told['error'][:100]!r} {told.get('error_description', '')[:200]!r}")
    if not told.get("code"):
        raise Refused("nonsense", "neither code nor error")
    return provider().answer(code=told["code"], nonce=way["nonce"], verifier=way["verifier"])


def _let_in(request: HttpRequest, answered: Answered, way: dict[str, Any]) -> HttpResponse:
    user, came_by = identities.person_of(answered), session.carried(answered)
    goes_to = way["next"] or resolve_url(settings.LOGIN_REDIRECT_URL)
    if has_second_factor(user):
        user.backend = session.BACKEND  # type: ignore[attr-defined]
        return ask_second(request, user, goes_to, way["kept"], came_by)
    session.enter(request, user, came_by)
    held = kept.read(way["kept"])
    return render(request, "accounts/resume.html", {"held": held}) if held else HttpResponseRedirect(goes_to)


def _joined(request: HttpRequest, answered: Answered) -> HttpResponse:
    told = {"issuer": answered.issuer, "subject": answered.subject}
    named = identities.name_there(answered.claims)
    identities.join(user=request.user, named=named, at=timezone.now(), **told)  # type: ignore[arg-type]
    messages.success(request, f"Đã gắn {settings.OIDC_NAME} «{named}». Từ lần sau đăng nhập được bằng tài khoản đó.")
    return redirect("accounts:own_sign_on")


def _must_be_set_up() -> None:
    if not is_set_up():
        raise Http404


def _may_start(request: HttpRequest) -> bool:
    address = request.META.get("REMOTE_ADDR", "")
    if is_used_up("sign-on-failed", address, limit=FAILURES):
        return False
    return within_limit("sign-on", address, limit=STARTS, seconds=WINDOW_SECONDS)


def _refused(request: HttpRequest, refusal: Refused, goes_to: str = "") -> HttpResponse:
    """Tell the person, the log, and the count of failures."""
    address = request.META.get("REMOTE_ADDR", "")
    # repr: what the other side has written must not begin a line of its own in the log.
    security_log.warning("failed login by provider reason=%s %r address=%s", refusal.reason, refusal.detail, address)
    if refusal.is_counted and not within_limit("sign-on-failed", address, limit=FAILURES, seconds=WINDOW_SECONDS):
        return _wait(request)
    words = refusal.words.about(settings.OIDC_NAME)
    return render(request, "accounts/sign_on_refused.html", {"words": words, "next": goes_to}, status=words.status)


def _wait(request: HttpRequest) -> HttpResponse:
    answer = render(request, "429.html", {"wait_minutes": WINDOW_SECONDS // 60}, status=429)
    answer["Retry-After"] = str(WINDOW_SECONDS)
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_sign_on(request: HttpRequest) -> HttpResponse:
    """What of the provider's is joined to the account, and taking it off again."""
    _must_be_set_up()
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        if identities.part(user=user, by=user):
            messages.success(request, f"Đã bỏ gắn {settings.OIDC_NAME}.")
        return redirect("accounts:own_sign_on")
    return _own_page(request, user)


def _own_page(request: HttpRequest, user: User, fault: str = "") -> HttpResponse:
    context = {"joined": identities.identity_of(user), "is_staff": user.is_staff or user.is_superuser, "fault": fault}
    return render(request, "accounts/own_sign_on.html", context, status=422 if fault else 200)
