"""View decorators: one order of checks on every page, and GET that never writes.

authenticate → tenant by slug → membership (404 for a stranger) → scope → what comes first (second factor) → role (403)
→ the view, in one transaction.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import patch_cache_control

from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from cchc.web import errors, kept

security_log = logging.getLogger("cchc.security")
Predicate = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a tenant's view demands; read by the access table test."""

    writes: bool
    public: bool
    may: Predicate | None


def require(allowed: bool, request: HttpRequest, what: str = "") -> None:
    """Refuse with 403 and a line in the security log unless ``allowed``."""
    if not allowed:
        security_log.warning("refused user=%s path=%s %s", request.user.pk, request.path, what)
        raise PermissionDenied(what)


def is_from_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or request.headers.get("X-Requested-With") == "fetch"


def _logged_out(request: HttpRequest) -> HttpResponse:
    """Reading goes through the login and back; a form sent after the session's end is carried through the login.

    A script's request gets 401 and keeps what stands on the screen (static/js/session.js): the login page would land
    in a cell.
    """
    if is_from_script(request):
        return HttpResponse("Phiên làm việc đã hết.", status=401, content_type="text/plain; charset=utf-8")
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    context = {"kept": kept.write(request), "login_url": resolve_url(settings.LOGIN_URL)}
    return render(request, "session_ended.html", context, status=401)


def _detour(request: HttpRequest, page: str) -> HttpResponse:
    """Lead to the page that comes before everything else here (``Member.detour``); a form sent meanwhile is carried.

    A page's script is told by the header. Not by 401: it would take the session for ended, find that it is not, and
    send the same again at once, without end.
    """
    if is_from_script(request):
        words = "Vai trò này nay cần xác thực hai bước. Tải lại trang để bật."
        response: HttpResponse = JsonResponse({"message": words}, status=403)
    elif request.method in {"GET", "HEAD"}:
        return redirect(page)
    else:
        response = render(request, "detour.html", {"kept": kept.write(request), "page": page}, status=403)
    response["X-Detour"] = page
    return response


def _tenant_or_404(slug: str) -> Tenant:
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise Http404
    return tenant


def _enter(request: HttpRequest, rule: Rule) -> str:
    """Set ``request.member``; a person without any role in the tenant learns nothing of it.

    Gives the page to go through first, where there is one; on public pages such a person is anybody.
    """
    request.member = request.resolve_member(request.tenant)  # type: ignore[attr-defined]
    first = request.member.detour if request.member else ""  # type: ignore[attr-defined]
    if first:
        request.member = None  # type: ignore[attr-defined]
        return "" if rule.public else first
    if rule.public:
        return ""
    if request.member is None:  # type: ignore[attr-defined]
        security_log.warning("stranger user=%s path=%s", request.user.pk, request.path)
        raise Http404
    if rule.may is not None:
        require(rule.may(request.member), request, rule.may.__name__)  # type: ignore[attr-defined]
    return ""


def _only(methods: tuple[str, ...], view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse other methods with a page: whoever opens a button's address again would see an empty one."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in methods:
            return errors.not_allowed(request, methods)
        return view(request, *args, **kwargs)

    return wrapper


def _decorate(view: Callable[..., HttpResponse], rule: Rule) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapper(request: HttpRequest, tenant: str, **kwargs: Any) -> HttpResponse:
        if not rule.public and not request.user.is_authenticated:
            return _logged_out(request)
        request.tenant = _tenant_or_404(tenant)  # type: ignore[attr-defined]
        with tenant_scope(request.tenant, readonly=not rule.writes or request.method in {"GET", "HEAD"}):  # type: ignore[attr-defined]
            first = _enter(request, rule)
            response = _detour(request, first) if first else view(request, **kwargs)
        if not rule.public and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    wrapper.rule = rule  # type: ignore[attr-defined]
    return wrapper


def readonly(may: Predicate | None = None, *, public: bool = False) -> Callable:
    """A page that only reads: GET or HEAD, in a transaction the database itself keeps from writing."""

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return _only(("GET", "HEAD"), _decorate(view, Rule(False, public, may)))

    return decorator


def write(may: Predicate | None = None, *, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable:
    """A page with a form: POST is one transaction, GET cannot write. ``methods=("POST",)`` where there is no form."""

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return _only(methods, _decorate(view, Rule(True, False, may)))

    return decorator
