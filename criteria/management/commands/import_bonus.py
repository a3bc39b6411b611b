"""Take the bonus and penalty items of a set in from a file."""

import argparse
from collections.abc import Sequence

from django.utils import timezone

from cchc.files.commands import Import
from cchc.files.tabular import Column
from cchc.tenancy.commands import TenantImportCommand, WrongUsage
from criteria.errors import FrameRefused
from criteria.models import BonusItem, CriteriaSet
from criteria.resources import bonus
from criteria.services.catalogue import import_bonus


class Command(TenantImportCommand):
    help = "Nhập điểm thưởng, điểm trừ của một bộ tiêu chí"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--set", required=True, dest="code", metavar="CODE", help="mã bộ tiêu chí")

    def columns(self, job: Import) -> Sequence[Column]:
        return bonus.COLUMNS

    def judge(self, job: Import) -> None:
        found = CriteriaSet.objects.filter(code=job.options["code"]).first()
        if found is None:
            raise WrongUsage(f"Không có bộ tiêu chí «{job.options['code']}» (--set).")
        self.criteria_set: CriteriaSet = found
        rows = bonus.rows_for(found, job.table, job.faults)
        self.passed_over = len(job.table.rows) - len(rows)
        self.items: list[BonusItem] = bonus.judge(rows, job.faults)

    def load(self, job: Import) -> str:
        code = self.criteria_set.code
        try:
            written, gone = import_bonus(criteria_set=self.criteria_set, items=self.items, by=job.by, at=timezone.now())
        except FrameRefused as refused:
            job.faults.add(None, None, str(refused), sheet=job.path.name)
            return ""
        if not written and not gone:
            return f"Bộ tiêu chí {code}: mục thưởng, trừ không có thay đổi nào."
        others = f"; bỏ qua {self.passed_over} dòng của bộ khác" if self.passed_over else ""
        return f"Bộ tiêu chí {code}: {len(self.items)} mục thưởng, trừ (ghi {written}, bỏ {gone}{others})."
