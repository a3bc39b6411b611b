from django.urls import path

from publications import api

app_name = "api"
YEAR = "tenants/<tenant:tenant>/years/<int:year>/results/"
urlpatterns = [
    path("", api.document, name="document"),
    path("tenants/", api.tenants, name="tenants"),
    path("tenants/<tenant:tenant>/years/", api.years, name="years"),
    path(YEAR, api.results, name="results"),
    path(f"{YEAR}<str:code>/", api.agency, name="agency"),
]
