"""Child processes that are known again later: each leaves a file with its number and its start time.

A number alone may have passed to another program since; number and start time together name one process.
"""

import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

STOP_SECONDS = 20
LOG_LIMIT_BYTES = 10_000_000


def record(run_dir: Path, name: str, pid: int) -> None:
    """Remember process `pid` as `name`."""
    run_dir.mkdir(mode=0o700, exist_ok=True)
    with suppress(psutil.NoSuchProcess):
        (run_dir / f"{name}.pid").write_text(f"{pid}\n{psutil.Process(pid).create_time()}\n")


def recall(run_dir: Path, name: str) -> psutil.Process | None:
    """The living process remembered as `name`, or None."""
    try:
        pid, created = (run_dir / f"{name}.pid").read_text().split()
        process = psutil.Process(int(pid))
        same = process.create_time() == float(created) and process.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    return process if same else None


def forget(run_dir: Path, name: str) -> None:
    (run_dir / f"{name}.pid").unlink(missing_ok=True)


def spawn(command: list[str], log: Path, environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    """Start `command` with its output in `log`, in a session of its own: Ctrl-C must reach the supervisor alone."""
    log.parent.mkdir(mode=0o700, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )


def stop_processes(processes: Iterable[psutil.Process], seconds: float = STOP_SECONDS) -> None:
    """Ask all to end, with their own children; kill what still lives after `seconds`."""
    leaders = list(processes)
    family = [*leaders, *_descendants(leaders)]
    for leader in leaders:
        with suppress(psutil.NoSuchProcess):
            leader.terminate()
    _, alive = psutil.wait_procs(family, timeout=seconds)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def _descendants(leaders: list[psutil.Process]) -> list[psutil.Process]:
    found = []
    for leader in leaders:
        with suppress(psutil.NoSuchProcess):
            found += leader.children(recursive=True)
    return found
