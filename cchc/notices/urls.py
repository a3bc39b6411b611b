from django.urls import path

from cchc.notices import hook_views, views

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.inbox, name="inbox"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
    path("thong-bao/<int:pk>/", views.follow, name="follow"),
    path("thong-bao/nhat-ky-gui/", views.delivery_log, name="delivery_log"),
    path("thong-bao/nhat-ky-gui/<int:pk>/gui-lai/", views.resend, name="resend"),
    path("thong-bao/bao-tin/", hook_views.page, name="webhooks"),
    path("thong-bao/bao-tin/<int:pk>/", hook_views.change, name="webhook"),
    path("thong-bao/bao-tin/lan-gui/<int:pk>/gui-lai/", hook_views.resend, name="webhook_resend"),
]
