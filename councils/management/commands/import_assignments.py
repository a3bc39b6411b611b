"""Take in who appraises what: the exported workbook, or a plan's section as JSON."""

import argparse

from django.utils import timezone

from cchc.files.commands import Import
from cchc.files.tabular import Table
from cchc.tenancy.commands import TenantImportCommand, WrongUsage
from councils.resources.assignments import Planned, read_assignments
from councils.services.assigning import AssignRefused, import_assignments
from criteria.models import Campaign


class Command(TenantImportCommand):
    help = "Nhập phân công thẩm định (.xlsx, .csv hoặc .json)"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", required=True, type=int, metavar="YEAR", help="năm của kỳ đánh giá")

    def read(self, job: Import) -> dict[str, Table]:
        return {}

    def judge(self, job: Import) -> None:
        campaign = Campaign.objects.filter(year=job.options["year"]).first()
        if campaign is None:
            raise WrongUsage(f"Không có kỳ đánh giá năm {job.options['year']} (--year).")
        self.campaign: Campaign = campaign
        found = read_assignments(job.path.read_bytes(), job.path.name, campaign)
        job.faults.extend(found.faults)
        self.rows: list[Planned] = found.rows

    def load(self, job: Import) -> str:
        try:
            done = import_assignments(campaign=self.campaign, rows=self.rows, by=job.by, at=timezone.now())
        except AssignRefused as refused:
            job.faults.add(None, None, str(refused), sheet=job.path.name)
            return ""
        return f"Phân công thẩm định năm {self.campaign.year}: {len(self.rows)} mục trong tệp, {done} mục thay đổi."
