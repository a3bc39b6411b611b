"""Putting a backup into an empty installation of the same version."""

import gzip
import hashlib
import tarfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import connections, transaction
from psycopg2 import sql

from cchc.backup.checking import BackupFault, check, opened
from cchc.backup.making import FILES, ROWS, Manifest
from cchc.backup.tables import Table, migration_heads, tables
from cchc.files.store import checked, evidence_storage
from cchc.tenancy.models import Tenant

_CHUNK = 1024 * 1024
OWNER = "owner"


def restore(path: Path) -> Manifest:
    """Rows and files of the backup. Raises BackupFault, and nothing is written, unless file and place are right."""
    result = check(path)
    if result.faults:
        raise BackupFault("Tệp sao lưu sai, chưa ghi gì: " + "; ".join(result.faults[:5]))
    if OWNER not in settings.DATABASES:
        raise BackupFault("Khôi phục cần quyền của chủ cơ sở dữ liệu: đặt DATABASE_OWNER_URL rồi chạy lại.")
    _refuse(result.manifest)
    with opened(path) as archive:
        _put_files(archive)
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            _put_rows(cursor, archive, result.manifest)
    return result.manifest


def _refuse(manifest: Manifest) -> None:
    if Tenant.objects.exists():
        raise BackupFault("Nơi nhận đã có đơn vị tổ chức: chỉ khôi phục vào cơ sở dữ liệu mới lập, chưa có dữ liệu.")
    here = migration_heads(connections[OWNER])
    if here != manifest.migrations:
        other = ", ".join(sorted(set(manifest.migrations) ^ set(here)))
        raise BackupFault(f"Tệp do phiên bản khác của phần mềm tạo ({other}): khôi phục bằng đúng phiên bản đó.")


def _put_files(archive: tarfile.TarFile) -> None:
    """One that lies there already must be the same: an attempt before this may have come so far."""
    storage = evidence_storage()
    for entry in archive:
        if not entry.name.startswith(FILES):
            continue
        name, file = checked(entry.name.removeprefix(FILES)), archive.extractfile(entry)
        assert file is not None
        if not storage.exists(name):
            storage.save(name, File(file, name))
        elif _digest(storage.open(name)) != _digest(file):
            raise BackupFault(f"Nơi nhận đã có tệp khác cùng tên «{name}»: dùng thư mục tài liệu mới.")


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _put_rows(cursor: Any, archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Walls and triggers are the owner's to lift for this one transaction: they keep rows from being written anew."""
    known = {table.name: table for table in tables(cursor)}
    if known.keys() != manifest.tables.keys():
        raise BackupFault("Các bảng của nơi nhận khác với bản kê: khôi phục bằng đúng phiên bản đã sao lưu.")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in known.values():
        _lift(cursor, table)
    names = sql.SQL(", ").join(sql.Identifier(name) for name in known)
    cursor.execute(sql.SQL("TRUNCATE {}, django_session").format(names))
    for name, table in known.items():
        _copy_in(cursor, table, archive, manifest.tables[name])
    for name, last in manifest.sequences.items():
        if last is not None:
            cursor.execute("SELECT setval(%s::regclass, %s)", [f'public."{name}"', last])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in known.values():
        _raise(cursor, table)


def _lift(cursor: Any, table: Table) -> None:
    name = sql.Identifier(table.name)
    cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    if table.walled:
        cursor.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(name))


def _raise(cursor: Any, table: Table) -> None:
    name = sql.Identifier(table.name)
    if table.walled:
        cursor.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(name))
    cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))


def _copy_in(cursor: Any, table: Table, archive: tarfile.TarFile, wanted: int) -> None:
    file = archive.extractfile(f"{ROWS}{table.name}.copy.gz")
    assert file is not None
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), table.listed)
    with gzip.open(file, "rb") as rows:
        cursor.copy_expert(query, rows)
    if cursor.rowcount != wanted:
        raise BackupFault(f"Bảng {table.name}: bản kê ghi {wanted} dòng, tệp có {cursor.rowcount}; chưa ghi gì.")
