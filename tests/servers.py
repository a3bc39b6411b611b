"""Real servers for tests: gunicorn, a Celery worker and beat as processes against a committed test database.

    def test_something(committed_database, tmp_path):
        place = Place(committed_database, tmp_path)
        with run_web(place) as web, run_worker(place):
            browser.goto(web.address + "/dang-nhap/")
            ...
        place.mails()

They run the embedded settings (plain HTTP on loopback, no secure cookies) on a free port; mail and evidence go below
the place's folder, and so do the logs. Rows made by the test process must be committed: use ``committed_database``
(it isn't wrapped in a transaction) and don't ask for ``db`` or ``cast``; call ``tests.cast.make_cast()``.
Everything is ended by its process number when the block ends, a failing test included.
"""

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings

from cchc.embedded.children import spawn, stop_processes
from cchc.embedded.common import tail

REPOSITORY = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_SECONDS = 60


@dataclass
class Place:
    """One installation: a database, a folder for mail, evidence and logs, keys of its own in Redis.

    ``settings`` overrides single settings in all its processes, for example ``{"NOTICES_LEASE_SECONDS": 2}``;
    ``variables`` adds to their environment.
    """

    database: str
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    redis_prefix: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex[:12]}")

    @property
    def mail_folder(self) -> Path:
        return self.folder / "mail"

    @property
    def media_folder(self) -> Path:
        return self.folder / "media"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a process of this installation."""
        given = {
            "database": self.database,
            "redis_prefix": self.redis_prefix,
            "mail": str(self.mail_folder),
            "settings": self.settings,
        }
        return {
            **os.environ,
            "DATA_DIR": str(settings.DATA_DIR),
            "MEDIA_ROOT": str(self.media_folder),
            "DJANGO_SETTINGS_MODULE": "tests.served",
            "SERVED_BY_TESTS": json.dumps(given),
            "PYTHONUNBUFFERED": "1",
            **self.variables,
            **more,
        }

    def mails(self) -> list[EmailMessage]:
        """Everything that was sent, in the order of the file names."""
        files = sorted(self.mail_folder.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


@dataclass
class Server:
    """A running process with its log; ``address`` is the web server's, empty for the others."""

    process: subprocess.Popen[bytes]
    log: Path
    address: str = ""

    def kill(self) -> None:
        """Kill -9 of the process and its children at once: nobody gets the time to tidy up."""
        family = [self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(recursive=True))]
        for pid in family:
            os.kill(pid, 9)
        self.process.wait(10)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def fetch(address: str, path: str) -> tuple[int, str]:
    """Status and body of one GET; ``OSError`` while nobody listens."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def wait_for(condition: Callable[[], bool], seconds: float = START_SECONDS, what: str = "") -> None:
    """Ask until the condition holds; ``AssertionError`` naming ``what`` when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def wait_for_start(server: Server, started: Callable[[], bool]) -> None:
    """Wait until the server has started; ``AssertionError`` with its log when it ends instead, or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not started():
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"{server.process.args} has not started; its log:\n{tail(server.log, 40)}")
        time.sleep(0.1)


@contextmanager
def run_web(place: Place, *, workers: int = 2, threads: int = 4) -> Iterator[Server]:
    """gunicorn with the product on a free loopback port, answering ``/healthz`` when the block begins."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    command = [sys.executable, "-m", "gunicorn", "cchc.wsgi:application", "--bind", f"{HOST}:{port}"]
    command += [f"--workers={workers}", f"--threads={threads}", "--timeout=60", "--no-control-socket"]
    command += ["--keep-alive=75"]  # as in production: with gunicorn's 2 s a request meets a connection just closed
    with _run(place, "web", command, PORT=str(port), SITE_URL=address) as server:
        server.address = address
        wait_for_start(server, lambda: _answers(server))
        yield server


@contextmanager
def run_worker(place: Place, *, concurrency: int = 2) -> Iterator[Server]:
    """A Celery worker that takes tasks when the block begins."""
    command = [sys.executable, "-m", "celery", "-A", "cchc", "worker", "--prefetch-multiplier=1", "--loglevel=INFO"]
    with _run(place, "worker", [*command, f"--concurrency={concurrency}"]) as server:
        wait_for_start(server, lambda: b" ready." in server.log.read_bytes())
        yield server


@contextmanager
def run_beat(place: Place) -> Iterator[Server]:
    """Celery's beat, which wakes the sweep every ``SWEEP_SECONDS`` (here: 1)."""
    schedule = place.folder / f"schedule-{uuid.uuid4().hex[:6]}"
    command = [sys.executable, "-m", "celery", "-A", "cchc", "beat", "--pidfile=", f"--schedule={schedule}"]
    with _run(place, "beat", [*command, "--loglevel=INFO"], SWEEP_SECONDS="1") as server:
        yield server


def start_python(place: Place, code: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python process with Django set up that runs ``code``; ``arguments`` are its ``sys.argv[1:]``."""
    whole = f"import django; django.setup()\n{code}"
    return subprocess.Popen(
        [sys.executable, "-c", whole, *arguments],
        cwd=REPOSITORY,
        env=place.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def release(processes: list[subprocess.Popen[str]]) -> None:
    """Let processes that have printed «ready» and wait for a line go on at the same moment."""
    waiting = [process for process in processes if process.stdout and process.stdout.readline() == "ready\n"]
    if len(waiting) < len(processes):
        for process in waiting:
            process.kill()
        raise AssertionError([process.communicate()[1] for process in processes])
    for process in waiting:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()


def finish(processes: list[subprocess.Popen[str]], seconds: float = 120) -> list[str]:
    """What each process printed, in order; ``AssertionError`` with its errors when one failed."""
    try:
        told = [process.communicate(timeout=seconds) for process in processes]
    finally:
        for process in processes:
            process.kill()
    failed = [errors for process, (_, errors) in zip(processes, told) if process.returncode]
    assert failed == []
    return [output.strip() for output, _ in told]


def _answers(server: Server) -> bool:
    try:
        return fetch(server.address, "/healthz")[0] == 200
    except (OSError, HTTPException):
        return False


@contextmanager
def _run(place: Place, name: str, command: list[str], **environment: str) -> Iterator[Server]:
    log = place.folder / "log" / f"{name}-{uuid.uuid4().hex[:6]}.log"
    process = spawn(command, log, place.environment(**environment), REPOSITORY)
    try:
        yield Server(process, log)
    finally:
        if process.poll() is None:
            stop_processes([psutil.Process(process.pid)])
        process.wait(30)
