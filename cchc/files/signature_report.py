"""The signatures of one PDF written down: `python -m cchc.files.signature_report SOURCE TARGET [ROOTS]`.

A process of its own, as `cchc.files.remake`, and apart from it: the library for signatures takes longer to load than
most files take to read, and most files are not signed.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cchc.files.signatures import SignaturesUnreadable, load_roots, read_signatures

REPORT = "chu-ky.json"


def main(source: Path, target: Path, roots: Path | None) -> None:
    """Write what the signatures say into the folder `target`."""
    (target / REPORT).write_text(json.dumps(report(source, roots), default=str), encoding="utf-8")


def report(source: Path, roots: Path | None) -> dict[str, Any]:
    """The signatures as plain values, or why they can't be read."""
    with source.open("rb") as file:
        try:
            found = read_signatures(file, roots=load_roots(roots) if roots else [])
        except SignaturesUnreadable as error:
            return {"signature_problem": str(error)}
    return {"signatures": [asdict(one) for one in found]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
