from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Citation, Evidence
from assessments.services import (
    EvidenceRefused,
    Refused,
    add_evidence,
    cite,
    delete_evidence,
    describe_evidence,
    restore_evidence,
    uncite,
)
from assessments.states import State
from cchc.files.errors import UploadRefused
from cchc.files.store import digest_stored
from cchc.tenancy.audit import history
from tests.assessments.build import evidence, filled_assessment, open_now, pdf


@pytest.fixture
def add(cast, scope_a):
    def added(file=None, agency=None, name="ke-hoach.pdf", **description):
        description = {"abstract": "Kế hoạch CCHC năm"} | description
        return add_evidence(
            agency=agency or cast.a.commune_1,
            year=2024,
            file=file or pdf(),
            name=name,
            description=description,
            by=cast.an,
        )

    return added


@pytest.fixture
def address(file):
    return lambda name="": f"/huyen-a/2024/tai-lieu/{name}"


def test_a_file_is_taken_in_under_its_checksum_with_what_is_written_about_it(add):
    made, is_new = add(number="12/KH-UBND", issued_on=date(2024, 1, 15))
    assert (is_new, made.number, made.extension, made.content_type) == (True, "12/KH-UBND", "pdf", "application/pdf")
    assert digest_stored(made.stored_name) == made.sha256
    assert made.stored_name.startswith("huyen-a/")
    assert [line.verb for line in history(made)] == ["thêm tài liệu"]


def test_the_same_file_again_is_the_document_already_there(add):
    first, _ = add(number="12/KH-UBND")
    again, is_new = add(number="99/BC-UBND", name="ban-sao.pdf")
    assert (again.pk, again.number, is_new, Evidence.objects.count()) == (first.pk, "12/KH-UBND", False, 1)


def test_another_agency_has_its_own_copy(add, cast):
    first, _ = add()
    other, is_new = add(agency=cast.a.commune_2)
    assert (other.pk == first.pk, is_new) == (False, True)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<html>", "a.html", "extension"),
        (b"<html>", "a.pdf", "mismatch"),
        (b"", "a.pdf", "empty"),
        (b"MZ" * 100, "a.docx", "mismatch"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(add, content, name, code):
    with pytest.raises(UploadRefused) as refused:
        add(file=SimpleUploadedFile(name, content), name=name)
    assert (refused.value.code, Evidence.objects.count()) == (code, 0)


def test_above_the_agencys_quota_nothing_is_taken_in(add, settings):
    settings.UPLOAD_AGENCY_QUOTA_BYTES = 10
    with pytest.raises(UploadRefused) as refused:
        add()
    assert refused.value.code == "quota"


def test_a_document_of_another_year_is_flagged(add):
    made, _ = add(issued_on=date(2023, 12, 29))
    assert made.is_out_of_year
    describe_evidence(evidence=made, description={"issued_on": date(2024, 1, 2)}, by=None)
    assert not Evidence.objects.get().is_out_of_year


def test_a_cited_document_is_not_deleted_and_an_uncited_one_can_be_taken_back(add, cast, year, file, now):
    made, _ = add()
    tie = cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=made, page="trang 1", by=cast.an, at=now)
    with pytest.raises(EvidenceRefused):
        delete_evidence(evidence=made, by=cast.an, at=now)
    uncite(citation=tie, by=cast.an, at=now)
    delete_evidence(evidence=made, by=cast.an, at=now)
    assert Evidence.objects.kept().count() == 0
    restore_evidence(evidence=made, by=cast.an)
    assert Evidence.objects.kept().count() == 1


def test_a_binned_document_is_not_taken_back_beside_its_twin(add, cast, now):
    made, _ = add()
    delete_evidence(evidence=made, by=cast.an, at=now)
    add()
    with pytest.raises(EvidenceRefused):
        restore_evidence(evidence=made, by=cast.an)


def test_citing_twice_corrects_the_place(add, cast, year, file, now):
    made, _ = add()
    for page in ("trang 1", "trang 2"):
        cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=made, page=page, by=cast.an, at=now)
    assert list(Citation.objects.values_list("page", flat=True)) == ["trang 2"]


def test_a_document_of_another_agency_is_not_cited(add, cast, year, file, now):
    other, _ = add(agency=cast.a.commune_2)
    with pytest.raises(Refused):
        cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=other, by=cast.an, at=now)


def test_nothing_is_cited_in_a_file_that_has_been_sent(add, cast, year, now):
    sent = filled_assessment(year, cast.a.commune_1, by=cast.an, head=cast.binh, at=now, state=State.SUBMITTED)
    made, _ = add()
    with pytest.raises(Refused):
        cite(assessment=sent, criterion=year.leaves["1.1.1"], evidence=made, by=cast.an, at=now)


def upload(**values):
    return {"file": pdf(), "number": "12/KH-UBND", "issued_on": "15/01/2024", "abstract": "Kế hoạch năm"} | values


def test_a_document_is_added_through_the_page_and_found_again_without_diacritics(login, cast, address):
    client = login(cast.an)
    assert client.post(address("them/"), upload()).status_code == 302
    made = Evidence.objects.get()
    assert (made.issued_on, made.issuer, made.uploaded_by) == (date(2024, 1, 15), "", cast.an)
    found = client.get(address(), {"tim": "ke hoach"}).content.decode()
    assert found.count(">12/KH-UBND<") == 1
    assert client.get(address(), {"tim": "nghi quyet"}).content.decode().count(">12/KH-UBND<") == 0


def test_a_refused_file_keeps_what_was_typed(login, cast, address):
    answer = login(cast.an).post(address("them/"), upload(file=SimpleUploadedFile("a.pdf", b"<html>")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12/KH-UBND"' in page
    assert "nội dung không phải PDF" in page
    assert Evidence.objects.count() == 0


def test_the_file_is_handed_out_under_a_strict_policy(login, cast, add, address):
    made, _ = add()
    answer = login(cast.an).get(address(f"{made.pk}/tep/"))
    assert b"".join(answer.streaming_content) == pdf().read()
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("person", "status"),
    [("an", 200), ("binh", 200), ("chi", 200), ("oanh", 200), ("giang", 404), ("dung", 404), ("ha", 404), ("son", 404)],
)
def test_only_those_who_may_see_the_document_get_the_file(person, status, login, cast, add, address):
    made, _ = add()
    assert login(getattr(cast, person)).get(address(f"{made.pk}/tep/")).status_code == status


def test_a_document_is_cited_at_a_leaf_through_the_page(login, cast, year, file):
    made = evidence(cast.a.commune_1)
    leaf = year.leaves["1.1.1"]
    open_now(year)
    answer = login(cast.an).post(
        f"/huyen-a/2024/tu-danh-gia/{file.pk}/minh-chung/{leaf.pk}/", {"evidence": made.pk, "page": "trang 3"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"/huyen-a/2024/tu-danh-gia/{file.pk}/linh-vuc/1/#m{leaf.pk}"
    assert list(Citation.objects.values_list("evidence", "page")) == [(made.pk, "trang 3")]
