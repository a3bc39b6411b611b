"""What the browser's session keeps: the open ways to the provider, and the token that ends the login there."""

import time
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from cchc.accounts.models import User
from cchc.accounts.sign_on import identities
from cchc.accounts.sign_on.config import is_set_up
from cchc.accounts.sign_on.provider import Answered, Asked, provider
from cchc.accounts.sign_on.refusals import Refused

OPEN, HELD = "sign_on_open", "sign_on_held"
OPEN_SECONDS = 600
MOST_OPEN = 4
"""Several tabs may be on their way at once; the oldest is forgotten first."""
BACKEND = "django.contrib.auth.backends.ModelBackend"


def keep(request: HttpRequest, asked: Asked, *, goes_to: str, kept: str) -> None:
    """Remember for ten minutes what the answer must fit, and where the person wanted to go.

    Somebody who is logged in already is on the way to join the two accounts; then nobody else may come back.
    """
    now = time.time()
    ways = [way for way in request.session.get(OPEN, []) if way["until"] > now]
    way = {"state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier, "until": now + OPEN_SECONDS}
    way |= {"next": goes_to, "kept": kept, "user": request.user.pk if request.user.is_authenticated else None}
    request.session[OPEN] = [*ways[-MOST_OPEN + 1 :], way]


def take(request: HttpRequest) -> dict[str, Any]:
    """The way that the answer belongs to; it is open no more. Raises Refused."""
    ways = request.session.get(OPEN, [])
    state = request.GET.get("state", "")
    way = next((way for way in ways if constant_time_compare(way["state"], state)), None)
    if way is None:
        raise Refused("state", "unknown")
    request.session[OPEN] = [other for other in ways if other is not way]
    if way["until"] < time.time():
        raise Refused("state", "late")
    if way["user"] is not None and way["user"] != request.user.pk:
        raise Refused("state", "of another person")
    return way


def carried(answered: Answered) -> dict[str, str]:
    """The answer as it waits for the second step."""
    known = {"issuer": answered.issuer, "subject": answered.subject}
    return known | {"named": identities.name_there(answered.claims), "token": answered.token}


def enter(request: HttpRequest, user: User, came_by: dict[str, str]) -> None:
    """Log in whom the provider and, where it is on, the second step have recognised. Raises Refused."""
    joined = {name: came_by[name] for name in ("issuer", "subject", "named")}
    at = timezone.now()
    identities.join(user=user, at=at, **joined)
    login(request, user, backend=BACKEND)
    request.session[HELD] = came_by["token"]
    identities.note_use(user=user, issuer=came_by["issuer"], at=at)


def try_to_enter(request: HttpRequest, user: User, came_by: dict[str, str]) -> Refused | None:
    """``enter`` after the second step: somebody may have joined either account to another meanwhile."""
    try:
        enter(request, user, came_by)
    except Refused as refusal:
        return refusal
    return None


def end_address(request: HttpRequest) -> str:
    """Where the provider ends the login that it began; nothing for a login by password."""
    token = request.session.get(HELD, "")
    return provider().end_address(token) if token and is_set_up() else ""
