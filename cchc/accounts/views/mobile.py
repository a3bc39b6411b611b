"""The person's own page for messages to a mobile telephone."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cchc.accounts.mobile import WAITING, OwnMobileForm, set_own
from cchc.accounts.models import User


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_mobile(request: HttpRequest) -> HttpResponse:
    """Enter, change or take off the number; not there where the installation sends no messages."""
    if not settings.MESSAGES:
        raise Http404
    user: User = request.user  # type: ignore[assignment]
    form = OwnMobileForm(request.POST or None, initial={"mobile": user.mobile})
    if not user.mobile_agreed:
        form.fields["mobile"].help_text = WAITING
    if request.method == "POST" and form.is_valid():
        mobile = form.cleaned_data["mobile"]
        if set_own(user=user, mobile=mobile):
            told = f"Tin nhắn nhắc hạn sẽ gửi tới số {mobile}." if mobile else "Đã xóa số; không gửi tin nhắn nữa."
            messages.success(request, told)
        return redirect("accounts:own_mobile")
    return render(request, "accounts/own_mobile.html", {"form": form})
