"""The files of a campaign: one for each agency that takes part."""

from django.db import transaction

from assessments.models import Assessment
from cchc.tenancy import audit
from cchc.tenancy.models import Agency, AuditEvent
from criteria.models import Campaign, Participant


@transaction.atomic
def open_assessments(campaign: Campaign, *, by=None) -> int:
    """Create the files that are still missing; gives their number. Does no harm when called again."""
    taking_part = campaign.participants.exclude(agency__assessments__campaign=campaign).select_related("agency")
    wanted = [
        Assessment(campaign=campaign, agency=one.agency, criteria_set_id=one.criteria_set_id) for one in taking_part
    ]
    Assessment.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    opened = campaign.assessments.filter(agency_id__in=[file.agency_id for file in wanted]).select_related(
        "agency", "campaign"
    )
    lines = [audit.event("mở hồ sơ", file, by=by) for file in opened]
    AuditEvent.objects.bulk_create(lines, batch_size=1000)
    return len(lines)


@transaction.atomic
def assessment_for(campaign: Campaign, agency: Agency, *, by=None) -> Assessment | None:
    """The file of one agency, made on first need; None where the agency doesn't take part."""
    taking_part = Participant.objects.filter(campaign=campaign, agency=agency).first()
    if taking_part is None:
        return None
    file, made = Assessment.objects.get_or_create(
        campaign=campaign, agency=agency, defaults={"criteria_set_id": taking_part.criteria_set_id}
    )
    if made:
        audit.record("mở hồ sơ", file, by=by)
    return file
