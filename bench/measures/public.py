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
from dataclasses import dataclass
from statistics import quantiles

import psutil
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


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    port: int
    process: psutil.Process

    def processor_time(self) -> float:
        """Seconds of all its processes so far."""
        return sum(sum(one.cpu_times()[:2]) for one in (self.process, *self.process.children(recursive=True)))


@contextmanager
def _served(kept_seconds: int) -> Iterator[Served]:
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
        yield Served(port, psutil.Process(process.pid))
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a reading gave: requests a second, milliseconds of each, answers by status, processor seconds a request of
    the server and of the readers."""

    rate: float
    spent: list[float]
    said: Counter
    server: float
    readers: float


def _walk(reader: Reader, addresses: Sequence[str], first: int, ends: float) -> tuple[list[float], Counter]:
    spent, said, place = [], Counter(), first
    while time.perf_counter() < ends:
        started = time.perf_counter()
        said[reader.get(addresses[place % len(addresses)])] += 1
        spent.append((time.perf_counter() - started) * 1000)
        place += READERS + 1
    return spent, said


def _warm(reader: Reader, addresses: Sequence[str]) -> None:
    for address in dict.fromkeys(addresses):
        reader.get(address)


def _read(server: Served, readers: Sequence[Reader], addresses: Sequence[str], seconds: float) -> Said:
    """All readers at once, each on its own connection and so at one process of the server."""
    began, mine, started = server.processor_time(), time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(READERS) as pool:
        work = [pool.submit(_walk, reader, addresses, first, started + seconds) for first, reader in enumerate(readers)]
        done = [one.result() for one in work]
    took = time.perf_counter() - started
    spent = [one for times, _ in done for one in times]
    said: Counter = sum((counted for _, counted in done), Counter())
    each = len(spent)
    return Said(each / took, spent, said, (server.processor_time() - began) / each, (time.process_time() - mine) / each)


def _from_shelf(server: Served, addresses: Sequence[str]) -> Said:
    """Every connection has asked for everything before: then every process that answers has it on its shelf."""
    readers = [Reader(server.port) for _ in range(READERS)]
    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(lambda reader: _warm(reader, addresses), readers))
    return _read(server, readers, addresses, SECONDS)


def measure() -> Iterator[Result]:
    campaign = _published()
    settle()
    addresses = _addresses(campaign)
    with _served(kept_seconds=30) as server:
        kept = _from_shelf(server, addresses)
    with _served(kept_seconds=0) as server:
        made = _read(server, [Reader(server.port) for _ in range(READERS)], addresses, SECONDS)
    if set(kept.said) != {200}:
        raise RuntimeError(f"the public page answered {dict(kept.said)}")
    yield Result(
        f"public page of {COMMUNES} communes, a request at full load",
        1000 / kept.rate,
        1000 / WANTED,
        1.0,
        "ms",
        f"{kept.rate:.0f} requests a second, half of them the ranking, the others communes and data; 2 processes of 4 "
        f"threads, {READERS} connections of a reader on the same machine; 99 of 100 within "
        f"{quantiles(kept.spent, n=100)[98]:.0f} ms; reference: the {WANTED} a second that are wanted; made anew for "
        f"each request: {made.rate:.0f} a second",
    )
    yield Result(
        "the same, processor time of the server",
        kept.server * 1000,
        1000 / WANTED,
        1.0,
        "ms",
        f"processor time of all its processes: a core by itself gives {1 / kept.server:.0f} a second, however busy the "
        f"machine is; the readers take {kept.readers * 1000:.2f} ms a request beside it; made anew: "
        f"{made.server * 1000:.0f} ms without the database's share",
    )
