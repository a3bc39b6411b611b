"""A backup put into an empty place gives the same installation; one that can't be trusted is refused whole."""

import io
import json
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from cchc.backup.checking import BackupFault, check
from cchc.backup.making import MANIFEST, Manifest, make, vars_of
from cchc.backup.restoring import restore
from cchc.files.store import open_stored, store_bundle
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from tests.cast import make_cast
from tests.conftest import _use, fresh_database
from tests.publications.build import frozen, scored_campaign

WALLS = """SELECT count(*) FILTER (WHERE relforcerowsecurity), count(*) FILTER (WHERE relrowsecurity),
(SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O') FROM pg_class WHERE relkind = 'r'"""


def keep_files_in(settings, folder):
    options = {"location": str(folder)}
    evidence = {"BACKEND": "cchc.files.store.EvidenceStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"evidence": evidence}


@pytest.fixture
def office(committed_database, settings, tmp_path):
    """Two tenants, one with a frozen result, and one stored file; gives its name."""
    keep_files_in(settings, tmp_path / "before")
    people = make_cast()
    with tenant_scope(people.tenant_a):
        frozen(scored_campaign(people), people.chi)
    return store_bundle(io.BytesIO(b"goi"), "huyen-a")


def test_a_backup_in_an_empty_place_gives_rows_files_walls_and_diaries_back(office, settings, tmp_path):
    made = make(tmp_path / "sao-luu.tar", at=timezone.now())
    with pytest.raises(BackupFault, match="Nơi nhận đã có đơn vị tổ chức"):
        restore(tmp_path / "sao-luu.tar")
    before = settings.DATABASES["default"]["NAME"]
    with fresh_database("restored") as empty:
        _use(empty)
        try:
            keep_files_in(settings, tmp_path / "after")
            restore(tmp_path / "sao-luu.tar")
            again = make(tmp_path / "lan-hai.tar", at=timezone.now())
            with connections["owner"].cursor() as cursor:
                cursor.execute(WALLS)
                forced, walled, off = cursor.fetchone()
            with open_stored(office) as file:
                assert file.read() == b"goi"
            assert Tenant.objects.count() == 2
        finally:
            _use(before)
    assert (forced, off, made.tables["publications_snapshotrow"] > 0) == (walled, 0, True)
    assert [(one.tables, one.sequences, one.diaries) for one in (again,)] == [
        (made.tables, made.sequences, made.diaries)
    ]


def archive(path, members, **told):
    """A file with these members; the manifest tells of «rows/a» and «files/b» unless told otherwise."""
    manifest = Manifest("2026-01-01T00:00:00", [], members={"rows/a": [1, "0" * 64], "files/b": [1, "0" * 64]} | told)
    with tarfile.open(path, "w") as target:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            target.addfile(entry, io.BytesIO(content))
        text = json.dumps(vars_of(manifest)).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        target.addfile(entry, io.BytesIO(text))
    return path


def test_what_is_missing_changed_or_added_is_named(tmp_path, capsys):
    path = archive(tmp_path / "sai.tar", {"rows/a": b"x", "files/c": b"y"})
    assert check(path).faults == [
        "rows/a: khác mã kiểm tra trong bản kê",
        "files/b: thiếu trong tệp",
        "files/c: không có trong bản kê",
    ]
    with pytest.raises(CommandError, match=r"^3 chỗ sai trong tệp sao lưu\.$"):
        call_command("verify_backup", path, stderr=io.StringIO())


@pytest.mark.parametrize(("length", "words"), [(700, "bị cắt cụt"), (0, "bị cắt cụt")])
def test_a_file_cut_short_is_refused(tmp_path, length, words):
    path = archive(tmp_path / "cut.tar", {"rows/a": b"x" * 5000})
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(BackupFault, match=words):
        check(path)


def test_a_backup_of_another_version_and_an_existing_file_are_refused(tmp_path, capsys):
    path = archive(tmp_path / "cu.tar", {})
    text = path.read_bytes().replace(b'"format": 1', b'"format": 9')
    path.write_bytes(text)
    with pytest.raises(BackupFault, match="phiên bản khác"):
        check(path)
    with pytest.raises(FileExistsError):
        make(path, at=timezone.now())
    assert path.read_bytes() == text
