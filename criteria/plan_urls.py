"""Addresses of the campaign: its settings, plan, extensions, participants, calendars."""

from django.urls import path

from criteria.views import (
    again,
    calendar,
    campaign,
    extensions,
    guide,
    participants,
    plan,
    plan_checks,
    plan_files,
    plan_papers,
    settings,
)

patterns = [
    path("ky-danh-gia/bat-dau/", guide.begin, name="begin"),
    path("ky-danh-gia/tao/", campaign.new, name="campaign_new"),
    path("ky-danh-gia/nhu-nam-truoc/", again.again, name="campaign_again"),
    path("<int:year>/ky-danh-gia/", settings.campaign, name="campaign"),
    path("<int:year>/ke-hoach/", plan.plan, name="plan"),
    path("<int:year>/ke-hoach/can-cu/", plan.head, name="plan_head"),
    path("<int:year>/ke-hoach/soat/", plan_checks.check, name="plan_check"),
    path("<int:year>/ke-hoach/sua-loi/", plan_checks.fix, name="plan_fix"),
    path("<int:year>/ke-hoach/nhap/", plan_files.upload, name="plan_import"),
    path("<int:year>/ke-hoach/tai-ve.<str:extension>", plan_files.export, name="plan_export"),
    path("<int:year>/ke-hoach/loi-van/", plan_papers.texts, name="plan_texts"),
    path("<int:year>/ke-hoach/so-do/", plan.drawing, name="plan_timeline"),
    path("<int:year>/ke-hoach/danh-so/", plan.number_steps, name="steps_number"),
    path("<int:year>/ke-hoach/buoc/them/", plan.step_new, name="step_new"),
    path("<int:year>/ke-hoach/buoc/<int:pk>/", plan.step, name="step"),
    path("<int:year>/ke-hoach/buoc/<int:pk>/chuyen/", plan.step_move, name="step_move"),
    path("<int:year>/ke-hoach/buoc/<int:pk>/bo/", plan.step_delete, name="step_delete"),
    path("<int:year>/mo-ky/", campaign.open_year, name="campaign_open"),
    path("<int:year>/gia-han/", extensions.listing, name="extensions"),
    path("<int:year>/don-vi/", participants.listing, name="participants"),
    path("<int:year>/don-vi/them/", participants.add, name="participants_add"),
    path("<int:year>/don-vi/<int:pk>/", participants.detail, name="participant"),
    path("<int:year>/don-vi/<int:pk>/khong-tham-gia/", participants.remove, name="participant_remove"),
    path("<int:year>/don-vi/<int:pk>/khong-ap-dung/", participants.exempt, name="exempt"),
    path(
        "<int:year>/don-vi/<int:pk>/ap-dung-lai/<int:exemption_pk>/", participants.withdraw, name="exemption_withdraw"
    ),
    path("thoi-han/", calendar.page, name="calendar"),
    path("thoi-han/tai-ve.ics", calendar.download, name="calendar_download"),
    path("lich.ics", calendar.download, name="calendar_own"),
    path("thoi-han/dia-chi/", calendar.address, name="calendar_address"),
    path("lich/<str:token>.ics", calendar.feed, name="calendar_feed"),
]
