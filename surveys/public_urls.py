"""Addresses for anybody who holds a link; they stand outside the tenants."""

from django.urls import path

from surveys.views import public

app_name = "survey_public"
urlpatterns = [
    path("phieu.js", public.worker, name="worker"),
    path("<str:token>/", public.form, name="form"),
]
