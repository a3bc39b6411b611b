"""The worker's queue of files: read once, suggestions filled in, scanned, and never stuck."""

import socket
from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.models import EvidenceReading, Scan, Work
from assessments.services import add_evidence, describe_evidence
from assessments.services.evidence_reading import ABANDONED, GONE, INFECTED, give_up_abandoned, owe_missing, read_due
from cchc.files.store import evidence_storage
from cchc.tenancy.audit import history
from tests.assessments.build import evidence, pdf
from tests.files.clamd import EICAR, running_scanner
from tests.files.paper import commune_plan


@pytest.fixture
def add(cast, scope_a):
    def added(content=None, name="Ke hoach 12.pdf", **description):
        return add_evidence(
            agency=cast.a.commune_1, year=2024, file=content or commune_plan(), name=name, description=description,
            by=cast.an,
        )[0]  # fmt: skip

    return added


@pytest.fixture
def down(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{taken.getsockname()[1]}"


def test_what_the_first_page_says_is_filled_in_and_waits_to_be_looked_at(add, cast):
    made = add()
    assert (made.abstract, made.is_unchecked) == ("Ke hoach 12", True)
    assert read_due(cast.tenant_a) == 1
    made.refresh_from_db()
    assert (made.number, made.issued_on, made.issuer, made.kind, made.abstract, made.is_unchecked) == (
        "12/KH-UBND",
        date(2024, 1, 15),
        "UBND xã Cẩm Giàng",
        "Kế hoạch",
        "Kế hoạch cải cách hành chính năm 2024",
        True,
    )
    assert history(made)[0].verb == "đọc thông tin từ trang đầu"
    describe_evidence(evidence=made, description={"abstract": made.abstract}, by=cast.an)
    made.refresh_from_db()
    assert made.is_unchecked is False


def test_what_a_person_has_written_is_never_written_over(add, cast):
    made = add(abstract="Kế hoạch của tôi", number="")
    read_due(cast.tenant_a)
    made.refresh_from_db()
    assert (made.abstract, made.number) == ("Kế hoạch của tôi", "")


def test_the_text_can_be_found_without_diacritics(add, cast):
    add()
    read_due(cast.tenant_a)
    [reading] = EvidenceReading.objects.all()
    assert (reading.state, reading.images, reading.page_count) == (Work.DONE, 1, 1)
    assert reading.folded.count("cai cach hanh chinh") == 2


def test_a_file_is_read_once(add, cast):
    add()
    assert [read_due(cast.tenant_a), read_due(cast.tenant_a)] == [1, 0]


def test_documents_from_before_are_read_too(cast, scope_a):
    evidence(cast.a.commune_1)
    assert [owe_missing(), owe_missing()] == [1, 0]
    read_due(cast.tenant_a)
    assert EvidenceReading.objects.get().problem == GONE


def test_a_reading_that_ended_with_its_worker_is_taken_up_again_and_given_up_the_third_time(add, cast):
    add()
    now = timezone.now()
    EvidenceReading.objects.update(state=Work.RUNNING, lease_until=now - timedelta(minutes=1), attempts=2)
    assert give_up_abandoned(at=now) == 0
    EvidenceReading.objects.update(attempts=3)
    assert give_up_abandoned(at=now) == 1
    assert (read_due(cast.tenant_a), EvidenceReading.objects.get().problem) == (0, ABANDONED)


def test_without_a_scanner_files_are_said_to_be_unscanned(add, cast):
    assert add().scan == Scan.SKIPPED


def test_a_clean_file_becomes_clean(add, cast, settings):
    with running_scanner() as scanner:
        settings.CLAMD_URL = scanner.url
        made = add()
        assert made.scan == Scan.PENDING
        read_due(cast.tenant_a)
    made.refresh_from_db()
    assert (made.scan, EvidenceReading.objects.get().state) == (Scan.CLEAN, Work.DONE)


def test_an_infected_file_is_held_back_and_nothing_is_made_of_it(add, cast, settings):
    with running_scanner() as scanner:
        settings.CLAMD_URL = scanner.url
        made = add(pdf(extra=EICAR))
        read_due(cast.tenant_a)
    made.refresh_from_db()
    [reading] = EvidenceReading.objects.all()
    assert (made.scan, reading.state, reading.problem, reading.images) == (Scan.INFECTED, Work.FAILED, INFECTED, 0)
    assert history(made)[0].changes == {"mã độc": [None, "Eicar-Signature"]}
    assert evidence_storage().exists(made.stored_name)


def test_while_the_scanner_is_down_the_file_stays_pending_and_is_tried_again(add, cast, down):
    made = add()
    assert read_due(cast.tenant_a) == 1
    made.refresh_from_db()
    [reading] = EvidenceReading.objects.all()
    assert (made.scan, reading.state, reading.attempts) == (Scan.PENDING, Work.DUE, 0)
    assert read_due(cast.tenant_a) == 0
    assert read_due(cast.tenant_a, at=timezone.now() + timedelta(minutes=3), seconds=0.01) >= 1
