"""Addresses of the rooms in which a result is read; added to ``publications.urls``."""

from django.urls import path, register_converter

from publications.views import agencies, differences, heads, reading, reports, years


class ReportFormat:
    """The ending of a report's file."""

    regex = "pdf|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReportFormat, "report")

urlpatterns = [
    path("<int:year>/ket-qua/ban-do/", reading.heat_map, name="heat_map"),
    path("<int:year>/ket-qua/ban-do/tai-ve.xlsx", reading.heat_file, name="heat_file"),
    path("<int:year>/ket-qua/diem-mat/", reading.lost_points, name="lost_points"),
    path("<int:year>/ket-qua/qua-cac-nam/", years.years, name="years"),
    path("<int:year>/ket-qua/don-vi/<str:code>/", agencies.agency, name="agency"),
    path("<int:year>/ket-qua/don-vi/<str:code>/so-voi-khoi/", agencies.standing, name="standing"),
    path("<int:year>/ket-qua/don-vi/<str:code>/qua-cac-nam/", agencies.agency_past, name="agency_years"),
    path("<int:year>/ket-qua/doi-chieu/", differences.changes, name="changes"),
    path("<int:year>/ket-qua/nguoi-dung-dau/", heads.heads, name="heads"),
    path("<int:year>/ket-qua/bao-cao/", reports.reports, name="reports"),
    path("<int:year>/ket-qua/bao-cao/<slug:name>/", reports.report, name="report"),
    path("<int:year>/ket-qua/bao-cao/<slug:name>/tai-ve.<report:extension>", reports.report_file, name="report_file"),
]
