"""Make the campaign of a year: sets per kind of agency, participants, plan and classification bands."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from cchc.files.commands import FAULTY
from cchc.files.faults import Faults, Table
from cchc.files.tabular import Column, read_table
from cchc.tenancy.commands import Job, TenantCommand, WrongUsage
from criteria.errors import FrameRefused
from criteria.models import Campaign, CriteriaSet
from criteria.planning import DatedStep, dated
from criteria.resources.plan import BAND_COLUMNS, PLAN_COLUMNS, band_rows, plan_steps
from criteria.services.campaign import NewCampaign, create_campaign, open_campaign


class Command(TenantCommand):
    help = "Lập kỳ đánh giá của một năm"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--sets", required=True, metavar="KIND=CODE,...", help="ví dụ «xã=KT,thị trấn=KT»")
        parser.add_argument("--plan", metavar="FILE", help="bảng kế hoạch .csv hoặc .xlsx")
        parser.add_argument("--bands", metavar="FILE", help="mức xếp loại; mặc định năm mức 95, 85, 75, 70")
        parser.add_argument("--title", default="", metavar="T")
        parser.add_argument("--open", action="store_true", help="mở kỳ ngay khi kế hoạch không có lỗi")

    def run(self, job: Job) -> str:
        year = job.options["year"]
        if not 2010 <= year <= 2100:
            raise WrongUsage(f"Năm {year} không hợp lệ – từ 2010 đến 2100 (--year).")
        faults = Faults()
        new = NewCampaign(
            year=year,
            sets=named_sets(job.options["sets"]),
            title=job.options["title"],
            plan=self._plan(job.options["plan"], year, faults),
            **self._bands(job.options["bands"], faults),
        )
        if len(faults):
            self._report(faults)
        try:
            campaign = create_campaign(new=new, by=job.by, at=job.at)
            if job.options["open"]:
                open_campaign(campaign=campaign, by=job.by, at=job.at)
        except FrameRefused as refused:
            raise CommandError(str(refused), returncode=FAULTY) from refused
        return self._said(campaign)

    def _plan(self, file: str | None, year: int, faults: Faults) -> list[tuple[DatedStep, str]]:
        if not file:
            return []
        steps = plan_steps(_table(file, PLAN_COLUMNS, faults), faults)
        notes = {step.order: note for step, note in steps}
        return [(one, notes[one.step.order]) for one in dated([step for step, _ in steps], year=year)]

    def _bands(self, file: str | None, faults: Faults) -> dict[str, Any]:
        return {"bands": band_rows(_table(file, BAND_COLUMNS, faults), faults)} if file else {}

    def _report(self, faults: Faults) -> None:
        for fault in faults:
            self.stderr.write(str(fault), self.style.NOTICE)
        raise CommandError(f"{len(faults)} chỗ cần sửa; chưa ghi gì.", returncode=FAULTY)

    def _said(self, campaign: Campaign) -> str:
        exempted = campaign.participants.filter(exemptions__isnull=False).distinct().count()
        without = f", {exempted} đơn vị có lĩnh vực không áp dụng" if exempted else ""
        counted = f"{campaign.participants.count()} đơn vị{without}, {campaign.steps.count()} bước kế hoạch"
        state = "đã mở" if campaign.opened_at else "chưa mở"
        return f"Đã lập kỳ đánh giá năm {campaign.year}: {counted}, {campaign.bands.count()} mức xếp loại; {state}."


def named_sets(text: str) -> dict[str, CriteriaSet]:
    """«xã=KT,thị trấn=KT» as sets by kind. Raises WrongUsage."""
    named: dict[str, CriteriaSet] = {}
    for piece in filter(None, map(str.strip, text.split(","))):
        kind, equals, code = (part.strip() for part in piece.partition("="))
        if not (kind and equals and code):
            raise WrongUsage(f"«{piece}» không đúng dạng KIND=CODE, ví dụ «xã=KT» (--sets).")
        found = CriteriaSet.objects.filter(code=code).first()
        if found is None:
            raise WrongUsage(f"Không có bộ tiêu chí «{code}» (--sets).")
        if kind in named:
            raise WrongUsage(f"Loại «{kind}» ghi hai lần (--sets).")
        named[kind] = found
    return named


def _table(file: str, columns: tuple[Column, ...], faults: Faults) -> Table:
    path = Path(file)
    if not path.is_file():
        raise WrongUsage(f"Không có tệp {path}.")
    table = read_table(path, path.name, columns=columns)
    faults.extend(table.faults)
    return table
