"""The council's acts on every file of a campaign at once: closing them at adoption, and opening them again.

Like ``transition``, a writer of ``Assessment.state``. Adoption closes the year for every file, also for one that was
never sent: what the council has concluded is final for all agencies alike.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from assessments.models import Assessment, TransitionLog
from assessments.signals import assessment_transitioned
from assessments.states import State, find
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import AuditEvent
from criteria.models import Campaign


@transaction.atomic
def adopt_files(*, campaign: Campaign, by: User | None, at: datetime, comment: str = "") -> int:
    """Close every file that isn't closed yet: state ``adopted`` with its time, log, diary and news. How many."""
    files = list(_locked(campaign).exclude(state=State.ADOPTED))
    for file in files:
        file.submitted_at = file.submitted_at or at  # the database wants a time of sending on every closed file
        file.adopted_at = at
    return _move(files, "adopt", by, at, comment)


@transaction.atomic
def reopen_files(*, campaign: Campaign, by: User | None, at: datetime, comment: str) -> int:
    """Open the adopted files again, with the reason and approver in ``comment``. How many."""
    files = list(_locked(campaign).filter(state=State.ADOPTED))
    for file in files:
        file.adopted_at = None
    return _move(files, "reopen", by, at, comment)


def _locked(campaign: Campaign):
    files = Assessment.objects.select_for_update(of=("self",)).select_related("agency", "campaign")
    return files.filter(campaign=campaign)


def _move(files: Iterable[Assessment], name: str, by: User | None, at: datetime, comment: str) -> int:
    step, moved = find(name), list(files)
    logs, lines = [], []
    for file in moved:
        before, file.state = State(file.state), step.target
        logs.append(_log(file, name, before, by, at, comment))
        changes = {"tình trạng": [before.label, step.target.label]}
        lines.append(audit.event(step.label.lower(), file, by=by, changes=changes, reason=comment, at=at))
        transaction.on_commit(partial(_announce, file.tenant_id, file.pk, name, by, at, comment))
    Assessment.objects.bulk_update(moved, ["state", "submitted_at", "adopted_at"], batch_size=500)
    TransitionLog.objects.bulk_create(logs, batch_size=1000)
    AuditEvent.objects.bulk_create(lines, batch_size=1000)
    return len(moved)


def _log(file: Assessment, name: str, before: State, by: User | None, at: datetime, comment: str) -> TransitionLog:
    return TransitionLog(
        assessment=file, name=name, from_state=before, to_state=file.state, at=at, by=by, comment=comment
    )


def _announce(tenant_id: int, assessment_id: int, name: str, by: User | None, at: datetime, comment: str) -> None:
    assessment_transitioned.send(
        sender=Assessment,
        tenant_id=tenant_id,
        assessment_id=assessment_id,
        transition=name,
        by_id=by.pk if by else None,
        comment=comment,
        at=at,
    )
