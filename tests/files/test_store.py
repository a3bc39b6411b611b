"""Where files lie: generated names, closed modes, whole files only, no way out of the directory."""

import io
import os
import re
import stat
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadedfile import TemporaryUploadedFile

from cchc.files.accept import AcceptedFile, check_upload
from cchc.files.store import EvidenceStorage, delete_stored, digest_stored, evidence_storage, open_stored, store
from tests.files import samples


@pytest.fixture(autouse=True)
def directory(settings, tmp_path) -> Path:
    options = {"location": str(tmp_path / "evidence")}
    settings.STORAGES = settings.STORAGES | {
        "evidence": {"BACKEND": "cchc.files.store.EvidenceStorage", "OPTIONS": options}
    }
    return tmp_path / "evidence"


def kept(tenant: str = "bach-thong", data: bytes = b"") -> tuple[str, AcceptedFile]:
    file = io.BytesIO(data or samples.pdf())
    accepted = check_upload(file, "Quyết định.pdf", max_bytes=10**8)
    return store(accepted, file, tenant), accepted


def test_a_file_is_kept_under_a_generated_name_in_the_tenants_directory(directory):
    name, accepted = kept()
    assert re.fullmatch(r"bach-thong/([0-9a-f]{2})/\1[0-9a-f]{30}\.pdf", name)
    with open_stored(name) as file:
        assert file.read() == samples.pdf()
    assert digest_stored(name) == accepted.sha256
    assert [path.name for path in directory.rglob("*") if path.is_file()] == [Path(name).name]


def test_two_files_of_one_name_do_not_meet():
    assert kept()[0] != kept()[0]


def test_files_and_directories_are_closed_to_others(directory):
    old = os.umask(0)
    try:
        name, _ = kept()
    finally:
        os.umask(old)
    path = directory / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {stat.S_IMODE(part.stat().st_mode) for part in list(path.parents)[:2]} == {0o750}


def test_a_large_upload_is_copied_whole():
    data = samples.pdf(os.urandom(3 * 1024 * 1024).replace(b"/", b"x"))
    upload = TemporaryUploadedFile("a.pdf", "application/pdf", len(data), None)
    upload.write(data)
    accepted = check_upload(upload, "a.pdf", max_bytes=10**8)
    name = store(accepted, upload, "bach-thong")
    assert digest_stored(name) == accepted.sha256
    upload.close()


def test_a_write_that_fails_leaves_nothing_behind(directory):
    class Cut(io.BytesIO):
        def read(self, *_arguments):
            raise OSError("the line was cut")

    accepted = kept()[1]
    before = sorted(directory.rglob("*.*"))
    with pytest.raises(OSError, match="the line was cut"):
        store(accepted, Cut(), "bach-thong")
    assert sorted(directory.rglob("*.*")) == before


def test_a_file_already_there_is_never_replaced():
    storage = evidence_storage()
    name, _ = kept()
    with pytest.raises(FileExistsError):
        storage._save(name, io_file(b"other"))
    with open_stored(name) as file:
        assert file.read() == samples.pdf()


def io_file(data: bytes):
    from django.core.files.base import ContentFile

    return ContentFile(data)


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "/etc/passwd",
        "bach-thong/../../x.pdf",
        "bach-thong/aa/x.pdf",
        "",
        "bach-thong/aa/" + "a" * 32 + ".exe",
    ]
    + ["bach-thong/aa/" + "a" * 32 + ".pdf\n", "b/../" + "a" * 32 + ".pdf"],
)
@pytest.mark.parametrize("verb", [open_stored, delete_stored, digest_stored])
def test_no_other_name_reaches_the_storage(verb, name):
    with pytest.raises(SuspiciousFileOperation):
        verb(name)


@pytest.mark.parametrize("slug", ["..", "a/b", "", "A", "a\n", "-a", "x" * 65])
def test_a_tenant_that_is_no_directory_name_is_refused(slug):
    with pytest.raises(SuspiciousFileOperation):
        kept(slug)


def test_a_deleted_file_is_gone_and_deleting_again_is_no_error():
    name, _ = kept()
    delete_stored(name)
    delete_stored(name)
    with pytest.raises(FileNotFoundError):
        open_stored(name)


def test_evidence_has_no_public_address():
    with pytest.raises(ValueError, match="no public address"):
        EvidenceStorage(base_url="/media/").url("a")
