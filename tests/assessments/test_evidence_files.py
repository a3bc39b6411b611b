"""Versions, carrying over, the bin and what an appraiser has seen."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from assessments.models import Assessment, Citation, Evidence, EvidenceReading, EvidenceVersion, Score
from assessments.services import EvidenceRefused, Refused, add_evidence, cite, delete_evidence, uncite
from assessments.services.evidence import used_bytes
from assessments.services.evidence_files import (
    carry_over,
    carryable,
    destroy_evidence,
    destroyed_on,
    purge_bin,
    replace_file,
)
from cchc.files.store import digest_stored, evidence_storage
from cchc.tenancy.audit import history
from criteria.models import Campaign, Criterion
from tests.assessments.build import evidence, pdf
from tests.criteria.build import leaves_of, small_set


@pytest.fixture
def document(cast, scope_a):
    return add_evidence(
        agency=cast.a.commune_1, year=2024, file=pdf(), name="a.pdf", description={"abstract": "Kế hoạch"}, by=cast.an
    )[0]


@pytest.fixture
def replace(cast, now):
    def replaced(document, extra=b"2", name="b.pdf"):
        return replace_file(evidence=document, file=pdf(extra=extra), name=name, by=cast.an, at=now)

    return replaced


def appraise(file, leaf, when):
    return Score.objects.create(
        assessment=file,
        agency=file.agency,
        criterion=leaf,
        stage="appraised",
        applicable_max=1,
        points=1,
        saved_at=when,
    )


def seen(cast, file, year, document, now):
    """The leaf's appraiser has scored it while it cited the document."""
    tie = cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=document, by=cast.an, at=now)
    Citation.objects.filter(pk=tie.pk).update(added_at=now)
    appraise(file, year.leaves["1.1.1"], now + timedelta(days=1))
    return tie


def test_a_newer_file_takes_the_place_of_the_old_one_which_stays_as_a_version(document, replace):
    first = document.sha256
    newer = replace(document)
    [older] = EvidenceVersion.objects.all()
    assert (older.place, older.sha256, older.original_name) == (1, first, "a.pdf")
    assert (newer.pk, newer.original_name, digest_stored(newer.stored_name)) == (document.pk, "b.pdf", newer.sha256)
    assert digest_stored(older.stored_name) == first
    assert [line.verb for line in history(document)] == ["thay tệp tài liệu", "thêm tài liệu"]
    assert sorted(EvidenceReading.objects.values_list("sha256", flat=True)) == sorted([first, newer.sha256])


@pytest.mark.parametrize("extra", [b"", b"other"])
def test_a_file_the_register_has_already_is_not_a_new_version(document, replace, cast, extra):
    add_evidence(
        agency=cast.a.commune_1, year=2024, file=pdf(extra=b"other"), name="c.pdf", description={"abstract": "Báo cáo"},
        by=cast.an,
    )  # fmt: skip
    with pytest.raises(EvidenceRefused, match="trùng với"):
        replace(document, extra=extra)
    assert EvidenceVersion.objects.count() == 0


def test_a_document_of_a_sent_file_keeps_its_file(document, replace, file, year, cast, now):
    cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=document, by=cast.an, at=now)
    type(file).objects.filter(pk=file.pk).update(state="submitted", submitted_at=now)
    with pytest.raises(EvidenceRefused, match=r"mục 1\.1\.1 của hồ sơ đã gửi"):
        replace(document)


def test_earlier_versions_count_towards_the_quota_and_shared_files_once(document, replace, cast, now):
    replace(document)
    Evidence.objects.filter(pk=document.pk).update(year=2023)
    carry_over(agency=cast.a.commune_1, year=2024, lasting=[document.pk], yearly=[], by=cast.an, at=now)
    assert used_bytes(cast.a.commune_1) == len(pdf().read()) + len(pdf(extra=b"2").read())


