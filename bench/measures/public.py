"""The public result on the day it comes out: requests a second through real gunicorn, from the process's own shelf."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import quantiles

from django.utils import timezone

from bench import province
from bench.database import settle
from bench.report import Result
from cchc.accounts.models import User
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from publications.services import approve, freeze, publish

COMMUNES = 136
WANTED = 500
"""Requests a second."""
SECONDS, READERS = 5.0, 8
SLUG = "cong-bo-136"
Said = tuple[float, list[float], Counter]


def _published() -> Campaign:
    """A province of 136 communes and 100 leaves with its result on the public page."""
    campaign = province.seed(SLUG, COMMUNES)
    reader, leader = (User.objects.create(username=name, full_name=name) for name in ("bm-chot", "bm-duyet"))
    with tenant_scope(campaign.tenant):
        at = timezone.now()
        snapshot = freeze(campaign=campaign, by=reader, at=at)
        approve(snapshot=snapshot, by=leader, at=at)
        publish(snapshot=snapshot, by=reader, at=at)
        return campaign


def _addresses(campaign: Campaign) -> list[str]:
    """The year's page as often as all the others together: who looks at one commune comes from there."""
    place = f"/{SLUG}/cong-bo/{campaign.year}"
    with tenant_scope(campaign.tenant):
        communes = list(campaign.participants.values_list("agency__code", flat=True))
    others = [f"{place}/{code}/" for code in communes] + [f"{place}.csv", f"{place}.json", f"{place}.xlsx"]
    return [address for other in others for address in (f"{place}/", other)]


@contextmanager
def _served(kept_seconds: int) -> Iterator[int]:
    """gunicorn as it runs in production, on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "cchc.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers=2", "--threads=4", "--timeout=60", "--max-requests=20000", "--max-requests-jitter=2000"]
    command += ["--no-control-socket", "--log-level=error"]
    settings = {"DJANGO_SETTINGS_MODULE": "bench.served", "PUBLIC_PAGES_SECONDS": str(kept_seconds)}
    process = subprocess.Popen(command, env={**os.environ, **settings})
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server has not started")


class Reader:
    """One open connection that asks again and again; no more than bytes, so that the server has the processors."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._open()

    def _open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), 30)

    def get(self, address: str) -> int:
        """The status. A connection that the server has closed is opened anew."""
        asked = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        self._socket.sendall(asked)
        head = self._head()
        if not head:
            self._socket = self._open()
            self._socket.sendall(asked)
            head = self._head()
        if b"connection: close" in head.lower():
            self._socket = self._open()
        return int(head[9:12])

    def _head(self) -> bytes:
        """Reads one answer to its end and gives its head."""
        got = b""
        while b"\r\n\r\n" not in got:
            part = self._socket.recv(65536)
            if not part:
                return b""
            got += part
        head, _, body = got.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        left = length - len(body)
        while left > 0:
            left -= len(self._socket.recv(min(left, 262144)))
        return head


def _read(port: int, addresses: Sequence[str], seconds: float) -> Said:
    """All readers at once: requests a second, milliseconds of each, and what was said."""

    def work(first: int) -> tuple[list[float], Counter]:
        reader, spent, said, place = Reader(port), [], Counter(), first
        while time.perf_counter() < ends:
            started = time.perf_counter()
            said[reader.get(addresses[place % len(addresses)])] += 1
            spent.append((time.perf_counter() - started) * 1000)
            place += READERS + 1
        return spent, said

    ends = time.perf_counter() + seconds
    with ThreadPoolExecutor(READERS) as pool:
        done = list(pool.map(work, range(READERS)))
    spent = [one for times, _ in done for one in times]
    said: Counter = sum((counted for _, counted in done), Counter())
    return len(spent) / seconds, spent, said


def measure() -> Iterator[Result]:
    campaign = _published()
    settle()
    addresses = _addresses(campaign)
    with _served(kept_seconds=30) as port:
        for address in dict.fromkeys(addresses):
            Reader(port).get(address)
        _read(port, addresses, 3)
        rate, spent, said = _read(port, addresses, SECONDS)
    with _served(kept_seconds=0) as port:
        _read(port, addresses[:2], 1)
        bare_rate, _, _ = _read(port, addresses, SECONDS)
    if set(said) != {200}:
        raise RuntimeError(f"the public page answered {dict(said)}")
    yield Result(
        f"public page of {COMMUNES} communes, a request at full load",
        1000 / rate,
        1000 / WANTED,
        1.0,
        "ms",
        f"{rate:.0f} requests a second, half of them the ranking, the others communes and data; 2 processes of 4 "
        f"threads, {READERS} connections of a reader on the same machine; 99 of 100 within "
        f"{quantiles(spent, n=100)[98]:.0f} ms; reference: the {WANTED} a second that are wanted; made anew for each "
        f"request: {bare_rate:.0f} a second",
    )
