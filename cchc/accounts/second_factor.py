"""The second step of logging in: switched on by the person, asked after the password, lost and taken off again.

The secret is kept encrypted under a key made from SECRET_KEY; recovery codes are kept as hashes and work once. It
belongs to the person, not to a tenant: what happens to it stands in the security log.
"""

import base64
import hashlib
import logging
import secrets
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from cchc.accounts import totp
from cchc.accounts.models import SecondFactor, User
from cchc.accounts.sessions import end_sessions

security_log = logging.getLogger("cchc.security")
RECOVERY_CODES = 8
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without those that are misread from paper."""


def has_second_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


@transaction.atomic
def switch_on(*, user: User, secret: str, typed: str, at: datetime) -> list[str] | None:
    """Ask for a code from now on; gives the recovery codes, told this once. None where the code doesn't fit.

    Logins by the password alone end with it (ASVS 7.4.3).
    """
    step = totp.matching_step(secret, _digits(typed), at=at.timestamp(), after=0)
    if step is None:
        return None
    codes = _new_codes()
    values = {"secret": _cipher().encrypt(secret.encode()).decode(), "last_step": step, "made_at": at}
    SecondFactor.objects.update_or_create(user=user, defaults={**values, "recovery": [_hash(code) for code in codes]})
    end_sessions(user=user, by=user, why="second factor on")
    security_log.info("second factor on user=%s", user.pk)
    return codes


@transaction.atomic
def passes(*, user: User, typed: str, at: datetime) -> bool:
    """Whether the code of the app, or a recovery code not used before, was typed. Each is taken once."""
    held = SecondFactor.objects.select_for_update().filter(user=user).first()
    if held is None:
        return False
    step = totp.matching_step(_secret(held), _digits(typed), at=at.timestamp(), after=held.last_step)
    code = _hash("".join(typed.split()).lower())
    if step is not None:
        held.last_step = step
    elif code in held.recovery:
        held.recovery = [one for one in held.recovery if one != code]
        security_log.warning("recovery code used user=%s left=%s", user.pk, len(held.recovery))
    else:
        security_log.warning("second factor refused user=%s", user.pk)
        return False
    held.save(update_fields=["last_step", "recovery"])
    return True


@transaction.atomic
def switch_off(*, user: User, by: User) -> bool:
    """Ask for the password alone again, and at once; False where nothing was on."""
    gone = SecondFactor.objects.filter(user=user).delete()[0]
    if gone:
        end_sessions(user=user, by=by, why="second factor off")
        security_log.warning("second factor off user=%s by=%s", user.pk, by.pk)
    return bool(gone)


def _digits(typed: str) -> str:
    return "".join(typed.split())


def _new_codes() -> list[str]:
    """Ten signs each: fifty random bits, typed with or without the dash."""
    made = ["".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in made]


def _hash(code: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}:{code.replace('-', '')}".encode()).hexdigest()


def _cipher() -> Fernet:
    key = hashlib.sha256(f"cchc.accounts.second_factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _secret(held: SecondFactor) -> str:
    """The secret; one that no app knows after SECRET_KEY was changed: then recovery is by the standing office."""
    try:
        return _cipher().decrypt(held.secret.encode()).decode()
    except InvalidToken:
        security_log.error("second factor unreadable user=%s: SECRET_KEY has changed", held.user_id)  # type: ignore[attr-defined]
        return totp.new_secret()
