"""Holding a backup against its own manifest, without a database."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cchc.backup.making import FORMAT, MANIFEST, Manifest

_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 256 * 1024 * 1024


class BackupFault(Exception):
    """The file is no backup that can be trusted, or may not be restored here; the message says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was read to its end: what it says it holds, and what is wrong with it."""

    manifest: Manifest
    faults: list[str]


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """The archive for reading. Raises BackupFault for anything that is no whole tar file."""
    try:
        with tarfile.open(path, mode="r:") as archive:
            yield archive
    except FileNotFoundError as error:
        raise BackupFault(f"Không có tệp «{path}».") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupFault(f"«{path.name}» không phải tệp sao lưu, hoặc bị cắt cụt.") from error


def check(path: Path) -> Checked:
    """Every member against its checksum. Raises BackupFault where there is nothing to hold it against."""
    found: dict[str, list[object]] = {}
    manifest = None
    with opened(path) as archive:
        for entry in archive:
            file = archive.extractfile(entry) if entry.isfile() else None
            if file is None:
                raise BackupFault(f"«{path.name}» có mục lạ «{entry.name}»: không phải tệp sao lưu.")
            if entry.name == MANIFEST:
                manifest = _manifest(file.read(_LARGEST_MANIFEST))
                continue
            digest = hashlib.sha256()
            while piece := file.read(_CHUNK):
                digest.update(piece)
            found[entry.name] = [entry.size, digest.hexdigest()]
    if manifest is None:
        raise BackupFault(f"«{path.name}» không có bản kê (manifest.json): tệp bị cắt cụt hoặc không phải tệp sao lưu.")
    return Checked(manifest, list(_faults(manifest, found)))


def _manifest(text: bytes) -> Manifest:
    try:
        read = json.loads(text)
        if read.pop("format") != FORMAT:
            raise BackupFault("Tệp do phiên bản khác tạo, kiểu tệp chưa đọc được.")
        return Manifest(**read)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BackupFault("Bản kê (manifest.json) không đọc được.") from error


def _faults(manifest: Manifest, found: dict[str, list[object]]) -> Iterator[str]:
    for name, told in manifest.members.items():
        if name not in found:
            yield f"{name}: thiếu trong tệp"
        elif found[name] != told:
            yield f"{name}: khác mã kiểm tra trong bản kê"
    for name in found.keys() - manifest.members.keys():
        yield f"{name}: không có trong bản kê"
