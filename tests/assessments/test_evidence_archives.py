"""The register as a ZIP: files under names that say what they are, an index, checksums, and three days to fetch it."""

import io
import subprocess
import zipfile
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from assessments.models import Evidence, EvidenceArchive, Work
from assessments.services import add_evidence, cite
from assessments.services.evidence_archives import ask_archive, build_due, drop_expired
from cchc.files.packing import archive_path
from cchc.files.store import delete_stored
from cchc.notices.models import Notification
from tests.assessments.build import pdf


@pytest.fixture
def documents(cast, scope_a, file, year, now):
    made = []
    for number, abstract in (("12/KH-UBND", "Kế hoạch CCHC"), ("98/BC-UBND", "../../etc/passwd"), ("", "Ảnh\u202egpj")):
        made.append(
            add_evidence(
                agency=cast.a.commune_1, year=2024, file=pdf(extra=abstract.encode()), name="a.pdf",
                description={"number": number, "abstract": abstract, "issued_on": date(2024, 1, 15)}, by=cast.an,
            )[0]
        )  # fmt: skip
    cite(assessment=file, criterion=year.leaves["1.1.1"], evidence=made[0], by=cast.an, at=now)
    return made


@pytest.fixture
def build(cast, now, django_capture_on_commit_callbacks):
    def built():
        asked = ask_archive(agency=cast.a.commune_1, year=2024, by=cast.an, at=now)
        with django_capture_on_commit_callbacks(execute=True):
            build_due(cast.tenant_a)
        asked.refresh_from_db()
        return asked

    return built


def opened(archive):
    return zipfile.ZipFile(archive_path(archive.stored_name))


def test_every_document_lies_in_it_under_a_safe_name_with_index_and_checksums(documents, build):
    archive = build()
    with opened(archive) as package:
        assert package.namelist() == [
            "001 12-KH-UBND Kế hoạch CCHC.pdf",
            "002 98-BC-UBND ..-..-etc-passwd.pdf",
            "003 Ảnhgpj.pdf",
            "Muc-luc.xlsx",
            "SHA256SUMS",
        ]
        assert package.read("001 12-KH-UBND Kế hoạch CCHC.pdf") == pdf(extra="Kế hoạch CCHC".encode()).read()
    assert (archive.state, archive.count) == (Work.DONE, 3)


def test_the_checksums_are_those_sha256sum_takes(documents, build, tmp_path):
    with opened(build()) as package:
        package.extractall(tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)


def test_the_index_names_number_date_leaf_and_checksum(documents, build):
    with opened(build()) as package:
        sheet = load_workbook(io.BytesIO(package.read("Muc-luc.xlsx"))).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][:4] == ("STT", "Tệp trong gói", "Số, ký hiệu", "Ngày ban hành")
    assert [(row[0], row[2], row[7], row[8], row[9]) for row in rows[1:]] == [
        (place, one.number or None, code, None, one.sha256)
        for place, one, code in zip((1, 2, 3), documents, ("1.1.1", None, None), strict=True)
    ]


def test_a_held_back_or_missing_file_is_left_out_and_the_index_says_so(documents, build):
    Evidence.objects.filter(pk=documents[1].pk).update(scan="infected")
    delete_stored(documents[2].stored_name)
    with opened(build()) as package:
        sheet = load_workbook(io.BytesIO(package.read("Muc-luc.xlsx"))).active
        assert len(package.namelist()) == 3
    assert [row[8] for row in sheet.iter_rows(min_row=4, values_only=True)] == [
        None,
        "Không có trong gói: có mã độc",
        "Không có trong gói: không tìm thấy tệp trên máy chủ",
    ]


def test_whoever_asked_is_told_with_a_link(documents, build, cast):
    archive = build()
    inbox = Notification.objects.filter(recipient=cast.an, channel="inbox")
    assert [(row.subject, row.url) for row in inbox] == [
        (
            f"Gói tài liệu kiểm chứng năm 2024 của {cast.a.commune_1.name} đã sẵn sàng",
            f"/huyen-a/2024/tai-lieu/goi/{archive.pk}/",
        )
    ]


def test_asking_again_while_it_is_made_gives_the_same(documents, cast, now):
    first, again = (ask_archive(agency=cast.a.commune_1, year=2024, by=cast.an, at=now) for _time in range(2))
    assert first.pk == again.pk


def test_a_newer_one_takes_the_place_of_the_older(documents, build):
    first, second = build(), build()
    path = archive_path(first.stored_name)
    first.refresh_from_db()
    assert (first.stored_name, path.exists(), archive_path(second.stored_name).exists()) == ("", False, True)


def test_after_three_days_it_is_gone(documents, build, django_capture_on_commit_callbacks):
    archive = build()
    path = archive_path(archive.stored_name)
    assert drop_expired(at=timezone.now() + timedelta(days=2)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_expired(at=timezone.now() + timedelta(days=4)) == 1
    assert path.exists() is False


def test_what_a_killed_worker_left_is_taken_up_and_given_up_the_third_time(documents, cast, now):
    asked = ask_archive(agency=cast.a.commune_1, year=2024, by=cast.an, at=now)
    EvidenceArchive.objects.update(state=Work.RUNNING, lease_until=timezone.now() - timedelta(minutes=1), attempts=3)
    assert build_due(cast.tenant_a) == 0
    asked.refresh_from_db()
    assert asked.state == Work.FAILED
