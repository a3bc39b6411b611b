"""A small HTTP server on loopback that keeps what was posted to it and answers as the test says."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Listener:
    """``status`` and ``seconds`` (of silence before the answer) may be changed while it runs."""

    address: str = ""
    status: int = 204
    seconds: float = 0
    location: str = ""
    answer: bytes = b""
    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.posted.append((self.path, dict(self.headers), body))
            time.sleep(listener.seconds)
            self.send_response(listener.status)
            if listener.location:
                self.send_header("Location", listener.location)
            self.end_headers()
            self.wfile.write(listener.answer)

        def log_message(self, *_args: object) -> None:
            """Nothing on the test's output."""

    return Handler


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(listener))
    listener.address = f"http://127.0.0.1:{server.server_port}/tin"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
