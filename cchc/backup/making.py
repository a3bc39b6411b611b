"""Making a backup: all rows as they stood at one moment, then every stored file."""

import gzip
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connections, transaction
from psycopg2 import sql

from cchc.backup.tables import Table, migration_heads, sequences, tables
from cchc.files.store import open_stored, stored_names
from cchc.tenancy.models import Tenant

FORMAT, MANIFEST, ROWS, FILES = 1, "manifest.json", "rows/", "files/"
_CHUNK = 1024 * 1024
_ALIAS = "default"


@dataclass(slots=True)
class Manifest:
    """What the file holds: rows of each table, size and SHA-256 of each member, the newest line of each diary."""

    made_at: str
    migrations: list[str]
    tables: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int | None] = field(default_factory=dict)
    diaries: dict[str, list[Any]] = field(default_factory=dict)
    members: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT


def make(path: Path, *, at: datetime) -> Manifest:
    """Write the backup beside its place and move it there whole. Raises FileExistsError: none is ever overwritten."""
    manifest = Manifest(at.isoformat(), migration_heads(connections[_ALIAS]))
    part = path.with_name(f".{path.name}.part")
    path.touch(mode=0o600, exist_ok=False)
    try:
        with open(part, "xb", opener=_private) as target, tarfile.open(fileobj=target, mode="w") as archive:
            _add_rows(archive, manifest)
            _add_files(archive, manifest)
            _add(archive, manifest, MANIFEST, json.dumps(vars_of(manifest), ensure_ascii=False, indent=1).encode())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        path.unlink()
        raise
    return manifest


def vars_of(manifest: Manifest) -> dict[str, Any]:
    """The manifest as it is written down."""
    return {name: getattr(manifest, name) for name in manifest.__slots__}


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _add_rows(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Every table in one transaction that sees the same moment throughout; people go on working meanwhile."""
    with transaction.atomic(using=_ALIAS), connections[_ALIAS].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tenants = list(Tenant.objects.using(_ALIAS).order_by("pk"))
        for table in tables(cursor):
            with tempfile.TemporaryFile() as spool:
                manifest.tables[table.name] = _copy_out(cursor, table, [one.pk for one in tenants], spool)
                spool.seek(0)
                _add(archive, manifest, f"{ROWS}{table.name}.copy.gz", spool)
        manifest.sequences = sequences(cursor)
        manifest.diaries = {one.slug: _newest_line(cursor, one.pk) for one in tenants}


def _copy_out(cursor: Any, table: Table, tenant_ids: list[int], target: IO[bytes]) -> int:
    """The rows of one table, tenant by tenant where a wall stands; how many."""
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(table.listed, sql.Identifier(table.name))
    count = 0
    with gzip.GzipFile(fileobj=target, mode="wb", mtime=0) as packed:
        for tenant_id in tenant_ids if table.walled else [None]:
            cursor.execute("SELECT set_config('app.tenant', %s, true)", ["" if tenant_id is None else str(tenant_id)])
            cursor.copy_expert(query, packed)
            count += cursor.rowcount
    return count


def _newest_line(cursor: Any, tenant_id: int) -> list[Any]:
    cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(tenant_id)])
    cursor.execute("SELECT sequence, hash FROM tenancy_auditevent ORDER BY sequence DESC LIMIT 1")
    return list(cursor.fetchone() or [])


def _add_files(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Stored files are never changed, only added and removed: one gone since the list was read was removed for good."""
    for name in stored_names():
        try:
            with open_stored(name) as file:
                _add(archive, manifest, f"{FILES}{name}", file)
        except FileNotFoundError:
            continue


def _add(archive: tarfile.TarFile, manifest: Manifest, name: str, content: bytes | IO[bytes] | Any) -> None:
    """One member, read once for its checksum and once for the archive."""
    with tempfile.SpooledTemporaryFile(max_size=8 * _CHUNK) as spool:
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(content):
            digest.update(piece)
            size += spool.write(piece)
        spool.seek(0)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        archive.addfile(entry, spool)
    if name != MANIFEST:
        manifest.members[name] = [size, digest.hexdigest()]


def _pieces(content: bytes | IO[bytes] | Any) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while piece := content.read(_CHUNK):
        yield piece
