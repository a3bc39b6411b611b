from django.urls import path

from surveys.views import imports, overview

app_name = "surveys"
urlpatterns = [
    path("<int:year>/khao-sat/", overview.overview, name="overview"),
    path("<int:year>/khao-sat/nhap-cau-hoi/", imports.questions, name="questions_import"),
    path("<int:year>/khao-sat/phieu/<str:code>/", overview.results, name="results"),
    path("<int:year>/khao-sat/phieu/<str:code>/sua/", overview.head, name="head"),
    path("<int:year>/khao-sat/phieu/<str:code>/nhap-phieu/", imports.responses, name="responses_import"),
    path("<int:year>/khao-sat/phieu/<str:code>/mau-nhap.xlsx", overview.template, name="template"),
]
