"""Addresses under «tai-lieu/»: the register of documents, one document, files on their way in, packed registers."""

from django.urls import path

from assessments.views import evidence, register, uploads

urlpatterns = [
    path("", register.register, name="register"),
    path("nam-truoc/", register.last_year, name="last_year"),
    path("goi/", register.archive_ask, name="archive_ask"),
    path("goi/<int:pk>/", register.archive, name="archive"),
    path("goi/<int:pk>/tep/", register.archive_file, name="archive_file"),
    path("tai-len/", uploads.begin, name="upload"),
    path("tai-len/<uuid:token>/", uploads.piece, name="upload_piece"),
    path("tai-len/<uuid:token>/xong/", uploads.finish, name="upload_finish"),
    path("tai-len/<uuid:token>/bo/", uploads.drop, name="upload_drop"),
    path("them/", evidence.add, name="evidence_add"),
    path("<int:pk>/", evidence.evidence, name="evidence"),
    path("<int:pk>/tep/", evidence.evidence_file, name="evidence_file"),
    path("<int:pk>/thay/", evidence.evidence_replace, name="evidence_replace"),
    path("<int:pk>/xem/", evidence.evidence_preview, name="evidence_preview"),
    path("<int:pk>/xem/<int:page>/", evidence.evidence_page, name="evidence_page"),
    path("<int:pk>/xoa/", evidence.bin_evidence, name="evidence_bin"),
]
