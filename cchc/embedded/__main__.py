"""``python -m cchc.embedded start|stop|status|remove [--data-dir DIR]``."""

import argparse
import os
import sys
from pathlib import Path

from . import EmbeddedError, ensure_postgres, ensure_redis, remove_all, status, stop_all


def _start(data_dir: Path) -> None:
    ensure_postgres(data_dir)
    ensure_redis(data_dir)
    _status(data_dir)


def _stop(data_dir: Path) -> None:
    print("stopped:", ", ".join(stop_all(data_dir)) or "nothing was running")


def _status(data_dir: Path) -> None:
    for name, pid in status(data_dir).items():
        print(f"{name}: {f'running, process {pid}' if pid else 'not running'}")


ACTIONS = {"start": _start, "stop": _stop, "status": _status, "remove": remove_all}


def main() -> int:
    """0 when done, 1 with a message when a server can't be started or stopped."""
    parser = argparse.ArgumentParser(prog="python -m cchc.embedded", description="Embedded PostgreSQL and Redis.")
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("--data-dir", type=Path, default=Path(os.environ.get("DATA_DIR", ".data")))
    arguments = parser.parse_args()
    try:
        ACTIONS[arguments.action](arguments.data_dir)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
