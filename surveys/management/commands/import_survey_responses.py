"""``import_survey_responses FILE --tenant SLUG --year Y --questionnaire CODE``."""

import argparse
from collections.abc import Sequence

from django.utils import timezone

from cchc.files.commands import Import
from cchc.files.faults import Table
from cchc.files.tabular import Column, read_table
from cchc.tenancy.commands import TenantImportCommand, WrongUsage
from surveys.errors import SurveyRefused
from surveys.exchange import question_rules
from surveys.models import Questionnaire
from surveys.resources.responses import MAX_ROWS, columns, judge
from surveys.services import FilledForm, save_responses


class Command(TenantImportCommand):
    help = "Nhập phiếu trả lời khảo sát từ tệp và tính lại điểm khảo sát của năm."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--questionnaire", required=True, metavar="CODE", help="mã phiếu")

    def columns(self, job: Import) -> Sequence[Column]:
        forms = Questionnaire.objects.select_related("campaign").filter(campaign__year=job.options["year"])
        year, code = job.options["year"], job.options["questionnaire"]
        self.questionnaire = forms.filter(code=code).first()
        if self.questionnaire is None:
            have = ", ".join(forms.values_list("code", flat=True)) or "chưa có phiếu nào"
            raise WrongUsage(f"Năm {year} không có phiếu «{code}» (--questionnaire); hiện có: {have}.")
        return columns(question_rules(self.questionnaire))

    def read(self, job: Import) -> dict[str, Table]:
        table = read_table(job.path, job.path.name, columns=self.columns(job), max_rows=MAX_ROWS)
        return {table.sheet: table}

    def judge(self, job: Import) -> None:
        self.forms: list[FilledForm] = judge(job.table.rows, self.questionnaire, job.faults)

    def load(self, job: Import) -> str:
        try:
            return save_responses(self.questionnaire, self.forms, job.by, timezone.now()).words
        except SurveyRefused as refused:
            job.faults.add(None, None, str(refused), sheet=job.path.name)
            return ""
