"""The table of addresses: fixed ones first, then everything under /<tenant>/."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from cchc import health

handler400 = "cchc.web.errors.bad_request"
handler403 = "cchc.web.errors.forbidden"
handler404 = "cchc.web.errors.not_found"
handler500 = "cchc.web.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("quan-tri/login/", RedirectView.as_view(pattern_name="accounts:login", query_string=True), name="admin_login"),
    path("quan-tri/", admin.site.urls),
    path("", include("cchc.accounts.urls")),
    path("api/v1/", include("publications.api_urls")),
    path("khao-sat/", include("surveys.public_urls")),
    path("", include("cchc.documents.urls")),
    path("<slug:tenant>/", include("assessments.urls")),
    path("<slug:tenant>/", include("criteria.urls")),
    path("<slug:tenant>/", include("councils.urls")),
    path("<slug:tenant>/", include("surveys.urls")),
    path("<slug:tenant>/", include("publications.urls")),
    path("<slug:tenant>/", include("cchc.notices.urls")),
]
