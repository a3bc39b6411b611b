from django.urls import path

from surveys.views import disputes, editor, entry, imports, judging, links, overview, papers, planning

app_name = "surveys"
FORM = "<int:year>/khao-sat/phieu/<str:code>/"
urlpatterns = [
    path("<int:year>/khao-sat/", overview.overview, name="overview"),
    path("<int:year>/khao-sat/nhap-cau-hoi/", imports.questions, name="questions_import"),
    path("<int:year>/khao-sat/lap-phieu/", editor.new, name="new"),
    path("<int:year>/khao-sat/ke-hoach/", planning.plan, name="plan"),
    path("<int:year>/khao-sat/ke-hoach/sua/", planning.settings, name="plan_settings"),
    path("<int:year>/khao-sat/nguoi-nhap/<str:agency>/", planning.staff, name="staff"),
    path("<int:year>/khao-sat/nhap-phieu/", entry.entry_places, name="entry_places"),
    path("<int:year>/khao-sat/nhap-lan-2/<int:pk>/", entry.second, name="second"),
    path("<int:year>/khao-sat/doi-chieu/", disputes.disputes, name="disputes"),
    path("<int:year>/khao-sat/doi-chieu/<int:pk>/", disputes.dispute, name="dispute"),
    path("<int:year>/khao-sat/du-phieu/", judging.gates, name="gates"),
    path("<int:year>/khao-sat/can-xem-lai/", judging.odd, name="odd"),
    path("<int:year>/khao-sat/duong-dan/", links.links, name="links"),
    path("<int:year>/khao-sat/duong-dan/<int:pk>/", links.sheet, name="sheet"),
    path("<int:year>/khao-sat/duong-dan/<int:pk>/ma-qr.pdf", links.sheet_pdf, name="sheet_pdf"),
    path("<int:year>/khao-sat/duong-dan/<int:pk>/thu-hoi/", links.withdraw, name="withdraw"),
    path(FORM, overview.results, name="results"),
    path(f"{FORM}sua/", overview.head, name="head"),
    path(f"{FORM}nhap-phieu/", imports.responses, name="responses_import"),
    path(f"{FORM}mau-nhap.xlsx", overview.template, name="template"),
    path(f"{FORM}phieu-giay/", papers.paper, name="paper"),
    path(f"{FORM}phieu-giay.<str:extension>", papers.paper_file, name="paper_file"),
    path(f"{FORM}ban-moi/", editor.version, name="version"),
    path(f"{FORM}cau-hoi/", editor.questions, name="editor"),
    path(f"{FORM}cau-hoi/them/", editor.question, name="question_new"),
    path(f"{FORM}cau-hoi/<str:question>/", editor.question, name="question"),
    path(f"{FORM}cau-hoi/<str:question>/chuyen/", editor.move, name="move"),
    path(f"{FORM}cau-hoi/<str:question>/bo/", editor.drop, name="drop"),
    path(f"{FORM}mau/", planning.group, name="group"),
    path(f"{FORM}mau/<str:agency>/", planning.sample, name="sample"),
    path(f"{FORM}mau/<str:agency>/rut/", planning.draw, name="draw"),
    path(f"{FORM}nhap/<str:agency>/", entry.entry, name="entry"),
    path(f"{FORM}nhap/<str:agency>/lan-2/", entry.seconds, name="seconds"),
]
