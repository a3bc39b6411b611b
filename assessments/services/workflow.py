"""The one place that writes ``Assessment.state``."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction

from assessments.models import Assessment, Mark, TransitionLog
from assessments.permissions import roles_in
from assessments.queries import missing_to_submit
from assessments.signals import assessment_transitioned
from assessments.states import State, Transition, check, find
from cchc.accounts.members import Member
from cchc.tenancy import audit
from criteria.queries import phase_state
from criteria.tree import tree_of

STAMPED = ("state", "approval_requested_at", "submitted_at", "appraised_at", "adopted_at", "return_comment")
SENDS_BACK = frozenset({"send_back", "return_file"})


@transaction.atomic
def transition(
    *,
    assessment: Assessment,
    name: str,
    by: Member,
    at: datetime,
    comment: str = "",
    approver: str = "",
    places: Mapping[int, str] | None = None,
) -> Assessment:
    """Take one step of the workflow (``assessments.states``).

    Row lock, then the table with permission, deadline at the moment ``at`` (extensions count), comment and what is
    missing; then state and timestamps, log, audit, and ``assessment_transitioned`` once committed. Raises ``Refusal``
    with a code and a message in Vietnamese; nothing is changed then. ``places`` are leaves, by id with what to
    correct, that a returned file is marked at; sending it on settles the marks.
    """
    file = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("campaign", "agency", "criteria_set")
        .get(pk=assessment.pk)
    )
    step = _checked(file, name, by, at, comment, approver)
    before = State(file.state)
    _stamp(file, step, at, comment.strip())
    file.save(update_fields=STAMPED)
    TransitionLog.objects.create(
        assessment=file,
        name=step.name,
        from_state=before,
        to_state=step.target,
        at=at,
        by=by.user,
        comment=_with_approver(comment.strip(), approver.strip()),
    )
    changes = {"tình trạng": [before.label, step.target.label], **_mark(file, step, places or {}, by, at)}
    audit.record(step.label.lower(), file, by=by.user, changes=changes, reason=_with_approver(comment, approver), at=at)
    _announce(file, step, by, at, comment)
    return file


def _checked(file: Assessment, name: str, by: Member, at: datetime, comment: str, approver: str) -> Transition:
    """What costs a query is asked only where the table asks for it."""
    wanted = find(name)
    is_open = wanted.phase is not None and phase_state(file.campaign, wanted.phase, at=at, agency=file.agency).open
    missing = missing_to_submit(file) if wanted.checks_missing and State(file.state) in wanted.sources else []
    roles = {role.value for role in roles_in(by, file)}
    words = [f"{one.code} {one.what}" for one in missing]
    return check(file.state, name, roles, comment, is_open, missing=words, approver=approver)


def _stamp(file: Assessment, step: Transition, at: datetime, comment: str) -> None:
    """Set the state and the times that belong to it; a time that no longer holds is taken away (the log keeps it)."""
    file.state = step.target
    if step.target is State.PENDING_HEAD:
        file.approval_requested_at = at
    if step.name == "submit":
        file.submitted_at = at
    if step.target is State.DRAFT:
        file.submitted_at = file.approval_requested_at = None
    file.return_comment = comment if step.name in SENDS_BACK else ""
    if step.name == "finish_appraisal":
        file.appraised_at = at
    if step.name == "reopen_appraisal":
        file.appraised_at = None
    file.adopted_at = at if step.target is State.ADOPTED else None


def _mark(file: Assessment, step: Transition, places: Mapping[int, str], by: Member, at: datetime) -> dict[str, list]:
    """Point at leaves of a file that goes back; settle what was pointed at in one that goes on. What to write down."""
    if step.target is not State.DRAFT:
        file.marks.filter(settled_at=None).update(settled_at=at)
        return {}
    leaves = [leaf for leaf in tree_of(file.criteria_set).leaves() if leaf.pk in places]
    if step.name not in SENDS_BACK or not leaves:
        return {}
    file.marks.filter(settled_at=None, criterion__in=[leaf.pk for leaf in leaves]).update(settled_at=at)
    Mark.objects.bulk_create(
        Mark(assessment=file, criterion_id=leaf.pk, note=places[leaf.pk].strip(), made_at=at, made_by=by.user)
        for leaf in leaves
    )
    return {"mục cần sửa": [None, ", ".join(leaf.code for leaf in leaves)]}


def _with_approver(comment: str, approver: str) -> str:
    return f"{comment} (người cho phép: {approver})" if approver else comment


def _announce(file: Assessment, step: Transition, by: Member, at: datetime, comment: str) -> None:
    send = partial(
        assessment_transitioned.send,
        sender=Assessment,
        tenant_id=file.tenant_id,
        assessment_id=file.pk,
        transition=step.name,
        by_id=by.user.pk,
        comment=comment,
        at=at,
    )
    transaction.on_commit(send)
