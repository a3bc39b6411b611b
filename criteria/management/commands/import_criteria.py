"""Take a criteria set in from a file: every fault listed, all or nothing, nothing changed by the same file again."""

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from cchc.files.commands import Import
from cchc.files.faults import Table
from cchc.tenancy.commands import TenantImportCommand
from criteria.errors import FrameRefused
from criteria.exchange import CriterionRow
from criteria.models import CriteriaSet
from criteria.resources.criteria import judge, read_tables
from criteria.rules.numbers import show_points
from criteria.services.catalogue import SetHead, SetImport, import_set


def decimal_argument(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"«{text}» không phải là số") from error


class Command(TenantImportCommand):
    help = "Nhập bộ tiêu chí từ tệp .csv hoặc .xlsx"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--set", required=True, dest="code", metavar="CODE", help="mã bộ tiêu chí")
        parser.add_argument("--title", metavar="T", help="tên bộ; bắt buộc với bộ mới")
        parser.add_argument("--decision-number", metavar="N")
        parser.add_argument("--decision-date", metavar="D", type=date.fromisoformat, help="2023-10-06")
        parser.add_argument("--total", type=decimal_argument, help="tổng điểm của bộ; mặc định: tổng các lĩnh vực")
        parser.add_argument("--sample", action="store_true", help="bộ tiêu chí mẫu; tên có chữ «mẫu» cũng vậy")

    def read(self, job: Import) -> dict[str, Table]:
        return read_tables(job.path, job.path.name)

    def judge(self, job: Import) -> None:
        found = judge(job.tables, job.faults, total=job.options["total"])
        self.rows: list[CriterionRow] = found.rows
        self.items = found.items
        exists = CriteriaSet.objects.filter(code=job.options["code"]).exists()
        if not exists and not job.options["title"]:
            job.faults.add(None, None, "bộ mới chưa có tên – thêm --title", sheet="--title")

    def load(self, job: Import) -> str:
        try:
            done = import_set(
                head=self._head(job.options), rows=self.rows, items=self.items, by=job.by, at=timezone.now()
            )
        except FrameRefused as refused:
            job.faults.add(None, None, str(refused), sheet=job.path.name)
            return ""
        return self._said(done)

    def _head(self, options: dict) -> SetHead:
        title = options["title"]
        return SetHead(
            code=options["code"],
            title=title,
            decision_number=options["decision_number"],
            decision_date=options["decision_date"],
            total=options["total"],
            is_sample=True if options["sample"] or "mẫu" in (title or "").casefold() else None,
        )

    def _said(self, done: SetImport) -> str:
        if not done.changed:
            return f"Bộ tiêu chí {done.criteria_set.code}: không có thay đổi nào."
        leaves = sum(row.rule is not None for row in self.rows)
        total = show_points(done.criteria_set.declared_total)
        word = "Đã tạo" if done.created else "Đã cập nhật"
        counted = f"{len(self.rows)} dòng, {leaves} mục chấm điểm, tổng {total} điểm"
        return f"{word} bộ tiêu chí {done.criteria_set.code}: {counted} ({done.words})."
