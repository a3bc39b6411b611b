"""Addresses of the criteria sets."""

from django.urls import path

from criteria.views import (
    set_bonus,
    set_compare,
    set_copies,
    set_criterion,
    set_edit,
    set_import,
    set_lineage,
    sets,
)

patterns = [
    path("bo-tieu-chi/", sets.listing, name="sets"),
    path("bo-tieu-chi/nhap/", set_import.upload, name="set_import"),
    path("bo-tieu-chi/mau.xlsx", sets.sample, name="set_sample"),
    path("bo-tieu-chi/tao/", set_copies.new, name="set_new"),
    path("bo-tieu-chi/so-sanh/", set_compare.compare, name="set_compare"),
    path("bo-tieu-chi/<str:code>/", sets.detail, name="set"),
    path("bo-tieu-chi/<str:code>/tai-ve.<str:extension>", sets.export, name="set_export"),
    path("bo-tieu-chi/<str:code>/ban-hanh/", sets.issue, name="set_issue"),
    path("bo-tieu-chi/<str:code>/sua/", set_edit.edit, name="set_edit"),
    path("bo-tieu-chi/<str:code>/ten-tong-diem/", set_edit.head, name="set_head"),
    path("bo-tieu-chi/<str:code>/muc/<int:pk>/", set_criterion.criterion, name="set_criterion"),
    path("bo-tieu-chi/<str:code>/muc/<int:pk>/thu/", set_criterion.try_out, name="set_try"),
    path("bo-tieu-chi/<str:code>/thuong-tru/", set_bonus.bonus, name="set_bonus"),
    path("bo-tieu-chi/<str:code>/chep/", set_copies.copy, name="set_copy"),
    path("bo-tieu-chi/<str:code>/ke-thua/", set_lineage.lineage, name="set_lineage"),
]
