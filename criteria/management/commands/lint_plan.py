"""Print what is wrong in a plan: a line ``severity,code,step,message`` per finding; exit 1 if one is an error."""

import argparse
import csv

from django.core.management import CommandError

from cchc.files.commands import FAULTY
from cchc.tenancy.commands import Job, TenantCommand, WrongUsage
from criteria.models import Campaign
from criteria.queries import campaign_findings
from criteria.rules.findings import Severity


class Command(TenantCommand):
    help = "Soát kế hoạch của một năm"
    readonly = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)

    def run(self, job: Job) -> None:
        campaign = Campaign.objects.filter(year=job.options["year"]).first()
        if campaign is None:
            raise WrongUsage(f"Chưa có kỳ đánh giá năm {job.options['year']} (--year).")
        findings = campaign_findings(campaign)
        writer = csv.writer(self.stdout, lineterminator="\n")
        for finding in findings:
            writer.writerow([finding.severity.value, finding.code, finding.step, finding.message])
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        if errors:
            raise CommandError(f"Kế hoạch có {errors} lỗi.", returncode=FAULTY)
