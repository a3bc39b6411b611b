"""Taking over undisputed self-scores in bulk, for one criterion across agencies or for one file across criteria."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assessments.models import Assessment, Score
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, AuditEvent
from councils.models import Confirmation, DeclaredConflict
from councils.queries.openness import open_for
from councils.stages import INPUTS, RESULT, STATES_OF, copy_values
from criteria.models import Campaign, Criterion
from criteria.queries import exempted_codes
from criteria.rules.calendar import Phase
from criteria.rules.numbers import show_points

APPRAISED = Score.Stage.APPRAISED


@transaction.atomic
def accept_self(
    *,
    campaign: Campaign,
    assessments: Iterable[Assessment],
    leaves: Iterable[Criterion],
    by: User | None,
    department: Agency | None,
    at: datetime,
) -> int:
    """Write the self-score as the appraised score for every pair of file and leaf that has none yet; how many.

    Passed over: files not sent or outside the time of appraisal, the department's own file, files it has confirmed
    or the person has a conflict with, leaves that were not
    scored or don't apply, and whatever has been appraised already. The number of queries doesn't grow with the rows.
    """
    files = _open_files(campaign, assessments, by, department, at)
    wanted = {leaf.pk: leaf for leaf in leaves}
    decided = set(
        Score.objects.at_stage(APPRAISED)
        .filter(assessment__in=files, criterion__in=wanted)
        .values_list("assessment_id", "criterion_id")
    )
    gone = _exempted(campaign, wanted.values())
    rows = [
        _accepted(row, files[row.assessment_id], wanted[row.criterion_id], by, department, at)
        for row in Score.objects.at_stage(Score.Stage.SELF).filter(assessment__in=files, criterion__in=wanted)
        if (row.assessment_id, row.criterion_id) not in decided
        and row.criterion_id not in gone.get(row.agency_id, ())
        and is_acceptable(row)
    ]
    made = Score.objects.bulk_create(rows, batch_size=2000)
    lines = [
        audit.event("nhận điểm tự chấm", row, by=by, changes={"điểm": [None, show_points(row.points)]}, at=at)
        for row in made
    ]
    AuditEvent.objects.bulk_create(lines, batch_size=2000)
    return len(made)


def is_acceptable(row: Score) -> bool:
    """Whether a self-score can be taken over as it is: it has points, or was marked as not applicable."""
    return row.points is not None or row.not_applicable


def _open_files(
    campaign: Campaign, assessments: Iterable[Assessment], by: User | None, department: Agency | None, at: datetime
) -> dict[int, Assessment]:
    window = open_for(campaign, [Phase.APPRAISAL], at)
    files = Assessment.objects.select_for_update(of=("self",)).filter(
        campaign=campaign, pk__in=[file.pk for file in assessments], state__in=STATES_OF[APPRAISED]
    )
    own = department.pk if department else None
    barred = conflicts_of(campaign, by) | {own}
    done = set(
        Confirmation.objects.filter(
            assessment__campaign=campaign, department=department, stage=APPRAISED, reopened_at=None
        ).values_list("assessment_id", flat=True)
    )
    return {
        file.pk: file
        for file in files
        if file.agency_id not in barred and file.pk not in done and window.is_open(file.agency_id)
    }


def conflicts_of(campaign: Campaign, user: User | None) -> set[int | None]:
    """Agencies the person has declared a conflict with."""
    rows = DeclaredConflict.objects.filter(campaign=campaign, user=user, lifted_at=None)
    return set(rows.values_list("agency_id", flat=True))


def _exempted(campaign: Campaign, leaves: Iterable[Criterion]) -> dict[int, set[int]]:
    """Leaves that don't apply, by agency id."""
    known = list(leaves)
    codes = dict(
        Criterion.objects.filter(
            pk__in={pk for leaf in known for pk in (leaf.pk, leaf.parent_id, leaf.area_id) if pk}
        ).values_list("pk", "code")
    )
    return {
        agency_id: {
            leaf.pk
            for leaf in known
            if not gone.isdisjoint(codes[pk] for pk in (leaf.pk, leaf.parent_id, leaf.area_id) if pk)
        }
        for agency_id, gone in exempted_codes(campaign).items()
    }


def _accepted(
    row: Score, file: Assessment, leaf: Criterion, by: User | None, department: Agency | None, at: datetime
) -> Score:
    new = Score(assessment=file, agency_id=row.agency_id, criterion=leaf, stage=APPRAISED)
    new.saved_at, new.saved_by, new.by_agency = at, by, department
    return copy_values(row, new, (*INPUTS, *RESULT))
