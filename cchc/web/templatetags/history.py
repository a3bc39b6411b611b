"""The diary of one object on its page: ``{% history agency %}``, ``{% history assessment limit=20 %}``.

Lines say who, when and what in the words the services wrote. Show it only to those who may know all of it: internal
notes of an office appear here too.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from cchc.tenancy import audit
from cchc.tenancy.models import AuditEvent
from cchc.web import formatting

register = template.Library()

EMPTY = "(trống)"
NUMBER = re.compile(r"-?\d{1,20}\.\d{1,20}")
CODES = ("mục", "mã")
"""Names under which «1.5» is a criterion and not a number."""


def _word(value: Any, name: str = "") -> str:
    """One value of the trail: dates, numbers and truth values as officials write them, the rest as it was written."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(_word(item, name) for item in value) or EMPTY
    if isinstance(value, str) and NUMBER.fullmatch(value) and not name.lower().startswith(CODES):
        return formatting.points(Decimal(value))
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
    return [_sentence(_name(line, name), value) for name, value in line.changes.items()]


def _name(line: AuditEvent, name: str) -> str:
    """A column of the object in its Vietnamese name; what a service named itself stays."""
    try:
        return str(apps.get_model(line.object_type)._meta.get_field(name).verbose_name)
    except (LookupError, ValueError, AttributeError, FieldDoesNotExist):
        return name


def _sentence(name: str, value: Any) -> str:
    if not isinstance(value, list) or len(value) != 2:
        return f"{name}: {_word(value, name)}"
    before, after = value
    told = _word(after, name)
    return f"{name}: {told}" if before is None else f"{name}: {_word(before, name)} → {told}"


@register.inclusion_tag("components/_history.html")
def history(obj: Model, limit: int = 10) -> dict[str, Any]:
    """The newest ``limit`` lines about the object; the number of older ones."""
    lines = list(audit.history(obj)[: limit + 1])
    more = audit.history(obj).count() - limit if len(lines) > limit else 0
    return {"lines": lines[:limit], "more": more}
