"""``python -m bench [word …]``: measure everything, or the parts whose name begins with one of the words."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import django


def _prepare() -> Path:
    """Embedded servers of the run's own, whatever database the product itself is set to; gives the folder of JSON."""
    folder = Path(os.environ.get("DATA_DIR", ".data")).resolve()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["DATA_DIR"] = str(folder / "bench")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    return folder


def _parts() -> dict[str, Callable[[], Iterator]]:
    from bench import parts

    return parts.PARTS


def _chosen(words: list[str]) -> Iterable[tuple[str, Callable[[], Iterator]]]:
    return [(name, part) for name, part in _parts().items() if not words or name.startswith(tuple(words))]


def main(words: list[str]) -> int:
    """Always 0: a missed target stands in the table; on a busy machine it is no failure of the build."""
    started = time.monotonic()
    folder = _prepare()
    from bench.database import fresh_database
    from bench.report import table, write_json
    from cchc.embedded import stop_all

    results = []
    try:
        with fresh_database():
            for name, part in _chosen(words):
                print(f"measuring: {name} …", file=sys.stderr, flush=True)
                results += part()
    finally:
        stop_all(folder / "bench")
    print(table(results))
    print(f"\n{time.monotonic() - started:.0f} s in all")
    if not words:
        write_json(results, folder / "bench.json")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
