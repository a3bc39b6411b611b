"""Forgotten and changed passwords."""

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cchc.accounts.forms import ForgottenForm, NewPasswordForm, OwnPasswordForm
from cchc.accounts.passwords import accounts_named
from cchc.accounts.tasks import mail_password
from cchc.accounts.throttle import within_limit

WINDOW_SECONDS = 900
PER_NAME, PER_ADDRESS = 3, 30
"""An office asks from behind one address, so the address alone has a wide limit."""


def _may_ask(request: HttpRequest, name: str) -> bool:
    address = request.META.get("REMOTE_ADDR", "")
    by_address = within_limit("reset-address", address, limit=PER_ADDRESS, seconds=WINDOW_SECONDS)
    by_name = within_limit("reset", f"{address} {name.lower()}", limit=PER_NAME, seconds=WINDOW_SECONDS)
    return by_address and by_name


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether or not there is such an account."""
    form = ForgottenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/forgotten.html", {"form": form})
    name = form.cleaned_data["name"]
    if not _may_ask(request, name):
        answer = render(request, "429.html", {"wait_minutes": WINDOW_SECONDS // 60}, status=429)
        answer["Retry-After"] = str(WINDOW_SECONDS)
        return answer
    for user in accounts_named(name):
        mail_password(user.pk, user.last_login is None)
    return redirect("accounts:password_sent")


@never_cache
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sent.html")


class SetPassword(PasswordResetConfirmView):
    """The page behind the link: the token leaves the address at once and waits in the session."""

    template_name = "accounts/set_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:login")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        forget_failures(username=self.user.username)
        messages.success(self.request, "Đã đặt mật khẩu mới. Đăng nhập bằng mật khẩu vừa đặt.")
        return response


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(PasswordChangeView):
    """One's own password; every other session of the account ends, this one goes on."""

    template_name = "accounts/change_password.html"
    form_class = OwnPasswordForm
    extra_context = {"has_messages": bool(settings.MESSAGES)}

    def get_success_url(self) -> str:
        messages.success(self.request, "Đã đổi mật khẩu. Các phiên đăng nhập khác của tài khoản đã kết thúc.")
        return reverse("accounts:start")
