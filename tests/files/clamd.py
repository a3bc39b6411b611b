"""A small scanner that speaks clamd's INSTREAM over TCP or a socket file; it finds the EICAR test string alone."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.server.seen.append(len(data))
        self.wfile.write(
            self.server.answer or (b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0")
        )


class Scanner(socketserver.ThreadingTCPServer):
    """`seen` holds the sizes of the streams; `answer`, when set, is said whatever came."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, path: Path | None = None) -> None:
        self.seen: list[int] = []
        self.answer = b""
        if path is not None:
            self.address_family = socket.AF_UNIX
        super().__init__(str(path) if path else ("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        if self.address_family == socket.AF_UNIX:
            return f"unix://{self.server_address}"
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running_scanner(path: Path | None = None) -> Iterator[Scanner]:
    """On a free port of loopback, or on the socket file named."""
    with Scanner(path) as scanner:
        thread = threading.Thread(target=scanner.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield scanner
        scanner.shutdown()
        thread.join()
