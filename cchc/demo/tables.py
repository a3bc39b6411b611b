"""Small CSV files handed to the import commands, as an office would hand them in."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command


def run(command: str, *arguments: Any, **options: Any) -> None:
    """Call a management command quietly, with its options as on the command line; a fault raises."""
    flags = [
        f"--{name.replace('_', '-')}" if value is True else f"--{name.replace('_', '-')}={value}"
        for name, value in options.items()
    ]
    call_command(command, *[str(argument) for argument in arguments], *flags, stdout=io.StringIO())


@contextmanager
def csv_file(rows: Iterable[Mapping[str, Any]], name: str) -> Iterator[Path]:
    """A CSV file with these rows for the time of the block."""
    listed = list(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, fieldnames=list(listed[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(listed)
        yield path


def run_with(command: str, rows: Iterable[Mapping[str, Any]], name: str, **options: Any) -> None:
    """Write rows to a CSV file and call an import command with it."""
    with csv_file(rows, name) as path:
        run(command, path, **options)
