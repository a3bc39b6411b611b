"""``tally_survey --tenant SLUG --year Y``: bring the survey points of a year up to date with the forms now."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign
from surveys.errors import SurveyRefused
from surveys.services.reducing import reduce_to_counts, refuse_early
from surveys.services.scores import recompute


class Command(BaseCommand):
    help = "Tính lại điểm khảo sát của năm; --reduce: rút gọn phiếu thành số đếm khi đã quá ngày hủy dữ liệu thô."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--reduce", action="store_true", help="rút gọn phiếu thành số đếm")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"Không có đơn vị tổ chức «{options['tenant']}» (--tenant).", returncode=2)
        with tenant_scope(tenant):
            campaign = Campaign.objects.filter(year=options["year"]).first()
            if campaign is None:
                raise CommandError(f"Không có kỳ năm {options['year']} (--year).", returncode=2)
            try:
                self.stdout.write(_reduced(campaign) if options["reduce"] else _tallied(campaign))
            except SurveyRefused as refused:
                raise CommandError(str(refused)) from refused


def _tallied(campaign: Campaign) -> str:
    done = recompute(campaign, timezone.now())
    return f"Điểm khảo sát năm {campaign.year}: {done.scores} mục của {done.agencies} đơn vị, thay đổi {done.changed}."


def _reduced(campaign: Campaign) -> str:
    at = timezone.localtime()
    forms = reduce_to_counts(campaign, at=at)
    if forms is None:
        refuse_early(campaign, at)
        return f"Phiếu năm {campaign.year} đã rút gọn từ trước; không có gì để làm."
    return f"Đã rút gọn {forms} phiếu năm {campaign.year} thành số đếm."
