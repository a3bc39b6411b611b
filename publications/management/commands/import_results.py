"""`import_results FILE --tenant SLUG --year Y [--bands FILE]`: a past year as it was published."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from cchc.files.commands import Import
from cchc.files.tabular import Column, Table, read_table
from cchc.tenancy.commands import TenantImportCommand, WrongUsage
from criteria.resources.plan import BAND_COLUMNS, band_rows
from criteria.services.campaign import BandRow
from publications.resources import COLUMNS, PublishedRow, published_rows
from publications.services import ResultRefused, take_in

RESULTS, BANDS = "ket-qua", "xep-loai"


class Command(TenantImportCommand):
    help = "Nhập kết quả một năm trước như đã công bố; hạng và xếp loại tính từ Chỉ số"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--bands", metavar="FILE", help="mức xếp loại: name,lower,lower_inclusive,upper,…")
        parser.add_argument("--reason", default="", help="lý do khi nhập lại bảng đã sửa")

    def columns(self, job: Import) -> Sequence[Column]:
        return COLUMNS

    def read(self, job: Import) -> dict[str, Table]:
        tables = {RESULTS: read_table(job.path, job.path.name, columns=COLUMNS)}
        if job.options["bands"]:
            path = Path(job.options["bands"])
            if not path.is_file():
                raise WrongUsage(f"Không có tệp {path} (--bands).")
            tables[BANDS] = read_table(path, path.name, columns=BAND_COLUMNS)
        return tables

    def judge(self, job: Import) -> None:
        if not 2010 <= job.options["year"] <= 2100:
            raise WrongUsage("Năm đánh giá phải từ 2010 đến 2100 (--year).")
        self.bands: list[BandRow] | None = band_rows(job.tables[BANDS], job.faults) if BANDS in job.tables else None
        self.rows: list[PublishedRow] = published_rows(job.tables[RESULTS], job.faults)
        if not job.tables[RESULTS].rows and not len(job.faults):
            message = "không có đơn vị nào dưới dòng tên cột – kiểm tra lại tệp"
            job.faults.add(None, None, message, sheet=job.tables[RESULTS].sheet)

    def load(self, job: Import) -> str:
        year = job.options["year"]
        reason = job.options["reason"] or f"Nhập lại bảng đã công bố từ tệp {job.path.name}"
        try:
            snapshot, is_new = take_in(
                year=year, rows=self.rows, bands=self.bands, by=job.by, at=timezone.now(), reason=reason
            )
        except ResultRefused as refusal:
            job.faults.add(None, None, str(refusal), sheet=job.tables[RESULTS].sheet)
            return ""
        if not is_new:
            return f"Kết quả năm {year} không có gì thay đổi; vẫn là phiên bản {snapshot.version}."
        return f"Đã nhập kết quả năm {year}: {len(self.rows)} đơn vị, phiên bản {snapshot.version}."