@pytest.fixture
def last_year(cast, scope_a):
    return [
        evidence(cast.a.commune_1, number, year=2023, issued_on=date(2022, month, 1))
        for month, number in enumerate(("05/QĐ-UBND", "98/BC-UBND", "12/KH-UBND"), 1)
    ]


def test_lasting_documents_are_carried_over_and_yearly_ones_flagged(cast, last_year, now):
    order, report, _plan = last_year
    made = carry_over(agency=cast.a.commune_1, year=2024, lasting=[order.pk], yearly=[report.pk], by=cast.an, at=now)
    assert [
        (one.number, one.is_lasting, one.is_to_replace, one.is_out_of_year, one.carried_from_id) for one in made
    ] == [
        ("05/QĐ-UBND", True, False, False, order.pk),
        ("98/BC-UBND", False, True, True, report.pk),
    ]
    assert [one.number for one in carryable(cast.a.commune_1, 2024)] == ["12/KH-UBND"]


def test_nothing_is_carried_over_twice_or_from_another_agency(cast, last_year, now):
    foreign = evidence(cast.a.commune_2, "1/KH-UBND", year=2023)
    for _time in range(2):
        carry_over(
            agency=cast.a.commune_1, year=2024, lasting=[last_year[0].pk, foreign.pk], yearly=[], by=cast.an, at=now
        )
    assert Evidence.objects.filter(year=2024).count() == 1


@pytest.fixture
def cited_before(cast, last_year, year, file, now):
    """Last year's file of the same commune cites order, report and plan at a leaf each; this year's is open."""
    order, report, plan = last_year
    before = Campaign.objects.create(year=2023, title="Kỳ năm 2023", opened_at=now)
    past = Assessment.objects.create(campaign=before, agency=cast.a.commune_1, criteria_set=year.criteria_set)
    for code, one in (("1.1.1", order), ("1.3", order), ("1.2", report), ("2.1.1", plan)):
        leaf = year.leaves[code]
        Citation.objects.create(assessment=past, criterion=leaf, evidence=one, page="Điều 2", quotation="giao")
    return last_year


def test_lasting_documents_are_cited_where_they_were_cited_before(cast, cited_before, file, now):
    order, report, _plan = cited_before
    carry_over(agency=cast.a.commune_1, year=2024, lasting=[order.pk], yearly=[report.pk], by=cast.an, at=now)
    ties = file.citations.values_list("criterion__code", "evidence__number", "page", "quotation")
    assert sorted(ties) == [("1.1.1", "05/QĐ-UBND", "Điều 2", "giao"), ("1.3", "05/QĐ-UBND", "Điều 2", "giao")]


def test_yearly_documents_are_cited_again_once_this_years_file_is_there(cast, cited_before, replace, file, now):
    _order, report, _plan = cited_before
    [made] = carry_over(agency=cast.a.commune_1, year=2024, lasting=[], yearly=[report.pk], by=cast.an, at=now)
    assert file.citations.count() == 0
    replace(made)
    assert [(tie.criterion.code, tie.evidence_id, tie.page) for tie in file.citations.all()] == [
        ("1.2", made.pk, "Điều 2")
    ]


def test_citations_follow_the_links_between_two_years_sets(cast, cited_before, year, file, now):
    newer = small_set("KT2")
    file_leaf = leaves_of(newer)["1.10"]
    Criterion.objects.filter(pk=file_leaf.pk).update(predecessor=year.leaves["1.3"])
    Assessment.objects.filter(pk=file.pk).update(criteria_set=newer)
    carry_over(agency=cast.a.commune_1, year=2024, lasting=[cited_before[0].pk], yearly=[], by=cast.an, at=now)
    assert [tie.criterion_id for tie in file.citations.all()] == [file_leaf.pk]


def test_nothing_is_cited_in_a_file_that_has_been_sent(cast, cited_before, file, now):
    Assessment.objects.filter(pk=file.pk).update(state="submitted", submitted_at=now)
    carry_over(agency=cast.a.commune_1, year=2024, lasting=[cited_before[0].pk], yearly=[], by=cast.an, at=now)
    assert file.citations.count() == 0


