"""Citations that come along: a document of the year before proves again what it proved then."""

from datetime import datetime

from django.db import transaction

from assessments.models import Assessment, Citation, Evidence
from assessments.services.evidence import cite
from assessments.services.saving import Refused
from assessments.states import State
from cchc.accounts.models import User
from criteria.lineage import lineage
from criteria.models import Criterion


@transaction.atomic
def bring_citations(*, evidence: Evidence, by: User | None, at: datetime) -> int:
    """Cite a document carried over at the leaves that continue those it was cited at; how many there are.

    Only in a file that is being filled in; leaves that don't apply, or that nothing continues, are passed over.
    """
    files = Assessment.objects.filter(agency=evidence.agency_id, state=State.DRAFT).select_related("criteria_set")
    file = files.filter(campaign__year=evidence.year).first()
    if file is None or evidence.carried_from_id is None:
        return 0
    before = Citation.objects.filter(evidence=evidence.carried_from_id).select_related("assessment__criteria_set")
    return sum(_brought(file, evidence, old, by, at) for old in before)


def _brought(file: Assessment, evidence: Evidence, old: Citation, by: User | None, at: datetime) -> bool:
    earlier = {then: now for now, then in lineage(file.criteria_set, old.assessment.criteria_set).items()}
    leaf = Criterion.objects.self_scored().filter(pk=earlier.get(old.criterion_id)).first()
    if leaf is None:
        return False
    try:
        cite(assessment=file, criterion=leaf, evidence=evidence, page=old.page, quotation=old.quotation, by=by, at=at)
    except Refused:
        return False
    return True
