"""The product's addresses, and beside them what they are measured against."""

from django.urls import include, path

urlpatterns = [path("", include("cchc.urls"))]