def test_replacing_the_file_takes_the_flag_away(cast, document, replace):
    Evidence.objects.filter(pk=document.pk).update(is_to_replace=True)
    assert replace(document).is_to_replace is False


def test_the_bin_is_emptied_after_the_period_of_grace(cast, document, replace, now, django_capture_on_commit_callbacks):
    replace(document)
    names = [document.stored_name, *document.versions.values_list("stored_name", flat=True)]
    delete_evidence(evidence=document, by=cast.an, at=now)
    document.refresh_from_db()
    assert destroyed_on(document) == now + timedelta(days=30)
    assert purge_bin(at=now + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_bin(at=now + timedelta(days=31)) == 1
    assert (Evidence.objects.count(), [evidence_storage().exists(name) for name in names]) == (0, [False, False])
    assert history(document)[0].verb == "hủy tài liệu trong thùng rác"


def test_a_file_shared_with_this_years_register_outlives_last_years_row(
    cast, document, now, django_capture_on_commit_callbacks
):
    Evidence.objects.filter(pk=document.pk).update(year=2023)
    [carried] = carry_over(agency=cast.a.commune_1, year=2024, lasting=[document.pk], yearly=[], by=cast.an, at=now)
    delete_evidence(evidence=document, by=cast.an, at=now)
    with django_capture_on_commit_callbacks(execute=True):
        purge_bin(at=now + timedelta(days=31))
    assert [one.pk for one in Evidence.objects.all()] == [carried.pk]
    assert evidence_storage().exists(carried.stored_name)


def test_only_what_lies_in_the_bin_is_destroyed(document, now):
    with pytest.raises(EvidenceRefused, match="Chỉ hủy được tài liệu trong thùng rác"):
        destroy_evidence(evidence=document, by=None, at=now)


def test_what_an_appraiser_has_seen_stays_cited(cast, file, year, document, now):
    tie = seen(cast, file, year, document, now)
    with pytest.raises(Refused, match="Mục này đã được thẩm định với tài liệu đó"):
        uncite(citation=tie, by=cast.an, at=now)
    with pytest.raises(EvidenceRefused):
        delete_evidence(evidence=document, by=cast.an, at=now)


def test_a_citation_added_after_the_appraisal_can_be_taken_back(cast, file, year, document, now):
    appraise(file, year.leaves["1.1.1"], now)
    tie = cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=document, by=cast.an, at=now)
    Citation.objects.filter(pk=tie.pk).update(added_at=now + timedelta(days=1))
    uncite(citation=tie, by=cast.an, at=now)
    assert Citation.objects.count() == 0


FORBIDDEN = {
    "citation deleted": lambda document: Citation.objects.filter(evidence=document)._raw_delete("default"),
    "citation moved": lambda document: Citation.objects.filter(evidence=document).update(criterion_id=1),
    "version deleted": lambda document: EvidenceVersion.objects.filter(evidence=document)._raw_delete("default"),
    "put into the bin": lambda document: Evidence.objects.filter(pk=document.pk).update(deleted_at="2024-12-31T00:00Z"),
    "deleted": lambda document: Evidence.objects.filter(pk=document.pk)._raw_delete("default"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_itself_keeps_what_an_appraiser_has_seen(name, cast, file, year, document, replace, now):
    replace(document)
    seen(cast, file, year, document, now)
    with pytest.raises(DatabaseError, match="evidence of an appraised leaf stays"), transaction.atomic():
        FORBIDDEN[name](document)


@pytest.mark.parametrize("name", ["citation deleted", "version deleted", "put into the bin"])
def test_the_database_lets_go_what_nobody_has_appraised(name, cast, file, year, document, replace, now):
    replace(document)
    cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=document, by=cast.an, at=now)
    FORBIDDEN[name](document)
