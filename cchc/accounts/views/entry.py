"""Logging in and out, choosing a tenant, staying logged in."""

import time

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cchc.accounts.forms import LoginForm
from cchc.accounts.middleware import SEEN
from cchc.accounts.queries import open_staff_sessions, tenants_of
from cchc.accounts.second_factor import has_second_factor
from cchc.accounts.sign_on.session import end_address
from cchc.accounts.views.second import ask_second, is_pending
from cchc.accounts.views.sign_on import leave
from cchc.tenancy.models import Tenant
from cchc.web import kept
from cchc.web.context import public_links


def tenant_of_path(path: str) -> Tenant | None:
    """The tenant a path leads to, or the only one there is: whose letterhead the login page shows."""
    slug = path.strip("/").split("/")[0]
    found = Tenant.objects.filter(slug=slug).first() if slug else None
    if found:
        return found
    first_two = list(Tenant.objects.order_by("pk")[:2])
    return first_two[0] if len(first_two) == 1 else None


@method_decorator(never_cache, name="dispatch")
class Login(LoginView):
    """User name and password. Where the person wanted to go is kept if it is an address of ours."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.tenant = tenant_of_path(self.get_redirect_url())  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: LoginForm) -> HttpResponse:
        user = form.get_user()
        if has_second_factor(user):
            return ask_second(self.request, user, self.get_success_url(), self.request.POST.get("kept", ""))
        response = super().form_valid(form)
        held = kept.read(self.request.POST.get("kept", ""))
        return render(self.request, "accounts/resume.html", {"held": held}) if held else response

    def get_context_data(self, **kwargs):
        extra = {
            "kept": self.request.POST.get("kept", ""),
            "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
            "public_links": public_links(self.request.tenant),
        }
        return super().get_context_data(**extra, **kwargs)


class Logout(LogoutView):
    """Only by POST: a link in a mail must not end somebody's work.

    Whoever came in by the provider leaves there too: else the next one at this desk would come in without a password.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        end = end_address(request)
        response = super().post(request, *args, **kwargs)
        heading = "Đã đăng xuất khỏi phần mềm; đang đăng xuất ở hệ thống cấp tài khoản"
        return leave(request, end, heading) if end else response


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials=None) -> HttpResponse:
    """Too many wrong passwords for this name from this address: how long to wait (RFC 6585)."""
    seconds = int(settings.AXES_COOLOFF_TIME * 3600)
    answer = render(request, "accounts/locked.html", {"wait_minutes": -(-seconds // 60)}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


@never_cache
@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The first page: straight to the only tenant, or a choice, or the reason why there is none."""
    tenants = tenants_of(request.user)
    if len(tenants) == 1 and not request.user.is_superuser and "chon" not in request.GET:
        return redirect("accounts:home", tenants[0].slug)
    sessions = open_staff_sessions(request.user, timezone.now()) if request.user.is_superuser else []
    context = {"tenants": tenants, "sessions": sessions, "has_messages": bool(settings.MESSAGES)}
    return render(request, "accounts/start.html", context)


@never_cache
@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """Move the end of the session away; 401 when it has already ended."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    request.session[SEEN] = int(time.time())
    return HttpResponse(status=204)


@never_cache
@require_GET
def session_state(request: HttpRequest) -> JsonResponse:
    """For a page left open while the person logged in again in another tab: whether they are in, and a token.

    Another site can't read the answer: no CORS header is sent, and cookies are SameSite.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"in": False, "second": is_pending(request), "login": reverse("accounts:login")})
    known = {"name": str(request.user), "username": request.user.get_username()}
    return JsonResponse({"in": True, **known, "token": get_token(request)})
