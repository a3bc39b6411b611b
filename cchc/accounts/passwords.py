"""Setting a password by mail: who may, the link, the letter. The link is built from SITE_URL, never from a request."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from cchc.accounts.models import User


def accounts_named(name: str) -> QuerySet[User]:
    """Active accounts by user name or mail address; one address may serve several. Those without a mail are left out.

    An account that never had a password is among them: its first password is set in this way.
    """
    return User.objects.filter(Q(username=name.lower()) | Q(email__iexact=name), is_active=True).exclude(email="")


def password_link(user: User) -> str:
    """Good for one use and for PASSWORD_RESET_TIMEOUT seconds."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("accounts:password_set", args=[uid, default_token_generator.make_token(user)])
    return f"{settings.SITE_URL}{path}"


def send_password_mail(*, user_id: int, first: bool) -> None:
    """Send the link to the account's own address. ``first`` greets somebody whose account is new."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    context = {"user": user, "link": password_link(user), "minutes": minutes, "first": first, "site": settings.SITE_URL}
    subject = "Tài khoản Chỉ số CCHC: đặt mật khẩu lần đầu" if first else "Tài khoản Chỉ số CCHC: đặt lại mật khẩu"
    send_mail(subject, render_to_string("accounts/mail/password.txt", context), None, [user.email])
