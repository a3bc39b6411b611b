"""``import_scores FILE --tenant SLUG --year Y --stage self|appraised|reappraised|final``."""

import argparse
from collections.abc import Sequence

from django.utils import timezone

from assessments.models import Score
from assessments.resources import COLUMNS, MAX_ROWS, Plan, judge
from assessments.services import open_assessments
from assessments.services.entering import write_scores
from cchc.files.commands import Import
from cchc.files.faults import Table
from cchc.files.tabular import Column, read_table
from cchc.tenancy.commands import TenantImportCommand, WrongUsage
from criteria.models import Campaign


class Command(TenantImportCommand):
    help = "Nhập điểm của các đơn vị từ tệp; điểm được tính theo cách chấm của từng mục."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--stage", choices=Score.Stage.values, required=True)

    def columns(self, job: Import) -> Sequence[Column]:
        return COLUMNS

    def read(self, job: Import) -> dict[str, Table]:
        table = read_table(job.path, job.path.name, columns=COLUMNS, max_rows=MAX_ROWS)
        return {table.sheet: table}

    def judge(self, job: Import) -> None:
        campaign = Campaign.objects.filter(year=job.options["year"]).first()
        if campaign is None:
            raise WrongUsage(f"Chưa có kỳ đánh giá năm {job.options['year']} (--year).")
        open_assessments(campaign, by=job.by)
        self.plan: Plan = judge(job.table.rows, campaign, job.options["stage"], job.faults)

    def load(self, job: Import) -> str:
        changed = write_scores(
            stage=job.options["stage"], leaves=self.plan.leaves, bonus=self.plan.bonus, by=job.by, at=timezone.now()
        )
        rows = len(self.plan.leaves) + len(self.plan.bonus)
        return f"{rows} dòng điểm, {changed} dòng mới hoặc thay đổi."
