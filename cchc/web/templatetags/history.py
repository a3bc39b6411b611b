"""The diary of one object on its page: ``{% history agency %}``, ``{% history assessment limit=20 %}``.

Lines say who, when and what in the words the services wrote. Show it only to those who may know all of it: internal
notes of an office appear here too.
"""

from datetime import datetime
from typing import Any

from django import template
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from cchc.tenancy import audit
from cchc.tenancy.models import AuditEvent
from cchc.web import formatting

register = template.Library()

EMPTY = "(trống)"


def _word(value: Any) -> str:
    """One value of the trail: dates and truth values as officials write them, everything else as it was written."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(_word(item) for item in value) or EMPTY
    return _moment_word(value) if isinstance(value, str) else str(value)


def _moment_word(text: str) -> str:
    try:
        moment = parse_datetime(text) if len(text) > 10 else None
        day = parse_date(text) if len(text) == 10 else None
    except ValueError:  # 2024-13-40 looks like a date
        return text
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return formatting.moment(timezone.localtime(moment))
    return formatting.day(day) if day else text


@register.filter
def thay_doi(line: AuditEvent) -> list[str]:
    """The changes of one line as sentences: «hiệu lực đến: (trống) → 30/06/2025»."""
    return [_sentence(name, value) for name, value in line.changes.items()]


def _sentence(name: str, value: Any) -> str:
    if not isinstance(value, list) or len(value) != 2:
        return f"{name}: {_word(value)}"
    before, after = value
    return f"{name}: {_word(after)}" if before is None else f"{name}: {_word(before)} → {_word(after)}"


@register.inclusion_tag("components/_history.html")
def history(obj: Model, limit: int = 10) -> dict[str, Any]:
    """The newest ``limit`` lines about the object; the number of older ones."""
    lines = list(audit.history(obj)[: limit + 1])
    more = audit.history(obj).count() - limit if len(lines) > limit else 0
    return {"lines": lines[:limit], "more": more}
