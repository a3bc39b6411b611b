"""Addresses of a file's lines, of departments' parts, and of what stands beside appraisal."""

from django.urls import path

from councils.views import files, parts, snippets

urlpatterns = [
    path("<int:year>/ho-so/<int:pk>/luu/", files.save, name="file_save"),
    path("<int:year>/ho-so/<int:pk>/dong/<int:leaf>/", files.row, name="file_row"),
    path("<int:year>/ho-so/<int:pk>/phieu/<int:department>/", parts.part, name="part"),
    path("<int:year>/ho-so/<int:pk>/phieu/<int:department>/xac-nhan/", parts.confirm_part, name="confirm_part"),
    path("<int:year>/ho-so/<int:pk>/phieu/<int:department>/mo-lai/", parts.reopen_part, name="reopen_part"),
    path("<int:year>/tham-dinh/mau-ly-do/", snippets.snippets, name="snippets"),
]
