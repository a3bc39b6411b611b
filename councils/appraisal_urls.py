"""Addresses of a file's lines, of departments' parts, and of what stands beside appraisal."""

from django.urls import path

from councils.views import (
    assignment_files,
    conflicts,
    consistency,
    departments,
    files,
    independent,
    opinions,
    parts,
    snippets,
)

urlpatterns = [
    path("<int:year>/ho-so/<int:pk>/luu/", files.save, name="file_save"),
    path("<int:year>/ho-so/<int:pk>/dong/<int:leaf>/", files.row, name="file_row"),
    path("<int:year>/ho-so/<int:pk>/phieu/<int:department>/", parts.part, name="part"),
    path("<int:year>/ho-so/<int:pk>/phieu/<int:department>/xac-nhan/", parts.confirm_part, name="confirm_part"),
    path("<int:year>/ho-so/<int:pk>/phieu/<int:department>/mo-lai/", parts.reopen_part, name="reopen_part"),
    path("<int:year>/tham-dinh/mau-ly-do/", snippets.snippets, name="snippets"),
    path("<int:year>/phan-cong/tep/", assignment_files.export, name="assignments_export"),
    path("<int:year>/phan-cong/nhap/", assignment_files.upload, name="assignments_import"),
    path("<int:year>/phan-cong/nhom/", assignment_files.groups, name="groups"),
    path("<int:year>/phoi-hop/", opinions.asked, name="opinions"),
    path("<int:year>/phoi-hop/<int:pk>/", opinions.leaf, name="opinion_leaf"),
    path("<int:year>/xung-dot/", conflicts.conflicts, name="conflicts"),
    path("<int:year>/xung-dot/<int:pk>/go/", conflicts.lift_conflict, name="lift_conflict"),
    path("<int:year>/xung-dot/quyen-xem/", conflicts.access, name="access"),
    path("<int:year>/dieu-hanh/do-thong-nhat/", consistency.consistency, name="consistency"),
    path("<int:year>/dieu-hanh/tham-dinh/", departments.departments, name="departments"),
    path("<int:year>/cham-doc-lap/", independent.rounds, name="rounds"),
    path("<int:year>/cham-doc-lap/<int:pk>/", independent.round_scores, name="round"),
]
