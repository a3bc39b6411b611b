"""Both servers of a data directory together: what runs, stop, remove."""

import shutil
from pathlib import Path

from .common import locked, prepared
from .place import FALLBACK_PREFIX, known_data
from .postgres import postgres_pid, stop_postgres
from .redis_server import redis_pid, stop_redis
from .supervisor import stop_leftovers


def status(data_dir: Path) -> dict[str, int | None]:
    """Process number per server of `data_dir`, None for one that doesn't run."""
    data_dir = data_dir.expanduser().resolve()
    return {"postgres": postgres_pid(data_dir), "redis": redis_pid(data_dir)}


def stop_all(data_dir: Path) -> list[str]:
    """Stop the demo of `data_dir` if there is one, then the servers; the names of what was running. The data stay."""
    data_dir = data_dir.expanduser().resolve()
    if not data_dir.exists():
        return []
    others = stop_leftovers(data_dir)
    with locked(data_dir):
        stopped = {"redis": stop_redis(data_dir), "postgres": stop_postgres(data_dir)}
    return others + [name for name, was_running in stopped.items() if was_running]


def remove_all(data_dir: Path) -> None:
    """Stop the servers and delete their data, wherever these were placed. There is no way back."""
    data_dir = prepared(data_dir)
    stop_all(data_dir)
    data = known_data(data_dir)
    shutil.rmtree(data.parent if data.parent.name.startswith(FALLBACK_PREFIX) else data, ignore_errors=True)
    shutil.rmtree(data_dir / "redis", ignore_errors=True)
    (data_dir / "postgres.path").unlink(missing_ok=True)
