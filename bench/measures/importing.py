"""A criteria set of 3,036 rows from .xlsx to committed rows: ours, COPY, and stock django-import-export."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from import_export.resources import ModelResource
from openpyxl import Workbook, load_workbook
from tablib import Dataset

from bench.database import processor_time
from bench.report import Result, timed
from bench.timing import alternate
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import CriteriaSet, Criterion
from criteria.resources.criteria import read_criteria
from criteria.services.catalogue import SetHead, import_set

TIMES = 22
"""So often the sample's 138 rows: whole areas only, or their sums would be faults."""
SAMPLE = Path(settings.BASE_DIR) / "fixtures" / "criteria" / "criteria_commune_sample.csv"
STOCK_TEXTS = ("unit_of_measure", "evidence", "guidance", "department", "co_department")
STOCK_FIELDS = ("code", "level", "name", "max_points", "source", "evidence_required", "not_applicable_policy")
COPIED = (*STOCK_FIELDS, *STOCK_TEXTS)


class StockResource(ModelResource):
    """As its documentation begins: the model and its fields; an empty cell is an empty text."""

    class Meta:
        model = Criterion
        fields = ("criteria_set", "position", *STOCK_FIELDS, *STOCK_TEXTS)
        import_id_fields = ("criteria_set", "code")

    def before_import_row(self, row: Any, **_more: Any) -> None:
        row.update({name: row[name] or "" for name in STOCK_TEXTS})


def workbook() -> bytes:
    """The sample set again and again, each time under new codes."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as handle:
        head, *sample = csv.reader(handle)
    places = [head.index("code"), head.index("parent_code")]
    areas = sum(not row[places[1]] for row in sample)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tiêu chí")
    sheet.append(head)
    for turn in range(TIMES):
        for row in map(list, sample):
            for column in places:
                row[column] = _moved(row[column], turn * areas)
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _moved(code: str, by: int) -> str:
    first, dot, rest = code.partition(".")
    return f"{int(first) + by}{dot}{rest}" if code else ""


@dataclass
class Job:
    """The same file taken in three ways, each time as a set of its own."""

    tenant: Tenant
    data: bytes = field(default_factory=workbook)
    number: int = 0

    def next_code(self) -> str:
        self.number += 1
        return f"N{self.number}"

    def ours(self) -> None:
        with tenant_scope(self.tenant):
            file = read_criteria(io.BytesIO(self.data), "bo-tieu-chi.xlsx")
            if len(file.faults):
                raise RuntimeError(f"the sample has faults: {next(iter(file.faults))}")
            import_set(head=SetHead(code=self.next_code()), rows=file.rows, by=None, at=timezone.now())

    def copied(self) -> None:
        sheet = load_workbook(io.BytesIO(self.data), read_only=True).worksheets[0]
        lines = sheet.iter_rows(values_only=True)
        head = next(lines)
        places = [head.index(name) for name in COPIED]
        with transaction.atomic("superuser"), connections["superuser"].cursor() as cursor:
            made = CriteriaSet(tenant=self.tenant, code=self.next_code(), title="Bộ nhập")
            made.save(using="superuser")
            target = io.StringIO()
            csv.writer(target).writerows(
                [self.tenant.pk, made.pk, number, False, "", *("" if row[at] is None else row[at] for at in places)]
                for number, row in enumerate(lines, start=1)
            )
            target.seek(0)
            columns = ", ".join(("tenant_id", "criteria_set_id", "position", "is_leaf", "search", *COPIED))
            empty = ", ".join(("search", *STOCK_TEXTS))
            cursor.copy_expert(
                f"COPY criteria_criterion ({columns}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({empty}))", target
            )

    def stock(self) -> None:
        with tenant_scope(self.tenant):
            made = CriteriaSet.objects.create(code=self.next_code(), title="Bộ nhập")
            dataset = Dataset().load(self.data, format="xlsx")
            dataset.append_col([made.pk] * len(dataset), header="criteria_set")
            dataset.append_col(range(1, len(dataset) + 1), header="position")
            done = StockResource().import_data(dataset, raise_errors=True)
            if done.totals["new"] != len(dataset):
                raise RuntimeError(f"the stock import made {done.totals['new']} rows")


def _allow_stock() -> None:
    """A right that the stock import wants: it resets the sequence after each file."""
    with connections["superuser"].cursor() as cursor:
        cursor.execute("GRANT UPDATE ON SEQUENCE criteria_criterion_id_seq TO cchc_app")


def measure(tenant: Tenant) -> Iterator[Result]:
    job = Job(tenant)
    _allow_stock()
    ours = (
        "ours: upload checks of the workbook, types, every rule parsed, all checkers, difference to the stored set, "
        "criteria, rules and rule lines written under row-level security, diary"
    )
    yield timed(
        "criteria import, COPY",
        alternate(job.ours, job.copied, times=5, warm=1, clock=processor_time),
        2,
        f"processor time of Python and database; 3,036 rows × 15 columns of .xlsx to committed rows; {ours}; "
        "reference: openpyxl read_only and COPY of the same columns into the criteria table as superuser, nothing "
        "checked, no rules, no parents",
    )
    yield timed(
        "criteria import, stock",
        alternate(job.ours, job.stock, times=1, warm=0, clock=processor_time),
        0.2,
        "the same file and clock, once; reference: a stock django-import-export ModelResource into the criteria table "
        "alone, without rules, parents and areas",
    )
