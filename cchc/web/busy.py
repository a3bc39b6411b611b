"""A statement that takes too long is ended by the database, so that none holds a process for ever.

The limit belongs to the process, not to the role: the web's is short, a worker's longer, a command has none.
"""

import sys
from typing import Any

from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from psycopg2.errors import QueryCanceled

from cchc.web import kept

RETRY_SECONDS = 10


def limit_statements(database: dict[str, Any], seconds: float) -> None:
    """End every statement of connections made from now on after so many seconds; 0: never.

    ``database`` is Django's dictionary. Said when connecting, so that it costs no statement; a limit that the address
    itself names stands.
    """
    said = database["OPTIONS"].get("options", "")
    if seconds and "statement_timeout" not in said:
        database["OPTIONS"]["options"] = f"{said} -c statement_timeout={round(seconds * 1000)}".strip()


def is_ended_by_database() -> bool:
    """Whether the exception being handled is a statement that the database has ended."""
    error = sys.exception()
    return isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled)


def busy(request: HttpRequest) -> HttpResponse:
    """503 with what was typed, to be sent again by one button. Nothing in it asks the database."""
    fields = kept.fields_of(request) if request.method == "POST" and not request.FILES else []
    context = {"fields": fields, "path": request.get_full_path(), "is_post": request.method == "POST"}
    context |= {"seconds": RETRY_SECONDS, "token": get_token(request)}
    answer = HttpResponse(render_to_string("503.html", context), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer
