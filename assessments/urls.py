from django.urls import include, path

from assessments.views import evidence, exports, extending, files, imports, lastyear, reports, sharing, sheets, workbook

app_name = "assessments"
urlpatterns = [
    path("<int:year>/tu-danh-gia/", files.files, name="files"),
    path("<int:year>/tu-danh-gia/mo/", files.begin, name="begin"),
    path("<int:year>/tu-danh-gia/<int:pk>/", files.file, name="file"),
    path("<int:year>/tu-danh-gia/<int:pk>/chuyen-buoc/", files.step, name="step"),
    path("<int:year>/tu-danh-gia/<int:pk>/bao-cao/", reports.report, name="report"),
    path("<int:year>/tu-danh-gia/<int:pk>/ban-ky/", reports.signed, name="signed"),
    path("<int:year>/tu-danh-gia/<int:pk>/ban-ky/<int:report>/tep/", reports.signed_file, name="signed_file"),
    path("<int:year>/tu-danh-gia/<int:pk>/tep-excel/", workbook.workbook, name="workbook"),
    path("<int:year>/tu-danh-gia/<int:pk>/tep-excel/tai-ve/", workbook.download, name="workbook_download"),
    path("<int:year>/tu-danh-gia/tong-hop/", exports.year_table, name="year_table"),
    path("<int:year>/tu-danh-gia/<int:pk>/tong-hop/", exports.file_table, name="file_table"),
    path("<int:year>/tu-danh-gia/<int:pk>/nam-truoc/<int:leaf>/", lastyear.year_before, name="year_before"),
    path("<int:year>/tu-danh-gia/<int:pk>/phan-cong/", sharing.share, name="share"),
    path("<int:year>/tu-danh-gia/<int:pk>/xin-gia-han/", extending.ask, name="ask_extension"),
    path("<int:year>/xin-gia-han/", extending.requests, name="extension_requests"),
    path("<int:year>/tu-danh-gia/<int:pk>/linh-vuc/<str:area>/", sheets.sheet, name="sheet"),
    path("<int:year>/tu-danh-gia/<int:pk>/linh-vuc/<str:area>/tinh-hinh/", sheets.summary, name="summary"),
    path("<int:year>/tu-danh-gia/<int:pk>/luu/", sheets.save, name="save"),
    path("<int:year>/tu-danh-gia/<int:pk>/in/", sheets.whole, name="whole"),
    path("<int:year>/tu-danh-gia/<int:pk>/minh-chung/<int:leaf>/", evidence.cite_at, name="cite"),
    path("<int:year>/tu-danh-gia/<int:pk>/bo-minh-chung/<int:citation>/", evidence.uncite_at, name="uncite"),
    path("<int:year>/tai-lieu/", include("assessments.evidence_urls")),
    path("<int:year>/nhap-diem/", imports.import_scores, name="import_scores"),
]
