from django.urls import path

from cchc.documents import views

app_name = "documents"
urlpatterns = [
    path("kiem-tra/", views.ask, name="ask"),
    path("kiem-tra/<str:code>/", views.lookup, name="lookup"),
]
