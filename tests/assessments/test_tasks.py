"""One round of the worker over the register: what is due is done, what has run out is cleared away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Evidence, EvidenceArchive, EvidenceReading, Upload, Work
from assessments.services import add_evidence, delete_evidence
from assessments.services.evidence_archives import ask_archive
from assessments.services.evidence_uploads import begin_upload
from assessments.tasks import sweep_one, sweep_tenant
from tests.assessments.build import pdf


@pytest.fixture
def register(cast, scope_a):
    """A document, one long in the bin, a ZIP asked for, and an upload nobody has gone on with."""
    now = timezone.now()
    kept, binned = (
        add_evidence(
            agency=cast.a.commune_1, year=2024, file=pdf(extra=name), name="a.pdf", description={"abstract": "x"},
            by=cast.an,
        )[0]
        for name in (b"kept", b"binned")
    )  # fmt: skip
    delete_evidence(evidence=binned, by=cast.an, at=now - timedelta(days=31))
    ask_archive(agency=cast.a.commune_1, year=2024, by=cast.an, at=now)
    begin_upload(
        agency=cast.a.commune_1, year=2024, name="a.pdf", size=9, stamp="1", by=cast.an, at=now - timedelta(days=3)
    )
    return kept


def test_a_round_reads_packs_and_clears_away(cast, register):
    assert sweep_tenant(cast.tenant_a) == 1
    assert list(Evidence.objects.all()) == [register]
    assert [row.state for row in EvidenceReading.objects.all()] == [Work.FAILED]  # a PDF without a page
    assert [row.state for row in EvidenceArchive.objects.all()] == [Work.DONE]
    assert Upload.objects.count() == 0


def test_a_tenant_that_is_gone_is_no_fault(db):
    assert sweep_one(10**9) == 0
