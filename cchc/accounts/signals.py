"""Logins in the security log (ASVS 16.3.1); what was typed as a password never reaches it."""

import logging

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

security_log = logging.getLogger("cchc.security")


def _address(request) -> str:
    return request.META.get("REMOTE_ADDR", "") if request is not None else ""


@receiver(user_logged_in)
def note_login(sender, request, user, **kwargs) -> None:
    security_log.info("login user=%s address=%s", user.pk, _address(request))


@receiver(user_logged_out)
def note_logout(sender, request, user, **kwargs) -> None:
    security_log.info("logout user=%s address=%s", getattr(user, "pk", None), _address(request))


@receiver(user_login_failed)
def note_failure(sender, credentials, request=None, **kwargs) -> None:
    # repr: a line feed in the name typed must not begin a line of its own in the log.
    security_log.warning("failed login name=%r address=%s", credentials.get("username", ""), _address(request))
