"""Which of our accounts the provider's person is. No account is made: one that is there already is recognised.

From the second time on by issuer and subject alone, which the provider never gives to somebody else (Core 5.7); names
and mail addresses it may. The first time by what the settings name (``OIDC_CLAIM``): a mail address that the provider
has verified and that one account alone has, or the exact user name; or else the person, logged in by password, joins
the two by hand.
"""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from cchc.accounts.models import OutsideIdentity, User
from cchc.accounts.sign_on.provider import Answered
from cchc.accounts.sign_on.refusals import Refused

security_log = logging.getLogger("cchc.security")
NAMED = ("preferred_username", "email", "name")
"""Claims by which a person recognises the account there, the best first."""


def identity_of(user: User) -> OutsideIdentity | None:
    """What the person has joined at the provider of the settings."""
    return OutsideIdentity.objects.filter(user=user, issuer=settings.OIDC_ISSUER).first()


def person_of(answered: Answered) -> User:
    """Whose account it is. Raises Refused where there is none, or none that may come in this way."""
    known = {"issuer": answered.issuer, "subject": answered.subject}
    joined = OutsideIdentity.objects.filter(**known).select_related("user").first()
    user = joined.user if joined else _first_time(answered)
    if not user.is_active:
        raise Refused("closed", f"user={user.pk}")
    if user.is_staff or user.is_superuser:
        raise Refused("staff", f"user={user.pk}")
    return user


def _first_time(answered: Answered) -> User:
    user = _by_mail(answered.claims) if settings.OIDC_CLAIM == "email" else _by_name(answered.claims)
    if OutsideIdentity.objects.filter(user=user, issuer=answered.issuer).exists():
        raise Refused("other", f"user={user.pk}")
    return user


def _named_by(claims: dict[str, Any]) -> str:
    value = claims.get(settings.OIDC_CLAIM)
    if not isinstance(value, str) or not value.strip():
        raise Refused("unnamed", f"no {settings.OIDC_CLAIM}")
    # Letters of other scripts fold onto ours when PostgreSQL compares («ı», the Kelvin sign): never the same person.
    if not value.isascii() or "\0" in value:
        raise Refused("unknown", f"{settings.OIDC_CLAIM}={value[:254]!r}")
    return value.strip()


def _by_mail(claims: dict[str, Any]) -> User:
    mail = _named_by(claims)
    verified = claims.get("email_verified")
    if verified is not True and verified != "true":  # some write it as a text
        raise Refused("unverified", f"email={mail[:254]!r}")
    found = list(User.objects.filter(email__iexact=mail).order_by("-is_active", "pk")[:2])
    if not found:
        raise Refused("unknown", f"email={mail[:254]!r}")
    if len(found) == 2 and found[1].is_active:
        raise Refused("several", f"email={mail[:254]!r}")
    return found[0]


def _by_name(claims: dict[str, Any]) -> User:
    name = _named_by(claims)
    user = User.objects.filter(username=name.lower()).first()
    if user is None:
        raise Refused("unknown", f"{settings.OIDC_CLAIM}={name[:254]!r}")
    return user


def name_there(claims: dict[str, Any]) -> str:
    """How the person knows the account at the provider."""
    told = (claims.get(name) for name in NAMED)
    named = next((value for value in told if isinstance(value, str) and value), "")
    return named.encode(errors="ignore").decode().replace("\0", "")[:254]  # JSON may hold half a surrogate pair


def join(*, user: User, issuer: str, subject: str, named: str, at: datetime) -> None:
    """Recognise the person by this identity from now on. Raises Refused where either is joined to another."""
    if user.is_staff or user.is_superuser:
        raise Refused("staff", f"user={user.pk}")
    known = {"issuer": issuer, "subject": subject}
    joined = OutsideIdentity.objects.filter(**known).first()
    if joined and joined.user_id == user.pk:
        return
    if joined:
        raise Refused("taken", f"user={user.pk} holder={joined.user_id}")
    try:
        with transaction.atomic():
            OutsideIdentity.objects.create(user=user, **known, named=named, made_at=at)
    except IntegrityError as clash:
        raise Refused("other", f"user={user.pk}") from clash
    security_log.info("outside identity joined user=%s issuer=%s subject=%r", user.pk, issuer, subject)


def note_use(*, user: User, issuer: str, at: datetime) -> None:
    """When the person came in this way last."""
    OutsideIdentity.objects.filter(user=user, issuer=issuer).update(used_at=at)
    security_log.info("login by provider user=%s issuer=%s", user.pk, issuer)


def part(*, user: User, by: User) -> bool:
    """Take the person's identity at the provider off; False where there was none."""
    gone = OutsideIdentity.objects.filter(user=user, issuer=settings.OIDC_ISSUER).delete()[0]
    if gone:
        security_log.warning("outside identity parted user=%s by=%s", user.pk, by.pk)
    return bool(gone)
