"""Addresses of self-assessment. Those that officers open all day stand first: a route is looked for in this order."""

from django.urls import include, path

from assessments.views import evidence, exports, extending, files, imports, lastyear, reports, sharing, sheets, workbook

app_name = "assessments"
of_one_file = [
    path("linh-vuc/<str:area>/", sheets.sheet, name="sheet"),
    path("luu/", sheets.save, name="save"),
    path("linh-vuc/<str:area>/tinh-hinh/", sheets.summary, name="summary"),
    path("", files.file, name="file"),
    path("in/", sheets.whole, name="whole"),
    path("minh-chung/<int:leaf>/", evidence.cite_at, name="cite"),
    path("bo-minh-chung/<int:citation>/", evidence.uncite_at, name="uncite"),
    path("chuyen-buoc/", files.step, name="step"),
    path("bao-cao/", reports.report, name="report"),
    path("ban-ky/", reports.signed, name="signed"),
    path("ban-ky/<int:report>/tep/", reports.signed_file, name="signed_file"),
    path("tep-excel/", workbook.workbook, name="workbook"),
    path("tep-excel/tai-ve/", workbook.download, name="workbook_download"),
    path("tong-hop/", exports.file_table, name="file_table"),
    path("nam-truoc/<int:leaf>/", lastyear.year_before, name="year_before"),
    path("phan-cong/", sharing.share, name="share"),
    path("xin-gia-han/", extending.ask, name="ask_extension"),
]
urlpatterns = [
    path("<int:year>/tu-danh-gia/<int:pk>/", include(of_one_file)),
    path("<int:year>/tu-danh-gia/", files.files, name="files"),
    path("<int:year>/tu-danh-gia/mo/", files.begin, name="begin"),
    path("<int:year>/tu-danh-gia/tong-hop/", exports.year_table, name="year_table"),
    path("<int:year>/xin-gia-han/", extending.requests, name="extension_requests"),
    path("<int:year>/tai-lieu/", include("assessments.evidence_urls")),
    path("<int:year>/nhap-diem/", imports.import_scores, name="import_scores"),
]
