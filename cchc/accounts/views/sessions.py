"""One's own logins on other machines."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cchc.accounts.models import User
from cchc.accounts.sessions import end_sessions
from cchc.accounts.throttle import within_limit

TRIES, WINDOW_SECONDS = 6, 900
WRONG = "Mật khẩu chưa đúng. Nhập lại mật khẩu đang dùng để đăng nhập."
TOO_MANY = "Đã nhập sai nhiều lần. Chờ 15 phút rồi thử lại, hoặc đổi mật khẩu: các phiên khác cũng kết thúc."


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """End every other login of the account; the password is asked once more where there is one (ASVS 7.5.2)."""
    user: User = request.user  # type: ignore[assignment]
    if request.method != "POST":
        return render(request, "accounts/own_sessions.html")
    if fault := _fault(request, user):
        return render(request, "accounts/own_sessions.html", {"fault": fault}, status=422)
    end_sessions(user=user, by=user, why="asked by the person")
    update_session_auth_hash(request, user)
    messages.success(request, "Đã kết thúc các phiên đăng nhập khác của tài khoản; phiên này tiếp tục.")
    return redirect("accounts:start")


def _fault(request: HttpRequest, user: User) -> str:
    if not user.has_usable_password():
        return ""
    who = f"{request.META.get('REMOTE_ADDR', '')} {user.pk}"
    if not within_limit("own-sessions", who, limit=TRIES, seconds=WINDOW_SECONDS):
        return TOO_MANY
    return "" if user.check_password(request.POST.get("password", "")[:256]) else WRONG
