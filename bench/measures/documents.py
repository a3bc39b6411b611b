"""The decision with its annexes as PDF against WeasyPrint on the finished HTML."""

import gc
import json
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import psutil
from django.conf import settings
from weasyprint import HTML

from bench.report import Result, timed
from bench.timing import PROCESSOR, alternate
from cchc.documents.pdf import BundledFetcher
from cchc.documents.render import render

SAMPLE = Path(settings.BASE_DIR) / "fixtures" / "documents" / "samples" / "12.json"
NOTICE = SAMPLE.with_name("13.json")
MB = 1024 * 1024
# By then fonts, texts and compiled wordings are held for good.
SETTLED = 20
TABLES = ("diem", "nguoi_dung_dau")


def decision(communes: int) -> dict[str, Any]:
    """The sample decision with so many communes in every table."""
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    result = data["kq"]
    result["so_don_vi"] = communes
    result["khoi"][0]["don_vi"] = _repeated(result["khoi"][0]["don_vi"], communes)
    for name in TABLES:
        result[name] = _repeated(result[name], communes)
    return data


def _repeated(rows: list[dict], count: int) -> list[dict]:
    made = [deepcopy(rows[number % len(rows)]) for number in range(count)]
    for number, row in enumerate(made, start=1):
        row["tt"] = number
    return made


def _line(communes: int, times: int) -> Result:
    data = decision(communes)
    html = render("12", data, fmt="html").decode()

    def bare() -> bytes:
        return HTML(string=html, url_fetcher=BundledFetcher()).write_pdf()

    if render("12", data) != bare():
        raise RuntimeError("the two ways print different papers")
    return timed(
        f"decision, {communes} communes",
        alternate(lambda: render("12", data), bare, times=times, warm=0, clock=PROCESSOR),
        1.2,
        "processor time; text 12 with annexes, from data to PDF; reference: write_pdf on the finished HTML with the "
        "same bundled faces; both give the same bytes, checked",
    )


def _memory(notices: int) -> Result:
    """Resident memory once all notices are made, against what it was when the first few had been."""
    data = json.loads(NOTICE.read_text(encoding="utf-8"))
    process, early = psutil.Process(), 0.0
    with tempfile.TemporaryFile() as file, ZipFile(file, "w", ZIP_DEFLATED) as bundle:
        for number in range(1, notices + 1):
            data["don_vi"]["ten"] = f"UBND xã {number}"
            bundle.writestr(f"{number}.pdf", render("13", data))
            if number == SETTLED:
                gc.collect()
                early = process.memory_info().rss / MB
    gc.collect()
    note = f"resident memory after {notices} notices in one ZIP, as the worker makes them; reference: after {SETTLED}"
    return Result(f"{notices} notices, memory", process.memory_info().rss / MB, early, 1.1, "MB", note)


def measure() -> Iterator[Result]:
    yield _line(14, 5)
    yield _line(136, 2)
    yield _memory(136)
