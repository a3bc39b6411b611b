from django.urls import path

from criteria import set_urls
from criteria.views import campaign, extensions, participants, plan

app_name = "criteria"
urlpatterns = [
    *set_urls.patterns,
    path("ky-danh-gia/tao/", campaign.new, name="campaign_new"),
    path("<int:year>/ke-hoach/", plan.plan, name="plan"),
    path("<int:year>/ke-hoach/can-cu/", plan.head, name="plan_head"),
    path("<int:year>/ke-hoach/buoc/them/", plan.step_new, name="step_new"),
    path("<int:year>/ke-hoach/buoc/<int:pk>/", plan.step, name="step"),
    path("<int:year>/ke-hoach/buoc/<int:pk>/bo/", plan.step_delete, name="step_delete"),
    path("<int:year>/mo-ky/", campaign.open_year, name="campaign_open"),
    path("<int:year>/gia-han/", extensions.listing, name="extensions"),
    path("<int:year>/don-vi/", participants.listing, name="participants"),
    path("<int:year>/don-vi/<int:pk>/", participants.detail, name="participant"),
    path("<int:year>/don-vi/<int:pk>/khong-ap-dung/", participants.exempt, name="exempt"),
    path(
        "<int:year>/don-vi/<int:pk>/ap-dung-lai/<int:exemption_pk>/", participants.withdraw, name="exemption_withdraw"
    ),
]
