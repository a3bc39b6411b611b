"""What was typed when the session had already ended: carried, signed, through the login, then sent again by hand."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest

SALT = "cchc.web.kept"
MAX_BYTES = 400_000
MAX_SECONDS = 12 * 3600
_NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was not taken: where it was going and its fields, in their order."""

    path: str
    fields: list[list[str]]


def fields_of(request: HttpRequest) -> list[list[str]]:
    """What was typed, without passwords and the form's token."""
    return [[name, value] for name, values in request.POST.lists() if name not in _NOT_CARRIED for value in values]


def write(request: HttpRequest) -> str:
    """The form as one signed text, or nothing when it is too large to be carried or held files."""
    if request.FILES:
        return ""
    data: dict[str, Any] = {"path": request.get_full_path(), "fields": fields_of(request)}
    text = signing.dumps(data, salt=SALT, compress=True)
    return text if len(text) <= MAX_BYTES else ""


def read(text: str) -> Kept | None:
    """The form again, or None for a text that is not ours or too old."""
    try:
        data = signing.loads(text, salt=SALT, max_age=MAX_SECONDS) if text else None
    except signing.BadSignature:
        return None
    return Kept(data["path"], data["fields"]) if data else None
