"""Files handed to a ClamAV daemon for scanning, where the office runs one (`CLAMD_URL`).

Fails closed: where a scanner is configured and does not answer, nothing is said to be clean. The stream protocol is
clamd's INSTREAM (clamd(8)): pieces with their length in front, an empty piece at the end, one line as the answer.
"""

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

_CHUNK = 64 * 1024
_ANSWER_MAX = 4096
_PORT = 3310
_SECONDS = 60


class ScannerUnavailable(Exception):
    """The scanner can't be reached, or its answer can't be understood; the file stays unscanned."""


def is_on() -> bool:
    """Whether this installation scans files."""
    return bool(settings.CLAMD_URL)


def scan(file: IO[bytes]) -> str:
    """The name of what was found in the file, empty for a clean one. Raises `ScannerUnavailable`."""
    file.seek(0)
    try:
        with _connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            return _found(_answer(connection))
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error


def _connected() -> socket.socket:
    """A connection to `tcp://host:port` or `unix:///path`."""
    place = urlsplit(settings.CLAMD_URL)
    if place.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_SECONDS)
        connection.connect(place.path)
        return connection
    return socket.create_connection((place.hostname or "127.0.0.1", place.port or _PORT), timeout=_SECONDS)


def _answer(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _ANSWER_MAX and (piece := connection.recv(_ANSWER_MAX)):
        said += piece
    return said.decode("utf-8", "replace").rstrip("\0\n")


def _found(answer: str) -> str:
    """«stream: OK» or «stream: Eicar-Signature FOUND»; anything else (size limit, error, nothing) is no verdict."""
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScannerUnavailable(answer or "no answer")
