"""The secret address of a person's calendar: made, changed, taken back. Only its hash is kept."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from cchc.tenancy import audit
from criteria.models import CalendarFeed

TOKEN_BYTES = 24


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def new_address(*, by: Any, at: datetime) -> str:
    """A new secret for the person's calendar in the present tenant; an earlier one no longer answers."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed, _ = CalendarFeed.objects.update_or_create(user=by, defaults={"token_hash": hashed(token), "created_at": at})
    audit.record("tạo địa chỉ lịch", feed, by=by, at=at)
    return token


@transaction.atomic
def take_back(*, by: Any, at: datetime) -> bool:
    """The address answers no longer; whether there was one."""
    feed = CalendarFeed.objects.filter(user=by).first()
    if feed is None:
        return False
    audit.record("thu hồi địa chỉ lịch", feed, by=by, at=at)
    feed.delete()
    return True


def owner_of(token: str) -> CalendarFeed | None:
    """Whose calendar the secret opens in the present tenant; None for one that was taken back."""
    return CalendarFeed.objects.select_related("user").filter(token_hash=hashed(token)).first()
