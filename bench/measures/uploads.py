"""Large scans through real web processes: the memory of twenty at once, and one against a view that only writes it."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from threading import Event, Thread
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import Evidence
from bench.district import Desk
from bench.report import Result, timed
from bench.timing import alternate
from cchc.files.store import delete_stored
from cchc.tenancy.scope import tenant_scope

MB = 1024 * 1024
FILES, SIZE, SMALL = 20, 50 * MB, 3 * MB
ONE = 20 * MB
TOKEN = "b" * 32
PIECE_OF_SCAN = b"9" * MB
number = count()


def scan_of(size: int) -> Iterator[bytes]:
    """A sound PDF of that size in pieces of a megabyte, no two the same."""
    head = b"%%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%% %d\n%%" % next(number)
    tail = b"\n%%EOF\n"
    yield head.ljust(MB, b"1")
    for _piece in range(size // MB - 2):
        yield PIECE_OF_SCAN
    yield tail.rjust(MB, b"2")


class Sender:
    """A browser of one officer: announces a file, sends its pieces, finishes it."""

    def __init__(self, desk: Desk, port: int, session: str) -> None:
        self.desk, self.session = desk, session
        self.port = port
        self.announce = reverse("assessments:upload", args=[desk.tenant.slug, desk.year])

    def ours(self, size: int = ONE) -> None:
        pieces = list(scan_of(size)) if size == ONE else scan_of(size)
        said = self._post(self.announce, {"name": "quet.pdf", "size": size, "stamp": f"{next(number)}"})
        digest, offset = hashlib.sha256(), 0
        for piece in pieces:
            digest.update(piece)
            offset = self._send(said["url"], piece, {"Upload-Offset": str(offset)})["offset"]
        self._post(f"{said['url']}xong/", {"sha256": digest.hexdigest()})

    def bare(self) -> None:
        self._send(reverse("bare_file"), b"".join(scan_of(ONE)), {})

    def _post(self, address: str, fields: dict[str, object]) -> dict:
        return self._send(address, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def _send(self, address: str, body: bytes, headers: dict[str, str]) -> dict:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        known = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/octet-stream"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.request("POST", address, body, known | headers)
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}: {said[:200]!r}")
        return json.loads(said)


class Memory:
    """The memory that a process and its children have to themselves, looked at twenty times a second.

    Not the resident size: that counts what the processes share once for each of them, which hides a growth.
    """

    def __init__(self, pid: int) -> None:
        self.family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        self.most = 0.0
        self._stop = Event()

    def now(self) -> float:
        """In megabytes."""
        return sum(process.memory_full_info().uss for process in self.family) / MB

    @contextmanager
    def watched(self) -> Iterator[None]:
        watcher = Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._stop.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.most = max(self.most, self.now())


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """gunicorn on a free loopback port: the port, and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "cchc.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers=2", "--threads=4", "--timeout=300", "--no-control-socket", "--log-level=error"]
    process = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "bench.served_files"})
    try:
        for _try in range(600):
            if _answers(port):
                break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _session(desk: Desk) -> str:
    client = Client()
    client.force_login(desk.officer, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def measure(desk: Desk) -> Iterator[Result]:
    """The memory of twenty files at once, then one file against a bare view; what was sent is taken away again."""
    before = _newest(desk)
    session = _session(desk)
    try:
        with _served() as (port, pid):
            senders = [Sender(desk, port, session) for _number in range(FILES)]
            yield _memory(senders, pid)
            yield timed(
                f"sending one scan of {ONE // MB} MB in pieces",
                alternate(senders[0].ours, senders[0].bare, times=5, warm=1),
                None,
                "ours: a request, a transaction and a synced write for each megabyte, the whole checked, hashed, kept; "
                "reference: one request whose body is written to a file and synced",
            )
    finally:
        _clear(desk, before)


def _memory(senders: list[Sender], pid: int) -> Result:
    small = [_peak(senders, pid, SMALL) for _round in range(3)][-1]
    large = _peak(senders, pid, SIZE)
    return Result(
        f"memory while {FILES} files of {SIZE // MB} MB come in at once",
        large,
        small,
        1.15,
        "MB",
        f"the most that gunicorn and 2 processes of 4 threads had to themselves while {FILES * SIZE // MB} MB came in; "
        f"reference: while as many files of {SMALL // MB} MB came in at once, the third time",
    )


def _peak(senders: list[Sender], pid: int, size: int) -> float:
    memory = Memory(pid)
    with memory.watched(), ThreadPoolExecutor(FILES) as pool:
        list(pool.map(lambda one: one.ours(size), senders))
    return memory.most


def _newest(desk: Desk) -> int:
    with tenant_scope(desk.tenant):
        return Evidence.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _clear(desk: Desk, before: int) -> None:
    with tenant_scope(desk.tenant):
        made = Evidence.objects.filter(pk__gt=before)
        for name in made.values_list("stored_name", flat=True):
            delete_stored(name)
        made.delete()
