"""The second step of logging in, and the person's own page to switch it on and off."""

import time
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cchc.accounts import second_factor, totp
from cchc.accounts.members import member_of
from cchc.accounts.models import SecondFactor, User
from cchc.accounts.sign_on import session
from cchc.accounts.throttle import within_limit
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from cchc.web import kept

PENDING, NEW = "second_step", "second_factor_new"
PENDING_SECONDS = 300
TRIES, TRIES_SECONDS = 6, 900
ISSUER = "Chỉ số CCHC"
WRONG = "Mã chưa đúng hoặc đã dùng. Đợi ứng dụng hiện mã mới rồi nhập lại."


def ask_second(
    request: HttpRequest, user: Any, goes_to: str, held: str, came_by: dict[str, str] | None = None
) -> HttpResponse:
    """Remember for five minutes that the first step was right; nobody is logged in yet.

    ``came_by``: what the identity provider said, where that was the first step and no password.
    """
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + PENDING_SECONDS,
        "next": goes_to,
        "kept": held,
        "came_by": came_by,
    }
    return redirect("accounts:second_step")


def is_pending(request: HttpRequest) -> bool:
    """Whether the first step was right and the code is still to come."""
    return _pending(request)[0] is not None


def _pending(request: HttpRequest) -> tuple[User | None, dict[str, Any]]:
    told = request.session.get(PENDING) or {}
    if told.get("until", 0) < time.time():
        return None, {}
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    same = user is not None and constant_time_compare(user.get_session_auth_hash(), told["hash"])
    return (user, told) if same else (None, {})


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code after the password; too late or never asked, back to the password."""
    user, told = _pending(request)
    if user is None:
        return redirect("accounts:login")
    fault = ""
    if request.method == "POST":
        if not _may_try(SecondFactor.objects.filter(user=user).first()):
            return _wait(request)
        if second_factor.passes(user=user, typed=_typed(request), at=timezone.now()):
            return _go_on(request, user, told)
        fault = WRONG
    return render(request, "accounts/second_step.html", {"fault": fault, "person": user}, status=422 if fault else 200)


def _may_try(held: SecondFactor | None) -> bool:
    """Six codes in a quarter of an hour, from wherever they come; a secret not yet in use can't be guessed at."""
    return held is None or within_limit("second-step", held.secret, limit=TRIES, seconds=TRIES_SECONDS)


def _wait(request: HttpRequest) -> HttpResponse:
    answer = render(request, "429.html", {"wait_minutes": TRIES_SECONDS // 60}, status=429)
    answer["Retry-After"] = str(TRIES_SECONDS)
    return answer


def _typed(request: HttpRequest) -> str:
    return request.POST.get("code", "").replace("\0", "")[:40]


def _go_on(request: HttpRequest, user: User, told: dict[str, Any]) -> HttpResponse:
    del request.session[PENDING]
    if not told.get("came_by"):
        login(request, user, backend=told["backend"])
    elif refusal := session.try_to_enter(request, user, told["came_by"]):
        messages.warning(request, refusal.words.about(settings.OIDC_NAME).heading)
        return redirect("accounts:login")
    held = kept.read(told["kept"])
    # Not redirect(): it takes a word without «/» for the name of a view.
    return render(request, "accounts/resume.html", {"held": held}) if held else HttpResponseRedirect(told["next"])


@sensitive_post_parameters("code")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_factor(request: HttpRequest) -> HttpResponse:
    """Switch the second step on with a code of the app, or off with one."""
    user: User = request.user  # type: ignore[assignment]
    held, fault = SecondFactor.objects.filter(user=user).first(), ""
    told = _asked_by(request, user) | {"kept": request.POST.get("kept", "")}
    if "code" in request.POST:
        if not _may_try(held):
            return _wait(request)
        if held is None:
            secret = request.session.get(NEW) or totp.new_secret()
            codes = second_factor.switch_on(user=user, secret=secret, typed=_typed(request), at=timezone.now())
            if codes:
                update_session_auth_hash(request, user)
                request.session.pop(NEW, None)
                told |= {"codes": codes, "held": True, "resumed": kept.read(told["kept"])}
                return render(request, "accounts/second_factor.html", told)
        elif second_factor.passes(user=user, typed=_typed(request), at=timezone.now()):
            second_factor.switch_off(user=user, by=user)
            update_session_auth_hash(request, user)
            messages.success(request, "Đã tắt xác thực hai bước. Các phiên đăng nhập khác của tài khoản đã kết thúc.")
            return redirect("accounts:own_factor")
        fault = WRONG
    context = told | {"held": held, "fault": fault} | ({} if held else _to_scan(request, user))
    return render(request, "accounts/second_factor.html", context, status=422 if fault else 200)


def _asked_by(request: HttpRequest, user: User) -> dict[str, Any]:
    """The tenant that asks for it and sent the person here, and from when."""
    tenant = Tenant.objects.filter(slug=request.GET.get("don-vi", "").replace("\0", "")[:40]).first()
    if tenant is None:
        return {}
    with tenant_scope(tenant, readonly=True):
        member = member_of(user, tenant)
    return {"asking": tenant, "asked_from": member.factor_from, "is_asked": bool(member.detour)} if member else {}


def _to_scan(request: HttpRequest, user: User) -> dict[str, Any]:
    """A secret that counts only once a code of it was typed; it waits in the session."""
    secret = request.session.setdefault(NEW, totp.new_secret())
    told = totp.address(secret, account=f"{user.username}@{_site()}", issuer=ISSUER)
    return {"secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)), "drawing": _drawing(told)}


def _site() -> str:
    return settings.SITE_URL.split("://")[-1].split("/")[0]


def _drawing(text: str) -> SafeString:
    code = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
    return mark_safe(code)  # noqa: S308 - drawn by segno: holds modules, none of the text
