"""`compute_results --tenant SLUG --year Y`: print the provisional result, without writing anything."""

import argparse
import unicodedata

from django.core.management.base import CommandError

from cchc.tenancy.commands import Job, TenantCommand, WrongUsage
from cchc.web.formatting import points
from criteria.models import Campaign
from publications.models import SnapshotRow
from publications.results import is_appraised
from publications.rows import provisional
from publications.services import NOTHING_SCORED

HEADS = (
    *("Khối", "Hạng", "Mã", "Đơn vị", "Tự chấm", "Thẩm định", "Khảo sát", "Thưởng", "Trừ", "Tổng", "Tối đa"),
    *("Chỉ số (%)", "Xếp loại"),
)
LEFT = {0, 2, 3, 12}


def campaign_of(year: int) -> Campaign:
    """The campaign of the year; wrong usage where there is none."""
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        raise WrongUsage(f"Năm {year} chưa có kỳ đánh giá (--year).")
    return campaign


class Command(TenantCommand):
    help = "In kết quả tạm thời của một năm"
    readonly = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)

    def run(self, job: Job) -> str:
        campaign = campaign_of(job.options["year"])
        if campaign.imported:
            raise CommandError(f"Năm {campaign.year} nhập từ kết quả đã công bố – xem bằng export_results.")
        if not is_appraised(campaign):
            raise CommandError(NOTHING_SCORED)
        return as_text([_cells(row) for row in provisional(campaign)])


def _cells(row: SnapshotRow) -> list[str]:
    figures = (row.self_points, row.appraised_points, row.survey_points, row.bonus_points, row.penalty_points)
    return [
        row.block,
        str(row.rank or "-"),
        row.agency_code,
        row.agency_name,
        *(points(figure) for figure in (*figures, row.total_points, row.applicable_max, row.index_exact)),
        row.band or "-",
    ]


def as_text(rows: list[list[str]]) -> str:
    """Columns aligned for a terminal; figures to the right."""
    table = [[unicodedata.normalize("NFC", cell) for cell in row] for row in [list(HEADS), *rows]]
    widths = [max(len(row[place]) for row in table) for place in range(len(HEADS))]
    lines = (
        "  ".join(
            cell.ljust(width) if place in LEFT else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )
    return "\n".join(lines)
