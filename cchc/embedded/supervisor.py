"""Keeps the demo's programs (web, worker, beat) running until it is told to stop."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from .children import forget, recall, record, spawn, stop_processes

SUPERVISOR = "demo"
FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 30.0
SETTLED_SECONDS = 60.0
TICK_SECONDS = 0.25


@dataclass(frozen=True)
class Program:
    """One program to keep running; its output goes to ``log/<name>.log`` of the data directory."""

    name: str
    command: list[str]


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    delay: float = FIRST_DELAY_SECONDS
    restart_at: float | None = None


class Supervisor:
    """Starts `programs` in `folder` with DATA_DIR set, restarts one that ends, and stops all of them together."""

    def __init__(self, data_dir: Path, folder: Path, programs: list[Program], say: Callable[[str], None]) -> None:
        self.data_dir = data_dir
        self.folder = folder
        self.programs = programs
        self.say = say
        self.stopping = threading.Event()
        self._children: list[_Child] = []

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    def log(self, name: str) -> Path:
        return self.data_dir / "log" / f"{name}.log"

    @contextmanager
    def running(self) -> Iterator[None]:
        """All programs run inside the block, none after it; SIGINT, SIGTERM and SIGHUP set `stopping`."""
        with self._signals():
            record(self.run_dir, SUPERVISOR, os.getpid())
            try:
                self._children = [_Child(program, self._spawn(program)) for program in self.programs]
                yield
            finally:
                self._stop()

    def watch(self, until: Callable[[], bool], seconds: float | None = None) -> bool:
        """Look after the children until `until` holds (True), or until told to stop or the time is over (False)."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while not self.stopping.is_set() and (deadline is None or time.monotonic() < deadline):
            for child in self._children:
                self._look_after(child)
            if until():
                return True
            self.stopping.wait(TICK_SECONDS)
        return False

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.restart_at is None:
            if child.process.poll() is not None:
                self._plan_restart(child, now)
        elif now >= child.restart_at:
            child.process, child.started, child.restart_at = self._spawn(child.program), now, None

    def _plan_restart(self, child: _Child, now: float) -> None:
        if now - child.started > SETTLED_SECONDS:
            child.delay = FIRST_DELAY_SECONDS
        name, code = child.program.name, child.process.returncode
        self.say(
            f"{name} dừng bất thường (mã {code}), khởi động lại sau {child.delay:.0f} giây; nhật ký: {self.log(name)}\n"
            f"({name} ended with code {code}, restarting in {child.delay:.0f} s; see its log)"
        )
        child.restart_at = now + child.delay
        child.delay = min(child.delay * 2, LONGEST_DELAY_SECONDS)

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}
        process = spawn(program.command, self.log(program.name), environment, self.folder)
        record(self.run_dir, program.name, process.pid)
        return process

    def _stop(self) -> None:
        living = [child.process for child in self._children if child.process.poll() is None]
        stop_processes(psutil.Process(process.pid) for process in living)
        for child in self._children:
            child.process.wait()
            forget(self.run_dir, child.program.name)
        forget(self.run_dir, SUPERVISOR)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._told_to_stop) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()


def running_demo(data_dir: Path) -> psutil.Process | None:
    """The supervisor of `data_dir` that is at work now, or None."""
    return recall(data_dir / "run", SUPERVISOR)


def stop_leftovers(data_dir: Path) -> list[str]:
    """Stop the supervisor of `data_dir` and whatever a killed one left; the names of what was running."""
    run_dir = data_dir / "run"
    names = sorted(file.stem for file in run_dir.glob("*.pid"))
    names.sort(key=lambda name: name != SUPERVISOR)  # the supervisor first: it would restart the others
    stopped = []
    for name in names:
        process = recall(run_dir, name)
        if process:
            stop_processes([process])
            stopped.append(name)
        forget(run_dir, name)
    return stopped
