from django.urls import path

from publications.views import improvement, improvement_follow, improvement_office

AGENCY = "<int:year>/khac-phuc/don-vi/<str:code>/"
urlpatterns = [
    path("<int:year>/khac-phuc/", improvement_office.improvements, name="improvements"),
    path("<int:year>/khac-phuc/tong-hop.xlsx", improvement_office.improvements_table, name="improvements_table"),
    path("<int:year>/khac-phuc/cua-don-vi/", improvement.own_plan, name="improvement_own"),
    path(
        "<int:year>/khac-phuc/bao-cao/<slug:period>/",
        improvement_follow.office_report,
        name="improvement_office_report",
    ),
    path(AGENCY, improvement.improvement, name="improvement"),
    path(f"{AGENCY}sua/", improvement.edit, name="improvement_edit"),
    path(f"{AGENCY}loi-van/", improvement.words, name="improvement_words"),
    path(f"{AGENCY}chuyen-buoc/", improvement.step, name="improvement_step"),
    path(f"{AGENCY}sua-doi/", improvement.revise, name="improvement_revise"),
    path(f"{AGENCY}cap-nhat-diem/", improvement.take_result, name="improvement_result"),
    path(f"{AGENCY}theo-doi/", improvement_follow.follow, name="improvement_follow"),
    path(f"{AGENCY}theo-doi/<int:pk>/", improvement_follow.line, name="improvement_line"),
    path(f"{AGENCY}bao-cao/", improvement_follow.reports, name="improvement_reports"),
    path(f"{AGENCY}bao-cao/<slug:period>/", improvement_follow.report, name="improvement_report"),
]
