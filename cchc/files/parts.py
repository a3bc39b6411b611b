"""Files that arrive in pieces, until they are whole: one file each, in a directory of its own beside the evidence.

Local disk, shared by the web processes (`MEDIA_ROOT`). Bytes past what the database counts as received are overwritten:
a process that died between writing and committing leaves nothing wrong behind.
"""

import os
import re
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

FOLDER = ".dang-tai"
_CHUNK = 64 * 1024
_TOKEN = re.compile(r"[0-9a-f]{32}")


def part_path(token: str) -> Path:
    """Where the file with this token grows."""
    if not _TOKEN.fullmatch(token):
        raise SuspiciousFileOperation(f"not a token: {token!r}")
    return Path(settings.MEDIA_ROOT) / FOLDER / token


def write_piece(token: str, offset: int, piece: IO[bytes], size: int) -> int:
    """Put at most `size` bytes of the piece at their place, in small chunks, and see them onto the disk.

    Gives how many came: a line that broke brings fewer. Raises `FileNotFoundError` where earlier pieces are lost.
    """
    path = part_path(token)
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb", buffering=0) as file:
        if os.fstat(handle).st_size < offset:
            raise FileNotFoundError(f"pieces before {offset} of {token} are lost")
        file.seek(offset)
        came = _copied(piece, file, size)
        os.fdatasync(handle)
    return came


def _copied(source: IO[bytes], target: IO[bytes], size: int) -> int:
    left = size
    while left and (chunk := source.read(min(_CHUNK, left))):
        target.write(chunk)
        left -= len(chunk)
    return size - left


def open_part(token: str, size: int) -> IO[bytes]:
    """The whole file for reading, cut to the `size` that was received. Raises `FileNotFoundError`."""
    path = part_path(token)
    if path.stat().st_size < size:
        raise FileNotFoundError(f"pieces of {token} are lost")
    os.truncate(path, size)
    return path.open("rb")


def delete_part(token: str) -> None:
    """Remove it; one that is gone already is no error."""
    part_path(token).unlink(missing_ok=True)
