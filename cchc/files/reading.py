"""Starts `cchc.files.remake` for a stored file and brings its results home. For the worker, never for a request."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from cchc.files.derived import BLOCKS, save_derived
from cchc.files.remake import RESULT
from cchc.files.signed import Change, Signature, Trust, is_marked
from cchc.files.store import open_stored

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 120
CLOCK_SECONDS = 240
FILE_BYTES = 512 * 1024 * 1024
_REMAKE, _SIGNATURES = "cchc.files.remake", "cchc.files.signature_report"
SIGNATURES = "chu-ky.json"
UNREADABLE = "Không đọc được chữ ký số trong tệp PDF; phần chữ ký bị hỏng."
GAVE_UP = "Tệp quá nặng hoặc bất thường nên không dựng được bản xem; tải tệp về để xem."


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file. `problem` says why there is nothing to look at, in words for the page."""

    page_count: int | None = None
    images: int = 0
    has_blocks: bool = False
    text: str = ""
    first_page: str = ""
    problem: str = ""
    signatures: list[Signature] = field(default_factory=list)
    signature_problem: str = ""


def read_stored(stored_name: str, extension: str) -> Found:
    """Make pictures and text of a stored file, kept beside it, and tell what was found.

    Raises `FileNotFoundError` where the stored file is gone.
    """
    with tempfile.TemporaryDirectory(prefix="cchc-xem-") as folder:
        source, target = Path(folder) / f"tep.{extension}", Path(folder) / "xem"
        target.mkdir()
        with open_stored(stored_name) as file, source.open("wb") as copy:
            shutil.copyfileobj(file, copy, 1024 * 1024)
        said = _told(_REMAKE, [source, extension, target], target / RESULT)
        if said is None:
            return Found(problem=GAVE_UP)
        if extension == "pdf":
            said |= _signatures_of(source, target)
        for number in range(1, said["images"] + 1):
            save_derived(stored_name, f"{number}.jpg", target / f"{number}.jpg")
        has_blocks = (target / BLOCKS).exists()
        if has_blocks:
            save_derived(stored_name, BLOCKS, target / BLOCKS)
    return _found(said, has_blocks)


def _signatures_of(source: Path, target: Path) -> dict[str, Any]:
    with source.open("rb") as file:
        if not is_marked(file):
            return {}
    roots = [settings.SIGNATURE_TRUST_ROOTS] if settings.SIGNATURE_TRUST_ROOTS else []
    said = _told(_SIGNATURES, [source, target, *roots], target / SIGNATURES)
    return {"signature_problem": UNREADABLE} if said is None else said


def _told(module: str, arguments: list[Any], answer: Path) -> dict[str, Any] | None:
    """What a process of ours has written down; None where it was ended before it came to that."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own modules
            command, cwd=settings.BASE_DIR, env=_environment(), capture_output=True, timeout=CLOCK_SECONDS,
            check=False, preexec_fn=_bound,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if ended.returncode or not answer.exists():
        return None
    said: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return said


def _environment() -> dict[str, str]:
    """Nothing of ours: no address of the database, no secret."""
    return {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONPATH": str(settings.BASE_DIR)}


def _bound() -> None:
    """Limits of the new process: memory, processor time, size of any file it writes, and manners beside the others."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def _found(said: dict[str, Any], has_blocks: bool) -> Found:
    signatures = [_signature(one) for one in said.pop("signatures", [])]
    known = {name: said[name] for name in Found.__slots__ if name in said}
    return Found(**{**known, "signatures": signatures, "has_blocks": has_blocks})


def _signature(said: dict[str, Any]) -> Signature:
    at = said["signed_at"]
    return Signature(
        **{
            **said,
            "signed_at": datetime.fromisoformat(at) if at else None,
            "trust": Trust(said["trust"]),
            "change": Change(said["change"]),
        }
    )
