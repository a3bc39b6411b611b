from django.urls import path

from councils import appraisal_urls, council_urls
from councils.stages import Stage
from councils.views import adoption, assignments, board, bonus, files, leaves

app_name = "councils"
urlpatterns = [
    path("<int:year>/phan-cong/", assignments.assignments, name="assignments"),
    path("<int:year>/phan-cong/theo-bo-tieu-chi/", assignments.prefill, name="prefill"),
    path("<int:year>/phan-cong/muc/<int:pk>/", assignments.branch, name="branch"),
    path("<int:year>/phan-cong/<int:pk>/nguoi/", assignments.people, name="people"),
    path("<int:year>/tham-dinh/", leaves.listing, name="appraisal"),
    path("<int:year>/tham-dinh/<int:pk>/", leaves.leaf, name="leaf"),
    path("<int:year>/tham-dinh/<int:pk>/dong/<int:file>/", leaves.row, name="row"),
    path("<int:year>/tham-dinh/<int:pk>/nhan/", leaves.accept, name="accept"),
    path("<int:year>/thuong-tru/", bonus.bonus, name="bonus"),
    path("<int:year>/ho-so/<int:pk>/", files.file, name="file"),
    path("<int:year>/ho-so/<int:pk>/nhan/", files.accept, name="file_accept"),
    path("<int:year>/ho-so/<int:pk>/ket-thuc/", files.finish, name="finish"),
    path("<int:year>/dieu-hanh/", board.board, name="board"),
    path("<int:year>/dieu-hanh/ket-thuc/", board.finish_all, name="finish_all"),
    path("<int:year>/thong-qua/", adoption.adoption, name="adoption"),
    path("<int:year>/thong-qua/<int:file>/<int:leaf>/", adoption.decide, name="decide"),
    path(
        "<int:year>/ho-so/<int:file>/lan-2/<int:leaf>/",
        adoption.decide,
        {"stage": Stage.REAPPRAISED},
        name="reappraise",
    ),
    path("<int:year>/thong-qua/mo-lai/", adoption.reopening, name="reopening"),
    *appraisal_urls.urlpatterns,
    *council_urls.urlpatterns,
]
