"""`freeze_results --tenant SLUG --year Y --by USERNAME [--reason R]`: make the next version of the result."""

import argparse

from django.core.management.base import CommandError

from cchc.tenancy.commands import Job, TenantCommand
from cchc.tenancy.models import Agency
from publications.management.commands.compute_results import campaign_of
from publications.services import ResultRefused, adopt_and_freeze


class Command(TenantCommand):
    help = "Chốt kết quả của một năm thành một phiên bản không sửa được; Hội đồng chưa thông qua thì thông qua luôn"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--reason", default="", help="lý do điều chỉnh; bắt buộc từ phiên bản 2")

    def run(self, job: Job) -> str:
        campaign = campaign_of(job.options["year"])
        try:
            snapshot, missing = adopt_and_freeze(campaign=campaign, by=job.by, at=job.at, reason=job.options["reason"])
        except ResultRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._warn(missing)
        return (
            f"Đã chốt kết quả năm {campaign.year}, phiên bản {snapshot.version}: {snapshot.rows.count()} đơn vị. "
            f"Mã kiểm tra {snapshot.checksum}."
        )

    def _warn(self, missing: dict[int, list[str]]) -> None:
        for agency in Agency.objects.filter(pk__in=missing).order_by("sort_key"):
            codes = missing[agency.pk]
            self.stderr.write(
                f"{agency.name}: {len(codes)} mục chưa có điểm thẩm định, tính 0 điểm: {', '.join(codes)}."
            )
