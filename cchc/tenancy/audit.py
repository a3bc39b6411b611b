"""Writing and reading the audit trail. Called by services inside the transaction of the change itself."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils import timezone

from cchc.tenancy.models import AuditEvent

SYSTEM_NAME = "Hệ thống"
_FIELDS = [field for field in AuditEvent._meta.concrete_fields if not field.primary_key]
_INSERT = (
    f"INSERT INTO {AuditEvent._meta.db_table} ({', '.join(field.column for field in _FIELDS)}) "  # noqa: S608 - columns
    f"VALUES ({', '.join(['%s'] * len(_FIELDS))}) RETURNING id"
)
"""Put together once: a line is written with every change there is."""


@dataclass(frozen=True, slots=True)
class RequestTrace:
    """Where a change came from: request id, address, and the staff session it was made under, if any."""

    request_id: str = ""
    ip: str | None = None
    on_behalf: str = ""


trace: ContextVar[RequestTrace] = ContextVar("cchc_trace", default=RequestTrace())  # noqa: B039 - frozen


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list]:
    """Only the fields that changed, each as ``[before, after]``."""
    return {key: [_plain(before.get(key)), _plain(after[key])] for key in after if before.get(key) != after[key]}


def event(verb: str, obj: models.Model, *, by, changes: dict | None = None, reason: str = "", at=None) -> AuditEvent:
    """An unsaved line, for services that write many at once with ``bulk_create``."""
    where = trace.get()
    return AuditEvent(
        at=at or timezone.now(),
        actor_id=getattr(by, "pk", None),
        actor_name=str(by) if by is not None else SYSTEM_NAME,
        on_behalf=where.on_behalf,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_label=str(obj)[:300],
        changes={key: _plain(value) for key, value in (changes or {}).items()},
        reason=reason,
        request_id=where.request_id,
        ip=where.ip,
    )


def record(verb: str, obj: models.Model, *, by, changes: dict | None = None, reason: str = "", at=None) -> AuditEvent:
    """Write one line about ``obj`` in the present transaction. ``verb`` is in officials' words: «gửi hồ sơ»."""
    line = event(verb, obj, by=by, changes=changes, reason=reason, at=at)
    values = [field.get_db_prep_save(getattr(line, field.attname), connection) for field in _FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        line.pk = cursor.fetchone()[0]
    line._state.adding = False
    return line


def history(obj: models.Model) -> models.QuerySet[AuditEvent]:
    """The lines about one object, newest first."""
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk)


def broken_links() -> list[int]:
    """Sequence numbers whose hash no longer fits the line or the line before it. Empty when nothing was touched."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT sequence FROM (
                SELECT sequence, hash, previous_hash,
                       coalesce(lag(hash) OVER (ORDER BY sequence), '') AS expected_previous,
                       tenancy_audit_hash(e) AS expected_hash
                FROM tenancy_auditevent e
            ) line
            WHERE hash <> expected_hash OR previous_hash <> expected_previous
            ORDER BY sequence
            """
        )
        return [row[0] for row in cursor.fetchall()]
