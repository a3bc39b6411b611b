"""The end of appraisal: one file, or every file in which nothing is missing any more."""

from datetime import datetime

from django.db import transaction

from assessments.models import Assessment
from assessments.services import transition
from assessments.states import State
from cchc.accounts.members import Member
from councils.queries.missing import missing_scores
from councils.services.appraising import Refused
from criteria.models import Campaign


@transaction.atomic
def finish_appraisal(*, assessment: Assessment, by: Member, at: datetime) -> Assessment:
    """End the appraisal of one file. Refused while a leaf has no appraised score; the message names the leaves."""
    missing = missing_scores(assessment.campaign).get(assessment.agency_id, [])
    if missing:
        shown = ", ".join(missing[:8]) + (" …" if len(missing) > 8 else "")
        raise Refused(
            f"{assessment.agency} còn {len(missing)} mục chưa thẩm định: {shown} – thẩm định hết rồi kết thúc."
        )
    return transition(assessment=assessment, name="finish_appraisal", by=by, at=at)


@transaction.atomic
def finish_complete(*, campaign: Campaign, by: Member, at: datetime) -> list[Assessment]:
    """End the appraisal of every sent file in which nothing is missing; those that were ended."""
    missing = missing_scores(campaign)
    files = campaign.assessments.filter(state=State.SUBMITTED).exclude(agency__in=missing)
    return [transition(assessment=file, name="finish_appraisal", by=by, at=at) for file in files]
