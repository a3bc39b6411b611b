"""The product's addresses, and beside them what they are measured against."""

from django.urls import include, path

from bench import views
from bench.admin import stock

urlpatterns = [
    path("bench/tep/", views.receive, name="bare_file"),
    path("bench/luu/", views.save, name="bare_save"),
    path("bench/quan-tri/", stock.urls),
    path("<slug:tenant>/bench/tep/<str:name>/", views.page, name="bare_page"),
    path("<slug:tenant>/bench/bang/<int:criteria_set>/<int:file>/", views.plain, name="plain_sheet"),
    path("<slug:tenant>/bench/bang/<int:criteria_set>/<int:file>/<str:area>/", views.plain, name="plain_sheet"),
    path("", include("cchc.urls")),
]
