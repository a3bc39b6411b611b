"""The dry run of a criteria workbook of 3,036 rows against openpyxl reading the same sheets."""

import io
from collections.abc import Iterator
from dataclasses import replace

from openpyxl import load_workbook

from bench.measures.importing import SAMPLE, TIMES
from bench.report import Result, timed
from bench.timing import PROCESSOR, alternate
from criteria.exchange import CriterionRow, differences
from criteria.resources.columns import MAIN_SHEET, RULE_SHEET
from criteria.resources.criteria import read_criteria
from criteria.resources.export import as_xlsx


def _rows() -> list[CriterionRow]:
    """The sample set again and again, each time under new codes."""
    sample = read_criteria(SAMPLE, SAMPLE.name).rows
    areas = sum(not row.parent_code for row in sample)
    return [
        replace(row, code=_moved(row.code, turn * areas), parent_code=_moved(row.parent_code, turn * areas))
        for turn in range(TIMES)
        for row in sample
    ]


def _moved(code: str, by: int) -> str:
    first, dot, rest = code.partition(".")
    return f"{int(first) + by}{dot}{rest}" if code else ""


def measure() -> Iterator[Result]:
    rows = _rows()
    content = as_xlsx(rows, "Bộ tiêu chí")

    def ours() -> None:
        read = read_criteria(io.BytesIO(content), "bo.xlsx")
        if len(read.faults) or differences(rows, read.rows):
            raise RuntimeError("the workbook did not come back unchanged")

    def plain() -> None:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for name in (MAIN_SHEET, RULE_SHEET):
            for _ in book[name].iter_rows(values_only=True):
                pass

    yield timed(
        "preview of a criteria workbook",
        alternate(ours, plain, times=5, warm=1, clock=PROCESSOR),
        2,
        "processor time; 3,036 rows × 14 columns with their rules as exported, formulas included; ours: upload checks, "
        "types, every rule parsed, all checkers, differences to the stored rows; reference: openpyxl read_only",
    )
