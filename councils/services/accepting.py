"""Taking over undisputed self-scores in bulk, for one criterion across agencies or for one file across criteria."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from assessments.models import Assessment, Score
from cchc.accounts.models import User
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, AuditEvent
from councils.models import Confirmation, DeclaredConflict
from councils.queries.openness import open_for
from councils.stages import INPUTS, RESULT, STATES_OF
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

    Passed over: files not sent or outside the time of appraisal, the department's own file, files it has confirmed or
    the person has a conflict with, leaves that were not scored or don't apply, and whatever has been appraised already.
    The number of queries doesn't grow with the rows.
    """
    files = _open_files(campaign, assessments, by, department, at)
    wanted = {leaf.pk: leaf for leaf in leaves}
    made = _taken_over(files, wanted, _exempted(campaign, wanted.values()), by, department, at)
    lines = [
        audit.event("nhận điểm tự chấm", row, by=by, changes={"điểm": [None, show_points(row.points)]}, at=at)
        for row in made
    ]
    AuditEvent.objects.bulk_create(lines, batch_size=2000)
    return len(made)


_COLUMNS = [Score._meta.get_field(name).column for name in (*INPUTS, *RESULT)]
_INTO, _FROM = ", ".join(_COLUMNS), ", ".join(f"s.{one}" for one in _COLUMNS)
TAKE_OVER = f"""
INSERT INTO assessments_score (tenant_id, assessment_id, agency_id, criterion_id, stage, {_INTO},
    explanation, reason_code, version, saved_at, saved_by_id, by_agency_id)
SELECT s.tenant_id, s.assessment_id, s.agency_id, s.criterion_id, 'appraised', {_FROM}, '', '', 1, %s, %s, %s
FROM assessments_score s
WHERE s.stage = 'self' AND s.assessment_id = ANY(%s) AND s.criterion_id = ANY(%s)
    AND (s.points IS NOT NULL OR s.not_applicable)
    AND NOT EXISTS (
        SELECT FROM assessments_score j
        WHERE j.assessment_id = s.assessment_id AND j.criterion_id = s.criterion_id AND j.stage = 'appraised'
    )
    AND NOT EXISTS (
        SELECT FROM unnest(%s::bigint[], %s::bigint[]) gone(agency_id, criterion_id)
        WHERE gone.agency_id = s.agency_id AND gone.criterion_id = s.criterion_id
    )
ORDER BY s.id
RETURNING id, criterion_id, points
"""  # noqa: S608 - column names of the model
"""One statement however many lines there are; the files are locked before it, so nobody writes the same ones."""


def _taken_over(
    files: Iterable[int],
    wanted: Mapping[int, Criterion],
    gone: Mapping[int, set[int]],
    by: User | None,
    department: Agency | None,
    at: datetime,
) -> list[Score]:
    """The rows written, with what the diary says of them."""
    pairs = [(agency_id, leaf_id) for agency_id, leaves in gone.items() for leaf_id in leaves]
    who = [by.pk if by else None, department.pk if department else None]
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_OVER,
            [at, *who, list(files), list(wanted), [agency for agency, _ in pairs], [leaf for _, leaf in pairs]],
        )
        rows = cursor.fetchall()
    return [Score(pk=pk, criterion=wanted[leaf_id], stage=APPRAISED, points=points) for pk, leaf_id, points in rows]


def _open_files(
    campaign: Campaign, assessments: Iterable[Assessment], by: User | None, department: Agency | None, at: datetime
) -> list[int]:
    """Under lock the files that can be written, by id."""
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
    return [
        file.pk
        for file in files
        if file.agency_id not in barred and file.pk not in done and window.is_open(file.agency_id)
    ]


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
