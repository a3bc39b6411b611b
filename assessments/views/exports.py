"""Summaries of the self-assessment to take away as Excel files."""

from django.http import HttpRequest, HttpResponse

from assessments.contents import contents_of
from assessments.exports import file_summary, year_summary
from assessments.permissions import may_see_all, may_see_files
from assessments.queries import progress, status_of
from assessments.views.common import fetch_file
from cchc.files.kinds import XLSX
from cchc.web.views import readonly
from criteria.queries import campaign_or_404


def _xlsx(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=XLSX.content_type, headers=headers)


@readonly(may=may_see_files)
def file_table(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One file by area and leaf, for whoever reads it."""
    file = fetch_file(request, year, pk)
    contents = contents_of(file)
    return _xlsx(file_summary(file, contents, status_of(contents)), f"tong-hop-{year}-{file.agency.code}")


@readonly(may=may_see_all)
def year_table(request: HttpRequest, year: int) -> HttpResponse:
    """All files of a year, for those who read them all."""
    campaign = campaign_or_404(year)
    return _xlsx(year_summary(campaign, progress(campaign)), f"tu-danh-gia-{year}")
