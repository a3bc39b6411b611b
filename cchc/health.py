"""Whether the process answers, and whether it can do its work."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError

from cchc.migrating import halfway_apps, pending_migrations
from cchc.notices.services import oldest_due_seconds

OUTBOX_LATE_SECONDS = 900


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"process": "ok"})


def _database() -> str:
    try:
        pending, halfway = pending_migrations(connection), halfway_apps(connection)
    except DatabaseError as error:
        return type(error).__name__
    if halfway:
        return f"halfway in {', '.join(halfway)}"
    return f"{pending} migrations pending" if pending else "ok"


def _redis() -> str:
    try:
        cache.set("readyz", "1", 5)
        return "ok" if cache.get("readyz") == "1" else "not kept"
    except RedisError as error:
        return type(error).__name__


def _outbox() -> str:
    try:
        age = oldest_due_seconds()
    except DatabaseError as error:
        return type(error).__name__
    return "ok" if age is None or age < OUTBOX_LATE_SECONDS else f"oldest message has waited {int(age)} s"


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, Redis and the outbox are well; 503 with the reason otherwise."""
    parts = {"database": _database(), "redis": _redis(), "outbox": _outbox()}
    healthy = all(value == "ok" for value in parts.values())
    return JsonResponse(parts, status=200 if healthy else 503)
