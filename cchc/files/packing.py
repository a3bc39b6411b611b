"""Many stored files as one ZIP, written piece by piece to the disk: memory doesn't grow with what is packed."""

import hashlib
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from cchc.files.names import clean_name
from cchc.files.store import open_stored

CHECKSUMS = "SHA256SUMS"
FOLDER = ".goi"
_NAME = re.compile(r"[a-z0-9-]{1,64}/\.goi/[0-9a-f]{32}\.zip")
_CHUNK = 1024 * 1024
_PACKED_ALREADY = frozenset({"pdf", "jpg", "jpeg", "png", "docx", "xlsx"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored file and the name it gets in the ZIP."""

    stored_name: str
    name: str


def new_archive(tenant_slug: str) -> str:
    """A name for a ZIP of the tenant."""
    return checked_archive(f"{tenant_slug}/{FOLDER}/{uuid.uuid4().hex}.zip")


def checked_archive(name: str) -> str:
    """The name if it is one that `new_archive` gives."""
    if not _NAME.fullmatch(name):
        raise SuspiciousFileOperation(f"not an archive's name: {name!r}")
    return name


def archive_path(name: str) -> Path:
    """Where the ZIP lies."""
    return Path(settings.MEDIA_ROOT) / checked_archive(name)


class Packing:
    """A ZIP being written: `add` files one after the other, then `close_with` the index."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._sums: list[tuple[str, str]] = []

    def add(self, entry: Entry) -> str:
        """Pack one file and give the SHA-256 of what was packed. Raises `FileNotFoundError`."""
        digest = hashlib.sha256()
        with open_stored(entry.stored_name) as source, self._opened(entry.name) as target:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                target.write(chunk)
        self._sums.append((digest.hexdigest(), entry.name))
        return digest.hexdigest()

    def close_with(self, others: Iterable[tuple[str, bytes]]) -> None:
        """Add files made by us and, last, the checksums of everything (`sha256sum -c SHA256SUMS`)."""
        for name, content in others:
            self._package.writestr(name, content)
            self._sums.append((hashlib.sha256(content).hexdigest(), name))
        lines = "".join(f"{digest}  {name}\n" for digest, name in self._sums)
        self._package.writestr(CHECKSUMS, lines)

    def _opened(self, name: str):  # type: ignore[no-untyped-def]
        info = zipfile.ZipInfo(name)
        is_small = name.rpartition(".")[2].lower() in _PACKED_ALREADY
        info.compress_type = zipfile.ZIP_STORED if is_small else zipfile.ZIP_DEFLATED
        info.external_attr = 0o640 << 16
        return self._package.open(info, "w", force_zip64=True)


@contextmanager
def packing(name: str) -> Iterator[Packing]:
    """Write the ZIP `name`; where the block fails nothing is left of it."""
    path = archive_path(name)
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(path, "w") as package:
            yield Packing(package)
        path.chmod(0o640)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def digest_of(name: str) -> str:
    """SHA-256 of the finished ZIP."""
    with archive_path(name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def serve_archive(name: str, download_name: str) -> HttpResponseBase:
    """The ZIP as a download. Raises `FileNotFoundError`."""
    prefix = getattr(settings, "X_ACCEL_PREFIX", "")
    if prefix:
        path = quote(checked_archive(name))
        response: HttpResponseBase = HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{path}"})
    else:
        response = FileResponse(archive_path(name).open("rb"))
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = content_disposition_header(True, clean_name(download_name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def delete_archive(name: str) -> None:
    """Remove the ZIP; one that is gone already is no error."""
    archive_path(name).unlink(missing_ok=True)
