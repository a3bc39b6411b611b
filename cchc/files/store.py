"""Where accepted files lie: under a generated name in the tenant's directory, outside everything the web server serves.

The storage named "evidence" in `settings.STORAGES` keeps them; object storage takes its place by settings alone.
"""

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

from cchc.files.accept import AcceptedFile
from cchc.files.kinds import KIND_BY_EXTENSION

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
# Bundles of our own making; none is ever let in from outside.
_MADE_HERE = ("zip",)
_ENDINGS = "|".join([*KIND_BY_EXTENSION, *_MADE_HERE])
_STORED = re.compile(rf"{_SLUG.pattern}/[0-9a-f]{{2}}/[0-9a-f]{{32}}\.(?:{_ENDINGS})")
_CHUNK = 1024 * 1024


@deconstructible(path="cchc.files.store.EvidenceStorage")
class EvidenceStorage(FileSystemStorage):
    """Files on disk, whole or not there at all: written beside their place, synced, then linked in under their name."""

    def __init__(self, **options: Any) -> None:
        defaults = {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750}
        super().__init__(**(defaults | options))

    def url(self, name: str | None) -> str:
        """There is none: every file is handed out by a view that checks the right to it."""
        raise ValueError("evidence has no public address")

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        os.makedirs(self.location, exist_ok=True)
        _make_directories(target.parent, Path(self.location), self.directory_permissions_mode)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        try:
            _write_synced(part, content, self.file_permissions_mode)
            os.link(part, target)  # unlike a rename it never replaces a file already there
        finally:
            part.unlink(missing_ok=True)
        _sync_directory(target.parent)
        return name


def store(accepted: AcceptedFile, file: IO[bytes], tenant_slug: str) -> str:
    """Keep the file and give its stored name. Raises `SuspiciousFileOperation` for a slug that is no directory name."""
    if not _SLUG.fullmatch(tenant_slug):
        raise SuspiciousFileOperation(f"not a tenant's slug: {tenant_slug!r}")
    token = uuid.uuid4().hex
    return evidence_storage().save(f"{tenant_slug}/{token[:2]}/{token}.{accepted.extension}", File(file))


def store_bundle(file: IO[bytes], tenant_slug: str) -> str:
    """Keep a ZIP that the program itself has made, and give its stored name."""
    if not _SLUG.fullmatch(tenant_slug):
        raise SuspiciousFileOperation(f"not a tenant's slug: {tenant_slug!r}")
    token = uuid.uuid4().hex
    return evidence_storage().save(f"{tenant_slug}/{token[:2]}/{token}.{_MADE_HERE[0]}", File(file))


def open_stored(stored_name: str) -> "File[bytes]":
    """The file for reading. Raises `FileNotFoundError` where it is missing."""
    return evidence_storage().open(checked(stored_name), "rb")


def delete_stored(stored_name: str) -> None:
    """Remove the file; one that is gone already is no error."""
    evidence_storage().delete(checked(stored_name))


def stored_names() -> Iterator[str]:
    """Every stored file, folder by folder; what lies there under another name is none of ours."""
    storage = evidence_storage()
    if not storage.exists(""):
        return
    for tenant in sorted(storage.listdir("")[0]):
        for part in sorted(storage.listdir(tenant)[0]):
            names = (f"{tenant}/{part}/{name}" for name in sorted(storage.listdir(f"{tenant}/{part}")[1]))
            yield from filter(_STORED.fullmatch, names)


def digest_stored(stored_name: str) -> str:
    """SHA-256 in hex of what lies there now, to hold against the one recorded when it was accepted."""
    digest = hashlib.sha256()
    with open_stored(stored_name) as file:
        for chunk in file.chunks(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def checked(stored_name: str) -> str:
    """The name if it is one that `store` gives; no other name ever reaches the storage."""
    if not _STORED.fullmatch(stored_name):
        raise SuspiciousFileOperation(f"not a stored name: {stored_name!r}")
    return stored_name


def evidence_storage() -> Storage:
    """The storage that keeps evidence."""
    return storages["evidence"]


def _make_directories(directory: Path, root: Path, mode: int | None) -> None:
    """`os.makedirs` gives the mode to the last directory only."""
    for part in reversed([directory, *directory.parents]):
        if root in part.parents and not part.exists():
            part.mkdir(exist_ok=True)
            if mode is not None:
                part.chmod(mode)


def _write_synced(path: Path, content: "File[bytes]", mode: int | None) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as target:
        for chunk in content.chunks(_CHUNK):
            target.write(chunk)
        target.flush()
        if mode is not None:
            os.fchmod(target.fileno(), mode)
        os.fsync(target.fileno())


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
