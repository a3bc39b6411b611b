"""``import_questionnaire FILE --tenant SLUG --year Y [--code CODE]``."""

import argparse
from collections.abc import Sequence

from django.utils import timezone

from cchc.files.commands import Import
from cchc.files.tabular import Column
from cchc.tenancy.commands import TenantImportCommand, WrongUsage
from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.resources.questionnaire import COLUMNS, FORM_CODE, default_head, judge
from surveys.rules.forms import QuestionRule
from surveys.services import import_questionnaire


class Command(TenantImportCommand):
    help = "Nhập bộ câu hỏi khảo sát của một năm; phiếu đã có người trả lời thì không sửa câu hỏi được nữa."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--code", metavar="CODE", help="mã phiếu; mặc định: tên tệp bỏ phần đuôi")
        parser.add_argument("--title", metavar="T", help="tên phiếu")
        parser.add_argument("--group", metavar="G", help="đối tượng trả lời")
        parser.add_argument("--quota", type=int, metavar="N", help="chỉ tiêu phiếu mỗi đơn vị")

    def columns(self, job: Import) -> Sequence[Column]:
        self.campaign = Campaign.objects.filter(year=job.options["year"]).first()
        if self.campaign is None:
            raise WrongUsage(f"Chưa có kỳ đánh giá năm {job.options['year']} (--year).")
        self.code = job.options["code"] or job.path.stem
        if not FORM_CODE.fullmatch(self.code):
            raise WrongUsage(f"Mã phiếu «{self.code}» không dùng được – đặt --code bằng chữ không dấu và số.")
        if (job.options["quota"] or 0) < 0:
            raise WrongUsage("Chỉ tiêu phiếu (--quota) phải từ 0 trở lên.")
        return COLUMNS

    def judge(self, job: Import) -> None:
        self.questions: list[QuestionRule] = judge(job.table.rows, self.campaign, job.faults)

    def load(self, job: Import) -> str:
        options = job.options
        head = default_head(
            self.campaign, self.code, title=options["title"], group=options["group"], quota=options["quota"]
        )
        try:
            done = import_questionnaire(
                campaign=self.campaign, head=head, questions=self.questions, by=job.by, at=timezone.now()
            )
        except SurveyRefused as refused:
            job.faults.add(None, None, str(refused), sheet=job.path.name)
            return ""
        return done.words
