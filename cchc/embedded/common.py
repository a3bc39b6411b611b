"""What both embedded servers share: the lock, the place of their programs, waiting, and asking about processes."""

import fcntl
import importlib.util
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


class EmbeddedError(RuntimeError):
    """An embedded server could not be started or stopped; the message says what to do."""


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the lock of `data_dir`, so that of several processes starting a server at once only one does the work."""
    with (data_dir / "embedded.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepared(data_dir: Path) -> Path:
    """The absolute data directory, made if absent. Others may pass through it (the server's user must), not list it."""
    path = data_dir.expanduser().resolve()
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o711)
    if not os.access(path, os.W_OK | os.X_OK):
        raise EmbeddedError(
            f"Không ghi được vào thư mục dữ liệu {path} (có thể do người dùng khác tạo): "
            "hãy đặt DATA_DIR sang thư mục khác. (The data directory isn't writable: set DATA_DIR.)"
        )
    return path


def package_folder(name: str) -> Path:
    """The folder of an installed package, found without importing it (both wheels do work on import)."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"Thiếu gói {name}: hãy chạy «make setup», hoặc đặt DATABASE_URL và REDIS_URL. "
            f"(Package {name} is missing: run `make setup`, or set DATABASE_URL and REDIS_URL.)"
        )
    return Path(next(iter(spec.submodule_search_locations)))


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask `condition` until it holds or the time is over; the last answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def running_process(pid: int | None, name: str) -> psutil.Process | None:
    """The live process `pid` if it runs program `name`; None for a zombie or a program that took over the number."""
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        alive = process.status() != psutil.STATUS_ZOMBIE and process.name() == name
    except psutil.NoSuchProcess:
        return None
    return process if alive else None


def working_folder(process: psutil.Process) -> Path | None:
    """Where the process works: tells servers of different data directories apart. None if it is another user's."""
    try:
        return Path(process.cwd())
    except psutil.Error:
        return None


def read_pid(path: Path) -> int | None:
    """The process number in the first line of a pid file, None where there is none."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for an error message."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
